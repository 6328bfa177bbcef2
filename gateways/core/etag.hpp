// The headers of conditional and repeated requests as values: ETag and If-Match (RFC 9110 §8.8.3, §13.1.1) and Idempotency-Key
// (draft-ietf-httpapi-idempotency-key-header-07). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The strong validator of a resource at that version: "v17", with its quotes.
std::string etag(std::int64_t version);
// The version in an ETag of ours; nothing for weak or foreign ones.
std::optional<std::int64_t> version_of(std::string_view etag);

struct IfMatch {
  bool any = false;                      // "*": whatever the version, but it must exist
  std::vector<std::int64_t> versions;    // of the tags that are ours; others never match
  bool matches(std::int64_t version) const;
};
// Nothing when the header is malformed, which is a 400.
std::optional<IfMatch> parse_if_match(std::string_view header);

// The key itself, from the structured-field string "…" or the bare form: 1–255 visible ASCII characters. Nothing otherwise (400).
std::optional<std::string> parse_idempotency_key(std::string_view header);

}  // namespace millrace
