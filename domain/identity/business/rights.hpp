// What members may be allowed to do with the business itself.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::business::right {

inline constexpr Right view_settings{"settings_view", "See the settings of the business", {Role::admin, Role::manager}};
inline constexpr Right edit_settings{"settings_edit", "Change the settings of the business", {Role::admin}};
inline constexpr Right view_billing{"billing_view", "See bills and payments", {Role::admin}};
inline constexpr Right edit_billing{"billing_edit", "Change how the business pays", {}};

}  // namespace millrace::business::right
