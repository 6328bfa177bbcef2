#include "infra/runtime/passwords.hpp"

#include "gateways/core/entry.hpp"

namespace millrace {

std::optional<Response> Passwords::too_many_wrong(const Asker& who, What what) {
  if (what == What::made) return {};
  const std::lock_guard lock{mutex_};
  const auto wait = guesses_.wait(who.group, who.person, now_());
  if (wait > Duration{}) return wait_first(rule::too_many_wrong, wait);
  return {};
}

void Passwords::heard(const Asker& who, bool right) {
  const std::lock_guard lock{mutex_};
  guesses_.heard(who.group, who.person, right, now_());
}

std::variant<Asker, Response> Passwords::enter(const std::string& address, const std::string& account, What what) {
  Asker who{address, account};
  if (auto no = too_many_wrong(who, what)) return std::move(*no);
  {
    const std::lock_guard lock{mutex_};
    who.known = guesses_.known(address, account);
  }
  switch (pool_.enter(who)) {
    case FairPool::Room::yes: return who;
    case FairPool::Room::none_of_its_own: return wait_first(rule::too_many_at_once, std::chrono::seconds{1});
    case FairPool::Room::none: break;
  }
  return unavailable(rule::passwords_busy);
}

void Passwords::take_turn(const Asker& who, What what, Work work, Refuse refuse) {
  pool_.post(who, [this, who, what, work = std::move(work), refuse = std::move(refuse)] {
    if (auto no = too_many_wrong(who, what)) refuse(std::move(*no));
    else if (const auto right = work()) heard(who, *right);
    pool_.leave(who);
  });
}

}  // namespace millrace
