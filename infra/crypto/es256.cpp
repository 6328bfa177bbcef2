#include "infra/crypto/es256.hpp"

#include <cjose/cjose.h>
#include <fmt/format.h>
#include <jansson.h>
#include <openssl/crypto.h>

#include "infra/crypto/cipher.hpp"
#include "infra/crypto/openssl.hpp"

namespace millrace {
namespace {

using Header = crypto::Handle<cjose_header_t, cjose_header_release>;
using Jws = crypto::Handle<cjose_jws_t, cjose_jws_release>;
using JwkHandle = crypto::Handle<cjose_jwk_t, cjose_jwk_release>;

// SEC 2 §2.4.2: the order of the curve, which a private number must be below.
constexpr Digest order = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

[[noreturn]] void fail(const char* what, const cjose_err& why) {
  ERR_clear_error();
  throw std::runtime_error(fmt::format("cjose: {}: {}", what, why.message ? why.message : "no reason given"));
}

Digest private_number(const Digest& secret) {
  for (int candidate = 0;; ++candidate) {
    const Digest number = crypto::hkdf_sha256(raw(secret), fmt::format("ES256 private number {}", candidate));
    if (number < order && number != Digest{}) return number;
  }
}

}  // namespace

struct Es256Key::Jwk {
  JwkHandle handle;
};

Es256Key::Es256Key(const Digest& secret) : jwk_(std::make_unique<Jwk>()) {
  cjose_err why{};
  Digest number = private_number(secret);
  cjose_jwk_ec_keyspec spec{};
  spec.crv = CJOSE_JWK_EC_P_256;
  spec.d = number.data();
  spec.dlen = number.size();
  jwk_->handle.reset(cjose_jwk_create_EC_spec(&spec, &why));
  OPENSSL_cleanse(number.data(), number.size());
  if (!jwk_->handle) fail("a key of P-256", why);

  char* text = cjose_jwk_to_json(jwk_->handle.get(), false, &why);
  if (!text) fail("the public key", why);
  const crypto::Handle<json_t, json_decref> json{json_loads(text, 0, nullptr)};
  std::free(text);
  const char* x = json_string_value(json_object_get(json.get(), "x"));
  const char* y = json_string_value(json_object_get(json.get(), "y"));
  if (!x || !y) fail("the public key", why);
  kid_ = base64url(raw(sha256(fmt::format(R"({{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}})", x, y))));
  public_jwk_ = fmt::format(
      R"({{"kty":"EC","kid":"{}","crv":"P-256","x":"{}","y":"{}","use":"sig","alg":"ES256"}})", kid_, x, y);
}

Es256Key::~Es256Key() = default;
Es256Key::Es256Key(Es256Key&&) noexcept = default;

std::string Es256Key::sign(std::string_view header, std::string_view payload) const {
  cjose_err why{};
  const Header members{json_loadb(header.data(), header.size(), JSON_REJECT_DUPLICATES, nullptr)};
  if (!members) fail("the header is not JSON", why);
  const Jws jws{cjose_jws_sign(jwk_->handle.get(), members.get(), crypto::bytes(payload), payload.size(), &why)};
  const char* compact = nullptr;  // belongs to the jws
  if (!jws || !cjose_jws_export(jws.get(), &compact, &why)) fail("signing", why);
  return compact;
}

std::optional<std::string> Es256Key::verify(std::string_view compact) const {
  const Jws jws{cjose_jws_import(compact.data(), compact.size(), nullptr)};
  std::uint8_t* payload = nullptr;  // belongs to the jws
  std::size_t size = 0;
  if (jws && cjose_jws_verify(jws.get(), jwk_->handle.get(), nullptr) &&
      cjose_jws_get_plaintext(jws.get(), &payload, &size, nullptr))
    return std::string{reinterpret_cast<const char*>(payload), size};
  ERR_clear_error();
  return {};
}

}  // namespace millrace
