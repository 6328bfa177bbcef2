#include "infra/crypto/vault.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <fstream>
#include <unordered_map>
#include <system_error>

#include "infra/crypto/cipher.hpp"
#include "schemas/json/codec.hpp"

namespace millrace {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr auto retry_after = std::chrono::seconds{1};
constexpr std::size_t most_missed = 10'000;

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

class FileKeyStore final : public KeyStore {
 public:
  FileKeyStore(const std::filesystem::path& file, const Digest& mac_key, KeyFile::Mode mode, const Each& each)
      : file_(file, mac_key, mode, [&](std::uint32_t place, const KeySlot& slot) {
          if (slot.kind == KeySlot::Kind::vacant) return;
          places_[slot.id] = place;
          each({slot.id, slot.kind == KeySlot::Kind::key ? slot.wrapped : std::string{}});
        }) {}

  void append(std::span<const StoredKey> keys) override {
    std::vector<KeySlot> slots;
    for (const auto& key : keys) slots.push_back({key.destroyed() ? KeySlot::Kind::destroyed : KeySlot::Kind::key, key.id, key.wrapped});
    auto place = file_.append(slots);
    for (const auto& key : keys) places_[key.id] = place++;
  }
  void destroy(const Uuid& id) override {
    const KeySlot mark{KeySlot::Kind::destroyed, id, {}};
    if (const auto known = places_.find(id); known != places_.end()) file_.overwrite(known->second, mark);
    else places_[id] = file_.append({&mark, 1});
  }

 private:
  std::unordered_map<Uuid, std::uint32_t> places_;
  KeyFile file_;
};

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

StoredVault::StoredVault(std::string master, const OpenStore& open, Fresh fresh, Random& random, OnTrouble on_trouble)
    : KeyRing(master, random),
      random_(random),
      on_trouble_(std::move(on_trouble)),
      wrapping_key_(crypto::hkdf_sha256(master, "keys")),
      store_(open(key_store_mac_key(master), [this](const StoredKey& key) { load(key); })) {
  OPENSSL_cleanse(master.data(), master.size());
  opened_ = true;
  if (fresh == Fresh::no) return;
  refill();
  filler_ = std::jthread{[this](std::stop_token stop) { keep_filled(std::move(stop)); }};
}

StoredVault::~StoredVault() {
  filler_ = {};  // stops and joins
  store_.reset();
  OPENSSL_cleanse(wrapping_key_.data(), wrapping_key_.size());
}

// Which keys of earlier runs were given out only the journal knows, so none of them is given out again.
void StoredVault::load(const StoredKey& stored) {
  if (stored.destroyed()) return add_destroyed(stored.id);
  if (known(stored.id) != Known::never) return;    // one of ours comes back
  auto key = crypto::unwrap_key(raw(wrapping_key_), stored.wrapped);
  if (key && key->size() == key_bytes) {
    add(stored.id, as_digest(*key));
    OPENSSL_cleanse(key->data(), key->size());
    return;
  }
  const auto why = fmt::format("key {} cannot be unwrapped: restore the keys from their backup", to_string(stored.id));
  if (!opened_) throw VaultRefused(why);
  if (on_trouble_) on_trouble_(why);
}

void StoredVault::refill() {
  std::vector<StoredKey> keys(batch);
  std::vector<Digest> secrets(batch);
  {
    const std::lock_guard lock{store_mutex_};
    for (std::size_t i = 0; i < batch; ++i) {
      random_.fill(secrets[i]);
      keys[i] = {random_uuid(random_), crypto::wrap_key(raw(wrapping_key_), raw(secrets[i]))};
    }
    store_->append(keys);
    for (std::size_t i = 0; i < batch; ++i) add(keys[i].id, secrets[i]);
  }
  OPENSSL_cleanse(secrets.data(), secrets.size() * sizeof(Digest));
  const std::lock_guard lock{ready_mutex_};
  for (const auto& key : keys) ready_.push_back(key.id);
}

void StoredVault::keep_filled(std::stop_token stop) {
  std::unique_lock lock{ready_mutex_};
  while (low_.wait(lock, stop, [this] { return ready_.size() < low_water; }) && !stop.stop_requested()) {
    lock.unlock();
    bool filled = true;
    try {
      refill();
    } catch (const std::exception& trouble) {
      filled = false;
      if (on_trouble_) on_trouble_(trouble.what());
    }
    lock.lock();
    if (!filled) low_.wait_for(lock, stop, retry_after, [] { return false; });
  }
}

std::optional<Uuid> StoredVault::fresh_key() {
  const std::lock_guard lock{ready_mutex_};
  if (ready_.size() <= low_water) low_.notify_one();
  if (ready_.empty()) return {};
  const Uuid key = ready_.back();
  ready_.pop_back();
  return key;
}

std::string StoredVault::seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) {
  look_for(key);
  if (known(key) == Known::never) {
    if (on_trouble_)
      on_trouble_(fmt::format("the key store lacks key {}, what it seals waits; if it does not come, restore the keys from the backup that belongs to this journal", to_string(key)));
    throw NoKey{};
  }
  return KeyRing::seal(key, tenant, context, text);
}

Vault::Opened StoredVault::open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) {
  auto opened = KeyRing::open(key, tenant, context, sealed);
  if (opened.how != Opening::unknown_key) return opened;
  look_for(key);
  return KeyRing::open(key, tenant, context, sealed);
}

void StoredVault::look_for(const Uuid& key) {
  if (known(key) != Known::never) return;
  {
    const std::lock_guard lock{missed_mutex_};
    if (missed_.contains(key)) return;
  }
  store_->catch_up();
  if (known(key) != Known::never) return;
  const std::lock_guard lock{missed_mutex_};
  if (missed_.size() == most_missed) missed_.clear();
  missed_.insert(key);
}

void StoredVault::destroy(const Uuid& key) {
  const std::lock_guard lock{store_mutex_};
  if (known(key) == Known::destroyed) return;
  store_->destroy(key);
  add_destroyed(key);
}

FileVault::FileVault(const Options& o, Random& random)
    : StoredVault(master_key(o.directory, o.master_key_file, random),
                  [&](const Digest& mac_key, const KeyStore::Each& each) { return open_key_file(o.directory, mac_key, o.mode, each); },
                  o.mode == KeyFile::Mode::write ? Fresh::yes : Fresh::no, random, o.on_trouble) {}

std::unique_ptr<KeyStore> open_key_file(const std::filesystem::path& directory, const Digest& mac_key, KeyFile::Mode mode, const KeyStore::Each& each) {
  return std::make_unique<FileKeyStore>(directory / "subjects", mac_key, mode, each);
}

Digest key_store_mac_key(std::string_view master) { return crypto::hkdf_sha256(master, "key file"); }

}  // namespace millrace
