// What members may be allowed to do with what goes out of the business.
#pragma once

#include <array>

#include "domain/core/right.hpp"

namespace millrace::effects::right {

inline constexpr Right view{"effects.view", "See what was sent, what is stuck and what is tried again", {Role::admin}};
inline constexpr Right manage{"effects.manage", "Try again what did not go out, or give it up", {Role::admin}};
inline constexpr std::array all{view, manage};

}  // namespace millrace::effects::right
