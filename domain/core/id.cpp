#include "domain/core/id.hpp"

#include <algorithm>

namespace millrace {

std::string to_string(const Uuid& id) {
  std::string out;
  append_uuid(out, id);
  return out;
}

void append_uuid(std::string& out, const Uuid& id) {
  static constexpr char hex[] = "0123456789abcdef";
  char text[36];
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
    text[at++] = hex[id.bytes[i] >> 4];
    text[at++] = hex[id.bytes[i] & 15];
  }
  out.append(text, at);
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return {};
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      if (text[at++] != '-') return {};
    const int high = digit(text[at]), low = digit(text[at + 1]);
    if (high < 0 || low < 0) return {};
    id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return id;
}

Uuid uuid_of(std::string_view raw16) {
  Uuid id;
  std::copy_n(raw16.begin(), std::min<std::size_t>(raw16.size(), 16), id.bytes.begin());
  return id;
}

Uuid uuid7(Time at, std::uint16_t counter12, std::uint64_t random62) {
  Uuid id;
  const auto ms = static_cast<std::uint64_t>(micros(at) / 1000);
  for (int i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter12 >> 8 & 0x0f));
  id.bytes[7] = static_cast<std::uint8_t>(counter12);
  for (int i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(random62 >> (56 - 8 * i));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace millrace
