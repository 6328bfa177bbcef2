#include "infra/crypto/vault.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <fstream>
#include <system_error>

#include "infra/crypto/cipher.hpp"

namespace millrace {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr auto retry_after = std::chrono::seconds{1};

std::string random_bytes(Random& random, std::size_t size) {
  std::string out(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

// RFC 9562 §5.4: a key's id says nothing about when it was made.
Uuid random_uuid(Random& random) {
  Uuid id;
  random.fill(id.bytes);
  id.bytes[6] = static_cast<std::uint8_t>(0x40 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

Digest as_digest(std::string_view bytes) {
  Digest out;
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

void make_directory(const std::filesystem::path& directory) {
  namespace fs = std::filesystem;
  if (fs::create_directories(directory)) fs::permissions(directory, fs::perms::owner_all);
}

}  // namespace

std::string master_key(const std::filesystem::path& directory, const std::filesystem::path& file, Random& random) {
  make_directory(directory);
  const auto path = file.empty() ? directory / "master" : file;
  if (file.empty() && !std::filesystem::exists(path)) {
    if (std::filesystem::exists(directory / "subjects"))
      throw VaultRefused(fmt::format("{} is missing but keys depend on it: put it back, or name its file in "
                                     "MILLRACE_MASTER_KEY_FILE", path.string()));
    create_file(path, base64url(random_bytes(random, key_bytes)) + "\n");
  }
  std::ifstream in{path};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    throw VaultRefused(fmt::format("the master key file {} cannot be read: check that it exists and whose it is",
                                   path.string()));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  auto key = base64url_decode(text);
  OPENSSL_cleanse(text.data(), text.size());
  if (!key || key->size() != key_bytes)
    throw VaultRefused(fmt::format("{} holds no master key (32 bytes as 43 characters of base64url): put the right "
                                   "file back", path.string()));
  return *key;
}

FileVault::FileVault(Options options, Random& random)
    : FileVault(options, random, master_key(options.directory, options.master_key_file, random)) {}

FileVault::FileVault(Options options, Random& random, std::string master)
    : KeyRing(master, random),
      options_(std::move(options)),
      random_(random),
      wrapping_key_(crypto::hkdf_sha256(master, "keys")),
      file_(options_.directory / "subjects", crypto::hkdf_sha256(master, "key file"), options_.mode,
             [this](std::uint32_t place, const KeySlot& slot) { load(place, slot); }) {
  OPENSSL_cleanse(master.data(), master.size());
  if (options_.mode == KeyFile::Mode::read) return;
  refill();
  filler_ = std::jthread{[this](std::stop_token stop) { keep_filled(std::move(stop)); }};
}

FileVault::~FileVault() {
  filler_ = {};  // stops and joins
  OPENSSL_cleanse(wrapping_key_.data(), wrapping_key_.size());
}

// Which keys of earlier runs were given out only the journal knows, so none of them is given out again.
void FileVault::load(std::uint32_t place, const KeySlot& slot) {
  if (slot.kind == KeySlot::Kind::destroyed) return add_destroyed(slot.id, place);
  if (slot.kind != KeySlot::Kind::key) return;
  auto key = crypto::unwrap_key(raw(wrapping_key_), slot.wrapped);
  if (!key || key->size() != key_bytes)
    throw VaultRefused(fmt::format("key {} cannot be unwrapped: restore keys/subjects from the key backup",
                                   to_string(slot.id)));
  add(slot.id, as_digest(*key), place);
  OPENSSL_cleanse(key->data(), key->size());
}

void FileVault::refill() {
  std::vector<KeySlot> slots(batch);
  std::vector<Digest> secrets(batch);
  std::vector<Uuid> ids;
  {
    const std::lock_guard lock{file_mutex_};
    for (std::size_t i = 0; i < batch; ++i) {
      random_.fill(secrets[i]);
      slots[i] = {KeySlot::Kind::key, random_uuid(random_), crypto::wrap_key(raw(wrapping_key_), raw(secrets[i]))};
    }
    const std::uint32_t first = file_.append(slots);
    for (std::size_t i = 0; i < batch; ++i) {
      add(slots[i].id, secrets[i], first + static_cast<std::uint32_t>(i));
      ids.push_back(slots[i].id);
    }
  }
  OPENSSL_cleanse(secrets.data(), secrets.size() * sizeof(Digest));
  const std::lock_guard lock{ready_mutex_};
  ready_.insert(ready_.end(), ids.begin(), ids.end());
}

void FileVault::keep_filled(std::stop_token stop) {
  std::unique_lock lock{ready_mutex_};
  while (low_.wait(lock, stop, [this] { return ready_.size() < low_water; }) && !stop.stop_requested()) {
    lock.unlock();
    bool filled = true;
    try {
      refill();
    } catch (const std::exception& trouble) {
      filled = false;
      if (options_.on_trouble) options_.on_trouble(trouble.what());
    }
    lock.lock();
    if (!filled) low_.wait_for(lock, stop, retry_after, [] { return false; });
  }
}

std::optional<Uuid> FileVault::fresh_key() {
  const std::lock_guard lock{ready_mutex_};
  if (ready_.size() <= low_water) low_.notify_one();
  if (ready_.empty()) return {};
  const Uuid key = ready_.back();
  ready_.pop_back();
  return key;
}

void FileVault::destroy(const Uuid& key) {
  const std::lock_guard lock{file_mutex_};
  const auto known = find(key);
  if (known && known->destroyed) return;
  KeySlot mark{KeySlot::Kind::destroyed, key, {}};
  std::uint32_t place = known ? known->place : 0;
  if (known) file_.overwrite(place, mark);
  else place = file_.append({&mark, 1});
  add_destroyed(key, place);
}

}  // namespace millrace
