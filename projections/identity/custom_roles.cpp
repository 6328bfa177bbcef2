#include "projections/identity/custom_roles.hpp"

namespace millrace::custom_role {

namespace {
std::optional<std::string> place(const void* p) { return to_rfc3339(static_cast<const RoleRow*>(p)->created_at); }
}  // namespace

const AnyFold& CustomRoles::erased() { return erased_fold<CustomRoles>(); }

}  // namespace millrace::custom_role

namespace millrace::projections {
Projection custom_roles() {
  return {.fold = &lookup_of<custom_role::CustomRoles>(), .resource = "role",
          .indexes = {{custom_role::CustomRoles::all, &custom_role::place}}};
}
}  // namespace millrace::projections
