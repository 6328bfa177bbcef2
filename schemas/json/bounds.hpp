// How large each field of a request may be: its own bound, or that of its kind, so that a new field is bounded without a word.
#pragma once

#include <optional>
#include <string>

#include "domain/core/shape.hpp"

namespace millrace {

// Of a value of that shape; nothing for kinds that are bounded by what they are (ids, words, booleans, objects).
std::optional<Bound> bound_of(const Shape&);
// What is wrong with the value, for people; empty when it is within.
std::string beyond(const Shape&, const void* value, const Bound&);
// As JSON Schema says it: "maxLength" → "20000". Of times it has no word; formatMinimum and formatMaximum are ajv-formats'.
std::vector<std::pair<std::string_view, std::string>> bound_keywords(const Shape&, const Bound&);

}  // namespace millrace
