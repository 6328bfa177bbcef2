// What its rules read, without types: compiled here alone.
#include "commands/identity/api_key/lookups.hpp"
#include "domain/identity/api_key/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& ApiKey::erased() { return erased_state<ApiKey>(); }
const AnyFold& api_key::ActiveKeys::erased() { return erased_fold<ActiveKeys>(); }

}  // namespace millrace
