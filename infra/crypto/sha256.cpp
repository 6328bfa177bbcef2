#include "infra/crypto/sha256.hpp"

#include "infra/crypto/openssl.hpp"

namespace millrace {

struct Sha256::State {
  crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  crypto::ensure(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1, "SHA-256");
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::string_view bytes) {
  crypto::ensure(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1, "SHA-256");
  return *this;
}

Digest Sha256::digest() {
  Digest out;
  crypto::ensure(EVP_DigestFinal_ex(state_->context.get(), out.data(), nullptr) == 1, "SHA-256");
  return out;
}

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char c : bytes)
    for (const int digit : {c >> 4, c & 15}) out += "0123456789abcdef"[digit];
  return out;
}

}  // namespace millrace
