// What its rules read, without types: compiled here alone.
#include "domain/later/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Timer::erased() { return erased_state<Timer>(); }
const AnyFold& Handoff::erased() { return erased_state<Handoff>(); }

}  // namespace millrace
