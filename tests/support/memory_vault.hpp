// The vault's in-memory twin: as many keys as asked for, the same ones for the same seed.
#pragma once

#include "infra/crypto/key_ring.hpp"

namespace millrace {

class MemoryVault final : public KeyRing {
 public:
  explicit MemoryVault(std::uint64_t seed = 1)
      : KeyRing(std::string(32, 'm'), x_chance), x_chance(seed), x_made(~seed) {}

  std::optional<Uuid> fresh_key() override {
    if (dry) return {};
    const std::lock_guard lock{x_making};
    Uuid id;
    Digest secret;
    x_made.fill(id.bytes);
    x_made.fill(secret);
    add(id, secret, 0);
    return id;
  }
  void destroy(const Uuid& key) { add_destroyed(key, 0); }

  bool dry = false;  // as if the batch were used up

 private:
  SeededRandom x_chance;
  std::mutex x_making;
  SeededRandom x_made;
};

}  // namespace millrace
