#include "infra/crypto/signing_key.hpp"

#include <openssl/crypto.h>

#include "infra/crypto/key_ring.hpp"
#include "infra/crypto/openssl.hpp"

namespace millrace {
namespace {

std::string purpose(std::string_view label) { return "signing:" + std::string{label}; }

using Key = crypto::Handle<EVP_PKEY, EVP_PKEY_free>;
using Signing = crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free>;

Key key_of(const Digest& seed) {
  Key key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())};
  crypto::ensure(key != nullptr, "Ed25519 key");
  return key;
}

}  // namespace

Digest signing_seed(Vault& vault, std::string_view label) { return vault.secret(purpose(label)); }

SigningKey::SigningKey(const MasterKey& master, std::string_view label) : SigningKey(derived_secret(master, purpose(label))) {}

SigningKey::SigningKey(const Digest& seed) : seed_(seed) {
  const Key key = key_of(seed_);
  std::size_t size = public_.size();
  crypto::ensure(EVP_PKEY_get_raw_public_key(key.get(), public_.data(), &size) == 1 && size == public_.size(), "Ed25519 public key");
}

SigningKey::~SigningKey() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

SigningKey::Signature SigningKey::sign(std::string_view message) const {
  const Key key = key_of(seed_);
  Signature out;
  std::size_t size = out.size();
  const Signing signing{EVP_MD_CTX_new()};
  crypto::ensure(signing && EVP_DigestSignInit(signing.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                     EVP_DigestSign(signing.get(), out.data(), &size, crypto::bytes(message), message.size()) == 1 && size == out.size(),
                 "Ed25519 signature");
  return out;
}

bool SigningKey::verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != Public{}.size() || signature.size() != Signature{}.size()) return false;
  const Key key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, crypto::bytes(public_key), public_key.size())};
  const Signing checking{EVP_MD_CTX_new()};
  const bool genuine = key && checking && EVP_DigestVerifyInit(checking.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                       EVP_DigestVerify(checking.get(), crypto::bytes(signature), signature.size(), crypto::bytes(message), message.size()) == 1;
  if (!genuine) ERR_clear_error();
  return genuine;
}

}  // namespace millrace
