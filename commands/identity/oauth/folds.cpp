// What its rules read, without types: compiled here alone.
#include "commands/identity/oauth/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& oauth::LastHolder::erased() { return erased_fold<LastHolder>(); }

}  // namespace millrace
