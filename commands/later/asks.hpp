// Timers and handoffs as a rule says them, and the ask that ends a handoff. Ids derive from what is asked, so that saying it
// twice is saying it once.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/later/state.hpp"

namespace millrace {

namespace later {

namespace rule {
inline constexpr Rule unknown{"handoff.unknown", Kind::missing, "There is no such handoff."};
}

// The target has committed; asked by the source's own owner.
struct FinishHandoff {
  static constexpr auto wire = "handoff.finish.v1";
  using Of = Handoff;
  Id<Handoff> id;
  std::int64_t offset = 0;
};
BOOST_DESCRIBE_STRUCT(FinishHandoff, (), (id, offset))

}  // namespace later

// The ask is put when `due` has passed; at once, when that is over. A timer has a name and a subject, which is the stream of its ask:
// setting it again moves it, whatever it asks then. A release that asks in new words keeps the name. Without one it is called as its
// ask is on the wire.
AnyFact timer(std::string_view name, Time due, AnyAsk ask);
template <class Ask>
AnyFact timer(std::string_view name, Time due, Ask ask) { return timer(name, due, AnyAsk::of(std::move(ask))); }
AnyFact timer(Time due, AnyAsk ask);
template <class Ask>
AnyFact timer(Time due, Ask ask) { return timer(due, AnyAsk::of(std::move(ask))); }
// It does not fire any more. May be said whether or not it waits: of one that does not nothing is recorded.
AnyFact cancel(std::string_view name, const Uuid& subject);
template <class Of>
AnyFact cancel(std::string_view name, const Id<Of>& subject) { return cancel(name, subject.value); }
template <class Ask, class Of>
AnyFact cancel(const Id<Of>& subject) { return cancel(Ask::wire, subject.value); }

// The ask is put to another tenant. Its rules are checked here, at the source: the target applies it or lets it be. It is put once; what
// is to be put again about the same stream names its occasion.
AnyFact handoff(const Uuid& tenant, AnyAsk ask, std::string_view occasion = {});
template <class Ask>
AnyFact handoff(const Uuid& tenant, Ask ask, std::string_view occasion = {}) { return handoff(tenant, AnyAsk::of(std::move(ask)), occasion); }

namespace commands {
WriteSide later();
}

}  // namespace millrace
