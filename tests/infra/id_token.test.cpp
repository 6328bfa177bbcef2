// ID tokens that are good, and those that are not: each way in which one can be wrong, alone, so that no other check hides it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/crypto/es256.hpp"
#include "infra/crypto/id_token.hpp"
#include "schemas/digest.hpp"
#include "tests/support/rsa_signer.hpp"

using namespace millrace;

namespace {

const Time now = at_micros(1'800'000'000'000'000);
constexpr std::int64_t now_s = 1'800'000'000;

using Rsa = testing::RsaSigner;
using Hash = Rsa::Hash;

const Rsa& ours() { static const Rsa key; return key; }
const Rsa& another() { static const Rsa key; return key; }
const Es256Key& curve() { static const Es256Key key{sha256("a curve")}; return key; }
const Es256Key& other_curve() { static const Es256Key key{sha256("another curve")}; return key; }

KeySet published(const std::string& keys) { return *KeySet::read("{\"keys\":[" + keys + "]}"); }
const KeySet& keys() {
  static const auto all = published(ours().jwk("ours") + ',' + curve().public_jwk());
  return all;
}

IdTokens::Expected expected() { return {"https://id.example.org", "millrace", "the nonce", "the access token", now}; }

std::string at_hash() {
  const auto digest = sha256("the access token");
  return base64url(raw(digest).substr(0, 16));
}

// The claims, one of them replaced or taken away, others put behind.
struct Claims {
  std::string iss = R"("https://id.example.org")", aud = R"("millrace")", sub = R"("1001")", nonce = R"("the nonce")", exp = std::to_string(now_s + 300),
              iat = std::to_string(now_s), more = {};
  std::string json() const {
    std::string out = "{";
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) out += fmt::format(R"({}"{}":{})", out.size() > 1 ? "," : "", name, value);
    };
    add("iss", iss), add("aud", aud), add("sub", sub), add("nonce", nonce), add("exp", exp), add("iat", iat);
    return out + more + "}";
  }
};

constexpr std::string_view rs256 = R"({"alg":"RS256","kid":"ours","typ":"JWT"})";

std::string token(std::string_view header, const std::string& claims, const Rsa& key = ours(), Hash hash = Hash::sha256) {
  const auto text = base64url(header) + "." + base64url(claims);
  return text + "." + base64url(key.sign(text, hash));
}
std::string token(const Claims& claims) { return token(rs256, claims.json()); }

std::string said(const std::variant<IdTokens::Claims, IdTokens::Wrong>& what) {
  const auto* wrong = std::get_if<IdTokens::Wrong>(&what);
  return wrong ? std::string(wrong->why) : "good";
}
std::string of(const std::string& text, const KeySet& known = keys()) { return said(IdTokens::verify(text, known, expected())); }

}  // namespace

TEST_CASE("an ID token that is right is believed, by either algorithm") {
  const auto read = IdTokens::verify(token({.more = fmt::format(R"(,"email":"ann@example.org","email_verified":true,"name":"Ann","at_hash":"{}","azp":"millrace")", at_hash())}), keys(), expected());
  REQUIRE(said(read) == "good");
  const auto& claims = std::get<IdTokens::Claims>(read);
  CHECK(claims.subject == "1001");
  CHECK(claims.email == "ann@example.org");
  CHECK(claims.email_verified);
  CHECK(claims.name == "Ann");
  CHECK(of(curve().sign(fmt::format(R"({{"alg":"ES256","kid":"{}"}})", curve().kid()), Claims{}.json())) == "good");
  CHECK(of(token({.aud = R"(["millrace"])"})) == "good");
  CHECK(of(token({.aud = R"(["other","millrace"])", .more = R"(,"azp":"millrace")"})) == "good");
  CHECK(of(token({.exp = std::to_string(now_s - 59)})) == "good");             // clocks differ
  CHECK(of(token({.iat = std::to_string(now_s + 59)})) == "good");
  CHECK(of(token({.exp = std::to_string(now_s + 1) + ".5"})) == "good");
  CHECK(of(token(R"({"alg":"RS256"})", Claims{}.json())) == "good");           // the only key of its kind
}

TEST_CASE("what is wrong with an ID token is found, whatever it is") {
  struct Vector { std::string text, why; };
  const std::string malformed = "the token is malformed", algorithm = "the token is signed by an algorithm that is not taken", unknown = "the token is signed by an unknown key",
                    signature = "the signature is wrong", client = "the token is for another client", issuer = "the token is of another issuer", log_in = "the token is not of this log-in",
                    times = "the token does not say when it was made and when it ends", claims = "the claims are malformed", whose = "the token does not say whose it is";
  const auto good = token(Claims{});
  const auto first = good.find('.'), second = good.rfind('.');
  const auto header = good.substr(0, first), payload = good.substr(first + 1, second - first - 1), mac = good.substr(second + 1);
  const auto under = [&](std::string_view json) { return token(json, Claims{}.json()); };
  const auto hs256 = [&](std::string_view key) {
    const auto text = base64url(R"({"alg":"HS256","kid":"ours","typ":"JWT"})") + "." + payload;
    const auto digest = hmac_sha256(key, text);
    return text + "." + base64url(raw(digest));
  };
  const auto es_header = fmt::format(R"({{"alg":"ES256","kid":"{}"}})", curve().kid());
  const Vector vectors[] = {
      // form
      {"", "the token has no three parts"}, {"a", "the token has no three parts"}, {"a.b", "the token has no three parts"}, {"..", malformed},
      {header + "." + payload + ".", signature}, {header + ".." + mac, signature}, {"." + payload + "." + mac, malformed},
      {good + "=", malformed}, {good + "." + mac, malformed}, {" " + good, malformed}, {good + "\n", malformed},
      {header + "=." + payload + "." + mac, malformed}, {header + "." + payload + "=." + mac, malformed}, {std::string(IdTokens::max_bytes + 1, 'a'), "the token is too long"},
      {base64url("[]") + "." + payload + "." + mac, malformed}, {base64url("{") + "." + payload + "." + mac, malformed}, {base64url(R"({"alg":"RS256","alg":"RS256"})") + "." + payload + "." + mac, malformed},
      // algorithm
      {base64url(R"({"alg":"none"})") + "." + payload + ".", algorithm}, {base64url(R"({"alg":"None"})") + "." + payload + ".", algorithm},
      {base64url(R"({"alg":"nOnE","kid":"ours"})") + "." + payload + "." + mac, algorithm}, {base64url("{}") + "." + payload + "." + mac, algorithm},
      {base64url(R"({"alg":null})") + "." + payload + "." + mac, algorithm}, {base64url(R"({"alg":["RS256"]})") + "." + payload + "." + mac, algorithm},
      {hs256(ours().jwk("ours")), algorithm}, {hs256(ours().n()), algorithm}, {hs256(""), algorithm},
      {token(R"({"alg":"RS384","kid":"ours"})", Claims{}.json(), ours(), Hash::sha384), algorithm}, {token(R"({"alg":"RS512","kid":"ours"})", Claims{}.json(), ours(), Hash::sha512), algorithm},
      {under(R"({"alg":"PS256","kid":"ours"})"), algorithm}, {under(R"({"alg":"rs256","kid":"ours"})"), algorithm}, {under(R"({"alg":"RS256 ","kid":"ours"})"), algorithm},
      {under(R"({"alg":"ES256K","kid":"ours"})"), algorithm}, {under(R"({"alg":"dir","enc":"A128GCM","kid":"ours"})"), algorithm},
      // header
      {under(R"({"alg":"RS256","kid":"ours","crit":["exp"]})"), "the token wants something that is not understood"},
      {under(R"({"alg":"RS256","kid":"ours","crit":[]})"), "the token wants something that is not understood"},
      {under(R"({"alg":"RS256","kid":"ours","typ":"at+jwt"})"), "the token is of another kind"}, {under(R"({"alg":"RS256","kid":"ours","typ":"logout+jwt"})"), "the token is of another kind"},
      {under(R"({"alg":"RS256","kid":7})"), malformed}, {under(R"({"alg":"RS256","kid":null})"), malformed},
      // key
      {under(R"({"alg":"RS256","kid":"theirs"})"), unknown}, {under(R"({"alg":"RS256","kid":""})"), unknown}, {under(R"({"alg":"RS256","kid":"../ours"})"), unknown},
      {under(R"({"alg":"ES256","kid":"ours"})"), unknown}, {token(fmt::format(R"({{"alg":"RS256","kid":"{}"}})", curve().kid()), Claims{}.json()), unknown},
      {token(rs256, Claims{}.json(), another()), signature}, {token(R"({"alg":"RS256"})", Claims{}.json(), another()), signature},
      {token(R"({"alg":"RS256","kid":"mine","jwk":)" + another().jwk("mine") + "}", Claims{}.json(), another()), unknown},
      {token(R"({"alg":"RS256","kid":"ours","jwk":)" + another().jwk("ours") + "}", Claims{}.json(), another()), signature},
      {token(R"({"alg":"RS256","kid":"ours","jku":"https://evil.example/keys"})", Claims{}.json(), another()), signature},
      {other_curve().sign(es_header, Claims{}.json()), signature}, {token(R"({"alg":"RS256","kid":"ours"})", Claims{}.json(), ours(), Hash::sha1), signature},
      {header + "." + base64url(Claims{.sub = R"("1")"}.json()) + "." + mac, signature}, {base64url(R"({"alg":"RS256","kid":"ours"})") + "." + payload + "." + mac, signature},
      {header + "." + payload + "." + base64url(std::string(256, '\0')), signature}, {header + "." + payload + "." + base64url("short"), signature},
      // claims
      {token(rs256, "[]"), claims}, {token(rs256, ""), claims}, {token(rs256, "{"), claims}, {token(rs256, R"({"iss":"https://id.example.org","iss":"https://id.example.org"})"), claims},
      {token({.iss = ""}), issuer}, {token({.iss = R"("https://id.example.org/")"}), issuer}, {token({.iss = R"("https://ID.example.org")"}), issuer}, {token({.iss = R"("https://id.example.org.evil.example")"}), issuer},
      {token({.iss = R"(["https://id.example.org"])"}), issuer}, {token({.iss = "null"}), issuer},
      {token({.aud = ""}), client}, {token({.aud = R"("other")"}), client}, {token({.aud = R"("Millrace")"}), client}, {token({.aud = "[]"}), client}, {token({.aud = R"(["other"])"}), client},
      {token({.aud = R"(["millrace","other"])"}), client}, {token({.aud = R"(["millrace",7])", .more = R"(,"azp":"millrace")"}), client}, {token({.aud = "7"}), client},
      {token({.aud = R"({"millrace":true})"}), client}, {token({.more = R"(,"azp":"other")"}), client}, {token({.more = R"(,"azp":7)"}), client},
      {token({.nonce = ""}), log_in}, {token({.nonce = R"("another")"}), log_in}, {token({.nonce = R"("the nonce ")"}), log_in}, {token({.nonce = R"(["the nonce"])"}), log_in},
      {token({.exp = ""}), times}, {token({.exp = "null"}), times}, {token({.exp = R"("1800000300")"}), times}, {token({.exp = "-1"}), times}, {token({.exp = "1e400"}), claims}, {token({.exp = "1e300"}), times},
      {token({.iat = ""}), times}, {token({.exp = std::to_string(now_s - 60)}), "the token has expired"}, {token({.exp = "0"}), "the token has expired"},
      {token({.iat = std::to_string(now_s + 61)}), "the token was made in the future"}, {token({.more = fmt::format(R"(,"nbf":{})", now_s + 61)}), "the token is not good yet"},
      {token({.more = R"(,"nbf":"soon")"}), "the token is not good yet"},
      {token({.sub = ""}), whose}, {token({.sub = R"("")"}), whose}, {token({.sub = "1001"}), whose}, {token({.sub = '"' + std::string(256, 'a') + '"'}), whose},
      {token({.more = R"(,"at_hash":"AAAAAAAAAAAAAAAAAAAAAA")"}), "the token belongs to another access token"}, {token({.more = R"(,"at_hash":"")"}), "the token belongs to another access token"},
  };
  CHECK(std::size(vectors) >= 60);
  for (const auto& [text, why] : vectors) CHECK_MESSAGE(of(text) == why, text);
  // Every byte of a good one counts.
  for (std::size_t n = 0; n < good.size(); n += 7) {
    auto changed = good;
    changed[n] = changed[n] == 'A' ? 'B' : 'A';
    CHECK_MESSAGE(of(changed) != "good", n);
  }
}

TEST_CASE("of what a provider publishes, keys that are good for nothing here are left out") {
  const auto size = [](const std::string& all) { const auto read = KeySet::read(all); return read ? std::to_string(read->size()) : "none"; };
  CHECK(size("{}") == "none");
  CHECK(size("[]") == "none");
  CHECK(size(R"({"keys":7})") == "none");
  CHECK(size(R"({"keys":[]})") == "0");
  CHECK(size(R"({"keys":[7,null,{},{"kty":"oct","k":"c2VjcmV0"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},{"kty":"EC","crv":"P-384"}]})") == "0");
  CHECK(size("{\"keys\":[" + ours().jwk("a", "") + "]}") == "1");
  CHECK(size("{\"keys\":[" + ours().jwk("a", R"(,"use":"enc")") + "]}") == "0");
  CHECK(size("{\"keys\":[" + ours().jwk("a", R"(,"alg":"RS512")") + "]}") == "0");
  CHECK(size("{\"keys\":[" + ours().jwk("a", R"(,"alg":"HS256")") + "]}") == "0");
  CHECK(size("{\"keys\":[" + ours().jwk("a", R"(,"d":"AQAB")") + "]}") == "0");
  CHECK(size("{\"keys\":[" + ours().jwk("a", R"(,"k":"AQAB")") + "]}") == "0");
  CHECK(size("{\"keys\":[" + Rsa{1024}.jwk("small") + "]}") == "0");
  std::string many = ours().jwk("0");
  for (int n = 1; n < 200; ++n) many += ',' + ours().jwk(std::to_string(n));
  CHECK(size("{\"keys\":[" + many + "]}") == "50");
}

TEST_CASE("without a name for its key a token is of the only one; where there are two, of none") {
  const auto two = published(ours().jwk("a") + ',' + another().jwk("b"));
  CHECK(of(token(R"({"alg":"RS256"})", Claims{}.json()), two) == "the token is signed by an unknown key");
  CHECK(of(token(R"({"alg":"RS256","kid":"a"})", Claims{}.json()), two) == "good");
  CHECK(of(token(R"({"alg":"RS256","kid":"b"})", Claims{}.json()), two) == "the signature is wrong");
  const auto wrong = IdTokens::verify(token(R"({"alg":"RS256","kid":"c"})", Claims{}.json()), two, expected());
  CHECK(std::get<IdTokens::Wrong>(wrong).unknown_key);
}

TEST_CASE("an issuer for every tenant takes the tenant out of the token, if it is one") {
  auto many = expected();
  many.issuer = "https://login.example.org/{tenantid}/v2.0";
  const std::string tenant = "7f000001-0000-4000-8000-000000000001";
  const auto said_of = [&](const std::string& iss, const std::string& tid) {
    return said(IdTokens::verify(token({.iss = '"' + iss + '"', .more = R"(,"tid":")" + tid + '"'}), keys(), many));
  };
  CHECK(said_of("https://login.example.org/" + tenant + "/v2.0", tenant) == "good");
  CHECK(said_of("https://login.example.org/" + tenant + "/v2.0", "7f000001-0000-4000-8000-000000000002") == "the token is of another issuer");
  CHECK(said_of("https://login.example.org/{tenantid}/v2.0", "{tenantid}") == "the token is of another issuer");
  CHECK(said_of("https://login.example.org/a/../b/v2.0", "a/../b") == "the token is of another issuer");
  CHECK(said_of("https://login.example.org//v2.0", "") == "the token is of another issuer");
  CHECK(said(IdTokens::verify(token(Claims{}), keys(), many)) == "the token is of another issuer");
}
