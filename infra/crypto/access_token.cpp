#include "infra/crypto/access_token.hpp"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

#include "schemas/json/node.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {
namespace {

constexpr std::int64_t us_per_s = 1'000'000;
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999
constexpr std::size_t signature_bytes = 64;

std::int64_t seconds(Time t) { return micros(t) / us_per_s; }

std::optional<std::string_view> text_of(const Node& object, std::string_view name) {
  const auto node = object.find(name);
  if (!node || node->kind() != Node::Kind::text) return {};
  return node->text();
}

std::optional<Uuid> uuid_in(const Node& object, std::string_view name) {
  const auto text = text_of(object, name);
  return text ? parse_uuid(*text) : std::nullopt;
}

std::optional<Time> time_in(const Node& object, std::string_view name) {
  const auto node = object.find(name);
  if (!node || node->kind() != Node::Kind::integer) return {};
  const std::int64_t s = node->integer();
  if (s < 0 || s > last_second) return {};
  return at_micros(s * us_per_s);
}

}  // namespace

std::size_t AccessTokens::FirstBytes::operator()(const Digest& digest) const {
  std::size_t out;
  std::memcpy(&out, digest.data(), sizeof out);
  return out;
}

AccessTokens::AccessTokens(Options options, const std::vector<Digest>& secrets) : options_(std::move(options)) {
  if (secrets.empty()) throw std::logic_error("access tokens without a secret");
  for (const Digest& secret : secrets) {
    Es256Key key{secret};
    std::string header = fmt::format(R"({{"alg":"ES256","kid":"{}","typ":"at+jwt"}})", key.kid());
    const std::string sample = key.sign(header, "{}");
    signers_.push_back({std::move(key), secret, std::move(header), sample.substr(0, sample.find('.'))});
  }
}

std::string AccessTokens::sign(const Uuid& account_id, const Uuid& session_id, std::int64_t refresh, Time now) const {
  const Signer& signer = signers_.front();
  const std::int64_t issued_s = seconds(now);
  const std::string what = fmt::format("{}{}{}", to_string(account_id), to_string(session_id), micros(now));
  const Digest id = hmac_sha256(raw(signer.secret), what);
  std::string payload;
  JsonWriter out{payload};
  out.begin_object()
      .key("iss").text(options_.issuer)
      .key("aud").text(options_.audience)
      .key("sub").text(to_string(account_id))
      .key("sid").text(to_string(session_id))
      .key("client_id").text("millrace")
      .key("jti").text(base64url(raw(id).substr(0, 16)))
      .key("iat").integer(issued_s)
      .key("exp").integer(issued_s + options_.life.count());
  if (refresh > 0) out.key("rtn").integer(refresh);
  out.end_object();
  return signer.key.sign(signer.header, payload);
}

std::variant<AccessTokens::Claims, AccessTokens::Wrong> AccessTokens::verify(std::string_view token, Time now) {
  if (token.size() > max_bytes) return Wrong{"the token is too long"};
  const Digest hash = sha256(token);
  auto claims = remembered(hash);
  if (!claims) {
    auto checked = check_signature(token);
    if (const auto* wrong = std::get_if<Wrong>(&checked)) return *wrong;
    claims = std::get<Claims>(checked);
    remember(hash, *claims);
  }
  if (now >= claims->expires_at + options_.leeway) return Wrong{"the token has expired"};
  if (now + options_.leeway < claims->issued_at) return Wrong{"the token was issued in the future"};
  return *claims;
}

// Segments have one spelling only: libcjose itself would also take other base64.
std::variant<AccessTokens::Claims, AccessTokens::Wrong> AccessTokens::check_signature(std::string_view token) const {
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (second == token.npos) return Wrong{"the token has no three parts"};
  const auto header = token.substr(0, first), payload = token.substr(first + 1, second - first - 1);
  const auto signature = base64url_decode(token.substr(second + 1));
  if (!base64url_decode(payload) || !signature || signature->size() != signature_bytes)
    return Wrong{"the token is malformed"};
  for (const Signer& signer : signers_) {
    if (header != signer.encoded_header) continue;
    const auto text = signer.key.verify(token);
    return text ? read_claims(*text) : Wrong{"the signature is wrong"};
  }
  return Wrong{"the token is not signed by a key of this server"};
}

std::variant<AccessTokens::Claims, AccessTokens::Wrong> AccessTokens::read_claims(std::string_view payload) const {
  const Document document{payload};
  if (document.fault() != Document::Fault::none || document.root().kind() != Node::Kind::object)
    return Wrong{"the claims are malformed"};
  const Node root = document.root();
  if (text_of(root, "iss") != options_.issuer) return Wrong{"the token is of another issuer"};
  if (text_of(root, "aud") != options_.audience) return Wrong{"the token is for another audience"};
  const auto account_id = uuid_in(root, "sub"), session_id = uuid_in(root, "sid");
  const auto issued_at = time_in(root, "iat"), expires_at = time_in(root, "exp");
  if (!account_id || !session_id || !issued_at || !expires_at || *expires_at <= *issued_at)
    return Wrong{"the claims are malformed"};
  const auto refresh = root.find("rtn");                 // none in the tokens of earlier releases
  const auto n = refresh && refresh->kind() == Node::Kind::integer ? refresh->integer() : 0;
  if (refresh && n < 1) return Wrong{"the claims are malformed"};
  return Claims{*account_id, *session_id, n, *issued_at, *expires_at};
}

std::optional<AccessTokens::Claims> AccessTokens::remembered(const Digest& token) {
  const std::lock_guard lock{mutex_};
  if (const auto known = recent_.find(token); known != recent_.end()) return known->second;
  const auto older = older_.find(token);
  if (older == older_.end()) return {};
  const Claims claims = older->second;
  if (recent_.size() < options_.remembered) recent_.emplace(token, claims);
  return claims;
}

void AccessTokens::remember(const Digest& token, const Claims& claims) {
  const std::lock_guard lock{mutex_};
  if (recent_.size() >= options_.remembered) {
    older_ = std::move(recent_);
    recent_ = {};
  }
  recent_.emplace(token, claims);
}

std::string AccessTokens::jwks() const {
  std::string out = R"({"keys":[)";
  for (const Signer& signer : signers_) (out += &signer == &signers_.front() ? "" : ",") += signer.key.public_jwk();
  return out += "]}";
}

}  // namespace millrace
