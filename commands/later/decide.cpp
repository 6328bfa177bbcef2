#include "commands/later/asks.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

Uuid derived(std::string_view what, const AnyAsk& ask, const Uuid& tenant, std::string_view occasion = {}) {
  std::string from(what);
  from += ask.type->wire;
  from += ask.stream().raw();
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

AnyFact timer(Time due, AnyAsk ask) {
  const Id<Timer> id{derived("timer", ask, {})};
  return AnyFact::of(later::TimerSet{id, due, std::move(ask)});
}

AnyFact handoff(const Uuid& tenant, AnyAsk ask, std::string_view occasion) {
  const Id<Handoff> id{derived("handoff", ask, tenant, occasion)};
  return AnyFact::of(later::HandoffRequested{id, tenant, std::move(ask)});
}

WriteSide commands::later() { return write_side_of<Rules>(); }

}  // namespace millrace
