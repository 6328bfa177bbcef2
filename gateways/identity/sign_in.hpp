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
// Where the request comes from; nothing when nobody knows.
std::optional<Personal<std::string>> address_of(const Call&);

// Whose that address is, in any spelling. Where an earlier release took two spellings of one address for two addresses, each names its
// own account, and any other spelling the older one.
std::optional<Id<Account>> account_of(const Reader&, Vault&, const std::string& email);
// The account's own row, as answers that sign in hold it.
std::string user_json(const Reader&, const Id<Account>&);

// Whose password a request is about, as a key (route::Command::whose_password): that of the address in its body.
std::string password_of_email(const Call&);
// … that of the account that asks.
std::string own_password(const Call&);
// Whether that is the account's password. It hashes, whether there is such an account or not.
bool right_password(Call&, const account::Credential* of, const std::string& given);
// For who is signed in and asks for something that nobody should do with a session alone: the credential that the password has proved, or
// why not. `pointer` is the body's member that holds it, `called` what people call that.
std::variant<account::Credential, Response> proved(Call&, const Reader&, const std::string& password, std::string_view pointer = "/password",
                                                   std::string_view called = "password");

// {user, access_token, refresh_token, expires_in}; `user` is JSON.
Response tokens(const Call&, const Id<Account>&, const Id<Session>&, std::int64_t n, std::string_view user);

// /auth/*: no Idempotency-Key; the next read sees it.
inline Route signing_in(Route r) { return settling(keyless(std::move(r))); }
// What strangers may ask for so often only from one address (--anonymous-per-minute).
Route bounded_by_address(Route);
Route answering_tokens(int status, Route);
Route making_password(std::string (*whose)(const Call&), Route);
Route trying_password(std::string (*whose)(const Call&), Route);

}  // namespace millrace
