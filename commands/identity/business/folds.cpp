// What its rules read, without types: compiled here alone.
#include "commands/identity/business/lookups.hpp"
#include "domain/identity/business/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& business::SignInRequired::erased() { return erased_fold<SignInRequired>(); }
const AnyFold& business::MfaRequired::erased() { return erased_fold<MfaRequired>(); }
const AnyFold& Business::erased() { return erased_state<Business>(); }

}  // namespace millrace
