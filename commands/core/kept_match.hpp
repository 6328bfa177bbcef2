// Whether personal text is what it was, for rows: a digest that goes with the one whom the text is about.
#pragma once

#include "commands/core/exact_match.hpp"

namespace millrace {

inline MaybePersonal kept_match(const std::optional<Personal<std::string>>& text) {
  if (!text) return {};
  const auto digest = exact_match(text);
  return Personal<std::string>{text->subject_id, digest ? to_string(*digest) : std::string{}, text->erased, {}};
}
// What exact_match() gives of the text that this was kept of; none of what has been erased since.
inline std::optional<Uuid> kept_as(const MaybePersonal& match) { return match && !match->erased ? parse_uuid(match->value) : std::nullopt; }

}  // namespace millrace
