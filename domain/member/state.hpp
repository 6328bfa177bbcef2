// What a rule reads of a membership.
#pragma once

#include "domain/member/facts.hpp"

namespace millrace {

struct Member : Aggregate {
  using Facts = List<membership::Invited, membership::Joined, membership::Identified, membership::AccessChanged, membership::Removed,
                     membership::InvitationExpired>;

  // However it stands: how often somebody was invited as this member, and which account was this member last.
  struct Seat { std::int64_t invitations = 0; std::optional<Id<Account>> account_id = {}; };
  struct Invited { Seat seat; Role role; std::vector<Can> permissions; Time expires_at{}; };
  struct Active {
    Seat seat;
    Id<Account> account_id;
    Role role;
    std::vector<Can> permissions;
    bool addressed = false;                // the account's own address is known here
    std::int64_t account_version = 0;      // as of which its name is
  };
  struct Expired { Seat seat; };           // nobody took it up in time
  struct Removed { Seat seat; };
  using State = std::variant<Absent, Invited, Active, Expired, Removed>;

  static State on(auto s, const membership::Invited& e) {
    return Invited{{e.n, seat_of(s).account_id}, e.role, e.permissions, e.expires_at};
  }
  static State on(auto s, const membership::Joined& e) {
    return Active{{seat_of(s).invitations, e.account_id}, e.account_id, e.role, e.permissions, e.email.has_value()};
  }
  static State on(Active s, const membership::Identified& e) {
    s.addressed = true;
    s.account_version = e.account_version;
    return s;
  }
  static State on(auto s, const membership::Identified&) { return s; }
  static State on(Invited s, const membership::AccessChanged& e) {
    s.role = e.role, s.permissions = e.permissions;
    return s;
  }
  static State on(Active s, const membership::AccessChanged& e) {
    s.role = e.role, s.permissions = e.permissions;
    return s;
  }
  static State on(auto s, const membership::AccessChanged&) { return s; }
  static State on(auto s, const membership::Removed&) { return Removed{seat_of(s)}; }
  static State on(Invited s, const membership::InvitationExpired&) { return Expired{s.seat}; }
  static State on(auto s, const membership::InvitationExpired&) { return s; }

 private:
  static Seat seat_of(const auto& s) {
    if constexpr (requires { s.seat; }) return s.seat;
    else return {};
  }
};
BOOST_DESCRIBE_STRUCT(Member::Seat, (), (invitations, account_id))
BOOST_DESCRIBE_STRUCT(Member::Invited, (), (seat, role, permissions, expires_at))
BOOST_DESCRIBE_STRUCT(Member::Active, (), (seat, account_id, role, permissions, addressed, account_version))
BOOST_DESCRIBE_STRUCT(Member::Expired, (), (seat))
BOOST_DESCRIBE_STRUCT(Member::Removed, (), (seat))

}  // namespace millrace
