#include "infra/crypto/id_token.hpp"

#include <cjose/cjose.h>
#include <jansson.h>

#include <algorithm>
#include <cstring>

#include "domain/core/id.hpp"
#include "infra/crypto/openssl.hpp"
#include "schemas/digest.hpp"

namespace millrace {
namespace {

using Json = crypto::Handle<json_t, json_decref>;
using Jws = crypto::Handle<cjose_jws_t, cjose_jws_release>;
using JwkHandle = crypto::Handle<cjose_jwk_t, cjose_jwk_release>;
using Algorithm = KeySet::Algorithm;
using Wrong = IdTokens::Wrong;

constexpr std::size_t keys_at_most = 50, rsa_bits_at_least = 2048, ec_bits = 256, subject_bytes = 255;

Json object(std::string_view text) {
  Json json{json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr)};
  if (json && !json_is_object(json.get())) json.reset();
  return json;
}

std::optional<std::string> text_of(const json_t* of, const char* name) {
  const auto* value = json_object_get(of, name);
  if (!json_is_string(value)) return {};
  return std::string(json_string_value(value), json_string_length(value));
}
std::string text_or_none(const json_t* of, const char* name) { return text_of(of, name).value_or(std::string{}); }

// RFC 7519 §2: seconds, perhaps with a fraction.
std::optional<std::int64_t> seconds_of(const json_t* of, const char* name) {
  const auto* value = json_object_get(of, name);
  if (!json_is_number(value)) return {};
  const double s = json_number_value(value);
  if (!(s >= 0 && s <= 253'402'300'799.0)) return {};
  return static_cast<std::int64_t>(s);
}

// As providers write yes: some as a text.
bool says_yes(const json_t* of, const char* name) {
  const auto* value = json_object_get(of, name);
  if (json_is_integer(value)) return json_integer_value(value) == 1;
  return json_is_true(value) || text_of(of, name) == "true" || text_of(of, name) == "1";
}

std::optional<Algorithm> algorithm_called(std::string_view name) {
  if (name == "RS256") return Algorithm::rs256;
  if (name == "ES256") return Algorithm::es256;
  return {};
}

}  // namespace

struct KeySet::Key {
  std::optional<std::string> kid;
  Algorithm algorithm;
  JwkHandle handle;
};

std::optional<KeySet> KeySet::read(std::string_view text) {
  const auto json = object(text);
  const auto* all = json ? json_object_get(json.get(), "keys") : nullptr;
  if (!json_is_array(all)) return {};
  std::vector<std::shared_ptr<const Key>> keys;
  for (std::size_t n = 0; n < json_array_size(all) && keys.size() < keys_at_most; ++n) {
    const auto* one = json_array_get(all, n);
    const auto kty = text_or_none(one, "kty");
    const auto algorithm = kty == "RSA" ? Algorithm::rs256 : Algorithm::es256;
    const bool known = kty == "RSA" || (kty == "EC" && text_of(one, "crv") == "P-256");
    const bool for_others = text_of(one, "use").value_or("sig") != "sig" || json_object_get(one, "d") || json_object_get(one, "k");
    const auto alg = text_of(one, "alg");
    if (!known || for_others || (alg && algorithm_called(*alg) != algorithm)) continue;
    char* dumped = json_dumps(one, JSON_COMPACT);
    cjose_err why{};
    JwkHandle handle{dumped ? cjose_jwk_import(dumped, std::strlen(dumped), &why) : nullptr};
    std::free(dumped);
    if (!handle) continue;
    const auto bits = cjose_jwk_get_keysize(handle.get(), &why);
    if (algorithm == Algorithm::rs256 ? bits < rsa_bits_at_least : bits != ec_bits) continue;
    keys.push_back(std::make_shared<Key>(Key{text_of(one, "kid"), algorithm, std::move(handle)}));
  }
  ERR_clear_error();
  return KeySet{std::move(keys)};
}

std::size_t KeySet::size() const { return keys_.size(); }

// A token that names no key is of the only one of its kind.
const KeySet::Key* KeySet::find(const std::optional<std::string>& kid, Algorithm algorithm) const {
  const Key* found = nullptr;
  for (const auto& key : keys_) {
    if (key->algorithm != algorithm || (kid && key->kid != kid)) continue;
    if (found && !kid) return nullptr;
    if (!found) found = key.get();
  }
  return found;
}

namespace {

struct Header {
  Algorithm algorithm;
  std::optional<std::string> kid;
};

std::variant<Header, Wrong> read_header(std::string_view encoded) {
  const auto text = base64url_decode(encoded);
  const auto json = text ? object(*text) : nullptr;
  if (!json) return Wrong{"the token is malformed"};
  const auto algorithm = algorithm_called(text_or_none(json.get(), "alg"));
  if (!algorithm) return Wrong{"the token is signed by an algorithm that is not taken"};
  if (json_object_get(json.get(), "crit")) return Wrong{"the token wants something that is not understood"};
  auto typ = text_of(json.get(), "typ").value_or("JWT");
  if (typ != "JWT" && typ != "jwt") return Wrong{"the token is of another kind"};
  if (const auto* kid = json_object_get(json.get(), "kid"); kid && !json_is_string(kid)) return Wrong{"the token is malformed"};
  return Header{*algorithm, text_of(json.get(), "kid")};
}

std::optional<std::string> signed_by(std::string_view token, cjose_jwk_t* key) {
  const Jws jws{cjose_jws_import(token.data(), token.size(), nullptr)};
  std::uint8_t* payload = nullptr;  // belongs to the jws
  std::size_t size = 0;
  if (jws && cjose_jws_verify(jws.get(), key, nullptr) && cjose_jws_get_plaintext(jws.get(), &payload, &size, nullptr))
    return std::string{reinterpret_cast<const char*>(payload), size};
  ERR_clear_error();
  return {};
}

// OpenID Connect Core §3.1.3.7, 3 to 5.
bool for_this_house(const json_t* claims, const std::string& client_id) {
  const auto* aud = json_object_get(claims, "aud");
  const auto azp = json_object_get(claims, "azp");
  if (azp && text_of(claims, "azp") != client_id) return false;
  if (json_is_string(aud)) return text_of(claims, "aud") == client_id;
  if (!json_is_array(aud) || json_array_size(aud) == 0) return false;
  bool named = false;
  for (std::size_t n = 0; n < json_array_size(aud); ++n) {
    const auto* one = json_array_get(aud, n);
    if (!json_is_string(one)) return false;
    named = named || std::string_view(json_string_value(one), json_string_length(one)) == client_id;
  }
  return named && (json_array_size(aud) == 1 || azp);
}

std::string issuer_for(const IdTokens::Expected& expected, const std::string& tenant) {
  constexpr std::string_view placeholder = "{tenantid}";
  auto issuer = expected.issuer;
  const auto at = issuer.find(placeholder);
  if (at == issuer.npos) return issuer;
  return parse_uuid(tenant) ? issuer.replace(at, placeholder.size(), tenant) : std::string{};
}

std::optional<Wrong> wrong_times(const json_t* claims, const IdTokens::Expected& expected) {
  const auto exp = seconds_of(claims, "exp"), iat = seconds_of(claims, "iat");
  const auto now = micros(expected.now) / 1'000'000, leeway = static_cast<std::int64_t>(expected.leeway.count());
  if (!exp || !iat) return Wrong{"the token does not say when it was made and when it ends"};
  if (now >= *exp + leeway) return Wrong{"the token has expired"};
  if (*iat > now + leeway) return Wrong{"the token was made in the future"};
  if (json_object_get(claims, "nbf")) {
    const auto nbf = seconds_of(claims, "nbf");
    if (!nbf || *nbf > now + leeway) return Wrong{"the token is not good yet"};
  }
  return {};
}

std::variant<IdTokens::Claims, Wrong> read_claims(std::string_view payload, const IdTokens::Expected& expected) {
  const auto json = object(payload);
  if (!json) return Wrong{"the claims are malformed"};
  const auto* claims = json.get();
  IdTokens::Claims out{text_or_none(claims, "iss"), text_or_none(claims, "sub"), text_or_none(claims, "email"), text_or_none(claims, "name"),
                       says_yes(claims, "email_verified"), says_yes(claims, "xms_edov"), text_or_none(claims, "tid")};
  const auto issuer = issuer_for(expected, out.tenant);
  if (issuer.empty() || out.issuer != issuer) return Wrong{"the token is of another issuer"};
  if (!for_this_house(claims, expected.client_id)) return Wrong{"the token is for another client"};
  if (auto wrong = wrong_times(claims, expected)) return *wrong;
  if (!equal_secrets(text_or_none(claims, "nonce"), expected.nonce)) return Wrong{"the token is not of this log-in"};
  if (out.subject.empty() || out.subject.size() > subject_bytes) return Wrong{"the token does not say whose it is"};
  if (const auto hash = text_of(claims, "at_hash"); hash && !expected.access_token.empty()) {
    const auto digest = sha256(expected.access_token);
    if (*hash != base64url(raw(digest).substr(0, 16))) return Wrong{"the token belongs to another access token"};
  }
  return out;
}

}  // namespace

std::variant<IdTokens::Claims, IdTokens::Wrong> IdTokens::verify(std::string_view token, const KeySet& keys, const Expected& expected) {
  if (token.size() > max_bytes) return Wrong{"the token is too long"};
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos) return Wrong{"the token has no three parts"};
  // Segments have one spelling only: libcjose itself would also take other base64.
  if (!base64url_decode(token.substr(first + 1, second - first - 1)) || !base64url_decode(token.substr(second + 1))) return Wrong{"the token is malformed"};
  const auto header = read_header(token.substr(0, first));
  if (const auto* wrong = std::get_if<Wrong>(&header)) return *wrong;
  const auto& [algorithm, kid] = std::get<Header>(header);
  const auto* key = keys.find(kid, algorithm);
  if (!key) return Wrong{"the token is signed by an unknown key", true};
  const auto payload = signed_by(token, key->handle.get());
  return payload ? read_claims(*payload, expected) : Wrong{"the signature is wrong"};
}

}  // namespace millrace
