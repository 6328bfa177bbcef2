// What members may be allowed to do with the roles of a business.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::custom_role::right {

inline constexpr Right manage{"roles_manage", "Make, change and delete roles", {Role::admin}};

}  // namespace millrace::custom_role::right
