// Timers and handoffs that wait, in the order in which they are due: an index of the local store, so that a million of them cost no
// memory and no time at the start. What has fired, was cancelled or is finished leaves no row.
#pragma once

#include "domain/later/facts.hpp"
#include "domain/later/waiting.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

namespace later {

struct WaitingRow {
  Time due{};
  std::optional<Uuid> target_id;           // of a handoff
  AnyValue ask;
};
BOOST_DESCRIBE_STRUCT(WaitingRow, (), (due, target_id, ask))

struct WaitingFold : Fold<Uuid, WaitingRow> {
  static constexpr auto name = "waiting";
  static const AnyFold& erased();
  using Listens = List<TimerSet, TimerFired, TimerCancelled, HandoffRequested, HandoffDone>;
  static Row on(Maybe, const TimerSet& e, const Meta&) { return {e.due, {}, e.ask}; }
  static Row on(Maybe, const HandoffRequested& e, const Meta& m) { return {m.recorded_at, e.tenant_id, e.ask}; }
  static Maybe on(Maybe, const TimerFired&, const Meta&);
  static Maybe on(Maybe, const TimerCancelled&, const Meta&);
  static Maybe on(Maybe, const HandoffDone&, const Meta&);
};
const AnyFold& waiting();

inline What what(const WaitingRow& row) { return row.target_id ? What::handoff : What::timer; }

// Those of one kind that are due by then, behind that place (empty: from the first on), in their order, at most so many.
DuePage due(const Reader&, What, const std::string& after, Time by, std::size_t most);

}  // namespace later

namespace projections {
Projection waiting();
}

}  // namespace millrace
