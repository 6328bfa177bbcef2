#include "tests/support/spec.hpp"

#include <doctest/doctest.h>

#include "commands/later/asks.hpp"

using namespace millrace;
using namespace millrace::spec;

namespace {

const House& house() {
  static const House house{commands::later()};
  return house;
}
const auto parcel = named<Handoff>("parcel");
const auto elsewhere = named_uuid("elsewhere");
inline constexpr Rule unknown{"handoff.unknown", Kind::missing, ""};

}  // namespace

TEST_CASE("a story runs through the real owner and its records can be read back") {
  house()
      .given(later::HandoffRequested{parcel, elsewhere, AnyAsk::of(later::FinishHandoff{parcel, 1})})
      .as(user(named<Handoff>("x")))
      .when(later::FinishHandoff{parcel, 7})
      .then(later::HandoffDone{parcel, elsewhere, 7})
      .when(later::FinishHandoff{parcel, 7})
      .then();
}

TEST_CASE("a story hears refusals and stale versions") {
  house().given().as(user(named<Handoff>("x"))).when(later::FinishHandoff{parcel, 7}).refused(unknown);
  house().given().as(user(named<Handoff>("x"))).if_match(3).when(later::FinishHandoff{parcel, 7}).refused(unknown);
  house()
      .given(later::HandoffRequested{parcel, elsewhere, AnyAsk::of(later::FinishHandoff{parcel, 1})})
      .as(user(named<Handoff>("x")))
      .if_match(3)
      .when(later::FinishHandoff{parcel, 7})
      .stale();
}
