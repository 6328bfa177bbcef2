// What members may be allowed to do with tickets.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::ticket::right {

inline constexpr Right view{"tickets.view", "See tickets, and what is written under them", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right create{"tickets.create", "Open tickets", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right edit{"tickets.edit", "Write under tickets, and change what they are about and how they stand",
                            {Role::admin, Role::manager, Role::agent}};
inline constexpr Right assign{"tickets.assign", "Assign tickets", {Role::admin, Role::manager, Role::agent}};

}  // namespace millrace::ticket::right
