#include "infra/crypto/random.hpp"

#include <openssl/rand.h>

#include "infra/crypto/openssl.hpp"

namespace millrace {

std::uint64_t Random::u64() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t out = 0;
  for (const auto byte : bytes) out = out << 8 | byte;
  return out;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  crypto::ensure(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "random bytes");
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  for (auto& byte : out) byte = static_cast<std::uint8_t>(x_engine() >> 56);
}

Uuid Uuid7Source::next() {
  const std::lock_guard lock{x_mutex};
  const std::int64_t ms = micros(x_now()) / 1000;
  const std::uint64_t chance = x_random.u64();
  if (ms > x_ms) {
    x_ms = ms;
    x_counter = static_cast<std::uint16_t>(x_random.u64() & 0x7ff);  // the upper half is room to count
  } else if (++x_counter > 0xfff) {
    ++x_ms;
    x_counter = 0;
  }
  return uuid7(at_micros(x_ms * 1000), x_counter, chance);
}

}  // namespace millrace
