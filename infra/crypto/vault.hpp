// The vault of a real process: its keys are durable in a key store before they are given out, wrapped under the master key.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <thread>
#include <unordered_set>
#include <vector>

#include "infra/crypto/key_file.hpp"
#include "infra/crypto/key_ring.hpp"
#include "infra/crypto/master_key_file.hpp"

namespace millrace {

// Thread-safe; a thread of its own keeps keys ready, so that fresh_key never waits for the store.
// `random` must be thread-safe.
class StoredVault : public KeyRing {
 public:
  static constexpr std::size_t batch = 256, low_water = 64;
  enum class Fresh { yes, no };            // no: for tools beside a running server

  // Opens the store; its entries are to carry a mac under that key, so that one of another master key is refused.
  using OpenStore = std::function<std::unique_ptr<KeyStore>(const Digest& mac_key, KeyStore::Each)>;
  // Keys cannot be made, or not be read, just now; from threads of the vault and the store.
  using OnTrouble = std::function<void(const std::string& why)>;

  // Throws VaultRefused when a key cannot be unwrapped, and what the store throws.
  StoredVault(MasterKey master, const OpenStore&, Fresh, Random&, OnTrouble = {});
  ~StoredVault() override;

  std::optional<Uuid> fresh_key() override;
  // As the ring's; a key that is not known is looked for in the store first, where another process may just have put it. Once: if it
  // comes later, the store brings it by itself, and nobody has waited for a key that is lost.
  std::string seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) override;
  Opened open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) override;
  // What is sealed under this key can be read by nobody once this returns: the store has the mark, durably.
  // Repeating it does nothing; a key this vault does not know is marked, so that it never comes back.
  // Throws what the store throws.
  void destroy(const Uuid& key);

 private:
  void load(const StoredKey&);
  void look_for(const Uuid& key);
  void refill();
  void keep_filled(std::stop_token);

  Random& random_;
  const OnTrouble on_trouble_;
  Digest wrapping_key_;
  std::atomic<bool> opened_ = false;
  std::mutex store_mutex_;                 // held while the store is written
  std::unique_ptr<KeyStore> store_;
  std::mutex missed_mutex_;
  std::unordered_set<Uuid> missed_;        // looked for, and not found
  std::mutex ready_mutex_;
  std::condition_variable_any low_;
  std::vector<Uuid> ready_;
  std::jthread filler_;                    // last: it uses all the others
};

// The vault whose store is the file keys/subjects of a data directory.
class FileVault final : public StoredVault {
 public:
  struct Options {
    std::filesystem::path directory;               // created with mode 0700 if missing
    std::filesystem::path master_key_file = {};    // empty: `master` in the directory, made at the first start
    KeyFile::Mode mode = KeyFile::Mode::write;     // read: for tools beside a running server; no fresh keys
    OnTrouble on_trouble = {};
  };
  // Throws VaultRefused when the master key is missing, unreadable or not the one of the keys, or the keys are
  // in use or damaged; std::system_error when the disk fails.
  FileVault(const Options&, Random&);
};

// The file of that name in that directory. A key is destroyed where it stands.
std::unique_ptr<KeyStore> open_key_file(const std::filesystem::path& directory, const Digest& mac_key, KeyFile::Mode, const KeyStore::Each&,
                                        const char* name = "subjects");
// The key of a store's macs, of that master key as it is now, and the one that its keys are wrapped under.
Digest key_store_mac_key(std::string_view master);
Digest key_wrapping_key(std::string_view master);

}  // namespace millrace
