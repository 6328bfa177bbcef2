#include "commands/identity/member/authorise.hpp"

#include "commands/identity/member/lookups.hpp"
#include "schemas/rights.hpp"

namespace millrace {

Actor authorise(const Principal& principal, const Uuid& tenant, const Rows& rows) {
  Actor actor{principal, {}, {}, {}};
  if (principal.kind != PrincipalKind::user || tenant.nil()) return actor;
  const auto found = find_row<member::MemberOf>(rows, tenant, principal.id);
  if (!found) return actor;
  actor.member_id = found->member_id.value;
  actor.role = found->access.role;
  actor.can = power_of(found->access, tenant, rows);
  return actor;
}

RightSet power_of(const Access& access, const Uuid& tenant, const Rows& rows) {
  const auto& rights = Rights::house();
  const bool less = built_in(access.role) == Role::owner && !rights.all_powerful(access);
  return less && all_powerful(tenant, rows).empty() ? rights.usual(access.role) : rights.of(access);
}

std::vector<Id<Member>> all_powerful(const Uuid& tenant, const Rows& rows) {
  std::vector<Id<Member>> all;
  if (const auto owners = find_row<member::Owners>(rows, tenant, std::string(member::Owners::key)))
    for (const auto& one : owners->members)
      if (Rights::house().all_powerful(one.access)) all.push_back(one.member_id);
  return all;
}

}  // namespace millrace
