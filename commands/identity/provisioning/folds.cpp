// What its rules read, without types: compiled here alone.
#include "commands/identity/provisioning/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& provisioning::UserNameOf::erased() { return erased_fold<UserNameOf>(); }
const AnyFold& provisioning::LastNamedSo::erased() { return erased_fold<LastNamedSo>(); }

}  // namespace millrace
