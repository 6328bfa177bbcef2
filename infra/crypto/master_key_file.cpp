#include "infra/crypto/master_key_file.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <fstream>
#include <map>
#include <system_error>

#include "infra/crypto/cipher.hpp"
#include "infra/crypto/key_file.hpp"
#include "infra/crypto/vault.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t key_bytes = 32, keys_an_append = 2048;
constexpr auto keys_file = "subjects", next_keys = "subjects.next", master_file = "master", next_master = "master.next";

void cleanse(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

std::string random_bytes(Random& random, std::size_t size) {
  std::string out(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

void make_directory(const fs::path& directory) {
  if (fs::create_directories(directory)) fs::permissions(directory, fs::perms::owner_all);
}

std::string text_of(const MasterKey& key) {
  auto text = base64url(key.now) + "\n";
  if (key.first != key.now) text += base64url(crypto::wrap_key(key.now, key.first)) + "\n";
  return text;
}

std::optional<MasterKey> parsed(const std::string& text) {
  const auto end = text.find('\n');
  const auto now = base64url_decode(text.substr(0, end));
  if (!now || now->size() != key_bytes) return {};
  if (end == text.npos) return MasterKey{*now};
  const auto wrapped = base64url_decode(text.substr(end + 1));
  const auto first = wrapped ? crypto::unwrap_key(*now, *wrapped) : std::nullopt;
  if (!first || first->size() != key_bytes) return {};
  return MasterKey{*now, *first};
}

MasterKey read_master_key(const fs::path& path) {
  std::ifstream in{path};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    throw VaultRefused(fmt::format("the master key file {} cannot be read: check that it exists and whose it is", path.string()));
  std::erase(text, '\r');
  while (text.ends_with('\n')) text.pop_back();
  auto key = parsed(text);
  cleanse(text);
  if (!key)
    throw VaultRefused(fmt::format("{} holds no master key (32 bytes as 43 characters of base64url): put the right file back", path.string()));
  return *key;
}

bool under(const fs::path& directory, const MasterKey& key) { return KeyFile::is_under(directory / keys_file, key_store_mac_key(key.now)); }

// All of them durable in a file beside the old one. Holds its lock, which the server that comes next asks for.
std::unique_ptr<KeyStore> rewrapped(const fs::path& directory, const std::map<Uuid, std::string>& keys, const MasterKey& from, const MasterKey& to) {
  const auto old_key = key_wrapping_key(from.now), new_key = key_wrapping_key(to.now);
  auto store = open_key_file(directory, key_store_mac_key(to.now), KeyFile::Mode::write, [](const StoredKey&) {}, next_keys);
  std::vector<StoredKey> some;
  for (const auto& [id, wrapped] : keys) {
    auto key = wrapped.empty() ? std::nullopt : crypto::unwrap_key(raw(old_key), wrapped);
    if (!key && !wrapped.empty()) throw VaultRefused(fmt::format("key {} cannot be unwrapped: restore the keys from their backup", to_string(id)));
    some.push_back({id, key ? crypto::wrap_key(raw(new_key), *key) : std::string{}});
    if (key) cleanse(*key);
    if (some.size() == keys_an_append) store->append(std::exchange(some, {}));
  }
  if (!some.empty()) store->append(some);
  return store;
}

}  // namespace

MasterKey::~MasterKey() {
  cleanse(now);
  cleanse(first);
}

MasterKey master_key(const fs::path& directory, const fs::path& file, Random& random) {
  make_directory(directory);
  if (!file.empty()) return read_master_key(file);
  const auto path = directory / master_file;
  if (!fs::exists(path)) {
    if (fs::exists(directory / keys_file))
      throw VaultRefused(fmt::format("{} is missing but keys depend on it: put it back, or name its file in MILLRACE_MASTER_KEY_FILE", path.string()));
    create_file(path, text_of(random_bytes(random, key_bytes)));
  }
  if (fs::exists(directory / next_master))
    if (auto next = read_master_key(directory / next_master); under(directory, next)) return next;
  return read_master_key(path);
}

bool settle_master_key(const fs::path& directory) {
  const auto next = directory / next_master;
  const bool done = fs::exists(next) && under(directory, read_master_key(next));
  if (done) fs::rename(next, directory / master_file);
  for (const auto& entry : fs::directory_iterator(directory))
    if (const auto name = entry.path().filename().string(); name.starts_with(next_master) || name.starts_with(next_keys)) fs::remove(entry.path());
  sync_directory(directory);
  return done;
}

MasterKeyChanged change_master_key(const fs::path& directory, const fs::path& file, const fs::path& to, Random& random) {
  if (!fs::exists(directory / keys_file)) throw VaultRefused(fmt::format("there are no keys in {}: name a data directory with --data", directory.string()));
  if (!to.empty() && fs::exists(to) && under(directory, read_master_key(to))) return {0, true};
  const auto old = master_key(directory, file, random);
  std::map<Uuid, std::string> keys;                    // wrapped; empty: destroyed, which wins
  const auto lock = open_key_file(directory, key_store_mac_key(old.now), KeyFile::Mode::write, [&](const StoredKey& key) {
    auto& known = keys.try_emplace(key.id, key.wrapped).first->second;
    if (key.destroyed()) known.clear();
  });
  if (settle_master_key(directory)) return {keys.size(), true};
  const auto next_file = to.empty() ? directory / next_master : to;
  if (!create_file(next_file, text_of({random_bytes(random, key_bytes), old.first})) && to.empty()) throw VaultRefused(next_file.string() + " is in the way: remove it");
  const auto next = read_master_key(next_file);
  if (next.first != old.first) throw VaultRefused(fmt::format("{} is there already, and not of a change of this master key: name a file that is not there", next_file.string()));
  const auto fresh = rewrapped(directory, keys, old, next);
  fs::rename(directory / next_keys, directory / keys_file);           // from here on it is the new one
  sync_directory(directory);
  if (to.empty()) settle_master_key(directory);
  return {keys.size(), false};
}

}  // namespace millrace
