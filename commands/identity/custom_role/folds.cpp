// What its rules read, without types: compiled here alone.
#include "commands/identity/custom_role/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& CustomRole::erased() { return erased_state<CustomRole>(); }
const AnyFold& custom_role::Named::erased() { return erased_fold<Named>(); }
const AnyFold& custom_role::Holders::erased() { return erased_fold<Holders>(); }

}  // namespace millrace
