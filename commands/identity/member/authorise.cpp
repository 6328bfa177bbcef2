#include "commands/identity/member/authorise.hpp"

#include "commands/identity/business/lookups.hpp"
#include "commands/identity/member/lookups.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/api_key/state.hpp"
#include "domain/identity/business/state.hpp"
#include "domain/identity/session/state.hpp"
#include "schemas/rights.hpp"

namespace millrace {

namespace {

void be_key(Actor& actor, const Uuid& tenant, const Rows& rows) {
  const auto state = state_row<ApiKey>(rows, tenant, actor.principal.id);
  const auto* key = std::get_if<ApiKey::Active>(state.get());
  if (!key || !runs(*state_row<Business>(rows, tenant, tenant))) return;
  const auto voucher = state_row<Member>(rows, tenant, key->vouched_by.value);
  const auto* member = std::get_if<Member::Active>(voucher.get());
  if (!member) return;
  const auto scopes = rights_named(key->scopes);
  actor.member_id = actor.principal.id;
  actor.can = scopes.minus(scopes.minus(power_of(member->access, tenant, rows)));
}

bool without_required_factor(const Uuid& account, const Uuid& tenant, const Rows& rows) {
  if (!find_row<business::MfaRequired>(rows, tenant, tenant)) return false;
  const auto state = state_row<Account>(rows, Uuid{}, account);
  const auto* factors = Account::factors_of(*state);
  return !factors || !factors->any();
}

}  // namespace

bool lacks_factor(const Principal& principal, const Uuid& tenant, const Rows& rows) {
  return principal.kind == PrincipalKind::user && !tenant.nil() && find_row<member::MemberOf>(rows, tenant, principal.id) &&
         without_required_factor(principal.id, tenant, rows);
}

bool signed_in_otherwise(const Principal& principal, const Uuid& session, const Uuid& tenant, const Rows& rows) {
  if (principal.kind != PrincipalKind::user || tenant.nil()) return false;
  const auto policy = find_row<business::SignInRequired>(rows, tenant, tenant);
  if (!policy || !find_row<member::MemberOf>(rows, tenant, principal.id)) return false;
  const auto state = state_row<Session>(rows, Uuid{}, session);
  const auto* open = std::get_if<Session::Open>(state.get());
  return !open || !business::lets_in(*policy, open->provider);
}

Actor authorise(const Principal& principal, const Uuid& tenant, const Rows& rows) {
  Actor actor{principal, {}, {}, {}};
  if (tenant.nil()) return actor;
  if (principal.kind == PrincipalKind::api_key) be_key(actor, tenant, rows);
  if (principal.kind != PrincipalKind::user) return actor;
  const auto found = find_row<member::MemberOf>(rows, tenant, principal.id);
  if (!found || without_required_factor(principal.id, tenant, rows)) return actor;
  // Of a business that is closed there are only its owners, who may look at it and open it again; of one that has ended there is nobody.
  const auto business = state_row<Business>(rows, tenant, tenant);
  const bool open = runs(*business);
  if (!open && (built_in(found->access.role) != Role::owner || std::holds_alternative<Business::Ended>(*business))) return actor;
  actor.member_id = found->member_id.value;
  actor.role = found->access.role;
  if (open) actor.can = power_of(found->access, tenant, rows);
  return actor;
}

RightSet power_of(const Access& access, const Uuid& tenant, const Rows& rows) {
  const auto& rights = Rights::house();
  const bool less = built_in(access.role) == Role::owner && !rights.all_powerful(access);
  return less && all_powerful(tenant, rows).empty() ? rights.usual(access.role) : rights.of(access);
}

RightSet rights_named(const std::vector<std::string>& names) {
  RightSet rights;
  for (const auto& name : names)
    if (const auto* right = Rights::house().find(name)) rights.add(*right);
  return rights;
}

std::vector<Id<Member>> all_powerful(const Uuid& tenant, const Rows& rows) {
  std::vector<Id<Member>> all;
  if (const auto owners = find_row<member::Owners>(rows, tenant, std::string(member::Owners::key)))
    for (const auto& one : owners->members)
      if (Rights::house().all_powerful(one.access)) all.push_back(one.member_id);
  return all;
}

}  // namespace millrace
