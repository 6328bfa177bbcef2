// Questions about members that a rule, and every authorisation, asks the business.
#pragma once

#include "domain/identity/member/permissions.hpp"
#include "domain/identity/member/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace {

struct Membership {
  Id<Member> member_id;
  Role role = Role::limited_agent;
  std::vector<Can> permissions;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (member_id, role, permissions))

// Who an account is in this business, and what it may do there.
struct MemberOf : Fold<Id<Account>, Membership> {
  static constexpr auto name = "member_of";
  using Listens = FactsOf<Member>;
  using Ignores = List<member::Invited, member::Identified, member::InvitationExpired>;
  static Keys keys(const member::Joined& e) { return {Key(e.account_id)}; }
  static Keys keys(const auto& e) { return present({e.account_id}); }

  static Maybe on(Maybe, const member::Joined& e, const Meta&) { return Membership{e.id, e.role, e.permissions}; }
  static void on(Membership& r, const member::AccessChanged& e, const Meta&) {
    if (r.member_id == e.id) r = {e.id, e.role, e.permissions};
  }
  static Maybe on(Maybe r, const member::Removed& e, const Meta&) { return r && r->member_id == e.id ? Maybe{} : r; }
};

struct Seat { Id<Member> member_id; std::optional<Time> left_at = {}; };
BOOST_DESCRIBE_STRUCT(Seat, (), (member_id, left_at))

// As whom an account belonged to this business last: also when it has left.
struct SeatOf : Fold<Id<Account>, Seat> {
  static constexpr auto name = "seat_of";
  using Listens = List<member::Joined, member::Removed>;
  static Keys keys(const member::Joined& e) { return {Key(e.account_id)}; }
  static Keys keys(const member::Removed& e) { return present({e.account_id}); }
  static Maybe on(Maybe, const member::Joined& e, const Meta&) { return Seat{e.id}; }
  static void on(Seat& r, const member::Removed& e, const Meta& m) {
    if (r.member_id == e.id) r.left_at = m.at;
  }
};

struct OwnerList { std::vector<Id<Member>> members; };
BOOST_DESCRIBE_STRUCT(OwnerList, (), (members))

// Who owns the business with every right that there is: one row.
struct Owners : Fold<std::string, OwnerList> {
  static constexpr auto name = "all_powerful_owners";
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<member::Invited, member::Identified, member::InvitationExpired>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const member::Joined& e, const Meta&) {
    return with(std::move(r), e.id, all_powerful(e.role, permissions_of(e.permissions)));
  }
  static Maybe on(Maybe r, const member::AccessChanged& e, const Meta&) {
    return with(std::move(r), e.id, e.account_id && all_powerful(e.role, permissions_of(e.permissions)));
  }
  static Maybe on(Maybe r, const member::Removed& e, const Meta&) { return with(std::move(r), e.id, false); }

 private:
  static Maybe with(Maybe r, const Id<Member>& id, bool owner) {
    if (!r) r.emplace();
    std::erase(r->members, id);
    if (owner) r->members.push_back(id);
    return r;
  }
};

struct Invitations {
  struct One { Id<Member> member_id; Id<Member> vouched_by; };
  std::vector<One> open;
};
BOOST_DESCRIBE_STRUCT(Invitations::One, (), (member_id, vouched_by))
BOOST_DESCRIBE_STRUCT(Invitations, (), (open))

// Invitations that nobody has taken up, and who stands for each: who gave it, or has changed since what it gives. One row.
struct OpenInvitations : Fold<std::string, Invitations> {
  static constexpr auto name = "open_invitations";
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<member::Identified>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const member::Invited& e, const Meta& m) {
    r = without(std::move(r), e.id);
    if (!r) r.emplace();
    r->open.push_back({e.id, {m.member_id}});
    return r;
  }
  static void on(Invitations& r, const member::AccessChanged& e, const Meta& m) {
    for (auto& one : r.open)
      if (one.member_id == e.id) one.vouched_by = {m.member_id};
  }
  static Maybe on(Maybe r, const member::Joined& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const member::Removed& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const member::InvitationExpired& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Maybe without(Maybe r, const Id<Member>& id) {
    if (r) std::erase_if(r->open, [&](const auto& one) { return one.member_id == id; });
    if (r && r->open.empty()) r.reset();
    return r;
  }
};

struct InvitedAs { Id<Member> member_id; };
BOOST_DESCRIBE_STRUCT(InvitedAs, (), (member_id))

// Whose own address that is, by Personal::match, of all who have ever belonged to this business; what became of them says their state.
struct MemberByAddress : Fold<Uuid, InvitedAs> {
  static constexpr auto name = "member_by_address";
  using Listens = List<member::Joined, member::Identified>;
  static Keys keys(const member::Joined& e) { return e.email && !e.email->erased ? Keys{Key(e.email->match)} : Keys{}; }
  static Keys keys(const member::Identified& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe, const auto& e, const Meta&) { return InvitedAs{e.id}; }
};

struct InvitedTo { Id<Member> member_id; std::int64_t n = 0; };
BOOST_DESCRIBE_STRUCT(InvitedTo, (), (member_id, n))

// The newest invitation to an e-mail address, by Personal::match: as whom, and which one of theirs; what became of it says the
// member's state, unless they have been invited again since, at another address.
struct InvitedByEmail : Fold<Uuid, InvitedTo> {
  static constexpr auto name = "invited_by_email";
  using Listens = List<member::Invited>;
  static Keys keys(const member::Invited& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe, const member::Invited& e, const Meta&) { return InvitedTo{e.id, e.n}; }
};

}  // namespace millrace
