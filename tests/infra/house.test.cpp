// The house: what its contexts come to when they are joined.
#include "infra/runtime/house.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "projections/inbox/messages.hpp"

namespace millrace {

TEST_CASE("house: an owner folds ahead what rules read, each fold once, and no row that only people look at") {
  const auto all_of_it = house();
  const auto ahead = all_of_it.read_by_rules(), all = all_of_it.folds();
  const auto times = [](const auto& folds, const AnyFold& fold) { return std::count(folds.begin(), folds.end(), &fold); };
  for (const auto* fold : all_of_it.write_side.folds) CHECK(times(ahead, *fold) == 1);
  for (const auto* fold : all) CHECK(times(all, *fold) == 1);
  CHECK(times(ahead, state_of<Message>()) == 1);
  CHECK(times(ahead, lookup_of<message::Messages>()) == 0);
  CHECK(times(all, lookup_of<message::Messages>()) == 1);
}

}  // namespace millrace
