#include "gateways/core/etag.hpp"

#include <algorithm>
#include <charconv>

namespace millrace {

namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

bool visible(char c) { return c > 0x20 && c < 0x7f; }
// etagc of RFC 9110: visible but the quote, or any byte above ASCII.
bool in_tag(char c) { return (visible(c) && c != '"') || static_cast<unsigned char>(c) >= 0x80; }

// Takes one entity tag, weak or strong, from the front; empty when there is none.
std::string_view take_tag(std::string_view& s) {
  std::size_t at = s.starts_with("W/") ? 2 : 0;
  if (at >= s.size() || s[at] != '"') return {};
  for (++at; at < s.size() && in_tag(s[at]); ++at) {}
  if (at >= s.size() || s[at] != '"') return {};
  const auto tag = s.substr(0, at + 1);
  s.remove_prefix(at + 1);
  return tag;
}

}  // namespace

std::string etag(std::int64_t version, std::string_view shown) {
  std::string tag = "\"v" + std::to_string(version);
  if (!shown.empty()) (tag += '.') += shown;
  return tag + '"';
}

std::optional<std::int64_t> version_of(std::string_view tag) {
  if (tag.size() < 4 || !tag.starts_with("\"v") || tag.back() != '"') return {};
  auto digits = tag.substr(2, tag.size() - 3);
  if (const auto dot = digits.find('.'); dot != digits.npos) {
    if (dot + 1 == digits.size()) return {};
    digits = digits.substr(0, dot);
  }
  if (digits.empty()) return {};
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), version);
  if (error != std::errc{} || end != digits.end() || version < 0) return {};
  if (digits.front() == '-' || (digits.front() == '0' && digits.size() > 1)) return {};   // one spelling a version
  return version;
}

bool IfMatch::matches(std::int64_t version) const {
  return any || std::find(versions.begin(), versions.end(), version) != versions.end();
}

std::optional<IfMatch> parse_if_match(std::string_view header) {
  auto rest = trim(header);
  IfMatch result;
  if (rest == "*") {
    result.any = true;
    return result;
  }
  for (bool more = true; more;) {
    const auto tag = take_tag(rest);
    if (tag.empty()) return {};
    if (const auto version = version_of(tag)) result.versions.push_back(*version);
    rest = trim(rest);
    more = !rest.empty();
    if (more && rest.front() != ',') return {};
    if (more) rest = trim(rest.substr(1));
  }
  return result;
}

bool names_tag(std::string_view header, std::string_view tag) {
  const auto opaque = [](std::string_view t) { return t.starts_with("W/") ? t.substr(2) : t; };
  auto rest = trim(header);
  if (rest == "*") return true;
  for (;;) {
    while (rest.starts_with(',')) rest = trim(rest.substr(1));     // empty elements of a list are none (RFC 9110 §5.6.1)
    const auto named = take_tag(rest);
    if (named.empty()) return false;
    if (opaque(named) == opaque(tag)) return true;
    rest = trim(rest);
    if (!rest.starts_with(',')) return false;
  }
}

std::optional<std::string> parse_idempotency_key(std::string_view header) {
  auto rest = trim(header);
  std::string key;
  if (!rest.starts_with('"')) {
    key = rest;
  } else {
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
      if (rest[at] == '\\') {
        ++at;
        if (at == rest.size() || (rest[at] != '"' && rest[at] != '\\')) return {};
      }
      key += rest[at];
    }
    if (at + 1 != rest.size()) return {};   // no closing quote, or something behind it
  }
  if (key.empty() || key.size() > 255 || !std::all_of(key.begin(), key.end(), visible)) return {};
  return key;
}

}  // namespace millrace
