// What may be asked of an account's second factors. Codes and signatures are checked by the gateway, before; what comes here is the outcome,
// and the rules see to it that each counts once.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/session/state.hpp"

namespace millrace {
namespace second_factor {

namespace rule {
inline constexpr Rule wrong{"auth.second_factor_wrong", Kind::unauthenticated, "This code or passkey is not right, or has been used already.",
                            "Codes of an app change every 30 seconds and are good once: wait for the next one, and see that the clock of the device is right."};
inline constexpr Rule required{"auth.second_factor_required", Kind::unauthenticated, "This account has a second factor, which is needed here.",
                               "Log in again, and send `mfa_token` of the answer with a code or a passkey to POST /auth/mfa."};
inline constexpr Rule token_over{"auth.mfa_token_over", Kind::gone, "This log-in has taken too long, or its password has changed since.", "Log in again: POST /auth/login."};
inline constexpr Rule challenge_over{"auth.challenge_over", Kind::gone, "This challenge is none of ours, has been used, or is over.", "Ask for a new one, and use it once, within five minutes."};
inline constexpr Rule offer_over{"second_factor.offer_over", Kind::gone, "This secret is over, or a newer one has been shown.", "Begin again: POST /auth/mfa/totp."};
inline constexpr Rule totp_there{"second_factor.totp_there", Kind::conflict, "There is an app for codes already.", "Remove it first: DELETE /auth/mfa/totp."};
inline constexpr Rule no_totp{"second_factor.no_totp", Kind::missing, "There is no app for codes."};
inline constexpr Rule none{"second_factor.none", Kind::conflict, "There is no second factor that recovery codes could stand in for.", "Set one up first."};
inline constexpr Rule passkey_invalid{"second_factor.passkey_invalid", Kind::invalid, "This passkey cannot be taken.", "`detail` says what is wrong with what the browser has sent."};
inline constexpr Rule passkey_known{"second_factor.passkey_known", Kind::conflict, "This passkey is here already."};
inline constexpr Rule no_such_passkey{"second_factor.passkey_not_found", Kind::missing, "There is no such passkey."};
inline constexpr Rule too_many_passkeys{"second_factor.too_many_passkeys", Kind::conflict, "An account has 20 passkeys at most.", "Remove one that is not used any more."};
inline constexpr Rule name_invalid{"second_factor.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line."};
inline constexpr Rule needed{"second_factor.needed", Kind::conflict, "One of your businesses asks its members for a second factor, and this is your last.",
                             "Set up another one first; or leave the businesses that `detail` names."};
}  // namespace rule

inline constexpr auto offer_lasts = std::chrono::minutes(15);
inline constexpr auto challenge_lasts = std::chrono::minutes(5);
inline constexpr std::size_t passkeys_at_most = 20, recovery_codes = 10;

// A second factor that somebody has shown, as the gateway has found it to be: one of the three.
struct Shown {
  std::optional<std::int64_t> totp_step = {};
  std::optional<std::string> recovery_hash = {};
  std::optional<Id<Passkey>> passkey_id = {};
  std::optional<std::int64_t> sign_count = {};         // of the passkey
  std::optional<Time> challenged_at = {};              // … when the challenge was made that it has answered
};
BOOST_DESCRIBE_STRUCT(Shown, (), (totp_step, recovery_hash, passkey_id, sign_count, challenged_at))

// That it has been used now; or that it counts for nothing, because it has been before, or its passkey has been copied.
std::variant<Rejection, AnyFact> used(const Id<Account>&, const Factors&, const Shown&);
session::Means means_of(const Shown&);

struct OfferTotp {
  static constexpr auto wire = "second_factor.offer_totp.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(OfferTotp, (), (id, secret))

// With the first of them come recovery codes, if there are none. The session that asks has shown what it has.
struct ConfirmTotp {
  static constexpr auto wire = "second_factor.confirm_totp.v1";
  using Of = Account;
  Id<Account> id;
  std::int64_t n = 0, step = 0;            // of the offer; of the code that has come back
  std::vector<std::string> recovery_hashes;
  Id<Session> session_id;
};
BOOST_DESCRIBE_STRUCT(ConfirmTotp, (), (id, n, step, recovery_hashes, session_id))

struct RemoveTotp {
  static constexpr auto wire = "second_factor.remove_totp.v1";
  using Of = Account;
  Id<Account> id;
};
BOOST_DESCRIBE_STRUCT(RemoveTotp, (), (id))

struct MakeRecoveryCodes {
  static constexpr auto wire = "second_factor.make_recovery_codes.v1";
  using Of = Account;
  Id<Account> id;
  std::vector<std::string> hashes;
};
BOOST_DESCRIBE_STRUCT(MakeRecoveryCodes, (), (id, hashes))

struct AddPasskey {
  static constexpr auto wire = "second_factor.add_passkey.v1";
  using Of = Account;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}, {"transports", {0, 10}, By::edge, Bound{1, 20}}};
  Id<Account> id;
  Id<Passkey> passkey_id;
  Personal<std::string> name;
  std::string credential_id, public_key;
  Algorithm algorithm = Algorithm::es256;
  std::int64_t sign_count = 0;
  std::vector<std::string> transports;
  Time challenged_at{};
  std::vector<std::string> recovery_hashes;
  Id<Session> session_id;
};
BOOST_DESCRIBE_STRUCT(AddPasskey, (), (id, passkey_id, name, credential_id, public_key, algorithm, sign_count, transports, challenged_at, recovery_hashes,
                                       session_id))

struct RemovePasskey {
  static constexpr auto wire = "second_factor.remove_passkey.v1";
  using Of = Account;
  Id<Account> id;
  Id<Passkey> passkey_id;
};
BOOST_DESCRIBE_STRUCT(RemovePasskey, (), (id, passkey_id))

}  // namespace second_factor

namespace commands {
WriteSide second_factor();
}

}  // namespace millrace
