#include "commands/member/authorise.hpp"

#include "commands/member/lookups.hpp"

namespace millrace {

Actor authorise(const Principal& principal, const Uuid& tenant, const Rows& rows) {
  Actor actor{principal, {}, {}, {}};
  if (principal.kind != PrincipalKind::user || tenant.nil()) return actor;
  const auto found = find_row<MemberOf>(rows, tenant, principal.id);
  if (!found) return actor;
  actor.member_id = found->member_id.value;
  actor.role = found->role;
  actor.can = permissions_of(found->permissions);
  return actor;
}

}  // namespace millrace
