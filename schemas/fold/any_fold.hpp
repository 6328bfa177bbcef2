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
  // Whether each row is a stream's, and nothing but its own facts changes it.
  bool of_own_stream() const;
};

// Never defined: the first error line names the fold and the fact that it neither answers nor ignores.
template <class Who, class What>
struct does_not_answer;

namespace detail {

Keys key_of_stream(const void* fact);        // every fact begins with the id of its stream
template <class F, class E>
Keys keys_of(const void* fact) { return F::keys(*static_cast<const E*>(fact)); }
template <class F, class E>
constexpr auto keys_for() {
  if constexpr (requires(const E& e) { F::keys(e); }) {
    return &keys_of<F, E>;
  } else {
    static_assert(requires(const E& e) { Key(e.id); }, "this fold needs keys() for a fact that does not begin with the id of its stream");
    return &key_of_stream;
  }
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

// What a fold listens to, as a constant table: pushing values one by one is code, and takes as long to compile as the fold.
struct Listener {
  const WireType& (*fact)();
  Keys (*keys)(const void* fact);
  RowPtr (*apply)(const RowPtr& before, const void* fact, const Meta&);     // null: it ignores that fact
};
AnyFold fold_from(std::string name, const Shape& row, int version, const Listener*, std::size_t listeners);

template <class F, class E>
constexpr Listener listener() {
  if constexpr (contains<E, typename F::Ignores>) return {};
  else return {&wire_type<E>, keys_for<F, E>(), &apply_to<F, E>};
}
template <class F, class... E>
AnyFold fold_of(List<E...>, int version) {
  static constexpr Listener listeners[] = {listener<F, E>()..., {}};
  return fold_from(std::string(F::name), shape_of<typename F::Row>(), version, listeners, sizeof...(E));
}

}  // namespace detail

// Erases a Fold: `name`, `version`, `Listens`, perhaps `Ignores`, `keys`, `on`.
template <class F>
AnyFold fold_of(int version = F::version) { return detail::fold_of<F>(typename F::Listens{}, version); }

namespace detail {

template <class A, class S, class E>
typename A::State state_after(const S& s, const E& e) {
  if constexpr (requires { { A::on(S(s), e) } -> std::convertible_to<typename A::State>; }) return A::on(S(s), e);
  else static_assert(sizeof(does_not_answer<S, E>) == 0);
}
template <class State>
RowPtr row_of_state(State state) {
  return std::holds_alternative<Absent>(state) ? RowPtr{} : shape_of<State>().moved(state);
}

// One branch for each state, which copies that one alone: a std::visit, or a copy of the variant, takes several times as long to compile.
template <class A, std::size_t N = 0, class E>
RowPtr evolved(const typename A::State& was, const E& e) {
  if constexpr (N + 1 < std::variant_size_v<typename A::State>) {
    if (was.index() != N) return evolved<A, N + 1>(was, e);
  }
  return row_of_state(state_after<A>(*std::get_if<N>(&was), e));
}
template <class A, class E>
RowPtr evolve(const RowPtr& before, const void* fact, const Meta&) {
  using State = typename A::State;
  const auto& e = *static_cast<const E*>(fact);
  if (!before) return row_of_state(state_after<A>(std::variant_alternative_t<0, State>{}, e));
  return evolved<A>(*static_cast<const State*>(before.get()), e);
}

template <class A, class... E>
AnyFold state_fold(List<E...>) {
  static constexpr Listener listeners[] = {{&wire_type<E>, &key_of_stream, &evolve<A, E>}..., {}};
  auto fold = fold_from("state." + snake_case(type_name<A>()), shape_of<typename A::State>(), A::version, listeners, sizeof...(E));
  fold.state = true;
  return fold;
}

}  // namespace detail

// An aggregate's state is a fold too: one row a stream, and none while it is Absent. What `erased` of an aggregate returns.
template <class A>
const AnyFold& erased_state() {
  static const AnyFold fold = detail::state_fold<A>(typename A::Facts{});
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
