// Time is UTC microseconds from the injected clock; no other source of it exists outside infra.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;

inline constexpr std::int64_t micros(Time t) { return t.time_since_epoch().count(); }
inline Time at_micros(std::int64_t us) { return Time{Duration{us}}; }

// What every store and every reader of RFC 3339 can hold: the years 1 to 9999.
inline constexpr Time earliest = std::chrono::sys_days{std::chrono::year{1} / 1 / 1};
inline constexpr Time latest = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1} - Duration{1};

// RFC 3339, UTC, always six fractional digits: 2026-11-21T10:20:30.000001Z
std::string to_rfc3339(Time);
void append_rfc3339(std::string&, Time);
// RFC 3339 with any offset and up to six fractional digits (more are refused, not rounded).
std::optional<Time> parse_rfc3339(std::string_view);

}  // namespace millrace
