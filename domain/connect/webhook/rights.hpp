// What members may be allowed to do with the webhooks of the business.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::webhooks::right {

inline constexpr Right view{"webhooks.view", "See where the business's events are sent, and how that goes", {Role::admin, Role::manager}};
inline constexpr Right manage{"webhooks.manage", "Have the business's events sent elsewhere, and send them again", {Role::admin}};

}  // namespace millrace::webhooks::right
