// What its rules read, without types: compiled here alone.
#include "domain/identity/reads/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Reads::erased() { return erased_state<Reads>(); }

}  // namespace millrace
