// Second factors as requests bring them, and what the routes that ask for one share.
#pragma once

#include "commands/identity/account/lookups.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/second_factor/lookups.hpp"
#include "gateways/core/route.hpp"

namespace millrace::identity {

// What a browser has had signed; each base64url.
struct SignedChallenge {
  static constexpr Bounded bounds[] = {{"credential_id", {1, 1'400}}, {"client_data", {1, 3'000}}, {"authenticator_data", {1, 1'400}}, {"signature", {1, 1'400}},
                                       {"user_handle", {0, 100}}};
  std::string credential_id, client_data, authenticator_data, signature;
  std::optional<std::string> user_handle = {};
};
BOOST_DESCRIBE_STRUCT(SignedChallenge, (), (credential_id, client_data, authenticator_data, signature, user_handle))

// One of the three, out of a body that has them.
struct Given {
  const std::optional<std::string>& code;
  const std::optional<std::string>& recovery_code;
  const std::optional<SignedChallenge>& passkey;
};
template <class Body>
Given given_in(const Body& body) { return {body.code, body.recovery_code, body.passkey}; }

// That it is one of that account's; else why not. Codes that are wrong are guesses (Call::password_right); signatures nobody guesses.
std::variant<second_factor::Shown, Response> shown(Call&, const Reader&, const Id<Account>&, const Given&);
// Which account a passkey says it is of, when it stands alone.
std::optional<Id<Account>> account_of(const SignedChallenge&);

// "totp", "passkey", "recovery_code": by which that account can be shown to be its person's.
std::vector<std::string> methods_of(const second_factor::Factors&);
bool has_second_factor(const Rows&, const Id<Account>&);

struct FactorWanted {
  bool mfa_required = true;
  std::string mfa_token;
  std::vector<std::string> methods;
  std::int64_t expires_in = 0;               // seconds, of the token
};
BOOST_DESCRIBE_STRUCT(FactorWanted, (), (mfa_required, mfa_token, methods, expires_in))
// The answer to a right password that is not enough. `back`: the account was deactivated, and is
// to be active again.
Response asking_for_factor(const Call&, const Rows&, const Id<Account>&, const account::Credential&, bool back);
// The same of a log-in by the word of a provider that knows that identity.
Response asking_for_factor(const Call&, const Rows&, const Id<Account>&, const Id<Identity>&);
// Its route, which may give that answer instead.
inline Route or_wanting_factor(Route r) { return holding("", {.shapes = {&shape_of<FactorWanted>()}}, std::move(r)); }
// What that token says, while the password has not changed and it is not over; null: it is none.
struct LogInBegun {
  Id<Account> account_id;
  std::int64_t credential_version = 0;
  bool back = false;
  std::optional<std::string> provider = {};  // by whose word it has begun; none: the password
};
std::optional<LogInBegun> read_mfa_token(const Services&, const Rows&, const std::string& token);

// Whether its person has shown lately, by the strongest means it has, who it is.
bool session_fresh(const Rows&, const Uuid& session, Time now);

// Codes are tried like passwords; wherever from, since there are only a million of them.
Route trying_factor(std::string (*whose)(const Call&), Route);

Routes second_step_routes();               // of a log-in, and again of a session (second_step.cpp)
Routes passkey_routes();                   // passkeys.cpp

// Ten new recovery codes: their hashes, and in Call::user what is shown once, as a list.
std::vector<std::string> make_recovery_codes(Call&, const Id<Account>&);
struct RecoveryCodes {
  std::optional<std::vector<std::string>> recovery_codes = {};
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (recovery_codes))
// {id, version}, and the codes when the record has made some.
Response with_recovery_codes(const Call&, const Committed&);
Response not_kept(Response);               // Cache-Control: no-store

}  // namespace millrace::identity
