#include "infra/crypto/access_token.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <thread>

#include "schemas/json/node.hpp"

namespace millrace {
namespace {

using Claims = AccessTokens::Claims;
using Wrong = AccessTokens::Wrong;

const Uuid account = *parse_uuid("01900000-0000-7000-8000-0000000000aa");
const Uuid session = *parse_uuid("01900000-0000-7000-8000-0000000000bb");
const Time now = at_micros(1'800'000'000'250'000);
const Digest secret = sha256("a secret");
const Digest thief_secret = sha256("a thief's own secret");

constexpr const char* good_payload =
    R"({"iss":"millrace","aud":"millrace","sub":"01900000-0000-7000-8000-0000000000aa",)"
    R"("sid":"01900000-0000-7000-8000-0000000000bb","iat":1800000000,"exp":1800000600})";

bool accepted(AccessTokens& tokens, std::string_view token, Time at = now) {
  return std::holds_alternative<Claims>(tokens.verify(token, at));
}
std::string_view why(AccessTokens& tokens, std::string_view token, Time at = now) {
  const auto answer = tokens.verify(token, at);
  const auto* wrong = std::get_if<Wrong>(&answer);
  return wrong ? wrong->why : "accepted";
}

struct Parts {
  std::string header, payload, signature;
  explicit Parts(const std::string& token) {
    const auto first = token.find('.'), second = token.find('.', first + 1);
    header = token.substr(0, first);
    payload = token.substr(first + 1, second - first - 1);
    signature = token.substr(second + 1);
  }
};

std::string header_of(const Es256Key& key, std::string_view more = "") {
  return fmt::format(R"({{"alg":"ES256","kid":"{}","typ":"at+jwt"{}}})", key.kid(), more);
}

std::string hs256(std::string_view header, std::string_view payload, std::string_view key) {
  const std::string input = base64url(header) + "." + base64url(payload);
  return input + "." + base64url(raw(hmac_sha256(key, input)));
}

}  // namespace

TEST_CASE("what was signed is verified, by any process with the same secret") {
  AccessTokens here{{}, {secret}}, there{{}, {secret}};
  const std::string token = here.sign(account, session, 7, now);
  const Claims expected{account, session, 7, at_micros(1'800'000'000'000'000), at_micros(1'800'000'600'000'000)};
  for (int again = 0; again < 2; ++again) {
    CHECK(std::get<Claims>(here.verify(token, now)) == expected);
    CHECK(std::get<Claims>(there.verify(token, now)) == expected);
  }
  CHECK(token.size() < 700);
}

TEST_CASE("a token of an earlier release, or of none beside a refresh token, says no number") {
  const Es256Key ours{secret};
  AccessTokens tokens{{}, {secret}};
  CHECK(std::get<Claims>(tokens.verify(ours.sign(header_of(ours), good_payload), now)).refresh == 0);
  CHECK(std::get<Claims>(tokens.verify(tokens.sign(account, session, 0, now), now)).refresh == 0);
}

TEST_CASE("a token carries what RFC 9068 requires") {
  AccessTokens tokens{{.issuer = "https://mill.example", .audience = "api"}, {secret}};
  const Parts parts{tokens.sign(account, session, 7, now)};
  CHECK(*base64url_decode(parts.header) == header_of(Es256Key{secret}));
  const Document document{*base64url_decode(parts.payload)};
  REQUIRE(document.fault() == Document::Fault::none);
  const Node claims = document.root();
  CHECK(claims.find("iss")->text() == "https://mill.example");
  CHECK(claims.find("aud")->text() == "api");
  CHECK(claims.find("sub")->text() == to_string(account));
  CHECK(claims.find("sid")->text() == to_string(session));
  CHECK(claims.find("client_id")->text() == "millrace");
  CHECK(claims.find("jti")->text().size() == 22);
  CHECK(claims.find("rtn")->integer() == 7);
  CHECK(claims.find("iat")->integer() == 1'800'000'000);
  CHECK(claims.find("exp")->integer() == 1'800'000'600);
}

TEST_CASE("a token lives from its issue to its expiry, give or take the leeway, remembered or not") {
  AccessTokens tokens{{}, {secret}};
  const std::string token = tokens.sign(account, session, 7, now);
  const Time issued = at_micros(1'800'000'000'000'000);
  for (int again = 0; again < 2; ++again) {
    CHECK(why(tokens, token, issued - std::chrono::seconds{31}) == "the token was issued in the future");
    CHECK(accepted(tokens, token, issued - std::chrono::seconds{30}));
    CHECK(accepted(tokens, token, issued + std::chrono::seconds{629}));
    CHECK(why(tokens, token, issued + std::chrono::seconds{630}) == "the token has expired");
  }
}

TEST_CASE("keys change without anybody being logged out") {
  AccessTokens before{{}, {sha256("old")}}, after{{}, {sha256("new"), sha256("old")}}, later{{}, {sha256("new")}};
  const std::string old_token = before.sign(account, session, 7, now), new_token = after.sign(account, session, 7, now);
  CHECK(accepted(after, old_token));
  CHECK(accepted(after, new_token));
  CHECK(accepted(later, new_token));
  CHECK_FALSE(accepted(later, old_token));
  CHECK_FALSE(accepted(before, new_token));
}

TEST_CASE("the key set shows the public keys and nothing else") {
  AccessTokens tokens{{}, {secret, thief_secret}};
  const Document document{tokens.jwks()};
  REQUIRE(document.fault() == Document::Fault::none);
  std::vector<std::string> kids;
  document.root().find("keys")->elements([&](Node key) {
    CHECK(key.find("kty")->text() == "EC");
    CHECK(key.find("crv")->text() == "P-256");
    CHECK(key.find("alg")->text() == "ES256");
    CHECK(key.find("use")->text() == "sig");
    CHECK(base64url_decode(key.find("x")->text())->size() == 32);
    CHECK(base64url_decode(key.find("y")->text())->size() == 32);
    CHECK_FALSE(key.find("d"));
    kids.emplace_back(key.find("kid")->text());
  });
  CHECK(kids == std::vector<std::string>{Es256Key{secret}.kid(), Es256Key{thief_secret}.kid()});
}

TEST_CASE("tokens that others made are refused") {
  AccessTokens tokens{{}, {secret}};
  const Es256Key ours{secret}, thief{thief_secret};
  const Parts real{tokens.sign(account, session, 7, now)};
  const std::string ours_header = header_of(ours), payload = good_payload;
  const auto thief_says = [&](const std::string& header) { return thief.sign(header, payload); };
  const std::string unsigned_part = real.header + "." + real.payload + ".";
  const std::string signature = *base64url_decode(real.signature);
  const std::string none = fmt::format(R"({{"alg":"none","kid":"{}","typ":"at+jwt"}})", ours.kid());
  const std::string hmac = fmt::format(R"({{"alg":"HS256","kid":"{}","typ":"at+jwt"}})", ours.kid());
  const std::vector<std::pair<const char*, std::string>> forged = {
      {"no signature", base64url(R"({"alg":"none"})") + "." + base64url(payload) + "."},
      {"none and our kid", base64url(none) + "." + base64url(payload) + "."},
      {"None", base64url(R"({"alg":"None","typ":"at+jwt"})") + "." + base64url(payload) + "." + real.signature},
      {"our header without a signature", real.header + "." + real.payload + "."},
      {"HS256 with the public key", hs256(R"({"alg":"HS256","typ":"at+jwt"})", payload, ours.public_jwk())},
      {"HS256 with our kid", hs256(hmac, payload, ours.public_jwk())},
      {"HS256 with an empty key", hs256(R"({"alg":"HS256","typ":"at+jwt"})", payload, "")},
      {"HMAC under our header", hs256(ours_header, payload, ours.public_jwk())},
      {"HMAC of 64 bytes under our header", hs256(ours_header, payload, "k") + real.signature.substr(43)},
      {"a thief's key under our kid", thief_says(ours_header)},
      {"a thief's key under its own kid", thief_says(header_of(thief))},
      {"jwk", thief_says(header_of(ours, R"(,"jwk":)" + thief.public_jwk()))},
      {"jku", thief_says(header_of(ours, R"(,"jku":"https://thief.example/jwks.json")"))},
      {"x5u", thief_says(header_of(ours, R"(,"x5u":"https://thief.example/x.pem")"))},
      {"x5c", thief_says(header_of(ours, R"(,"x5c":["MIIB"])"))},
      {"kid as a path", thief_says(R"({"alg":"ES256","kid":"../../dev/null","typ":"at+jwt"})")},
      {"kid as SQL", thief_says(R"({"alg":"ES256","kid":"' OR 1=1 --","typ":"at+jwt"})")},
      {"kid empty", thief_says(R"({"alg":"ES256","kid":"","typ":"at+jwt"})")},
      {"kid missing", thief_says(R"({"alg":"ES256","typ":"at+jwt"})")},
      {"kid a number", thief_says(R"({"alg":"ES256","kid":1,"typ":"at+jwt"})")},
      {"another payload under a real signature", real.header + "." + base64url(payload) + "." + real.signature},
      {"an empty payload", real.header + ".." + real.signature},
      {"zero signature", real.header + "." + real.payload + "." + base64url(std::string(64, '\0'))},
      {"all-ones signature", real.header + "." + real.payload + "." + base64url(std::string(64, '\xff'))},
      {"r and s swapped", unsigned_part + base64url(signature.substr(32) + signature.substr(0, 32))},
      {"a short signature", unsigned_part + base64url(signature.substr(0, 63))},
      {"a long signature", unsigned_part + base64url(signature + '\0')},
      {"a DER signature", unsigned_part + base64url("\x30\x44\x02\x20" + signature)},
      {"an encrypted token", real.header + "." + real.payload + "." + real.signature + ".a.b"},
      {"JSON serialisation", fmt::format(R"({{"payload":"{}","protected":"{}","signature":"{}"}})", real.payload,
                                         real.header, real.signature)},
  };
  for (const auto& [what, token] : forged) CHECK_MESSAGE(!accepted(tokens, token), what);
}

TEST_CASE("our own key's other signatures are no access tokens") {
  AccessTokens tokens{{}, {secret}};
  const Es256Key ours{secret};
  const std::string header = header_of(ours);
  REQUIRE(accepted(tokens, ours.sign(header, good_payload)));
  const std::vector<std::string> headers = {
      R"({"alg":"ES256"})",
      fmt::format(R"({{"alg":"ES256","kid":"{}"}})", ours.kid()),
      fmt::format(R"({{"alg":"ES256","kid":"{}","typ":"JWT"}})", ours.kid()),
      fmt::format(R"({{"alg":"ES256","kid":"{}","typ":"AT+JWT"}})", ours.kid()),
      fmt::format(R"({{"typ":"at+jwt","alg":"ES256","kid":"{}"}})", ours.kid()),
      header_of(ours, R"(,"crit":["b64"],"b64":false)"),
      header_of(ours, R"(,"cty":"JWT")"),
      header_of(ours, R"(,"jku":"https://mill.example/jwks.json")"),
  };
  for (const std::string& other : headers) {
    const auto said = why(tokens, ours.sign(other, good_payload));
    CHECK_MESSAGE(said == "the token is not signed by a key of this server", other);
  }
  const std::string good = good_payload;
  for (const std::string& payload : {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"\"text\""},
                                     std::string{"{}"}, good + "{}", good.substr(0, good.size() - 1),
                                     std::string(3, '\0'), std::string{"\xff\xfe"}})
    CHECK_MESSAGE(!accepted(tokens, ours.sign(header, payload)), payload);

  const std::vector<std::pair<std::string_view, std::string_view>> changes = {
      {R"("iss":"millrace")", R"("iss":"other")"},
      {R"("iss":"millrace")", R"("iss":["millrace"])"},
      {R"("iss":"millrace",)", ""},
      {R"("aud":"millrace")", R"("aud":"other")"},
      {R"("aud":"millrace")", R"("aud":["millrace"])"},
      {R"("aud":"millrace")", R"("aud":"")"},
      {R"("aud":"millrace",)", ""},
      {"0000000000aa", "0000000000a"},
      {"0000000000aa", "../../../admin"},
      {R"("sub")", R"("Sub")"},
      {R"("sid")", R"("si")"},
      {"1800000600", "\"1800000600\""},
      {"1800000600", "1800000600.5"},
      {"1800000600", "18000006000000000"},
      {"1800000600", "99999999999999999999"},
      {"1800000600", "1e99"},
      {"1800000600", "-1"},
      {"1800000600", "1799999999"},
      {"1800000600", "1800000000"},
      {"1800000600", "null"},
      {R"(,"exp":1800000600)", ""},
      {R"("iat":1800000000,)", ""},
      {"1800000000", "true"},
      {"1800000000", "1800000031"},
  };
  for (const auto& [what, instead] : changes) {
    std::string payload = good;
    payload.replace(payload.find(what), what.size(), instead);
    CHECK_MESSAGE(!accepted(tokens, ours.sign(header, payload)), payload);
  }
}

TEST_CASE("a token has one spelling") {
  AccessTokens tokens{{}, {secret}};
  const std::string token = tokens.sign(account, session, 7, now);
  REQUIRE(accepted(tokens, token));
  const Parts parts{token};
  std::string bits = token;  // the last of 86 characters has four bits that no byte takes
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  bits.back() = alphabet[alphabet.find(bits.back()) ^ 1];
  const auto& [header, payload, signature] = parts;
  const std::vector<std::string> others = {
      bits, token + "=", token + "==", token + "\n", " " + token, token + " ", token + ".", "." + token,
      token + "." + signature, header + "." + token, token + token, token + std::string("\0x", 2), "Bearer " + token,
      header + "=." + payload + "." + signature, header + "." + payload + "=." + signature, header + "." + payload,
      header, "", ".", "..", "...", std::string(1, '\0'), std::string(4096, '.'), std::string(4097, 'a'),
      std::string(4094, 'a') + "..", token + std::string(4096, 'A')};
  for (const std::string& other : others) CHECK_MESSAGE(!accepted(tokens, other), other.substr(0, 600));
  CHECK(why(tokens, token + std::string(4096, 'A')) == "the token is too long");
  for (std::size_t cut = 0; cut < token.size(); ++cut) CHECK_FALSE(accepted(tokens, token.substr(0, cut)));
}

TEST_CASE("random bytes and a real token with a changed byte are refused") {
  AccessTokens tokens{{}, {secret}};
  const std::string token = tokens.sign(account, session, 7, now);
  REQUIRE(accepted(tokens, token));
  std::mt19937 random{9};
  for (int i = 0; i < 2'000; ++i) {
    std::string text = token;
    text[random() % text.size()] = static_cast<char>(random());
    if (text != token) CHECK_FALSE(accepted(tokens, text));
    text.resize(random() % 300);
    for (char& c : text) c = i % 2 ? static_cast<char>(random()) : "eyJhbGciOiJFUzI1NiJ9._-"[random() % 23];
    CHECK_FALSE(accepted(tokens, text));
  }
}

TEST_CASE("what is remembered is bounded and answers as what is not") {
  AccessTokens tokens{{.remembered = 3}, {secret}};
  std::vector<std::string> all;
  for (int i = 0; i < 10; ++i) all.push_back(tokens.sign(account, session, 7, now + std::chrono::seconds{i}));
  for (int again = 0; again < 3; ++again)
    for (std::size_t i = 0; i < all.size(); ++i)
      CHECK(std::get<Claims>(tokens.verify(all[i], now)).issued_at == at_micros((1'800'000'000 +
          static_cast<int>(i)) * 1'000'000LL));
}

TEST_CASE("many threads sign and verify at once") {
  AccessTokens tokens{{.remembered = 8}, {secret}};
  std::array<bool, 4> right{};
  {
    std::vector<std::jthread> threads;
    for (bool& mine : right)
      threads.emplace_back([&tokens, &mine] {
        mine = true;
        for (int i = 0; i < 40; ++i) mine = mine && accepted(tokens, tokens.sign(account, session, 7, now));
      });
  }
  for (const bool mine : right) CHECK(mine);
}

}  // namespace millrace
