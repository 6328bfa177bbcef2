// What a rule reads of a membership.
#pragma once

#include "domain/identity/member/retired.hpp"

namespace millrace {

struct Member : Aggregate {
  using Facts = List<member::Invited, member::Joined, member::Identified, member::AccessChanged, member::Removed,
                     member::InvitationExpired, member::WentAvailable, member::WentAway, member::Described,
                     member::Provisioned, member::Catalogued, member::Suspended, member::Resumed>;
  using Retired = List<member::v1::Invited, member::v1::Joined, member::v1::AccessChanged>;

  // However it stands: how often somebody was invited as this member, which account was this member last, and whether that
  // account's own address is known here.
  struct Seat { std::int64_t invitations = 0; std::optional<Id<Account>> account_id = {}; bool addressed = false; };
  // Some by the company's own directory, which stands for that itself.
  struct Invited { Seat seat; Access access; Time expires_at{}; bool by_directory = false; };
  struct Active {
    Seat seat;
    Id<Account> account_id;
    Access access;
    std::int64_t account_version = 0;      // as of which its name is
    bool available = false;
    Time since{};                          // of that, when it has ever been
  };
  struct Expired { Seat seat; };           // nobody took it up in time
  struct Removed { Seat seat; };
  struct Provisioned { Seat seat; Access access; };   // the directory looks who that is
  struct Suspended {
    Seat seat;
    std::optional<Id<Account>> account_id; // none: they had not taken the seat
    Access access;
    std::int64_t account_version = 0;
  };
  using State = std::variant<Absent, Invited, Active, Expired, Removed, Provisioned, Suspended>;
  static const AnyFold& erased();

  static State on(auto s, const member::Invited& e) {
    auto seat = seat_of(s);
    seat.invitations = e.n;
    return Invited{seat, access_of(e), e.expires_at, std::is_same_v<decltype(s), Provisioned>};
  }
  static State on(auto s, const member::Joined& e) {
    return Active{{seat_of(s).invitations, e.account_id, e.email.has_value()}, e.account_id, access_of(e)};
  }
  static State on(auto s, const member::Provisioned& e) { return Provisioned{seat_of(s), access_of(e)}; }
  static State on(auto s, const member::Catalogued&) { return s; }
  static State on(auto s, const member::Suspended& e) {
    Suspended is{seat_of(s), e.account_id, {}, 0};
    if constexpr (requires { s.access; }) is.access = std::move(s.access);
    if constexpr (requires { s.account_version; }) is.account_version = s.account_version;
    return is;
  }
  static State on(Suspended s, const member::Resumed& e) { return Active{s.seat, e.account_id, access_of(e), s.account_version}; }
  static State on(auto s, const member::Resumed&) { return s; }
  static State on(Active s, const member::Identified& e) {
    s.seat.addressed = true;
    s.account_version = e.account_version;
    return s;
  }
  static State on(Suspended s, const member::Identified& e) {
    s.seat.addressed = true;
    s.account_version = e.account_version;
    return s;
  }
  static State on(auto s, const member::Identified&) { return s; }
  static State on(Invited s, const member::AccessChanged& e) {
    s.access = access_of(e);
    return s;
  }
  static State on(Active s, const member::AccessChanged& e) {
    s.access = access_of(e);
    return s;
  }
  static State on(Suspended s, const member::AccessChanged& e) {
    s.access = access_of(e);
    return s;
  }
  static State on(auto s, const member::AccessChanged&) { return s; }
  static State on(auto s, const member::Removed&) { return Removed{seat_of(s)}; }
  static State on(Invited s, const member::InvitationExpired&) { return Expired{s.seat}; }
  static State on(auto s, const member::InvitationExpired&) { return s; }
  static State on(Active s, const member::WentAvailable& e) { return turned(std::move(s), true, e.since); }
  static State on(auto s, const member::WentAvailable&) { return s; }
  static State on(Active s, const member::WentAway& e) { return turned(std::move(s), false, e.since); }
  static State on(auto s, const member::WentAway&) { return s; }
  static State on(auto s, const member::Described&) { return s; }

 private:
  static Active turned(Active s, bool available, Time since) {
    s.available = available;
    s.since = since;
    return s;
  }
  static Seat seat_of(const auto& s) {
    if constexpr (requires { s.seat; }) return s.seat;
    else return {};
  }
};
BOOST_DESCRIBE_STRUCT(Member::Seat, (), (invitations, account_id, addressed))
BOOST_DESCRIBE_STRUCT(Member::Invited, (), (seat, access, expires_at, by_directory))
BOOST_DESCRIBE_STRUCT(Member::Active, (), (seat, account_id, access, account_version, available, since))
BOOST_DESCRIBE_STRUCT(Member::Expired, (), (seat))
BOOST_DESCRIBE_STRUCT(Member::Removed, (), (seat))
BOOST_DESCRIBE_STRUCT(Member::Provisioned, (), (seat, access))
BOOST_DESCRIBE_STRUCT(Member::Suspended, (), (seat, account_id, access, account_version))

}  // namespace millrace
