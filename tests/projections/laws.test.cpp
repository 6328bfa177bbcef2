// live == rebuild == any batch split, over random histories.
#include <doctest/doctest.h>

#include "tests/support/laws.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {

TEST_CASE("laws: live is a rebuild is any split into batches, whatever crashes in between") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    check_laws(small::folds(), small::projections(), seed, 250);
  }
}

}  // namespace millrace
