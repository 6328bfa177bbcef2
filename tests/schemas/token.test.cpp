#include "schemas/token.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "schemas/digest.hpp"
#include "tests/support/bytes.hpp"

namespace millrace {
namespace {

const Uuid tenant = *parse_uuid("01900000-0000-7000-8000-0000000000aa");
const Uuid id = *parse_uuid("01900000-0000-7000-8000-0000000000bb");
constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";
const std::string claims = "wk_019000000000700080000000000000aa_019000000000700080000000000000bb_7";


std::string with_mac(const std::string& text) {
  return text + "_" + to_hex(raw(hmac_sha256(secret, text)).substr(0, 16));
}

}  // namespace

TEST_CASE("a token is its claims and the first half of their HMAC") {
  CHECK(make_token(TokenKind::widget, {tenant, id, 7}, secret) == with_mac(claims));
}

TEST_CASE("a token is made equal each time and read back whole") {
  for (const auto kind : {TokenKind::widget, TokenKind::visitor, TokenKind::invitation, TokenKind::refresh, TokenKind::live, TokenKind::reset_password,
                          TokenKind::verify_email, TokenKind::confirm_change, TokenKind::confirm_new_email})
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{10}, std::numeric_limits<std::int64_t>::max()}) {
      const std::string text = make_token(kind, {tenant, id, n}, secret);
      CHECK(text == make_token(kind, {tenant, id, n}, secret));
      CHECK(read_token(kind, text, secret) == Token{tenant, id, n});
    }
}

TEST_CASE("a token is refused as another kind, under another secret and with any byte changed, lost or added") {
  const std::string text = make_token(TokenKind::visitor, {tenant, id, 12}, secret);
  CHECK_FALSE(read_token(TokenKind::widget, text, secret));
  CHECK_FALSE(read_token(TokenKind::widget, "wk" + text.substr(2), secret));
  CHECK_FALSE(read_token(TokenKind::visitor, text, "another"));
  CHECK_FALSE(read_token(TokenKind::visitor, text + "0", secret));
  CHECK_FALSE(read_token(TokenKind::visitor, text + "\n", secret));
  CHECK_FALSE(read_token(TokenKind::visitor, " " + text, secret));
  for (std::size_t i = 0; i < text.size(); ++i) {
    CHECK_FALSE(read_token(TokenKind::visitor, text.substr(0, i), secret));
    for (const char c : {'0', 'a', '_', 'G', '\0', '\xff'}) {
      std::string forged = text;
      forged[i] = c;
      if (forged != text) CHECK_FALSE(read_token(TokenKind::visitor, forged, secret));
    }
  }
}

TEST_CASE("only one spelling of a token is accepted, even under a right HMAC") {
  const std::string both = "019000000000700080000000000000aa_019000000000700080000000000000bb";
  CHECK(read_token(TokenKind::widget, with_mac("wk_" + both + "_7"), secret));
  for (const char* n : {"07", "00", "+7", "-7", "7 ", " 7", "0x7", "", "9223372036854775808", "7_7"})
    CHECK_MESSAGE(!read_token(TokenKind::widget, with_mac("wk_" + both + "_" + n), secret), n);
  const std::string upper_tenant = "wk_019000000000700080000000000000AA" + both.substr(32) + "_7";
  CHECK_FALSE(read_token(TokenKind::widget, with_mac(upper_tenant), secret));
  std::string upper = with_mac(claims);
  for (std::size_t i = claims.size(); i < upper.size(); ++i)
    upper[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(upper[i])));
  CHECK_FALSE(read_token(TokenKind::widget, upper, secret));
}

TEST_CASE("random text is no token") {
  std::mt19937 random{11};
  const std::string good = make_token(TokenKind::refresh, {tenant, id, 3}, secret);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 130, '\0');
    for (char& c : text) c = i % 2 ? static_cast<char>(random()) : "0123456789abcdef_"[random() % 17];
    if (i % 3 == 0) text = good.substr(0, random() % good.size()) + text;
    if (text != good) CHECK_FALSE(read_token(TokenKind::refresh, text, secret));
  }
}

TEST_CASE("a log shows whose a token is but nothing that proves it") {
  const std::string text = make_token(TokenKind::widget, {tenant, id, 7}, secret);
  CHECK(mask_tokens(text) == claims + "_***");
  CHECK(mask_tokens("GET /widget/" + text + "/x?t=" + text + "0f&r=1") ==
        "GET /widget/" + claims + "_***/x?t=" + claims + "_***&r=1");
  CHECK(mask_tokens("wk" + text) == "wk" + claims + "_***");
  CHECK(mask_tokens("nothing to hide, wk_ 1") == "nothing to hide, wk_ 1");
  CHECK(mask_tokens("") == "");
}

}  // namespace millrace
