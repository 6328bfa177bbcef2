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

// The ask is put again when `due` has passed; the same ask about the same stream has one timer.
AnyFact timer(Time due, AnyAsk ask);
template <class Ask>
AnyFact timer(Time due, Ask ask) { return timer(due, AnyAsk::of(std::move(ask))); }

// The ask is put to another tenant. Its rules are checked here, at the source: the target applies it or lets it be. It is put once; what
// is to be put again about the same stream names its occasion.
AnyFact handoff(const Uuid& tenant, AnyAsk ask, std::string_view occasion = {});
template <class Ask>
AnyFact handoff(const Uuid& tenant, Ask ask, std::string_view occasion = {}) { return handoff(tenant, AnyAsk::of(std::move(ask)), occasion); }

namespace commands {
WriteSide later();
}

}  // namespace millrace
