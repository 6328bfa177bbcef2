// The vault's in-memory twin: as many keys as asked for, the same ones for the same seed.
#pragma once

#include <atomic>

#include "infra/crypto/key_ring.hpp"
#include "schemas/json/codec.hpp"

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
  std::string seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) override {
    if (lost) throw NoKey{};
    return KeyRing::seal(key, tenant, context, text);
  }
  Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) override {
    if (lost) return {Opening::unknown_key, {}};
    return KeyRing::open(key, tenant, context, sealed);
  }
  void destroy(const Uuid& key) { add_destroyed(key); }

  bool dry = false;  // as if the batch were used up
  std::atomic<bool> lost = false;  // as if the keys that have been given out were not there

 private:
  SeededRandom chance_;
  std::mutex making_;
  SeededRandom made_;
};

}  // namespace millrace
