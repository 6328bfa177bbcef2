// What the routes of accounts and sessions share: passwords as requests bring them, and the answer that hands out tokens. No reply of
// theirs is kept for a repeat: tokens are made anew, and each request is a command of its own.
#pragma once

#include "commands/identity/account/lookups.hpp"
#include "domain/identity/session/state.hpp"
#include "gateways/core/route.hpp"

namespace millrace {

// Beside `user`.
struct Tokens {
  std::string access_token, refresh_token;
  std::int64_t expires_in = 0;               // seconds, of the access token
};
BOOST_DESCRIBE_STRUCT(Tokens, (), (access_token, refresh_token, expires_in))

// What the body holds beside the ask: secrets, which never become part of it.
template <class Body>
const Body& beside(const Call& call) {
  return *static_cast<const Body*>(call.beside.get());
}

// The browser, as it calls itself; nothing when it does not.
std::optional<Personal<std::string>> device_of(const Call&);

// Whose password a request is about, as a key (route::Command::whose_password): that of the address in its body.
std::string password_of_email(const Call&);
// Whether that is the account's password. It hashes, whether there is such an account or not.
bool right_password(Call&, const account::Credential* of, const std::string& given);

// {user, access_token, refresh_token, expires_in}; `user` is JSON.
Response tokens(const Call&, const Id<Account>&, const Id<Session>&, std::int64_t n, std::string_view user);

// /auth/*: no Idempotency-Key; the next read sees it.
inline Route signing_in(Route r) { return settling(keyless(std::move(r))); }
Route answering_tokens(int status, Route);
Route making_password(std::string (*whose)(const Call&), Route);
Route trying_password(std::string (*whose)(const Call&), Route);

}  // namespace millrace
