// A vault whose keys are in memory: sealing and opening. Where keys come from and are kept for ever is its
// heirs' matter.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "infra/crypto/master_key.hpp"
#include "infra/crypto/random.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// Thread-safe; `random` is used under the ring's own lock and must outlive it.
// What is sealed is bound to key and tenant: the data key is HKDF(key, tenant).
class KeyRing : public Vault {
 public:
  KeyRing(MasterKey master, Random& random);
  ~KeyRing() override;
  KeyRing(const KeyRing&) = delete;

  // The subject of a destroyed key has been erased, and so is what is sealed for it now: it opens as `erased`,
  // for nobody. A key that was never given out is a bug of the caller (std::logic_error).
  std::string seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) override;
  Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) override;
  Digest secret(std::string_view purpose) override;
  // What opens texts of that tenant that are sealed with that key, and none of another; nothing when it is not known or destroyed. For who
  // hands them out.
  std::optional<Digest> data_key_of(const Uuid& key, const Uuid& tenant);

 protected:
  enum class Known { never, usable, destroyed };
  Known known(const Uuid& key) const;
  // A destroyed key stays so.
  void add(const Uuid& key, const Digest& secret);
  void add_destroyed(const Uuid& key);

 private:
  struct Key {
    bool destroyed = false;
    Digest secret{};
    bool derived = false;  // almost every key serves one tenant: its data key is derived once and kept here
    Uuid tenant{};
    Digest data{};
  };
  static const Digest& data_key(Key&, const Uuid& tenant);

  const MasterKey master_;
  Random& random_;
  mutable std::mutex mutex_;
  std::unordered_map<Uuid, Key> keys_;
  std::map<std::string, Digest, std::less<>> secrets_;  // purposes are constants of the program, so they are few
};

// What a vault of that master key answers to secret().
Digest derived_secret(const MasterKey&, std::string_view purpose);

}  // namespace millrace
