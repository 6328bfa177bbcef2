// What members may be allowed to do with the connections of the business.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::connection::right {

inline constexpr Right view{"integrations.view", "See what the business is connected to, and how that does", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right manage{"integrations.manage", "Connect other services, change and end connections", {Role::admin}};

}  // namespace millrace::connection::right
