// What is to follow a decision: later in the same tenant, or in another one. Facts like any other.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Timer;
struct Handoff;

namespace later {

// The ask is put to this tenant when `due` has passed. Setting the same timer again moves it.
struct TimerSet {
  static constexpr auto wire = "timer.set.v1";
  Id<Timer> id;
  Time due{};
  AnyValue ask;
};
BOOST_DESCRIBE_STRUCT(TimerSet, (), (id, due, ask))

// It was put, and this record is what came of it.
struct TimerFired {
  static constexpr auto wire = "timer.fired.v1";
  Id<Timer> id;
};
BOOST_DESCRIBE_STRUCT(TimerFired, (), (id))

// It fires no more. Of a timer that does not wait nobody says this.
struct TimerCancelled {
  static constexpr auto wire = "timer.cancelled.v1";
  Id<Timer> id;
};
BOOST_DESCRIBE_STRUCT(TimerCancelled, (), (id))

// The ask is put to another tenant until that one has committed it.
struct HandoffRequested {
  static constexpr auto wire = "handoff.requested.v1";
  Id<Handoff> id;
  Uuid tenant_id{};
  AnyValue ask;
};
BOOST_DESCRIBE_STRUCT(HandoffRequested, (), (id, tenant_id, ask))

struct HandoffDone {
  static constexpr auto wire = "handoff.done.v1";
  Id<Handoff> id;
  Uuid tenant_id{};
  std::int64_t offset = 0;   // of the target's commit, in the target's partition
};
BOOST_DESCRIBE_STRUCT(HandoffDone, (), (id, tenant_id, offset))

}  // namespace later
}  // namespace millrace
