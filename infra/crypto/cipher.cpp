#include "infra/crypto/cipher.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <climits>

#include "infra/crypto/openssl.hpp"

namespace millrace::crypto {
namespace {

constexpr std::size_t key_bytes = 32;

EVP_KDF_CTX* new_hkdf() {
  static const Handle<EVP_KDF, EVP_KDF_free> method{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
  ensure(method != nullptr, "HKDF");
  return EVP_KDF_CTX_new(method.get());
}

const EVP_CIPHER* fetched(const char* name) {
  EVP_CIPHER* method = EVP_CIPHER_fetch(nullptr, name, nullptr);
  ensure(method != nullptr, name);
  return method;  // lives as long as the process
}

const EVP_CIPHER* gcm() {
  static const EVP_CIPHER* const method = fetched("AES-256-GCM");
  return method;
}

const EVP_CIPHER* wrap() {
  static const EVP_CIPHER* const method = fetched("AES-256-WRAP");
  return method;
}

EVP_CIPHER_CTX* context_for(std::string_view key, std::size_t text_bytes) {
  thread_local const Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context{EVP_CIPHER_CTX_new()};
  ensure(context && key.size() == key_bytes && text_bytes < INT_MAX / 2, "AES-256 key or text size");
  return context.get();
}

OSSL_PARAM octets(const char* name, std::string_view value) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.data()), value.size());
}

int size_of(std::string_view s) { return static_cast<int>(s.size()); }

}  // namespace

std::string hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info, std::size_t size) {
  thread_local const Handle<EVP_KDF_CTX, EVP_KDF_CTX_free> context{new_hkdf()};
  ensure(context != nullptr, "HKDF");
  EVP_KDF_CTX_reset(context.get());
  char digest[] = "SHA256";
  OSSL_PARAM parameters[5] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                              octets(OSSL_KDF_PARAM_KEY, secret), OSSL_PARAM_construct_end(),
                              OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  std::size_t used = 2;
  if (!salt.empty()) parameters[used++] = octets(OSSL_KDF_PARAM_SALT, salt);
  if (!info.empty()) parameters[used++] = octets(OSSL_KDF_PARAM_INFO, info);
  std::string out(size, '\0');
  ensure(EVP_KDF_derive(context.get(), bytes(out), out.size(), parameters) == 1, "HKDF-SHA-256");
  return out;
}

Digest hkdf_sha256(std::string_view secret, std::string_view info) {
  std::string key = hkdf_sha256(secret, {}, info, key_bytes);
  Digest out;
  std::copy(key.begin(), key.end(), out.begin());
  OPENSSL_cleanse(key.data(), key.size());
  return out;
}

std::string wrap_key(std::string_view kek, std::string_view key) {
  EVP_CIPHER_CTX* context = context_for(kek, key.size());
  std::string out(key.size() + 8, '\0');
  int size = 0;
  EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  ensure(EVP_EncryptInit_ex2(context, wrap(), bytes(kek), nullptr, nullptr) == 1 &&
             EVP_EncryptUpdate(context, bytes(out), &size, bytes(key), size_of(key)) == 1 && size == size_of(out),
         "AES-256-WRAP");
  return out;
}

std::optional<std::string> unwrap_key(std::string_view kek, std::string_view wrapped) {
  if (wrapped.size() < 24 || wrapped.size() % 8 != 0) return {};
  EVP_CIPHER_CTX* context = context_for(kek, wrapped.size());
  std::string out(wrapped.size(), '\0');
  int size = 0;
  EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  ensure(EVP_DecryptInit_ex2(context, wrap(), bytes(kek), nullptr, nullptr) == 1, "AES-256-WRAP");
  if (EVP_DecryptUpdate(context, bytes(out), &size, bytes(wrapped), size_of(wrapped)) != 1) {
    ERR_clear_error();
    return {};
  }
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view context, std::string_view text) {
  EVP_CIPHER_CTX* cipher = context_for(key, text.size() + context.size());
  std::string out(gcm_nonce_bytes + text.size() + gcm_tag_bytes, '\0');
  nonce.copy(out.data(), gcm_nonce_bytes);
  unsigned char* const body = bytes(out) + gcm_nonce_bytes;
  int size = 0;
  ensure(nonce.size() == gcm_nonce_bytes &&
             EVP_EncryptInit_ex2(cipher, gcm(), bytes(key), bytes(nonce), nullptr) == 1 &&
             EVP_EncryptUpdate(cipher, nullptr, &size, bytes(context), size_of(context)) == 1 &&
             EVP_EncryptUpdate(cipher, body, &size, bytes(text), size_of(text)) == 1 &&
             EVP_EncryptFinal_ex(cipher, body + text.size(), &size) == 1 &&
             EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, gcm_tag_bytes, body + text.size()) == 1,
         "AES-256-GCM");
  return out;
}

std::optional<std::string> gcm_open(std::string_view key, std::string_view context, std::string_view sealed) {
  if (sealed.size() < gcm_nonce_bytes + gcm_tag_bytes) return {};
  EVP_CIPHER_CTX* cipher = context_for(key, sealed.size() + context.size());
  const std::string_view nonce = sealed.substr(0, gcm_nonce_bytes);
  const std::string_view body = sealed.substr(gcm_nonce_bytes, sealed.size() - gcm_nonce_bytes - gcm_tag_bytes);
  std::string tag{sealed.substr(sealed.size() - gcm_tag_bytes)};
  std::string out(body.size(), '\0');
  int size = 0;
  ensure(EVP_DecryptInit_ex2(cipher, gcm(), bytes(key), bytes(nonce), nullptr) == 1 &&
             EVP_DecryptUpdate(cipher, nullptr, &size, bytes(context), size_of(context)) == 1 &&
             EVP_DecryptUpdate(cipher, bytes(out), &size, bytes(body), size_of(body)) == 1 &&
             EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, gcm_tag_bytes, tag.data()) == 1,
         "AES-256-GCM");
  if (EVP_DecryptFinal_ex(cipher, bytes(out) + out.size(), &size) != 1) {
    ERR_clear_error();
    return {};
  }
  return out;
}

}  // namespace millrace::crypto
