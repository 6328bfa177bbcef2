// Folds without their types: erased once, in the context's own .cpp. State, lookups and projections all end up as these, so one
// store, one overlay and one law serve them all.
#pragma once

#include <functional>
#include <string>

#include "domain/core/fold.hpp"

namespace millrace {

// A row of some fold; null when there is none. Shared because nobody changes a row once it is made.
using RowPtr = std::shared_ptr<const void>;

struct OnFact {
  const WireType* fact;
  Keys (*keys)(const void* fact);
  // The row after the fact; the same pointer when the fact leaves it alone.
  RowPtr (*apply)(const RowPtr& before, const void* fact, const Meta&);
};

struct AnyFold {
  std::string name;                        // unique in the house; part of stored keys
  const Shape* row = nullptr;
  int version = 1;                         // counted up when the meaning of the fold changes
  std::vector<OnFact> listeners;
  bool state = false;                      // an aggregate's: a row a stream, which the stream's own facts make and nothing else
  const OnFact* listener(const WireType* fact) const {
    for (const auto& l : listeners)
      if (l.fact == fact) return &l;
    return nullptr;
  }
};

// Never defined: the first error line names the fold and the fact that it neither answers nor ignores.
template <class Who, class What>
struct does_not_answer;

namespace detail {

template <class F, class E>
Keys keys_of(const void* fact) {
  const auto& e = *static_cast<const E*>(fact);
  if constexpr (requires { F::keys(e); }) return F::keys(e);
  else return {Key(e.id)};
}

template <class Row>
std::optional<Row> row_in(const RowPtr& row) {
  if (!row) return {};
  return *static_cast<const Row*>(row.get());
}
template <class Row>
RowPtr row_from(std::optional<Row> row) { return row ? shape_of<Row>().moved(*row) : RowPtr{}; }

template <class F, class E>
RowPtr apply_to(const RowPtr& before, const void* fact, const Meta& meta) {
  using Row = typename F::Row;
  using Maybe = std::optional<Row>;
  const auto& e = *static_cast<const E*>(fact);
  if constexpr (requires(Row& r) { { F::on(r, e, meta) } -> std::same_as<void>; }) {
    if (!before) return before;
    auto row = shape_of<Row>().copy(before.get());
    F::on(*static_cast<Row*>(row.get()), e, meta);
    return row;
  } else if constexpr (requires(Maybe m) { { F::on(std::move(m), e, meta) } -> std::convertible_to<Maybe>; }) {
    return row_from<Row>(F::on(row_in<Row>(before), e, meta));
  } else {
    static_assert(sizeof(does_not_answer<F, E>) == 0);
  }
}

}  // namespace detail

// Erases a Fold: `name`, `version`, `Listens`, perhaps `Ignores`, `keys`, `on`.
template <class F>
AnyFold fold_of(int version = F::version) {
  AnyFold fold;
  fold.name = F::name;
  fold.row = &shape_of<typename F::Row>();
  fold.version = version;
  for_each(typename F::Listens{}, [&]<class E>() {
    if constexpr (!millrace::detail::contains<E, typename F::Ignores>)
      fold.listeners.push_back({&wire_type<E>(), &detail::keys_of<F, E>, &detail::apply_to<F, E>});
  });
  return fold;
}

// An aggregate's state is a fold too: one row a stream, and none while it is Absent.
template <class A>
struct StateOf : Fold<Id<A>, typename A::State> {
  static Keys keys(const auto& e) { return {Key(e.id)}; }
};

namespace detail {

template <class A, class S, class E>
typename A::State state_after(S& s, const E& e) {
  if constexpr (requires { { A::on(std::move(s), e) } -> std::convertible_to<typename A::State>; }) return A::on(std::move(s), e);
  else static_assert(sizeof(does_not_answer<S, E>) == 0);
}
template <class State>
RowPtr row_of_state(State&& state) {
  return std::holds_alternative<Absent>(state) ? RowPtr{} : shape_of<State>().moved(state);
}

// One branch for each state: a std::visit takes several times as long to compile.
template <class A, class E, class... S>
RowPtr evolved(std::variant<S...>& was, const E& e) {
  RowPtr row;
  ((std::holds_alternative<S>(was) ? void(row = row_of_state<typename A::State>(state_after<A>(*std::get_if<S>(&was), e))) : void()), ...);
  return row;
}
template <class A, class E>
RowPtr evolve(const RowPtr& before, const void* fact, const Meta&) {
  using State = typename A::State;
  auto was = before ? *static_cast<const State*>(before.get()) : State{};
  return evolved<A, E>(was, *static_cast<const E*>(fact));
}

}  // namespace detail

// What `erased` of an aggregate returns.
template <class A>
const AnyFold& erased_state() {
  static const AnyFold fold = [] {
    AnyFold f;
    f.name = "state." + snake_case(detail::type_name<A>());
    f.row = &shape_of<typename A::State>();
    f.version = A::version;
    f.state = true;
    for_each(typename A::Facts{}, [&]<class E>() {
      f.listeners.push_back({&wire_type<E>(), &detail::keys_of<StateOf<A>, E>, &detail::evolve<A, E>});
    });
    return f;
  }();
  return fold;
}
// … and of a lookup or projection.
template <class L>
const AnyFold& erased_fold() {
  static const AnyFold fold = fold_of<L>();
  return fold;
}

// The fold of A's own facts into its state. One instance for each aggregate; its address is its identity.
template <class A>
const AnyFold& state_of() {
  if constexpr (requires { A::erased(); }) return A::erased();
  else return erased_state<A>();
}
// The erased lookup or projection L, likewise.
template <class L>
const AnyFold& lookup_of() {
  if constexpr (requires { L::erased(); }) return L::erased();
  else return erased_fold<L>();
}

}  // namespace millrace
