// What its rules read, without types: compiled here alone.
#include "domain/identity/business/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Business::erased() { return erased_state<Business>(); }

}  // namespace millrace
