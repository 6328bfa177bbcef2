// A business rule: why something was refused. Its code is public and never reused (`/problems/<code>`).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

enum class Kind { invalid, unauthenticated, conflict, missing, forbidden, limit, gone };

struct Rule {
  std::string_view code;     // "conversation.not_open"
  Kind kind;
  std::string_view text;     // one sentence for the person who reads it
};

// What a refusal says in words, for programs: {"newest", 17}.
using Figures = std::vector<std::pair<std::string_view, std::int64_t>>;

// The HTTP status of a refusal: invalid 422, unauthenticated 401, conflict 409, missing 404, forbidden 403, limit 429, gone 410.
constexpr int status_of(Kind kind) {
  switch (kind) {
    case Kind::invalid: return 422;
    case Kind::unauthenticated: return 401;
    case Kind::conflict: return 409;
    case Kind::missing: return 404;
    case Kind::forbidden: return 403;
    case Kind::limit: return 429;
    case Kind::gone: return 410;
  }
  return 500;
}

}  // namespace millrace
