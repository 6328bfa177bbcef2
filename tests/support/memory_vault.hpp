// The vault's in-memory twin: as many keys as asked for, the same ones for the same seed.
#pragma once

#include "infra/crypto/key_ring.hpp"

namespace millrace {

class MemoryVault final : public KeyRing {
 public:
  explicit MemoryVault(std::uint64_t seed = 1)
      : KeyRing(std::string(32, 'm'), chance_), chance_(seed), made_(~seed) {}

  std::optional<Uuid> fresh_key() override {
    if (dry) return {};
    const std::lock_guard lock{making_};
    Uuid id;
    Digest secret;
    made_.fill(id.bytes);
    made_.fill(secret);
    add(id, secret);
    return id;
  }
  void destroy(const Uuid& key) { add_destroyed(key); }

  bool dry = false;  // as if the batch were used up

 private:
  SeededRandom chance_;
  std::mutex making_;
  SeededRandom made_;
};

}  // namespace millrace
