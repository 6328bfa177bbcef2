// Questions about members that a rule, and every authorisation, asks the business.
#pragma once

#include "domain/member/permissions.hpp"
#include "domain/member/state.hpp"
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
  using Ignores = List<membership::Invited, membership::InvitationExpired>;
  static Keys keys(const membership::Joined& e) { return {Key(e.account_id)}; }
  static Keys keys(const auto& e) { return present({e.account_id}); }

  static Maybe on(Maybe, const membership::Joined& e, const Meta&) { return Membership{e.id, e.role, e.permissions}; }
  static void on(Membership& r, const membership::AccessChanged& e, const Meta&) {
    if (r.member_id == e.id) r = {e.id, e.role, e.permissions};
  }
  static Maybe on(Maybe r, const membership::Removed& e, const Meta&) { return r && r->member_id == e.id ? Maybe{} : r; }
};

struct OwnerList { std::vector<Id<Member>> members; };
BOOST_DESCRIBE_STRUCT(OwnerList, (), (members))

// Who owns the business: one row.
struct Owners : Fold<std::string, OwnerList> {
  static constexpr auto name = "owners";
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<membership::Invited, membership::InvitationExpired>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const membership::Joined& e, const Meta&) { return with(std::move(r), e.id, e.role == Role::owner); }
  static Maybe on(Maybe r, const membership::AccessChanged& e, const Meta&) {
    return with(std::move(r), e.id, e.account_id && e.role == Role::owner);
  }
  static Maybe on(Maybe r, const membership::Removed& e, const Meta&) { return with(std::move(r), e.id, false); }

 private:
  static Maybe with(Maybe r, const Id<Member>& id, bool owner) {
    if (!r) r.emplace();
    std::erase(r->members, id);
    if (owner) r->members.push_back(id);
    return r;
  }
};

struct InvitedAs { Id<Member> member_id; };
BOOST_DESCRIBE_STRUCT(InvitedAs, (), (member_id))

// The newest invitation to an e-mail address, by Personal::match; what became of it says the member's state.
struct InvitedByEmail : Fold<Uuid, InvitedAs> {
  static constexpr auto name = "invited_by_email";
  using Listens = List<membership::Invited>;
  static Keys keys(const membership::Invited& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe, const membership::Invited& e, const Meta&) { return InvitedAs{e.id}; }
};

}  // namespace millrace
