#include "projections/identity/businesses.hpp"

namespace millrace {

const AnyFold& Businesses::erased() { return erased_fold<Businesses>(); }

Projection projections::businesses() { return {.fold = &lookup_of<Businesses>(), .resource = "business"}; }

}  // namespace millrace
