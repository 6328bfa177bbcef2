#include "infra/backup/keys.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <fstream>

#include "infra/backup/sodium.hpp"
#include "infra/crypto/key_file.hpp"
#include "infra/crypto/sha256.hpp"

namespace millrace::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view public_word = "millrace-backup-public-key ", private_word = "millrace-backup-private-key ";
constexpr std::size_t shortest_passphrase = 12;

std::string first_line(const fs::path& file) {
  std::ifstream in{file};
  std::string line;
  if (!in || !std::getline(in, line)) throw WrongKey(file.string() + " cannot be read, or is empty");
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Key key_in(const fs::path& file, std::string_view word, const char* what) {
  const auto line = first_line(file);
  const auto bytes = line.starts_with(word) ? base64url_decode(std::string_view{line}.substr(word.size())) : std::nullopt;
  if (!bytes || bytes->size() != sizeof(Key)) throw WrongKey(fmt::format("{} is no {} of millrace backup-key", file.string(), what));
  Key key;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

std::string text(std::string_view word, const Key& key) { return fmt::format("{}{}\n", word, base64url(raw(key))); }

KeyPair pair_of(const Key& secret) {
  KeyPair out;
  out.secret = secret;
  if (crypto_scalarmult_base(out.recipient.public_key.data(), secret.data()) != 0) throw WrongKey("the private key is no key");
  return out;
}

}  // namespace

KeyPair::~KeyPair() { sodium_memzero(secret.data(), secret.size()); }

KeyPair fresh_pair() {
  begin_sodium();
  KeyPair out;
  crypto_box_keypair(out.recipient.public_key.data(), out.secret.data());
  return out;
}

Stretching fresh_stretching() {
  begin_sodium();
  Stretching out{{}, crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE};
  randombytes_buf(out.salt.data(), out.salt.size());
  return out;
}

KeyPair stretched(std::string_view passphrase, const Stretching& how) {
  begin_sodium();
  if (how.passes < crypto_pwhash_OPSLIMIT_MIN || how.passes > crypto_pwhash_OPSLIMIT_SENSITIVE || how.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
      how.memory_bytes > crypto_pwhash_MEMLIMIT_SENSITIVE)
    throw WrongKey("the backup says that its passphrase is stretched as nobody does it: it is damaged");
  Key seed;
  if (crypto_pwhash(seed.data(), seed.size(), passphrase.data(), passphrase.size(), how.salt.data(), how.passes, how.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error(fmt::format("the passphrase cannot be stretched: {} MiB of memory are needed", how.memory_bytes >> 20));
  KeyPair out;
  crypto_box_seed_keypair(out.recipient.public_key.data(), out.secret.data(), seed.data());
  out.recipient.stretching = how;
  sodium_memzero(seed.data(), seed.size());
  return out;
}

void write_pair(const fs::path& file, const KeyPair& pair) {
  auto other = file;
  other += ".pub";
  for (const auto& path : {file, other})
    if (fs::exists(path)) throw WrongKey(path.string() + " is there already: a key that backups are sealed to is not replaced; choose another name");
  const auto place = fs::absolute(file).parent_path();
  if (!fs::is_directory(place)) throw WrongKey(place.string() + " is no directory");
  create_file(fs::absolute(file), text(private_word, pair.secret));
  create_file(fs::absolute(other), text(public_word, pair.recipient.public_key));
}

Recipient read_public(const fs::path& file) { return {key_in(file, public_word, "public key"), {}}; }

KeyPair read_pair(const fs::path& file) {
  if (first_line(file).starts_with(public_word))
    throw WrongKey(file.string() + " is the public key, which opens nothing: name the private one, without .pub");
  begin_sodium();
  return pair_of(key_in(file, private_word, "private key"));
}

std::string read_passphrase(const fs::path& file) {
  auto line = first_line(file);
  if (line.size() < shortest_passphrase) throw WrongKey(fmt::format("the passphrase in {} is shorter than {} characters", file.string(), shortest_passphrase));
  return line;
}

std::string name_of(const Recipient& recipient) { return hex(raw(recipient.public_key)).substr(0, 16); }

}  // namespace millrace::backup
