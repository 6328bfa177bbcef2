// One object of a backup: compressed (zstd) and sealed (libsodium's crypto_secretstream, XChaCha20-Poly1305) under a random key of its own,
// which is sealed to the recipient (crypto_box_seal). Little-endian:
//
//   "MRBACK1\n" · kind of recipient u8 (0 key, 1 passphrase) · salt (16) · passes u32 · memory u64 · public key (32)
//   · the key, sealed to that one (80) · the key, under the journal's own (72; zeros: it is not) · the stream's head (24)
//   · blocks of at most 64 KiB + 17, the last one marked
//
// The name of the object and all before the blocks belong to what is checked: an object in another's place, one that was cut and one of
// which a bit has changed are Damaged.
#pragma once

#include "infra/backup/keys.hpp"

namespace millrace::backup {

// Not as it was put; one line for people.
struct Damaged : std::runtime_error { using runtime_error::runtime_error; };

struct Sealed {
  std::string bytes;
  Key key;                                             // the object's: opens it and nothing else
};

// With `own` it opens with that key as well.
Sealed seal(std::string_view name, std::string_view contents, const Recipient&, const Key* own = nullptr);

// Whom it is sealed to, as it says. Throws Damaged.
Recipient recipient_of(std::string_view name, std::string_view sealed);

// What opens objects.
struct ByPair { const KeyPair& pair; };
struct ByOwn { const Key& key; };                      // of those that were sealed with it
struct ByKey { const Key& key; };                      // of one object
// At most that many bytes. Throws WrongKey when it is sealed to somebody else, Damaged.
std::string open(std::string_view name, std::string_view sealed, ByPair, std::size_t most);
std::string open(std::string_view name, std::string_view sealed, ByOwn, std::size_t most);
std::string open(std::string_view name, std::string_view sealed, ByKey, std::size_t most);

}  // namespace millrace::backup
