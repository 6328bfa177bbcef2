#include "commands/identity/member/giving.hpp"

#include <algorithm>

#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "domain/identity/custom_role/state.hpp"
#include "schemas/rights.hpp"

namespace millrace::member {

bool may_give(const Actor& actor, const Access& given) {
  return !actor.role.empty() && !above(given.role, actor.role) && Rights::house().of(given).within(actor.can);
}

bool may_touch(const Actor& actor, const Access& was) { return !actor.role.empty() && !above(was.role, actor.role); }

bool last_owner(const Id<Member>& id, const Access& was, const Context& in) {
  return built_in(was.role) == Role::owner &&
         std::ranges::all_of(all_powerful(in.tenant.id(), in.tenant.rows()), [&](const auto& owner) { return owner == id; });
}

std::optional<Access> given_by(const std::string& role, const Context& in) {
  if (built_in(role)) return Access{role, {}, {}};
  const auto id = parse_uuid(role);
  const auto& state = in.tenant.get(Id<CustomRole>{id.value_or(Uuid{})});
  const auto* made = std::get_if<CustomRole::Active>(&state);
  if (!id || !made) return {};
  return Access{to_string(*id), made->permissions, {}};
}

std::string unknown_role(std::string_view role) {
  return "No role is called \"" + std::string(role.substr(0, 100)) + "\"; there are " + std::string(roles_there_are) + ".";
}

}  // namespace millrace::member
