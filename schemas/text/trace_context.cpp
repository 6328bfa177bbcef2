#include "schemas/text/trace_context.hpp"

#include <fmt/format.h>

#include <charconv>

namespace millrace {

namespace {

constexpr std::size_t length = 55, trace_at = 3, span_at = 36, flags_at = 53;

// The RFC's HEXDIGLC: letters are lower case.
std::optional<std::uint64_t> number(std::string_view digits) {
  if (digits.find_first_not_of("0123456789abcdef") != digits.npos) return {};
  std::uint64_t out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
  return out;
}

}  // namespace

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  if (text.size() < length || text[2] != '-' || text[span_at - 1] != '-' || text[flags_at - 1] != '-') return {};
  const auto version = number(text.substr(0, 2)), high = number(text.substr(trace_at, 16)), low = number(text.substr(trace_at + 16, 16)),
             span = number(text.substr(span_at, 16)), flags = number(text.substr(flags_at, 2));
  if (!version || !high || !low || !span || !flags || *version == 0xff) return {};
  if (*version == 0 ? text.size() != length : text.size() > length && text[length] != '-') return {};
  if ((*high | *low) == 0 || *span == 0) return {};
  std::string raw;
  for (const auto half : {*high, *low})
    for (int shift = 56; shift >= 0; shift -= 8) raw += static_cast<char>(half >> shift & 0xff);
  return TraceContext{uuid_of(raw), *span, (*flags & 1) != 0};
}

std::string trace_id(const Uuid& id) {
  std::string out;
  for (const auto byte : id.bytes) fmt::format_to(std::back_inserter(out), "{:02x}", byte);
  return out;
}

std::string span_id(std::uint64_t span) { return fmt::format("{:016x}", span); }

std::string traceparent(const TraceContext& c) { return fmt::format("00-{}-{}-{:02x}", trace_id(c.trace), span_id(c.span), int{c.sampled}); }

}  // namespace millrace
