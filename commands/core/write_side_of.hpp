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
// One branch for each state, in which it answers at once: a std::visit, or a verdict that is put aside, takes several times as long to compile.
template <class R, std::size_t N = 0, class State, class Ask>
Verdict decide_on(const State& state, const Ask& ask, const Context& in) {
  if constexpr (N + 1 < std::variant_size_v<State>) {
    if (state.index() != N) return decide_on<R, N + 1>(state, ask, in);
  }
  return answer<R>(*std::get_if<N>(&state), ask, in);
}
template <class R, class Ask>
Verdict decide(const RowPtr& row, const void* p, const Context& in) {
  using State = typename Ask::Of::State;
  const auto& ask = *static_cast<const Ask*>(p);
  if (!row) return answer<R>(std::variant_alternative_t<0, State>{}, ask, in);
  return decide_on<R>(*static_cast<const State*>(row.get()), ask, in);
}

template <class R, class Fact>
Verdict policy(const void* fact, const Context& in) { return R::on(*static_cast<const Fact*>(fact), in); }

// What a context names, as constant tables: pushing values one by one is code, and takes longer to compile than the rules.
struct Asked {
  const WireType& (*ask)();
  const AnyFold& (*state)();
  Verdict (*decide)(const RowPtr&, const void*, const Context&);
};
struct Policy {
  const WireType& (*fact)();
  Verdict (*decide)(const void*, const Context&);
};
// Each table ends with an empty one.
WriteSide write_side_from(const AnyFold& (*const* folds)(), const Asked*, const Policy*, void (*const* wires)(Wires&));
template <class... F>
void name_wires(Wires& wires, List<F...>) {
  static constexpr const WireType& (*types[])() = {&wire_type<F>..., nullptr};
  for (const auto* type = types; *type; ++type) wires.add(&(*type)());
}
template <class A>
void register_aggregate(Wires& wires) {
  name_wires(wires, typename A::Facts{});
  if constexpr (requires { typename A::Retired; })
    for_each(typename A::Retired{}, [&]<class F>() { wires.retire<F>(); });
}
template <class R>
void register_asks(Wires& wires) {
  name_wires(wires, typename R::Asks{});
  for_each(typename R::Retired{}, [&]<class A>() { wires.retire<A>(); });
}

template <class R, class... Aggregate, class... Lookup, class... Ask, class... Fact>
WriteSide write_side_of(List<Aggregate...>, List<Lookup...>, List<Ask...>, List<Fact...>) {
  static constexpr const AnyFold& (*const folds[])() = {&state_of<Aggregate>..., &lookup_of<Lookup>..., nullptr};
  static constexpr Asked asks[] = {{&wire_type<Ask>, &state_of<typename Ask::Of>, &decide<R, Ask>}..., {}};
  static constexpr Policy policies[] = {{&wire_type<Fact>, &policy<R, Fact>}..., {}};
  static constexpr void (*const wires[])(Wires&) = {&register_aggregate<Aggregate>..., &register_asks<R>, nullptr};
  return write_side_from(folds, asks, policies, wires);
}

}  // namespace detail

// Every ask names the aggregate it is about: `using Of = Conversation;`.
template <class R>
WriteSide write_side_of() {
  return detail::write_side_of<R>(typename R::Aggregates{}, typename R::Lookups{}, typename R::Asks{}, typename R::Policies{});
}

}  // namespace millrace
