// Roles that a business makes for itself, beside those that are built in.
#include "commands/identity/custom_role/asks.hpp"
#include "domain/identity/member/rights.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/identity/modules.hpp"
#include "projections/identity/custom_roles.hpp"

namespace millrace {

namespace {

using custom_role::CustomRoles;
using custom_role::RoleRow;

const RoleRow& role_of(const StampedRow& stored) { return *static_cast<const RoleRow*>(stored.row.get()); }

Response created(const Call&, const Committed& record) {
  const auto& e = *last_fact<custom_role::Created>(record);
  const auto stamp = stamp_of<custom_role::Created>(record);
  return made(row_json(*row_made<CustomRoles>(record, Key(e.id)), stamp), stamp.version,
              "/businesses/" + to_string(record.commit.tenant) + "/roles/" + to_string(e.id));
}

Response all(const Call& call, const Reader& reader) {
  return local_page<CustomRoles>(call, reader, CustomRoles::all, call.tenant, {}, {},
                                 [](const auto& listed) { return row_json(role_of(listed.row), listed.row.stamp); });
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<CustomRoles>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored) return problem(custom_role::rule::no_such_role);
  return resource(call, reader, row_json(role_of(*stored), stored->stamp), stored->stamp.version);
}

namespace role = millrace::custom_role;    // the module is called so, too

}  // namespace

Module identity::custom_role() {
  return {
      .name = "identity/custom_role",
      .write_side = commands::custom_role(),
      .projections = {projections::custom_roles()},
      .routes = {
          dangerous(showing<RoleRow>(creating<role::Create>("POST", "/businesses/{business_id}/roles", role::right::manage, Scope::business, &created))),
          paging<RoleRow>(read("/businesses/{business_id}/roles", member::right::view, Scope::business, &millrace::all)),
          showing<RoleRow>(read("/businesses/{business_id}/roles/{id}", member::right::view, Scope::business, &one)),
          dangerous(setting({"name", "permissions"}, command<role::Change>("PATCH", "/businesses/{business_id}/roles/{id}", role::right::manage, Scope::business))),
          dangerous(command<role::Delete>("DELETE", "/businesses/{business_id}/roles/{id}", role::right::manage, Scope::business)),
      },
      .rules = {role::rule::no_such_role, role::rule::role_exists, role::rule::name_invalid, role::rule::name_taken, role::rule::permission_unknown, role::rule::beyond_own, role::rule::in_use, role::rule::too_many},
      .rights = {role::right::manage},
  };
}

}  // namespace millrace
