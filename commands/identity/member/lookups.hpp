// Questions about members that a rule, and every authorisation, asks the business.
#pragma once

#include "domain/identity/member/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::member {

struct Membership {
  Id<Member> member_id;
  Access access;
};
BOOST_DESCRIBE_STRUCT(Membership, (), (member_id, access))

// Who an account is in this business, and what it may do there.
struct MemberOf : Fold<Id<Account>, Membership> {
  static constexpr auto name = "member_of";
  static const AnyFold& erased();
  using Listens = FactsOf<Member>;
  using Ignores = List<Invited, Identified, InvitationExpired, WentAvailable, WentAway, Described, Provisioned, Catalogued>;
  static Keys keys(const Joined& e) { return {Key(e.account_id)}; }
  static Keys keys(const Resumed& e) { return {Key(e.account_id)}; }
  static Keys keys(const auto& e) { return present({e.account_id}); }

  static Maybe on(Maybe, const Joined& e, const Meta&) { return Membership{e.id, access_of(e)}; }
  static void on(Membership& r, const AccessChanged& e, const Meta&) {
    if (r.member_id == e.id) r = {e.id, access_of(e)};
  }
  static Maybe on(Maybe r, const Removed& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Suspended& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe, const Resumed& e, const Meta&) { return Membership{e.id, access_of(e)}; }

 private:
  static Maybe without(Maybe r, const Id<Member>& id) { return r && r->member_id == id ? Maybe{} : r; }
};

struct Seat { Id<Member> member_id; std::optional<Time> left_at = {}; };
BOOST_DESCRIBE_STRUCT(Seat, (), (member_id, left_at))

// As whom an account belonged to this business last: also when it has left.
struct SeatOf : Fold<Id<Account>, Seat> {
  static constexpr auto name = "seat_of";
  static const AnyFold& erased();
  using Listens = List<Joined, Removed>;
  static Keys keys(const Joined& e) { return {Key(e.account_id)}; }
  static Keys keys(const Removed& e) { return present({e.account_id}); }
  static Maybe on(Maybe, const Joined& e, const Meta&) { return Seat{e.id}; }
  static void on(Seat& r, const Removed& e, const Meta& m) {
    if (r.member_id == e.id) r.left_at = m.at;
  }
};

struct OwnerList {
  struct One { Id<Member> member_id; Access access; };
  std::vector<One> members;
};
BOOST_DESCRIBE_STRUCT(OwnerList::One, (), (member_id, access))
BOOST_DESCRIBE_STRUCT(OwnerList, (), (members))

// Who owns the business, and what of an owner's rights each has: one row. Whether that is everything depends on what there is.
struct Owners : Fold<std::string, OwnerList> {
  static constexpr auto name = "owners";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<Invited, Identified, InvitationExpired, WentAvailable, WentAway, Described, Provisioned, Catalogued>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Joined& e, const Meta&) {
    return with(std::move(r), e.id, access_of(e));
  }
  static Maybe on(Maybe r, const AccessChanged& e, const Meta&) {
    return with(std::move(r), e.id, e.account_id ? access_of(e) : Access{});
  }
  static Maybe on(Maybe r, const Removed& e, const Meta&) { return with(std::move(r), e.id, {}); }
  static Maybe on(Maybe r, const Suspended& e, const Meta&) { return with(std::move(r), e.id, {}); }
  static Maybe on(Maybe r, const Resumed& e, const Meta&) { return with(std::move(r), e.id, access_of(e)); }

 private:
  static Maybe with(Maybe r, const Id<Member>& id, Access access) {
    if (!r) r.emplace();
    std::erase_if(r->members, [&](const auto& one) { return one.member_id == id; });
    if (built_in(access.role) == Role::owner) r->members.push_back({id, std::move(access)});
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
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<Identified, WentAvailable, WentAway, Described, Catalogued, Resumed>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Invited& e, const Meta& m) {
    r = without(std::move(r), e.id);
    if (!r) r.emplace();
    r->open.push_back({e.id, {m.member_id}});
    return r;
  }
  static void on(Invitations& r, const AccessChanged& e, const Meta& m) {
    for (auto& one : r.open)
      if (one.member_id == e.id) one.vouched_by = {m.member_id};
  }
  static Maybe on(Maybe r, const Joined& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Removed& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const InvitationExpired& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Provisioned& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Suspended& e, const Meta&) { return without(std::move(r), e.id); }

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
  static const AnyFold& erased();
  using Listens = List<Joined, Identified, Provisioned>;
  static Keys keys(const Joined& e) { return e.email && !e.email->erased ? Keys{Key(e.email->match)} : Keys{}; }
  static Keys keys(const auto& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe, const auto& e, const Meta&) { return InvitedAs{e.id}; }
};

struct InvitedTo { Id<Member> member_id; std::int64_t n = 0; };
BOOST_DESCRIBE_STRUCT(InvitedTo, (), (member_id, n))

// The newest invitation to an e-mail address, by Personal::match: as whom, and which one of theirs; what became of it says the
// member's state, unless they have been invited again since, at another address.
struct InvitedByEmail : Fold<Uuid, InvitedTo> {
  static constexpr auto name = "invited_by_email";
  static const AnyFold& erased();
  using Listens = List<Invited>;
  static Keys keys(const Invited& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe, const Invited& e, const Meta&) { return InvitedTo{e.id, e.n}; }
};

}  // namespace millrace::member
