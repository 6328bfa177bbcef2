// The roles that a business has made, as its members see them.
#pragma once

#include "domain/identity/custom_role/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::custom_role {

struct RoleRow {
  Id<CustomRole> id;
  std::string name;
  std::vector<std::string> permissions;
  Time created_at{};
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (id, name, permissions, created_at))

struct CustomRoles : Fold<Id<CustomRole>, RoleRow> {
  static constexpr auto name = "custom_roles";
  static const AnyFold& erased();
  using Listens = FactsOf<CustomRole>;
  static Maybe on(Maybe, const Created& e, const Meta& m) { return RoleRow{e.id, e.name, e.permissions, m.at}; }
  static void on(RoleRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
  static void on(RoleRow& r, const PermissionsSet& e, const Meta&) { r.permissions = e.permissions; }
  static Maybe on(Maybe, const Deleted&, const Meta&) { return {}; }

  // Index: in the order in which they were made.
  static constexpr auto all = "all";
};

}  // namespace millrace::custom_role

namespace millrace::projections {
Projection custom_roles();
}
