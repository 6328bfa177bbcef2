// A business rule: why something was refused. Its code is public and never reused (`/problems/<code>`).
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

enum class Kind {
  malformed, unauthenticated, forbidden, missing, not_allowed, late, conflict, gone, stale, too_large, target_too_long, unsupported, invalid,
  other_protocol, limit, headers_too_large, failed, not_implemented, unavailable, other_version
};

struct Rule {
  std::string_view code;         // "conversation.not_open"
  Kind kind;
  std::string_view text;         // one sentence for the person who reads it
  std::string_view remedy = {};  // how to mend it; empty where the text says it
  std::string_view pointer = {}; // JSON Pointer of the member of the body that it is about; of "x.email_invalid" it is /email
};

// What a refusal says in words, for programs: {"newest", 17}.
using Figures = std::vector<std::pair<std::string_view, std::int64_t>>;

// The HTTP status of a refusal.
constexpr int status_of(Kind kind) {
  switch (kind) {
    case Kind::malformed: return 400;
    case Kind::unauthenticated: return 401;
    case Kind::forbidden: return 403;
    case Kind::missing: return 404;
    case Kind::not_allowed: return 405;
    case Kind::late: return 408;
    case Kind::conflict: return 409;
    case Kind::gone: return 410;
    case Kind::stale: return 412;
    case Kind::too_large: return 413;
    case Kind::target_too_long: return 414;
    case Kind::unsupported: return 415;
    case Kind::invalid: return 422;
    case Kind::other_protocol: return 426;
    case Kind::limit: return 429;
    case Kind::headers_too_large: return 431;
    case Kind::failed: return 500;
    case Kind::not_implemented: return 501;
    case Kind::unavailable: return 503;
    case Kind::other_version: return 505;
  }
  return 500;
}

}  // namespace millrace
