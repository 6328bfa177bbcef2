// What members may be allowed to do with the team.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::member::right {

inline constexpr Right view{"team_view", "See who belongs to the team", {Role::admin, Role::manager, Role::agent, Role::limited_agent, Role::member}};
inline constexpr Right invite{"team_invite", "Invite people to the team", {Role::admin, Role::manager}};
inline constexpr Right edit{"team_edit", "Change what members may do", {Role::admin, Role::manager}};
inline constexpr Right remove{"team_remove", "Remove members and withdraw invitations", {Role::admin}};
inline constexpr Right provision{"team_provision", "Keep the team as the company's own directory has it (SCIM)", {Role::admin}};

}  // namespace millrace::member::right
