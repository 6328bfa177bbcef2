// What members may be allowed to do with customers.
#pragma once

#include "domain/core/right.hpp"

namespace millrace::customer::right {

inline constexpr Right view{"customers_view", "See customers, and what is noted about them", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right edit{"customers_edit", "Add and change customers, tags and notes", {Role::admin, Role::manager, Role::agent}};
inline constexpr Right remove{"customers_delete", "Delete customers", {Role::admin}};

}  // namespace millrace::customer::right
