#include "commands/later/asks.hpp"
#include "commands/core/write_side_of.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

// A timer's: of its name, its subject and the nil tenant. Timers without a name have been called by their asks from the beginning, and
// wait under these ids in journals. Only the name has no length of its own, so no two run into one another.
Uuid derived(std::string_view what, std::string_view name, const Uuid& subject, const Uuid& tenant, std::string_view occasion = {}) {
  std::string from(what);
  from += name;
  from += subject.raw();
  from += tenant.raw();
  from += occasion;
  const auto digest = sha256(from);
  return uuid_of(raw(digest));
}

struct Rules : Decider {
  using Aggregates = List<Timer, Handoff>;
  using Asks = List<later::FinishHandoff>;

  static Verdict on(const Handoff::Pending& s, const later::FinishHandoff& ask, const Context&) {
    return accept(later::HandoffDone{ask.id, s.tenant_id, ask.offset});
  }
  static Verdict on(const Handoff::Done&, const later::FinishHandoff&, const Context&) { return accept(); }
  static Verdict on(Absent, const later::FinishHandoff&, const Context&) { return refuse(later::rule::unknown); }
};

}  // namespace

AnyFact timer(std::string_view name, Time due, AnyAsk ask) {
  const Id<Timer> id{derived("timer", name, ask.stream(), {})};
  return AnyFact::of(later::TimerSet{id, due, std::move(ask)});
}

AnyFact timer(Time due, AnyAsk ask) {
  const auto name = ask.type->wire;
  return timer(name, due, std::move(ask));
}

AnyFact cancel(std::string_view name, const Uuid& subject) {
  return AnyFact::of(later::TimerCancelled{Id<Timer>{derived("timer", name, subject, {})}});
}

AnyFact handoff(const Uuid& tenant, AnyAsk ask, std::string_view occasion) {
  const Id<Handoff> id{derived("handoff", ask.type->wire, ask.stream(), tenant, occasion)};
  return AnyFact::of(later::HandoffRequested{id, tenant, std::move(ask)});
}

WriteSide commands::later() { return write_side_of<Rules>(); }

}  // namespace millrace
