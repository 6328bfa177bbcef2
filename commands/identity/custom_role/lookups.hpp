// Questions about a business's own roles that a rule asks it.
#pragma once

#include "domain/identity/custom_role/state.hpp"
#include "domain/identity/member/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::custom_role {

struct RoleNames {
  struct One { Id<CustomRole> id; std::string name; };
  std::vector<One> roles;
};
BOOST_DESCRIBE_STRUCT(RoleNames::One, (), (id, name))
BOOST_DESCRIBE_STRUCT(RoleNames, (), (roles))

// Those that there are: one row.
struct Named : Fold<std::string, RoleNames> {
  static constexpr auto name = "custom_role_names";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = FactsOf<CustomRole>;
  using Ignores = List<PermissionsSet>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const Created& e, const Meta&) {
    if (!r) r.emplace();
    r->roles.push_back({e.id, e.name});
    return r;
  }
  static void on(RoleNames& r, const Renamed& e, const Meta&) {
    for (auto& one : r.roles)
      if (one.id == e.id) one.name = e.name;
  }
  static void on(RoleNames& r, const Deleted& e, const Meta&) {
    std::erase_if(r.roles, [&](const auto& one) { return one.id == e.id; });
  }
};

struct HolderList {
  struct One { Id<Member> member_id; std::string role; };
  std::vector<One> holders;
};
BOOST_DESCRIBE_STRUCT(HolderList::One, (), (member_id, role))
BOOST_DESCRIBE_STRUCT(HolderList, (), (holders))

// Who has a role that is not built in, or is invited to one: one row.
struct Holders : Fold<std::string, HolderList> {
  static constexpr auto name = "custom_role_holders";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = FactsOf<Member>;
  using Ignores = List<member::Identified, member::WentAvailable, member::WentAway, member::Described, member::Catalogued, member::Suspended>;
  static Keys keys(const auto&) { return {Key(std::string(key))}; }

  static Maybe on(Maybe r, const member::Invited& e, const Meta&) { return with(std::move(r), e.id, e.role); }
  static Maybe on(Maybe r, const member::Joined& e, const Meta&) { return with(std::move(r), e.id, e.role); }
  static Maybe on(Maybe r, const member::AccessChanged& e, const Meta&) { return with(std::move(r), e.id, e.role); }
  static Maybe on(Maybe r, const member::Provisioned& e, const Meta&) { return with(std::move(r), e.id, e.role); }
  static Maybe on(Maybe r, const member::Resumed& e, const Meta&) { return with(std::move(r), e.id, e.role); }
  static Maybe on(Maybe r, const member::Removed& e, const Meta&) { return with(std::move(r), e.id, {}); }
  static Maybe on(Maybe r, const member::InvitationExpired& e, const Meta&) { return with(std::move(r), e.id, {}); }

 private:
  static Maybe with(Maybe r, const Id<Member>& id, const std::string& role) {
    if (r) std::erase_if(r->holders, [&](const auto& one) { return one.member_id == id; });
    if (!role.empty() && !built_in(role)) {
      if (!r) r.emplace();
      r->holders.push_back({id, role});
    }
    if (r && r->holders.empty()) r.reset();
    return r;
  }
};

}  // namespace millrace::custom_role
