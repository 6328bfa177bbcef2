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

std::optional<Duration> Rate::take(const std::string& key, Time now) {
  if (a_minute_ <= 0) return {};
  const Duration at_once = each() * (a_minute_ - 1);
  auto& due = due_.at(key);
  if (due - at_once > now) return due - at_once - now;
  due = std::max(due, now) + each();
  return {};
}

void Rate::give_back(const std::string& key) {
  if (a_minute_ <= 0) return;
  if (auto* due = due_.find(key)) *due -= each();
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

Duration Guesses::wait(const std::string& address, const std::string& account, Time now) {
  const auto* pair = pairs_.find(address + '\0' + account);
  const auto own = wait(pair, of_pair, now);
  if (pair && pair->known) return own;
  return std::max({own, wait(addresses_.find(address), of_address, now), wait(accounts_.find(account), of_account, now)});
}

void Guesses::heard(const std::string& address, const std::string& account, bool right, Time now) {
  auto& pair = pairs_.at(address + '\0' + account);
  if (right) {
    pair = {{}, true};
    return;
  }
  count(pair, now);
  count(addresses_.at(address), now);
  count(accounts_.at(account), now);
}

bool Guesses::known(const std::string& address, const std::string& account) {
  const auto* pair = pairs_.find(address + '\0' + account);
  return pair && pair->known;
}

}  // namespace millrace
