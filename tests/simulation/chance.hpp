// What makes a run the same for the same seed: one source of chance, one order of events, one trace of them.
#pragma once

#include <fmt/format.h>

#include <deque>
#include <functional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "domain/core/id.hpp"

namespace millrace::simulation {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return n ? engine_() % n : 0; }
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1))); }
  bool permille(int n) { return static_cast<int>(below(1000)) < n; }
  Duration duration(std::int64_t low_us, std::int64_t high_us) { return Duration{between(low_us, high_us)}; }
  // Mostly short, now and then long: what networks and disks do.
  Duration delay() { return permille(30) ? duration(5'000, 80'000) : duration(50, 3'000); }
  template <class T>
  const T& one_of(const std::vector<T>& all) { return all[below(all.size())]; }

 private:
  std::mt19937_64 engine_;
};

// Events in the order of their times; those of the same time in the order in which they were said.
class Scheduler {
 public:
  explicit Scheduler(Time start) : now_(start) {}
  Time now() const { return now_; }
  std::uint64_t step() const { return step_; }         // counts events: the order of everything that happens
  void at(Time when, std::function<void()> what) { events_.push({std::max(when, now_), said_++, std::move(what)}); }
  void after(Duration d, std::function<void()> what) { at(now_ + d, std::move(what)); }
  bool next() {
    if (events_.empty()) return false;
    auto event = std::move(const_cast<Event&>(events_.top()));
    events_.pop();
    now_ = event.when;
    ++step_;
    event.what();
    return true;
  }

 private:
  struct Event {
    Time when;
    std::uint64_t no;
    std::function<void()> what;
    bool operator<(const Event& other) const { return std::tie(when, no) > std::tie(other.when, other.no); }
  };
  Time now_;
  std::uint64_t step_ = 0, said_ = 0;
  std::priority_queue<Event> events_;
};

// Everything that happened, as one number; as lines, too, when somebody wants to read them.
class Trace {
 public:
  Trace(const Scheduler& scheduler, std::size_t lines_kept) : scheduler_(scheduler), lines_kept_(lines_kept) {}
  template <class... A>
  void say(std::string_view what, const A&... about) {
    add(micros(scheduler_.now()));
    add(what);
    (add(about), ...);
    if (!lines_kept_) return;
    std::string line = fmt::format("{:>10} {}", micros(scheduler_.now()) % 1'000'000'000, what);
    ((line += ' ', line += text(about)), ...);
    lines_.push_back(std::move(line));
    if (lines_.size() > lines_kept_) lines_.pop_front();
  }
  std::uint64_t digest() const { return digest_; }
  const std::deque<std::string>& lines() const { return lines_; }

 private:
  void add(std::string_view bytes) {
    for (const unsigned char c : bytes) digest_ = (digest_ ^ c) * 0x100000001b3;   // FNV-1a
  }
  void add(const Uuid& id) { add(id.raw()); }
  template <class T>
    requires std::is_integral_v<T>
  void add(T n) {
    for (std::size_t i = 0; i < sizeof n; ++i) digest_ = (digest_ ^ (static_cast<std::uint64_t>(n) >> 8 * i & 0xff)) * 0x100000001b3;
  }
  static std::string text(std::string_view s) { return std::string(s); }
  static std::string text(const Uuid& id) { return to_string(id).substr(28); }
  template <class T>
    requires std::is_integral_v<T>
  static std::string text(T n) { return std::to_string(n); }

  const Scheduler& scheduler_;
  std::size_t lines_kept_;
  std::uint64_t digest_ = 0xcbf29ce484222325;
  std::deque<std::string> lines_;
};

}  // namespace millrace::simulation
