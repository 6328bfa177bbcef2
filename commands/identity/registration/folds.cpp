// What its rules read, without types: compiled here alone.
#include "commands/identity/registration/lookups.hpp"
#include "domain/identity/registration/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Registration::erased() { return erased_state<Registration>(); }
const AnyFold& registration::BySlug::erased() { return erased_fold<BySlug>(); }

}  // namespace millrace
