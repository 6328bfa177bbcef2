// The headers of conditional and repeated requests as values: ETag, If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1.1, §13.1.2) and
// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

// The strong validator of a resource at that version: "v17", with its quotes; of what a read has shown of it: "v17.…".
std::string etag(std::int64_t version, std::string_view shown = {});
// The version in an ETag of ours, of either form; nothing for weak or foreign ones.
std::optional<std::int64_t> version_of(std::string_view etag);

struct IfMatch {
  bool any = false;                      // "*": whatever the version, but it must exist
  std::vector<std::int64_t> versions;    // of the tags that are ours; others never match
  bool matches(std::int64_t version) const;
};
// Nothing when the header is malformed, which is a 400.
std::optional<IfMatch> parse_if_match(std::string_view header);

// Whether an If-None-Match names that tag, by the weak comparison: "*" or a list. What is malformed names nothing from there on.
bool names_tag(std::string_view if_none_match, std::string_view etag);

// The key itself, from the structured-field string "…" or the bare form: 1–255 visible ASCII characters. Nothing otherwise (400).
std::optional<std::string> parse_idempotency_key(std::string_view header);

}  // namespace millrace
