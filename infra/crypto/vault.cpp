#include "infra/crypto/vault.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <cstdlib>
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

// What a failed sync has left may be on the disk or not, and a file that one has failed of takes nothing more until it is read anew (KeyFile). A
// process that stayed would refuse all that needs a new key: so it ends, as it does when the journal's fails, and the next start finds out.
template <class Do>
void or_end(const StoredVault::OnTrouble& on_trouble, Do what) {
  try {
    what();
  } catch (const std::system_error& e) {
    if (e.code() != std::errc::io_error) throw;
    const auto why = fmt::format("{}. Whether the last keys are on the disk is unknown, so this process ends; the next start finds out.", e.what());
    fmt::print(stderr, "{}\n", why);
    if (on_trouble) on_trouble(why);
    std::abort();
  }
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

}  // namespace

StoredVault::StoredVault(MasterKey master, const OpenStore& open, Fresh fresh, Random& random, OnTrouble on_trouble)
    : KeyRing(master, random),
      random_(random),
      on_trouble_(std::move(on_trouble)),
      wrapping_key_(key_wrapping_key(master.now)),
      store_(open(key_store_mac_key(master.now), [this](const StoredKey& key) { load(key); })) {
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
      or_end(on_trouble_, [this] { refill(); });
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
  or_end(on_trouble_, [&] { store_->destroy(key); });
  add_destroyed(key);
}

FileVault::FileVault(const Options& o, Random& random)
    : StoredVault(master_key(o.directory, o.master_key_file, random),
                  [&](const Digest& mac_key, const KeyStore::Each& each) { return open_key_file(o.directory, mac_key, o.mode, each); },
                  o.mode == KeyFile::Mode::write ? Fresh::yes : Fresh::no, random, o.on_trouble) {
  if (o.mode == KeyFile::Mode::write && o.master_key_file.empty()) settle_master_key(o.directory);
}

std::unique_ptr<KeyStore> open_key_file(const std::filesystem::path& directory, const Digest& mac_key, KeyFile::Mode mode, const KeyStore::Each& each,
                                        const char* name) {
  return std::make_unique<FileKeyStore>(directory / name, mac_key, mode, each);
}

Digest key_store_mac_key(std::string_view master) { return crypto::hkdf_sha256(master, "key file"); }
Digest key_wrapping_key(std::string_view master) { return crypto::hkdf_sha256(master, "keys"); }

}  // namespace millrace
