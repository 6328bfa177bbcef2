// Identifiers: UUIDv7 (RFC 9562 §5.7), strongly typed by what they name.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/time.hpp"

namespace millrace {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  bool nil() const { return *this == Uuid{}; }
  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

// The canonical 36 characters, lower case.
std::string to_string(const Uuid&);
void append_uuid(std::string&, const Uuid&);
// Accepts the canonical form in either case; nothing else.
std::optional<Uuid> parse_uuid(std::string_view);
// From 16 raw bytes; anything shorter is a bug of the caller.
Uuid uuid_of(std::string_view raw16);

// RFC 9562 §5.7: 48 bits of milliseconds, then 74 random bits, of which a caller may make the first 12 a counter.
Uuid uuid7(Time at, std::uint16_t counter12, std::uint64_t random62);

// Names a T; two kinds of id never mix.
template <class T>
struct Id {
  Uuid value{};
  auto operator<=>(const Id&) const = default;
};
template <class T>
std::string to_string(const Id<T>& id) { return to_string(id.value); }

}  // namespace millrace

template <>
struct std::hash<millrace::Uuid> {
  std::size_t operator()(const millrace::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}(id.raw());
  }
};
