// Tokens that a record makes (architecture §4): they say where they belong and prove it, so a gateway routes
// them without a look-up, and the same record always gives the same bytes.
//
//   kind _ tenant _ id _ n _ mac        wk_0190…_0190…_1_5f3c…
//
// kind: two letters; tenant, id: the 16 bytes as 32 lower-case hex digits; n: decimal, no sign, no leading
// zeros; mac: the first 16 bytes of HMAC-SHA-256(secret, everything before "_mac") as 32 lower-case hex digits.
// Hex, because base64url itself uses '_'. Every token has one spelling. All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/core/id.hpp"

namespace millrace {

// wk: what a web page gives to open the widget of a business (id: the widget; n: which of its keys)
// vt: a visitor (id: the customer)
// iv: an invitation to a business
// rt: a log-in's refresh token (tenant: nil, the directory; id: the session; n: its generation)
// pr, ev, ec, en: links that go to somebody's address by mail: to take a new password, to show whose the address is, and to change it, at
//     the present and at the new address (id: the account; n: which of its links)
// mf, mr: a log-in whose password was right, and which waits for a second factor; of an account that its person has deactivated it makes it
//     active again, too (tenant: the account; id: a mark of the password; n: until when, microseconds since 1970)
// mo: the same of a log-in by a provider's word (tenant: the account; id: the identity; n: until when)
// oa: a log-in at a provider that has begun (tenant: the session that asks for a link, or nil; id: chance; n: until when, microseconds since 1970)
// wc, wn: a challenge that a passkey answers, one that is known and a new one (tenant: the account, or nil: whose answers; id: chance; n: when
//     it was made, microseconds since 1970)
// lt: what a browser opens its live connection with, once (tenant: the account; id: the session; n: until when, microseconds since 1970)
// cn: where a provider delivers what happens on an account that a business is connected to (id: the connection; n: 1)
enum class TokenKind { widget, visitor, invitation, refresh, live, reset_password, verify_email, confirm_change, confirm_new_email,
                       second_factor, second_factor_back, passkey, new_passkey, second_factor_provider, provider_attempt, connection };

struct Token {
  Uuid tenant{};
  Uuid id{};
  std::int64_t n = 0;  // never negative
  bool operator==(const Token&) const = default;
};

std::string make_token(TokenKind, const Token&, std::string_view secret);
// Nothing unless `text` is, byte for byte, what make_token gives for this kind and secret. The comparison takes
// constant time.
std::optional<Token> read_token(TokenKind, std::string_view text, std::string_view secret);
// The text with the mac of each token in it, of any kind and valid or not, as "***", and whatever follows the prefix of an API key: fit for a log.
std::string mask_tokens(std::string_view text);

}  // namespace millrace
