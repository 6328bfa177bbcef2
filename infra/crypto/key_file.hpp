// The file that keeps the vault's keys (keys/subjects): slots of 128 bytes, each durable before anybody hears of it.
//
//   slot 0   "millrace keys 1\n", zeros, mac
//   others   kind (1: 'k' key, 'd' destroyed, 'v' void) · 3 zeros
//            · number of the first slot of the same append (u32) · 8 zeros · key id (16)
//            · wrapped key (40, RFC 3394; zeros unless kind is 'k') · 40 zeros · mac (16)
//   mac      the first 16 bytes of HMAC-SHA-256(mac key, slot number (u64) ‖ the 112 bytes before)
//
// Numbers are little-endian. A key is destroyed where it stands: its slot, which never crosses a sector, is
// overwritten.
#pragma once

#include <filesystem>

#include "infra/crypto/key_store.hpp"

namespace millrace {

struct KeySlot {
  enum class Kind : char { key = 'k', destroyed = 'd', vacant = 'v' };
  Kind kind = Kind::vacant;
  Uuid id{};
  std::string wrapped;
};

// Writes a new file of mode 0600, whole or not at all, durably. False when there is a file of that name.
bool create_file(const std::filesystem::path&, std::string_view contents);

// What was made, renamed or removed there stays so. Throws std::system_error.
void sync_directory(const std::filesystem::path&);

// One process writes (the file is locked), many may read. Not thread-safe.
class KeyFile {
 public:
  enum class Mode { write, read };
  using Each = std::function<void(std::uint32_t slot, const KeySlot&)>;

  // Creates the file if there is none, gives every slot to `each`, and mends what an append that was cut short
  // has left. Throws VaultRefused when another process writes, the mac key is not that of the file, or the file
  // is damaged.
  KeyFile(std::filesystem::path, const Digest& mac_key, Mode, const Each& each);
  ~KeyFile();
  KeyFile(const KeyFile&) = delete;

  // Whether there is such a file, under that mac key.
  static bool is_under(const std::filesystem::path&, const Digest& mac_key);

  // Durable when they return; append gives the number of its first slot. They throw std::system_error: an
  // append without room may be tried again later; after a failed sync nobody knows what the disk holds, and
  // every further call throws.
  std::uint32_t append(std::span<const KeySlot>);
  void overwrite(std::uint32_t slot, const KeySlot&);

 private:
  void lock_or_refuse();
  void check_header();
  void load(const Each&);
  void mend(std::uint32_t end, std::span<const std::uint32_t> holes);
  std::string encode(std::uint32_t number, std::uint32_t first, const KeySlot&) const;
  void write_at(std::uint32_t slot, std::string_view bytes);
  void sync();

  std::filesystem::path path_;
  Digest mac_key_;
  Mode mode_;
  int file_ = -1;
  std::uint32_t slots_ = 1;
  bool broken_ = false;
};

}  // namespace millrace
