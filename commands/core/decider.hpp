// The write side of a context, erased once: its asks with their rules, its policies, its lookups.
#pragma once

#include "commands/core/context.hpp"
#include "schemas/json/wires.hpp"

namespace millrace {

struct AnyDecider {
  const WireType* ask;
  const AnyFold* state;                               // the aggregate that the ask is about
  Verdict (*decide)(const RowPtr& state, const void* ask, const Context&);
};

struct AnyPolicy {
  const WireType* fact;
  Verdict (*decide)(const void* fact, const Context&);
};

struct WriteSide {
  std::vector<const AnyFold*> folds;                  // states and lookups
  std::vector<AnyDecider> asks;
  std::vector<AnyPolicy> policies;
  std::vector<void (*)(Wires&)> wires;                // tell the table of names what this context writes

  const AnyDecider* decider(const WireType* ask) const {
    for (const auto& d : asks)
      if (d.ask == ask) return &d;
    return nullptr;
  }
};

inline WriteSide join(std::vector<WriteSide> sides) {
  WriteSide all;
  for (auto& side : sides) {
    all.folds.insert(all.folds.end(), side.folds.begin(), side.folds.end());
    all.asks.insert(all.asks.end(), side.asks.begin(), side.asks.end());
    all.policies.insert(all.policies.end(), side.policies.begin(), side.policies.end());
    all.wires.insert(all.wires.end(), side.wires.begin(), side.wires.end());
  }
  return all;
}

// struct Rules : Decider { using Aggregates, Lookups, Asks, Retired, Policies; static Verdict on(…); };
struct Decider {
  using Lookups = List<>;
  using Retired = List<>;                             // asks that timers and handoffs may still hold: upcast() says what they are now
  using Policies = List<>;
};

namespace detail {

template <class R, class Ask>
Verdict decide(const RowPtr& row, const void* ask, const Context& in) {
  using State = typename Ask::Of::State;
  const State absent{};
  const State& state = row ? *static_cast<const State*>(row.get()) : absent;
  const Ask& asked = *static_cast<const Ask*>(ask);
  return std::visit([&](const auto& s) -> Verdict {
    using S = std::remove_cvref_t<decltype(s)>;
    if constexpr (requires { { R::on(s, asked, in) } -> std::same_as<Verdict>; }) return R::on(s, asked, in);
    else static_assert(sizeof(does_not_answer<S, Ask>) == 0);
  }, state);
}

template <class R, class Fact>
Verdict policy(const void* fact, const Context& in) { return R::on(*static_cast<const Fact*>(fact), in); }

template <class A>
void register_aggregate(Wires& wires) {
  for_each(typename A::Facts{}, [&]<class F>() { wires.add(&wire_type<F>()); });
  if constexpr (requires { typename A::Retired; })
    for_each(typename A::Retired{}, [&]<class F>() { wires.retire<F>(); });
}

}  // namespace detail

// Every ask names the aggregate it is about: `using Of = Conversation;`.
template <class R>
WriteSide write_side_of() {
  WriteSide side;
  for_each(typename R::Aggregates{}, [&]<class A>() {
    side.folds.push_back(&state_of<A>());
    side.wires.push_back(&detail::register_aggregate<A>);
  });
  for_each(typename R::Lookups{}, [&]<class L>() { side.folds.push_back(&lookup_of<L>()); });
  for_each(typename R::Asks{}, [&]<class A>() {
    side.asks.push_back({&wire_type<A>(), &state_of<typename A::Of>(), &detail::decide<R, A>});
    side.wires.push_back([](Wires& wires) { wires.add(&wire_type<A>()); });
  });
  for_each(typename R::Retired{}, [&]<class A>() { side.wires.push_back([](Wires& wires) { wires.retire<A>(); }); });
  for_each(typename R::Policies{}, [&]<class F>() { side.policies.push_back({&wire_type<F>(), &detail::policy<R, F>}); });
  return side;
}

}  // namespace millrace
