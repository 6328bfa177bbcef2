// The raw segment log: durable appends with 64 outstanding. Prints one line; directory and seconds may be given.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "infra/segments/journal.hpp"

using namespace millrace;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t outstanding = 64, record_bytes = 600;

// Answers each append with the next one, as 64 clients do.
struct Clients : Journal::Listener {
  void on_appended(std::vector<Stored> group) override {
    const auto now = Clock::now();
    ++groups;
    for (auto& s : group) {
      auto& since = begun[static_cast<std::size_t>(s.partition)];
      latencies_us.push_back(std::chrono::duration<float, std::micro>(now - since).count());
      if (stopping) {
        ++idle;
        continue;
      }
      since = now;
      journal->append(s.partition, std::move(s.bytes));
    }
    if (stopping && idle == outstanding) {
      const std::lock_guard lock{mutex};
      done = true;
      changed.notify_one();
    }
  }
  void on_append_failed(Partition, const std::string& why) override {
    fmt::print(stderr, "append failed: {}\n", why);
    std::abort();
  }

  Journal* journal = nullptr;
  std::array<Clock::time_point, outstanding> begun{};
  std::vector<float> latencies_us;
  std::size_t groups = 0, idle = 0;
  std::atomic<bool> stopping = false;
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
};

double cpu_seconds() {
  rusage u;
  ::getrusage(RUSAGE_SELF, &u);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  return seconds(u.ru_utime) + seconds(u.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path directory = argc > 1 ? argv[1] : "bench-journal";
  const auto seconds = argc > 2 ? std::atoi(argv[2]) : 3;
  std::filesystem::remove_all(directory);
  Clients clients;
  clients.latencies_us.reserve(20'000'000);
  {
    segments::SegmentJournal journal{segments::disk(), directory, *parse_uuid("00000000-0000-7000-8000-000000000001"), clients};
    clients.journal = &journal;
    const auto cpu = cpu_seconds();
    const auto begin = Clock::now();
    clients.begun.fill(begin);
    for (std::size_t i = 0; i < outstanding; ++i) journal.append(static_cast<Partition>(i), std::string(record_bytes, 'x'));
    std::unique_lock lock{clients.mutex};
    clients.changed.wait_for(lock, std::chrono::seconds(seconds), [] { return false; });
    clients.stopping = true;
    clients.changed.wait(lock, [&] { return clients.done; });
    const auto took = std::chrono::duration<double>(Clock::now() - begin).count();
    auto& l = clients.latencies_us;
    const auto n = l.size();
    const auto spent = cpu_seconds() - cpu;
    const auto at = [&](double q) {
      const auto nth = l.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(n - 1));
      std::nth_element(l.begin(), nth, l.end());
      return *nth;
    };
    fmt::print("segment log: {:.0f} appends/s at {} outstanding of {} bytes, p50 {:.0f} us, p99 {:.0f} us, max {:.0f} us, "
               "{:.2f} us CPU an append, {:.1f} records a sync\n",
               static_cast<double>(n) / took, outstanding, record_bytes, at(0.5), at(0.99), at(1.0),
               spent / static_cast<double>(n) * 1e6, static_cast<double>(n) / static_cast<double>(clients.groups));
  }
  std::filesystem::remove_all(directory);
}
