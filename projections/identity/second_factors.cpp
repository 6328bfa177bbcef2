#include "projections/identity/second_factors.hpp"

namespace millrace::second_factor {

const AnyFold& SecondFactors::erased() { return erased_fold<SecondFactors>(); }

}  // namespace millrace::second_factor

namespace millrace::projections {
Projection second_factors() { return {.fold = &lookup_of<second_factor::SecondFactors>(), .resource = "second_factors"}; }
}
