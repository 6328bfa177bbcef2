#include "commands/core/verdict.hpp"

namespace millrace {

void detail::say(Facts& facts, Said&& said) { facts.push_back(std::move(said)); }
void detail::say(Facts& facts, AnyFact&& fact) { facts.push_back({std::move(fact), {}}); }
void detail::say(Facts& facts, Facts&& more) {
  for (auto& said : more) facts.push_back(std::move(said));
}

Verdict refuse(const Rule& rule) { return Rejection{.rule = rule}; }
Verdict refuse(const Rule& rule, std::string detail, std::string pointer) {
  return Rejection{rule, std::move(detail), std::move(pointer)};
}
Verdict hide(const Rule& rule) { return Rejection{.rule = rule, .hides = true}; }

}  // namespace millrace
