// Lists of types: the registries of a context.
#pragma once

#include <type_traits>

namespace millrace {

template <class... T>
struct List {};

namespace detail {
template <class...>
struct Joined;
template <>
struct Joined<> { using type = List<>; };
template <class... A>
struct Joined<List<A...>> { using type = List<A...>; };
template <class... A, class... B, class... Rest>
struct Joined<List<A...>, List<B...>, Rest...> : Joined<List<A..., B...>, Rest...> {};
}  // namespace detail

template <class... Lists>
using Join = typename detail::Joined<Lists...>::type;

// The facts of one or more aggregates.
template <class... Aggregates>
using FactsOf = Join<typename Aggregates::Facts...>;

namespace detail {
template <class T, class L>
inline constexpr bool contains = false;
template <class T, class... A>
inline constexpr bool contains<T, List<A...>> = (std::is_same_v<T, A> || ...);
}  // namespace detail

// for_each(List<A, B>{}, []<class T>() { … });
template <class... T, class Do>
void for_each(List<T...>, Do&& what) {
  (what.template operator()<T>(), ...);
}

}  // namespace millrace
