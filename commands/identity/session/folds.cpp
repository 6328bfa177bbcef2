// What its rules read, without types: compiled here alone.
#include "commands/identity/session/lookups.hpp"
#include "domain/identity/session/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Session::erased() { return erased_state<Session>(); }
const AnyFold& session::SessionsOf::erased() { return erased_fold<SessionsOf>(); }

}  // namespace millrace
