// What its rules read, without types: compiled here alone.
#include "domain/effects/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Effect::erased() { return erased_state<Effect>(); }

}  // namespace millrace
