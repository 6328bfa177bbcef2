// The strict gate of RFC 9112: a pure judgement over the raw header block, passed before a parser sees it. It refuses every shape
// that two readers of HTTP could take for different requests; what it lets through, it lets through in one spelling only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateways/core/rules.hpp"

namespace millrace {

struct Refusal {
  const Rule* rule = nullptr;          // null: not refused
  std::string_view detail = {};        // what is wrong, for the person at the other end, beyond what the rule says; static text
  explicit operator bool() const { return rule != nullptr; }
  int status() const { return rule ? status_of(rule->kind) : 0; }   // 400, 405, 414, 431, 501 or 505
};

// Those that a route may have. TRACE passes as well, for the routes to refuse it with what the path allows.
inline constexpr std::string_view known_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
inline constexpr std::size_t max_fields = 64;
inline constexpr std::size_t max_target_bytes = 4 * 1024;

// Where the header block ends: the offset behind its empty line, 0 while it is not complete, npos when a line end is not CRLF.
// `seen` bytes were searched before and need not be again.
std::size_t header_end(std::string_view bytes, std::size_t seen = 0);

struct Judged {
  Refusal refusal;
  std::string path;                                          // percent-decoded once; valid UTF-8 without control characters
  std::vector<std::pair<std::string, std::string>> query;    // decoded, `+` is a space; in order
};

// `block` is the request line and the fields with the empty line that ends them.
Judged judge(std::string_view block);

}  // namespace millrace
