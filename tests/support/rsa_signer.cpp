#include "tests/support/rsa_signer.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "infra/crypto/openssl.hpp"
#include "schemas/digest.hpp"

namespace millrace::testing {

struct RsaSigner::Key {
  crypto::Handle<EVP_PKEY, EVP_PKEY_free> handle;
  std::string digits(const char* name) const {
    BIGNUM* number = nullptr;
    crypto::ensure(EVP_PKEY_get_bn_param(handle.get(), name, &number) == 1, "a number of a key");
    const crypto::Handle<BIGNUM, BN_free> held{number};
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, crypto::bytes(bytes));
    return base64url(bytes);
  }
};

RsaSigner::RsaSigner(unsigned bits) : key_(new Key{crypto::Handle<EVP_PKEY, EVP_PKEY_free>{EVP_RSA_gen(bits)}}) {
  crypto::ensure(key_->handle != nullptr, "a new key");
}
RsaSigner::~RsaSigner() = default;

std::string RsaSigner::n() const { return key_->digits(OSSL_PKEY_PARAM_RSA_N); }

std::string RsaSigner::jwk(std::string_view kid, std::string_view more) const {
  return fmt::format(R"({{"kty":"RSA","kid":"{}","n":"{}","e":"{}"{}}})", kid, n(), key_->digits(OSSL_PKEY_PARAM_RSA_E), more);
}

std::string RsaSigner::sign(std::string_view text, Hash hash) const {
  const EVP_MD* const digests[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
  const crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
  std::string out(1024, '\0');
  std::size_t size = out.size();
  crypto::ensure(EVP_DigestSignInit(context.get(), nullptr, digests[static_cast<int>(hash)], nullptr, key_->handle.get()) == 1, "to sign");
  crypto::ensure(EVP_DigestSign(context.get(), crypto::bytes(out), &size, crypto::bytes(text), text.size()) == 1, "a signature");
  out.resize(size);
  return out;
}

}  // namespace millrace::testing
