// What its rules read, without types: compiled here alone.
#include "commands/identity/second_factor/lookups.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& second_factor::Secrets::erased() { return erased_fold<Secrets>(); }

}  // namespace millrace
