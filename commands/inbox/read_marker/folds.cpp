// What its rules read, without types: compiled here alone.
#include "domain/inbox/read_marker/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& ReadMarker::erased() { return erased_state<ReadMarker>(); }

}  // namespace millrace
