#include "infra/crypto/key_ring.hpp"

#include <openssl/crypto.h>

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

KeyRing::KeyRing(std::string master, Random& random) : x_master(std::move(master)), x_random(random) {}

KeyRing::~KeyRing() {
  cleanse(x_master);
  for (auto& [id, key] : x_keys) {
    cleanse(key.secret);
    cleanse(key.data);
  }
  for (auto& [purpose, secret] : x_secrets) cleanse(secret);
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
    const std::lock_guard lock{x_mutex};
    const auto key = x_keys.find(id);
    if (key == x_keys.end()) throw std::logic_error("sealing under a key that was never given out: " + to_string(id));
    if (key->second.destroyed) x_random.fill(data);
    else data = data_key(key->second, tenant);
    x_random.fill(nonce);
  }
  std::string sealed = crypto::gcm_seal(millrace::raw(data), raw(nonce), context, text);
  cleanse(data);
  return sealed;
}

Vault::Opened KeyRing::open(const Uuid& id, const Uuid& tenant, std::string_view context, std::string_view sealed) {
  Digest data;
  {
    const std::lock_guard lock{x_mutex};
    const auto key = x_keys.find(id);
    if (key == x_keys.end()) return {Opening::unknown_key, {}};
    if (key->second.destroyed) return {Opening::erased, {}};
    data = data_key(key->second, tenant);
  }
  auto text = crypto::gcm_open(millrace::raw(data), context, sealed);
  cleanse(data);
  if (!text) return {Opening::corrupt, {}};
  return {Opening::opened, std::move(*text)};
}

Digest KeyRing::secret(std::string_view purpose) {
  const std::lock_guard lock{x_mutex};
  auto known = x_secrets.find(purpose);
  if (known == x_secrets.end()) {
    const Digest derived = crypto::hkdf_sha256(x_master, "secret:" + std::string{purpose});
    known = x_secrets.emplace(purpose, derived).first;
  }
  return known->second;
}

void KeyRing::add(const Uuid& id, const Digest& secret, std::uint32_t place) {
  const std::lock_guard lock{x_mutex};
  Key& key = x_keys[id];
  key.secret = secret;
  key.place = place;
}

void KeyRing::add_destroyed(const Uuid& id, std::uint32_t place) {
  const std::lock_guard lock{x_mutex};
  Key& key = x_keys[id];
  cleanse(key.secret);
  cleanse(key.data);
  key = {.destroyed = true, .place = place};
}

std::optional<KeyRing::Known> KeyRing::find(const Uuid& id) const {
  const std::lock_guard lock{x_mutex};
  const auto key = x_keys.find(id);
  if (key == x_keys.end()) return {};
  return Known{key->second.destroyed, key->second.place};
}

}  // namespace millrace
