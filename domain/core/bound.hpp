// How large a value may be that comes in from outside. What stands in journals and rows already is never measured again.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

// Characters of a text, elements of a list, an integer itself, microseconds of a time.
struct Bound {
  std::int64_t least = 0, most = 0;
};

// Integers that every reader of JSON holds exactly (RFC 8259 §6).
inline constexpr std::int64_t most_integer = (std::int64_t{1} << 53) - 1;

// A field's own bound, in place of what its kind has:
//   static constexpr Bounded bounds[] = {{"key", {1, 1'000}}, {"name", {1, 100}, By::rule}};
struct Bounded {
  enum class By {
    edge,                    // whoever reads the request: 422 input.invalid
    rule,                    // a rule, which has a code of its own
  };
  std::string_view field;
  Bound bound;
  By by = By::edge;
  std::optional<Bound> each = {};            // of a list: its elements, which a rule looks at
  std::string_view says = {};                // for people, what no number says
};
using By = Bounded::By;

}  // namespace millrace
