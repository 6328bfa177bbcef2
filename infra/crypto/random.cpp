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
  for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_() >> 56);
}

Uuid Uuid7Source::next() {
  const std::lock_guard lock{mutex_};
  const std::int64_t ms = micros(now_()) / 1000;
  const std::uint64_t chance = random_.u64();
  if (ms > ms_) {
    ms_ = ms;
    counter_ = static_cast<std::uint16_t>(random_.u64() & 0x7ff);  // the upper half is room to count
  } else if (++counter_ > 0xfff) {
    ++ms_;
    counter_ = 0;
  }
  return uuid7(at_micros(ms_ * 1000), counter_, chance);
}

}  // namespace millrace
