// Erases the rules of a context: included by the one .cpp that has them, because all of its types are compiled here.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/core/wire_type.hpp"

namespace millrace {

namespace detail {

template <class R, class S, class Ask>
Verdict answer(const S& s, const Ask& ask, const Context& in) {
  if constexpr (requires { { R::on(s, ask, in) } -> std::same_as<Verdict>; }) return R::on(s, ask, in);
  else static_assert(sizeof(does_not_answer<S, Ask>) == 0);
}
template <class R, class Ask, class... S>
Verdict decide_on(const std::variant<S...>& state, const Ask& ask, const Context& in) {
  Verdict verdict;
  ((std::holds_alternative<S>(state) ? void(verdict = answer<R>(*std::get_if<S>(&state), ask, in)) : void()), ...);
  return verdict;
}
template <class R, class Ask>
Verdict decide(const RowPtr& row, const void* ask, const Context& in) {
  using State = typename Ask::Of::State;
  const State absent{};
  return decide_on<R>(row ? *static_cast<const State*>(row.get()) : absent, *static_cast<const Ask*>(ask), in);
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
