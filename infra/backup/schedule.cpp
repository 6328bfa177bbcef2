#include "infra/backup/schedule.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

namespace millrace::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds retry_after{60};        // or sooner, where backups are made more often
constexpr int lowest = 19;
constexpr int last_of_best_effort = 2 << 13 | 7;

// Whatever people wait for comes first: the processor and, as far as its scheduler cares, the disk. Of this thread alone.
void step_back() {
  ::setpriority(PRIO_PROCESS, 0, lowest);
  ::syscall(SYS_ioprio_set, 1, 0, last_of_best_effort);
}

}  // namespace

fs::path failure_note(const fs::path& data) { return data / "run" / "backup" / "failed"; }

void Schedule::start() {
  started_ = options_.now();
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

Schedule::State Schedule::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}

std::string Schedule::warning() const {
  const auto s = state();
  if (!s.trouble.empty()) return "the last one failed: " + s.trouble;
  if (options_.now() - std::max(s.made, started_) > 2 * options_.every + retry_after) return "none has been made for twice as long as it should";
  return {};
}

void Schedule::run(const std::stop_token& stop) {
  step_back();
  SystemRandom random;
  for (bool looked = false; !stop.stop_requested();) {
    const auto pause = attempt(stop, random, looked);
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, pause, [] { return false; });
  }
}

// … until the next; what is there already is looked at once, before the first.
std::chrono::seconds Schedule::attempt(const std::stop_token& stop, SystemRandom& random, bool& looked) try {
  const auto stopping = [&stop] { return stop.stop_requested(); };
  const auto store = options_.store(stopping);
  if (!looked)
    if (const auto wait = until_first(random, *store); looked = true, wait.count() > 0) return wait;
  auto how = options_.backup;
  how.stop = stopping;
  const auto began = std::chrono::steady_clock::now();
  const auto made = make(how, *store, random, options_.now);
  {
    const std::lock_guard lock{mutex_};
    state_.made = options_.now();
    state_.trouble.clear();
    state_.sent_bytes += made.sent_bytes;
    state_.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  }
  tell({});
  options_.log(fmt::format("backup {} to {}: {} records, {} objects of {} bytes sent, {} removed", made.name, store->place(), made.records, made.sent, made.sent_bytes, made.removed));
  return options_.every;
} catch (const std::exception& e) {
  if (stop.stop_requested()) return {};
  {
    const std::lock_guard lock{mutex_};
    state_.failed = options_.now();
    state_.trouble = e.what();
  }
  tell(e.what());
  options_.log_error(fmt::format("the backup failed: {}", e.what()));
  return std::min(options_.every, retry_after);
}

std::chrono::seconds Schedule::until_first(SystemRandom& random, ObjectStore& store) const try {
  const auto& b = options_.backup;
  const auto last = newest(store, OwnKeys::of(existing_master(b.data, b.master_key_file, random)));
  if (!last) return {};
  return std::chrono::ceil<std::chrono::seconds>(std::clamp<Duration>(last->about.at + options_.every - options_.now(), Duration{0}, options_.every));
} catch (const Damaged&) {                             // then there is to be another one
  return {};
}

// For `millrace doctor`, also when no server runs.
void Schedule::tell(const std::string& trouble) const {
  const auto note = failure_note(options_.backup.data);
  std::error_code no;
  if (trouble.empty()) fs::remove(note, no);
  else std::ofstream{note} << to_rfc3339(options_.now()) << ' ' << trouble << '\n';
}

}  // namespace millrace::backup
