#include "gateways/core/limits.hpp"

#include <algorithm>

namespace millrace {

using namespace std::chrono_literals;

namespace {
constexpr auto forgotten_after = 1h;         // without a wrong one
}  // namespace

const Guesses::Pace Guesses::of_pair{5, 1s, 15min}, Guesses::of_address{20, 1s, 5min}, Guesses::of_account{100, 1s, 30s};

Response wait_first(const Rule& rule, Duration wait) {
  auto response = problem(rule);
  const auto s = std::chrono::ceil<std::chrono::seconds>(wait).count();
  response.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, s)));
  return response;
}

Rate::Turn Rate::turn(const std::string& key, Time now, int a_minute, Duration patience) {
  if (a_minute <= 0) return {true, {}};
  const Duration at_once = each(a_minute) * (a_minute - 1);
  auto& due = due_.at(key);
  const auto wait = std::max(Duration{}, due - at_once - now);
  if (wait > patience) return {false, wait};
  due = std::max(due, now) + each(a_minute);
  return {true, wait};
}

Rate::Turn Rate::book(const std::string& key, Time now, Duration patience) { return turn(key, now, a_minute_, patience); }

std::optional<Duration> Rate::take(const std::string& key, Time now, int a_minute) {
  const auto [mine, wait] = turn(key, now, a_minute, {});
  return mine ? std::optional<Duration>{} : wait;
}

void Rate::give_back(const std::string& key, int a_minute) {
  if (a_minute <= 0) return;
  if (auto* due = due_.find(key)) *due -= each(a_minute);
}

// As many as take() would let through at this moment: those whose pace is not behind by more than the burst.
Rate::Left Rate::left(const std::string& key, Time now, int a_minute) {
  if (a_minute <= 0) return {0, {}};
  const auto* due = due_.find(key);
  const auto ahead = due ? std::max(Duration{}, *due - now) : Duration{};
  const auto room = each(a_minute) * a_minute - ahead;
  return {static_cast<int>(std::max<std::int64_t>(0, room / each(a_minute))), ahead};
}

Duration Guesses::wait(const Wrong* wrong, const Pace& pace, Time now) {
  if (!wrong || wrong->times <= pace.free || now - wrong->last > forgotten_after) return {};
  const auto doublings = std::min(wrong->times - pace.free - 1, 20);
  return std::max(Duration{}, wrong->last + std::min(pace.most, pace.first * (1 << doublings)) - now);
}

void Guesses::count(Wrong& wrong, Time now) {
  if (now - wrong.last > forgotten_after) wrong.times = 0;
  ++wrong.times;
  wrong.last = now;
}

namespace {
std::string pair_of(const std::string& address, const std::string& account) { return address + '\0' + account; }
}  // namespace

Duration Guesses::wait(const std::string& address, const std::string& account, Time now) {
  const auto own = wait(pairs_.find(pair_of(address, account)), of_pair, now);
  if (known(address, account)) return own;
  return std::max({own, wait(addresses_.find(address), of_address, now), wait(accounts_.find(account), of_account, now)});
}

void Guesses::heard(const std::string& address, const std::string& account, bool right, Time now) {
  const auto pair = pair_of(address, account);
  if (right) {
    pairs_.at(pair) = {};
    known_.at(pair);
    return;
  }
  count(pairs_.at(pair), now);
  count(addresses_.at(address), now);
  count(accounts_.at(account), now);
}

bool Guesses::known(const std::string& address, const std::string& account) { return known_.find(pair_of(address, account)); }

}  // namespace millrace
