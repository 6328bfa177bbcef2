#include "projections/identity/businesses.hpp"

namespace millrace::business {

const AnyFold& Businesses::erased() { return erased_fold<Businesses>(); }

}  // namespace millrace::business

namespace millrace::projections {
Projection businesses() { return {.fold = &lookup_of<business::Businesses>(), .resource = "business"}; }
}
