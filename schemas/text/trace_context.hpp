// W3C Trace Context (Recommendation of 2021-11-23, §3.2): of which trace a request is part, as the header traceparent says it. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace {

struct TraceContext {
  Uuid trace{};                        // trace-id; nil: none
  std::uint64_t span = 0;              // parent-id: the span that whoever reads this is a child of
  bool sampled = true;                 // whoever began it keeps its spans
  bool operator==(const TraceContext&) const = default;
};

// Nothing when it is malformed or all zeros, and then a trace begins anew (§3.2.2.3); of later versions the parts that are known (§3.2.4).
std::optional<TraceContext> parse_traceparent(std::string_view);
// "00-<trace-id>-<parent-id>-<trace-flags>".
std::string traceparent(const TraceContext&);
std::string trace_id(const Uuid&);     // 32 hexadecimal digits
std::string span_id(std::uint64_t);    // 16

}  // namespace millrace
