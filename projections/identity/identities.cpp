#include "projections/identity/identities.hpp"

namespace millrace::oauth {

const AnyFold& AllIdentities::erased() { return erased_fold<AllIdentities>(); }

}  // namespace millrace::oauth

namespace millrace::projections {
Projection identities() { return {.fold = &lookup_of<oauth::AllIdentities>(), .resource = "identities"}; }
}
