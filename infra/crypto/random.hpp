// Chance, as a thing one is given: the system's for real, a seeded one where runs must repeat.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <span>

#include "commands/core/ids.hpp"
#include "domain/core/time.hpp"

namespace millrace {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t>) = 0;
  std::uint64_t u64();
};

// OpenSSL's generator (RAND_bytes), seeded by the kernel: good for keys. Thread-safe; throws when the kernel
// gives no entropy.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t>) override;
};

// The same bytes for the same seed and order of calls; for tests and the simulation only. One thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t>) override;

 private:
  std::mt19937_64 engine_;
};

// UUIDv7 (RFC 9562 §5.7, §6.2 method 1): within a millisecond, and while the clock stands or goes back, a
// counter of 12 bits that starts at chance orders the ids; when it is used up the time in them runs ahead.
// Thread-safe if `random` and `now` are.
class Uuid7Source final : public IdSource {
 public:
  Uuid7Source(Random& random, std::function<Time()> now) : random_(random), now_(std::move(now)) {}
  Uuid next() override;
  using IdSource::next;

 private:
  Random& random_;
  std::function<Time()> now_;
  std::mutex mutex_;
  std::int64_t ms_ = -1;
  std::uint16_t counter_ = 0;
};

}  // namespace millrace
