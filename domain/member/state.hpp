// What a rule reads of a membership.
#pragma once

#include "domain/member/facts.hpp"

namespace millrace {

struct Member : Aggregate {
  using Facts = List<membership::Invited, membership::Joined, membership::AccessChanged, membership::Removed, membership::InvitationExpired>;
  struct Invited { Role role; std::vector<Can> permissions; std::int64_t n = 0; Time expires_at{}; };
  struct Active { Id<Account> account_id; Role role; std::vector<Can> permissions; };
  struct Expired {};                       // nobody took it up in time
  struct Removed {};
  using State = std::variant<Absent, Invited, Active, Expired, Removed>;

  static State on(auto, const membership::Invited& e) { return Invited{e.role, e.permissions, e.n, e.expires_at}; }
  static State on(auto, const membership::Joined& e) { return Active{e.account_id, e.role, e.permissions}; }
  static State on(Invited s, const membership::AccessChanged& e) { return Invited{e.role, e.permissions, s.n, s.expires_at}; }
  static State on(Active s, const membership::AccessChanged& e) { return Active{s.account_id, e.role, e.permissions}; }
  static State on(auto s, const membership::AccessChanged&) { return s; }
  static State on(auto, const membership::Removed&) { return Removed{}; }
  static State on(Invited, const membership::InvitationExpired&) { return Expired{}; }
  static State on(auto s, const membership::InvitationExpired&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Member::Invited, (), (role, permissions, n, expires_at))
BOOST_DESCRIBE_STRUCT(Member::Active, (), (account_id, role, permissions))
BOOST_DESCRIBE_STRUCT(Member::Expired, (), ())
BOOST_DESCRIBE_STRUCT(Member::Removed, (), ())

}  // namespace millrace
