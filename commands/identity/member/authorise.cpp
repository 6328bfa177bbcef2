#include "commands/identity/member/authorise.hpp"

#include "commands/identity/member/lookups.hpp"

namespace millrace {

Actor authorise(const Principal& principal, const Uuid& tenant, const Rows& rows) {
  Actor actor{principal, {}, {}, {}};
  if (principal.kind != PrincipalKind::user || tenant.nil()) return actor;
  const auto found = find_row<MemberOf>(rows, tenant, principal.id);
  if (!found) return actor;
  actor.member_id = found->member_id.value;
  actor.role = found->role;
  actor.can = power_of(found->role, found->permissions, tenant, rows);
  return actor;
}

Permissions power_of(Role role, const std::vector<Can>& permissions, const Uuid& tenant, const Rows& rows) {
  const auto given = permissions_of(permissions);
  if (role != Role::owner || all_powerful(role, given)) return given;
  const auto owners = find_row<Owners>(rows, tenant, std::string(Owners::key));
  return owners && !owners->members.empty() ? given : usual_for(Role::owner);
}

}  // namespace millrace
