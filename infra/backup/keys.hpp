// Whom backups are sealed to: a key pair (X25519), made at random or from a passphrase (argon2id). Whoever makes backups needs the public
// key; only the other one opens them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace millrace::backup {

using Key = std::array<std::uint8_t, 32>;

// What a person gave is not the key, or no key; one line.
struct WrongKey : std::runtime_error { using runtime_error::runtime_error; };

// How a passphrase becomes a key pair: the same again for the same numbers, which each object carries.
struct Stretching {
  std::array<std::uint8_t, 16> salt{};
  std::uint32_t passes = 0;
  std::uint64_t memory_bytes = 0;
  bool operator==(const Stretching&) const = default;
};

struct Recipient {
  Key public_key{};
  std::optional<Stretching> stretching;                // of a passphrase
  bool operator==(const Recipient&) const = default;
};

struct KeyPair {
  Recipient recipient;
  Key secret{};
  KeyPair() = default;
  KeyPair(const KeyPair&) = default;
  KeyPair& operator=(const KeyPair&) = default;
  ~KeyPair();                                          // wipes it
};

KeyPair fresh_pair();
Stretching fresh_stretching();
// Takes a moment and as much memory as it says. Throws WrongKey for numbers that nobody would have chosen.
KeyPair stretched(std::string_view passphrase, const Stretching&);

// FILE, which only its owner may read, and FILE.pub. Throws WrongKey when one of them is there already.
void write_pair(const std::filesystem::path& file, const KeyPair&);
Recipient read_public(const std::filesystem::path&);   // throws WrongKey, as the next two
KeyPair read_pair(const std::filesystem::path&);
std::string read_passphrase(const std::filesystem::path&);   // the first line

std::string name_of(const Recipient&);                 // 16 digits, for people and names of objects

}  // namespace millrace::backup
