#include <array>
#include <cstring>

#include "schemas/journal/record.hpp"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace millrace {
namespace {

constexpr std::array<std::uint32_t, 256> table_of(std::uint32_t polynomial) {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = c & 1 ? c >> 1 ^ polynomial : c >> 1;
    table[i] = c;
  }
  return table;
}

std::uint32_t portable(std::uint32_t c, const char* at, std::size_t n) {
  static constexpr auto table = table_of(0x82f63b78);      // Castagnoli's polynomial, bits reversed
  for (; n > 0; ++at, --n) c = table[(c ^ static_cast<std::uint8_t>(*at)) & 0xff] ^ c >> 8;
  return c;
}

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] std::uint32_t accelerated(std::uint32_t c, const char* at, std::size_t n) {
  std::uint64_t wide = c;
  for (; n >= 8; at += 8, n -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  c = static_cast<std::uint32_t>(wide);
  for (; n > 0; ++at, --n) c = _mm_crc32_u8(c, static_cast<std::uint8_t>(*at));
  return c;
}
#endif

}  // namespace

std::uint32_t crc32c_portable(std::string_view bytes, std::uint32_t crc) {
  return ~portable(~crc, bytes.data(), bytes.size());
}

std::uint32_t crc32c(std::string_view bytes, std::uint32_t crc) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("sse4.2");
  if (fast) return ~accelerated(~crc, bytes.data(), bytes.size());
#endif
  return crc32c_portable(bytes, crc);
}

}  // namespace millrace
