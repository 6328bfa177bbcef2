// What a rule answers: a refusal, or facts. There is no third thing in it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/core/fact.hpp"
#include "domain/core/rule.hpp"

namespace millrace {

struct Rejection {
  Rule rule;
  std::string detail = {};   // what in particular, for the person who reads it; may be empty
  std::string pointer = {};  // which member of the ask (RFC 6901); empty: the one that the rule's code names, if any
  Figures figures = {};
  bool hides = false;        // it is there, and not for this actor
};

// A fact that a rule has decided on; `at` when it happened at another time than now (imports).
struct Said {
  AnyFact fact;
  std::optional<Time> at;
};

using Facts = std::vector<Said>;
using Verdict = std::variant<Rejection, Facts>;

namespace detail {
void say(Facts&, Said&&);
void say(Facts&, AnyFact&&);
void say(Facts&, Facts&& more);
template <class F>
  requires requires { F::wire; }
void say(Facts& facts, F&& fact) { say(facts, AnyFact::taken(fact)); }
template <class F>
void say(Facts& facts, std::optional<F>&& fact) {
  if (fact) say(facts, std::move(*fact));
}
}  // namespace detail

template <class F>
concept Sayable = requires(Facts& facts, F fact) { detail::say(facts, std::move(fact)); };

// Facts in the order in which they happen; nothing at all is an acceptance too.
template <Sayable... F>
Verdict accept(F... facts) {
  Facts all;
  (detail::say(all, std::move(facts)), ...);
  return all;
}
Verdict refuse(const Rule&);
Verdict refuse(const Rule&, std::string detail, std::string pointer = {});
// As if it were not there: for who may not know of it, whatever they have done to it before.
Verdict hide(const Rule&);

// happened(then, fact): at another time than now.
template <class F>
Said happened(Time at, F fact) { return {AnyFact::of(std::move(fact)), at}; }

}  // namespace millrace
