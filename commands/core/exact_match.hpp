// Whether personal text is what it was, for rules that say nothing when nothing has changed.
#pragma once

#include "domain/core/personal.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// A digest that tells every two texts apart; `match` takes upper and lower case for one. Only who has the vault can make a match, so
// only who has the vault can guess at this. None of what has been erased.
inline std::optional<Uuid> exact_match(const std::optional<Personal<std::string>>& text) {
  if (!text || text->erased) return {};
  const auto digest = sha256(text->match.raw(), text->value);
  return uuid_of(raw(digest));
}

}  // namespace millrace
