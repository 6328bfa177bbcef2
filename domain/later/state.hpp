// Timers that wait and handoffs that are under way.
#pragma once

#include "domain/later/facts.hpp"

namespace millrace {

struct Timer : Aggregate {
  using Facts = List<later::TimerSet, later::TimerFired, later::TimerCancelled>;
  struct Waiting { Time due{}; AnyValue ask; };
  using State = std::variant<Absent, Waiting>;
  static const AnyFold& erased();

  static State on(auto, const later::TimerSet& e) { return Waiting{e.due, e.ask}; }
  static State on(auto, const later::TimerFired&) { return Absent{}; }
  static State on(auto, const later::TimerCancelled&) { return Absent{}; }
};
BOOST_DESCRIBE_STRUCT(Timer::Waiting, (), (due, ask))

struct Handoff : Aggregate {
  using Facts = List<later::HandoffRequested, later::HandoffDone>;
  struct Pending { Uuid tenant_id{}; AnyValue ask; };
  struct Done { Uuid tenant_id{}; std::int64_t offset = 0; };
  using State = std::variant<Absent, Pending, Done>;
  static const AnyFold& erased();

  static State on(auto, const later::HandoffRequested& e) { return Pending{e.tenant_id, e.ask}; }
  static State on(auto, const later::HandoffDone& e) { return Done{e.tenant_id, e.offset}; }
};
BOOST_DESCRIBE_STRUCT(Handoff::Pending, (), (tenant_id, ask))
BOOST_DESCRIBE_STRUCT(Handoff::Done, (), (tenant_id, offset))

}  // namespace millrace
