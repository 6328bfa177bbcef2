#include "infra/crypto/key_ring.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <stdexcept>

#include "infra/crypto/cipher.hpp"

namespace millrace {
namespace {

template <class T>
void cleanse(T& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

std::string_view raw(const std::array<std::uint8_t, crypto::gcm_nonce_bytes>& nonce) {
  return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
}

}  // namespace

KeyRing::KeyRing(MasterKey master, Random& random) : master_(std::move(master)), random_(random) {}

KeyRing::~KeyRing() {
  for (auto& [id, key] : keys_) {
    cleanse(key.secret);
    cleanse(key.data);
  }
  for (auto& [purpose, secret] : secrets_) cleanse(secret);
}

const Digest& KeyRing::data_key(Key& key, const Uuid& tenant) {
  if (!key.derived || key.tenant != tenant) {
    key.data = crypto::hkdf_sha256(millrace::raw(key.secret), tenant.raw());
    key.tenant = tenant;
    key.derived = true;
  }
  return key.data;
}

std::string KeyRing::seal(const Uuid& id, const Uuid& tenant, std::string_view context, std::string_view text) {
  Digest data;
  std::array<std::uint8_t, crypto::gcm_nonce_bytes> nonce;
  {
    const std::lock_guard lock{mutex_};
    const auto key = keys_.find(id);
    if (key == keys_.end()) throw std::logic_error("sealing under a key that was never given out: " + to_string(id));
    if (key->second.destroyed) random_.fill(data);
    else data = data_key(key->second, tenant);
    random_.fill(nonce);
  }
  std::string sealed = crypto::gcm_seal(millrace::raw(data), raw(nonce), context, text);
  cleanse(data);
  return sealed;
}

Vault::Opened KeyRing::open(const Uuid& id, const Uuid& tenant, std::string_view context, std::string_view sealed) {
  Digest data;
  {
    const std::lock_guard lock{mutex_};
    const auto key = keys_.find(id);
    if (key == keys_.end()) return {Opening::unknown_key, {}};
    if (key->second.destroyed) return {Opening::erased, {}};
    data = data_key(key->second, tenant);
  }
  auto text = crypto::gcm_open(millrace::raw(data), context, sealed);
  cleanse(data);
  if (!text) return {Opening::corrupt, {}};
  return {Opening::opened, std::move(*text)};
}

std::optional<Digest> KeyRing::data_key_of(const Uuid& id, const Uuid& tenant) {
  const std::lock_guard lock{mutex_};
  const auto key = keys_.find(id);
  if (key == keys_.end() || key->second.destroyed) return {};
  return data_key(key->second, tenant);
}

Digest KeyRing::secret(std::string_view purpose) {
  const std::lock_guard lock{mutex_};
  auto known = secrets_.find(purpose);
  if (known == secrets_.end()) {
    const Digest derived = derived_secret(master_, purpose);
    known = secrets_.emplace(purpose, derived).first;
  }
  return known->second;
}

KeyRing::Known KeyRing::known(const Uuid& id) const {
  const std::lock_guard lock{mutex_};
  const auto key = keys_.find(id);
  return key == keys_.end() ? Known::never : key->second.destroyed ? Known::destroyed : Known::usable;
}

void KeyRing::add(const Uuid& id, const Digest& secret) {
  const std::lock_guard lock{mutex_};
  Key& key = keys_[id];
  if (!key.destroyed) key.secret = secret;
}

void KeyRing::add_destroyed(const Uuid& id) {
  const std::lock_guard lock{mutex_};
  Key& key = keys_[id];
  cleanse(key.secret);
  cleanse(key.data);
  key = {.destroyed = true};
}

// What is good for hours at most goes with the master key: whoever has had the old one makes none of it.
Digest derived_secret(const MasterKey& master, std::string_view purpose) {
  static constexpr std::string_view passing[] = {"access tokens", "csrf", "cursor", "forwarding"};
  const bool passes = std::find(std::begin(passing), std::end(passing), purpose) != std::end(passing);
  return crypto::hkdf_sha256(passes ? master.now : master.first, "secret:" + std::string{purpose});
}

}  // namespace millrace
