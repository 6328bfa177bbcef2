// The vault of a real process: its keys are durable in keys/subjects before they are given out, wrapped under
// the master key.
#pragma once

#include <condition_variable>
#include <thread>
#include <vector>

#include "infra/crypto/key_file.hpp"
#include "infra/crypto/key_ring.hpp"

namespace millrace {

// Thread-safe; a thread of its own keeps keys ready, so that fresh_key never waits for the disk.
// `random` must be thread-safe.
class FileVault final : public KeyRing {
 public:
  static constexpr std::size_t batch = 256, low_water = 64;

  struct Options {
    std::filesystem::path directory;               // created with mode 0700 if missing
    std::filesystem::path master_key_file = {};    // empty: `master` in the directory, made at the first start
    KeyFile::Mode mode = KeyFile::Mode::write;     // read: for tools beside a running server; no fresh keys
    // Keys cannot be made just now; called from the vault's thread.
    std::function<void(const std::string& why)> on_trouble = {};
  };

  // Throws VaultRefused when the master key is missing, unreadable or not the one of the keys, or the keys are
  // in use or damaged; std::system_error when the disk fails.
  FileVault(Options, Random&);
  ~FileVault() override;

  std::optional<Uuid> fresh_key() override;
  // What is sealed under this key can be read by nobody once this returns: the wrapped key is overwritten,
  // durably. Repeating it does nothing; a key this vault does not know is marked, so that it never comes back.
  // Throws std::system_error.
  void destroy(const Uuid& key);

 private:
  FileVault(Options, Random&, std::string master);
  void load(std::uint32_t place, const KeySlot&);
  void refill();
  void keep_filled(std::stop_token);

  Options options_;
  Random& random_;
  Digest wrapping_key_;
  std::mutex file_mutex_;
  KeyFile file_;
  std::mutex ready_mutex_;
  std::condition_variable_any low_;
  std::vector<Uuid> ready_;
  std::jthread filler_;  // last: it uses all the others
};

// The master key: 32 bytes, kept as base64url text. Reads `file`; when it is empty, `master` in the directory,
// which is made if no keys depend on it yet. Throws VaultRefused.
std::string master_key(const std::filesystem::path& directory, const std::filesystem::path& file, Random&);

}  // namespace millrace
