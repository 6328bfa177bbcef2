#include "schemas/journal/record.hpp"

namespace millrace {

// As org.apache.kafka.common.utils.Utils.murmur2 computes it.
std::uint32_t murmur2(std::string_view text) {
  constexpr std::uint32_t m = 0x5bd1e995;
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<std::uint8_t>(text[i])}; };
  std::uint32_t h = 0x9747b28c ^ static_cast<std::uint32_t>(text.size());
  std::size_t i = 0;
  for (; i + 4 <= text.size(); i += 4) {
    std::uint32_t k = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    k *= m;
    k ^= k >> 24;
    k *= m;
    h = h * m ^ k;
  }
  const auto left = text.size() - i;
  if (left >= 3) h ^= byte(i + 2) << 16;
  if (left >= 2) h ^= byte(i + 1) << 8;
  if (left >= 1) h = (h ^ byte(i)) * m;
  h ^= h >> 13;
  h *= m;
  h ^= h >> 15;
  return h;
}

Partition partition_of(const Uuid& tenant) {
  return static_cast<Partition>((murmur2(to_string(tenant)) & 0x7fffffff) % partitions);
}

}  // namespace millrace
