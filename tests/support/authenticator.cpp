#include "tests/support/authenticator.hpp"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "schemas/digest.hpp"

namespace millrace::testing {

using second_factor::Algorithm;

struct Authenticator::Key {
  EVP_PKEY* it = nullptr;
  explicit Key(Algorithm algorithm)
      : it(algorithm == Algorithm::es256   ? EVP_EC_gen("P-256")
           : algorithm == Algorithm::rs256 ? EVP_RSA_gen(2048)
                                           : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {
    if (!it) throw std::runtime_error("no key was made");
  }
  ~Key() { EVP_PKEY_free(it); }
};

namespace {

std::string bytes(std::initializer_list<int> all) {
  std::string out;
  for (const auto b : all) out += static_cast<char>(b);
  return out;
}
std::string octets(EVP_PKEY* key, const char* name) {
  unsigned char out[1024];
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, name, out, sizeof out, &size) != 1) throw std::runtime_error(name);
  return {reinterpret_cast<const char*>(out), size};
}
std::string modulus(EVP_PKEY* key) {
  BIGNUM* n = nullptr;
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n);
  std::string out(256, '\0');
  BN_bn2binpad(n, reinterpret_cast<unsigned char*>(out.data()), 256);
  BN_free(n);
  return out;
}

}  // namespace

Authenticator::Authenticator(Algorithm algorithm, std::string credential_id)
    : algorithm_(algorithm), credential_id_(std::move(credential_id)), key_(std::make_unique<Key>(algorithm)) {}
Authenticator::~Authenticator() = default;

std::string Authenticator::cose_key() const {
  if (algorithm_ == Algorithm::rs256)
    return bytes({0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0}) + modulus(key_->it) + bytes({0x21, 0x43, 1, 0, 1});
  if (algorithm_ == Algorithm::eddsa) return bytes({0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32}) + octets(key_->it, OSSL_PKEY_PARAM_PUB_KEY);
  const auto point = octets(key_->it, OSSL_PKEY_PARAM_PUB_KEY);          // 04 ‖ x ‖ y
  return bytes({0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}) + point.substr(1, 32) + bytes({0x22, 0x58, 32}) + point.substr(33, 32);
}

std::string Authenticator::authenticator_data(std::string_view rp_id, std::uint8_t flags, std::uint32_t count, std::string_view more) const {
  const auto site = sha256(rp_id);
  std::string out(raw(site));
  out += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(count >> shift & 0xff);
  return out += more;
}

std::string Authenticator::registration(std::string_view rp_id, std::uint8_t flags, std::uint32_t count) const {
  const auto size = static_cast<int>(credential_id_.size());
  return authenticator_data(rp_id, flags, count, std::string(16, '\0') + bytes({size >> 8, size & 0xff}) + credential_id_ + cose_key());
}

std::string Authenticator::sign(std::string_view data, std::string_view client) const {
  const auto digest = sha256(client);
  const auto what = std::string(data) + std::string(raw(digest));
  auto* context = EVP_MD_CTX_new();
  unsigned char out[1024];
  std::size_t size = sizeof out;
  const bool done = EVP_DigestSignInit(context, nullptr, algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256(), nullptr, key_->it) == 1 &&
                    EVP_DigestSign(context, out, &size, reinterpret_cast<const unsigned char*>(what.data()), what.size()) == 1;
  EVP_MD_CTX_free(context);
  if (!done) throw std::runtime_error("nothing was signed");
  return {reinterpret_cast<const char*>(out), size};
}

std::string client_data(std::string_view type, std::string_view challenge, std::string_view origin, bool cross_origin) {
  return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}","crossOrigin":{}}})", type, challenge, origin, cross_origin);
}

}  // namespace millrace::testing
