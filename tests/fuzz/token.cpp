// Tokens as callers bring them: nothing is taken that was not given out, in its one spelling; and of claims that our own key has signed, only
// those of an access token.
#include "infra/crypto/access_token.hpp"

#include <cstring>

#include "schemas/api_key.hpp"
#include "schemas/token.hpp"
#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

constexpr Digest secret{7};
const Time now = at_micros(1'800'000'000'000'000);
const Uuid person = *parse_uuid("01900000-0000-7000-8000-000000000001"), their_session = *parse_uuid("01900000-0000-7000-8000-000000000002");
AccessTokens tokens{{}, {secret}};
const std::string own = tokens.sign(person, their_session, 3, now);
const Es256Key key{secret};
const std::string header = R"({"alg":"ES256","kid":")" + key.kid() + R"(","typ":"at+jwt"})";

void claims(std::string_view payload) {
  if (payload.size() > 2'000) return;
  const auto read = tokens.verify(key.sign(header, payload), now);
  if (const auto* said = std::get_if<AccessTokens::Claims>(&read))
    CLAIM(said->expires_at > said->issued_at && said->refresh >= 0 && now < said->expires_at + std::chrono::seconds{30});
}

void others(std::string_view text) {
  for (const auto kind : {TokenKind::widget, TokenKind::visitor, TokenKind::refresh, TokenKind::second_factor})
    if (const auto token = read_token(kind, text, "secret")) CLAIM(make_token(kind, *token, "secret") == text);
  if (written_like_api_key(text)) CLAIM(text.starts_with(api_key_prefix) && text.size() == api_key_prefix.size() + 49);
  const auto masked = mask_tokens(text);
  CLAIM(masked.size() <= text.size() + 3 * text.size());
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto rest = input.substr(1);
  switch (input.front() & 3) {
    case 0: return claims(rest);
    case 1: return others(rest);
    default:
      if (std::holds_alternative<AccessTokens::Claims>(tokens.verify(rest, now))) CLAIM(rest == own);
  }
}
