#include "projections/identity/businesses.hpp"

namespace millrace {

Projection projections::businesses() { return {.fold = &lookup_of<Businesses>(), .resource = "business"}; }

}  // namespace millrace
