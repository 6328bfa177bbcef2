// How often something may be done, and who has to wait how long. Sans-I/O, bounded in memory; the caller locks and tells the time.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "gateways/core/problem.hpp"
#include "domain/core/time.hpp"

namespace millrace {

// 429 with Retry-After in whole seconds, at least one.
Response wait_first(const Rule&, Duration);

// A value for each of the newest keys: whoever has not been heard of for the longest is forgotten first.
template <class Value>
class Newest {
 public:
  explicit Newest(std::size_t most) : most_(most) {}

  // Made when it is not there.
  Value& at(const std::string& key) {
    if (auto* known = find(key)) return *known;
    if (places_.size() == most_) {
      places_.erase(newest_.back().first);
      newest_.pop_back();
    }
    newest_.emplace_front(key, Value{});
    places_.emplace(key, newest_.begin());
    return newest_.front().second;
  }
  Value* find(const std::string& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    newest_.splice(newest_.begin(), newest_, found->second);
    return &found->second->second;
  }
  std::size_t size() const { return places_.size(); }

 private:
  using List = std::list<std::pair<std::string, Value>>;
  const std::size_t most_;
  List newest_;
  std::unordered_map<std::string, typename List::iterator> places_;
};

// So many a minute, and as many at once: the generic cell rate algorithm (ITU-T I.371) in its form of virtual scheduling.
class Rate {
 public:
  // None a minute: it is not bounded.
  explicit Rate(int a_minute, std::size_t keys = 50'000) : a_minute_(a_minute), due_(keys) {}
  // Done now; or how long it has to wait, and then it has not been done.
  std::optional<Duration> take(const std::string& key, Time now) { return take(key, now, a_minute_); }
  // Done after that wait, which may be none; or how long it would have to wait, and then it has not been done.
  struct Turn { bool mine; Duration wait; };
  Turn book(const std::string& key, Time now, Duration patience);
  // It came to nothing.
  void give_back(const std::string& key) { give_back(key, a_minute_); }
  // How many may be done now, and how long until all of them may be.
  struct Left { int requests; Duration until_whole; };
  Left left(const std::string& key, Time now) { return left(key, now, a_minute_); }

  // The same for a key that has a pace of its own.
  std::optional<Duration> take(const std::string& key, Time now, int a_minute);
  void give_back(const std::string& key, int a_minute);
  Left left(const std::string& key, Time now, int a_minute);

 private:
  Turn turn(const std::string& key, Time now, int a_minute, Duration patience);
  static Duration each(int a_minute) { return Duration{std::chrono::minutes{1}} / a_minute; }
  const int a_minute_;
  Newest<Time> due_;                         // when the next one would be, at an even pace
};

// Passwords that were wrong. The first few cost nothing, then each doubles the wait, up to a bound. Counted three ways:
// for an account from an address, which grows fast; for an address and for an account alone, which stop those that try many
// accounts or come from many addresses. Who has signed in from an address before is not held up there by what others do, however
// much that is: what is kept of the wrong ones takes no room from it.
class Guesses {
 public:
  explicit Guesses(std::size_t keys = 50'000) : pairs_(keys), addresses_(keys), accounts_(keys), known_(keys) {}
  // Before that account's password may be tried from there; zero: at once.
  Duration wait(const std::string& address, const std::string& account, Time now);
  void heard(const std::string& address, const std::string& account, bool right, Time now);
  // Has signed in from there.
  bool known(const std::string& address, const std::string& account);

 private:
  struct Wrong {
    int times = 0;
    Time last{};
  };
  struct Known {};
  struct Pace {
    int free;                                // that cost nothing
    Duration first, most;
  };
  static const Pace of_pair, of_address, of_account;
  static Duration wait(const Wrong*, const Pace&, Time now);
  static void count(Wrong&, Time now);

  Newest<Wrong> pairs_, addresses_, accounts_;
  Newest<Known> known_;                      // pairs
};

}  // namespace millrace
