// What may be asked of an account. Passwords are hashed and verified by the gateway, before; what comes here is the outcome.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/member/state.hpp"
#include "domain/identity/session/state.hpp"

namespace millrace {
namespace account {

namespace rule {
inline constexpr Rule email_taken{"account.email_taken", Kind::conflict, "There is an account with this e-mail address already.",
                                  "Log in with it; or sign up with another address."};
inline constexpr Rule email_invalid{"account.email_invalid", Kind::invalid, "This is not an e-mail address."};
inline constexpr Rule account_name_invalid{"account.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line."};
inline constexpr Rule password_invalid{"account.password_invalid", Kind::invalid, "This password cannot be taken.",
                                       "Take 8 to 200 characters on one line; `detail` says what is wrong with this one."};
inline constexpr Rule account_exists{"account.exists", Kind::conflict, "There is an account under this id already.",
                                     "Repeat with a new Idempotency-Key for a new account."};
inline constexpr Rule no_such_account{"account.not_found", Kind::missing, "There is no such account."};
inline constexpr Rule not_ready{"account.not_ready", Kind::unavailable, "Your account is not here yet.", "Try again after Retry-After; it was made a moment ago."};
// One answer for an unknown address and a wrong password, so that nobody learns which addresses have accounts.
inline constexpr Rule auth_failed{"auth.failed", Kind::unauthenticated, "The e-mail address or the password is wrong.",
                                  "Try it again as it was given at the sign-up; each wrong try makes the wait for the next one longer."};
}  // namespace rule

// One record: the account and its first session.
struct SignUp {
  static constexpr auto wire = "account.sign_up.v1";
  using Of = Account;
  static constexpr Bounded bounds[] = {{"email", {3, 254}, By::rule}, {"name", {1, 100}, By::rule}};
  Id<Account> id;
  Personal<std::string> email;
  Personal<std::string> name;
  Personal<std::string> password;          // PHC string
  std::optional<Personal<std::string>> device;
};
BOOST_DESCRIBE_STRUCT(SignUp, (), (id, email, name, password, device))
// What is wrong with the address and the name that somebody signs up with, whoever is there already; null: nothing. Any thread.
const Rule* wrong(const SignUp&);

// Where an account is a member, and as whom.
struct MemberAt {
  Uuid business_id{};
  Id<Member> member_id;
};
BOOST_DESCRIBE_STRUCT(MemberAt, (), (business_id, member_id))

// Each of the businesses where it is a member hears of it.
struct Rename {
  static constexpr auto wire = "account.rename.v1";
  using Of = Account;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule}};
  Id<Account> id;
  Personal<std::string> name;
  std::optional<Personal<std::string>> email = {};           // as the account has it
  std::optional<std::vector<MemberAt>> memberships = {};     // as far as the gateway knows them
};
BOOST_DESCRIBE_STRUCT(Rename, (), (id, name, email, memberships))

// A timer's: the memberships that have not been told yet what the account is called in that version.
struct TellMemberships {
  static constexpr auto wire = "account.tell_memberships.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> name;
  Personal<std::string> email;
  std::int64_t account_version = 0;
  std::vector<MemberAt> memberships;
};
BOOST_DESCRIBE_STRUCT(TellMemberships, (), (id, name, email, account_version, memberships))

// Every other session of the account ends with it.
struct ChangePassword {
  static constexpr auto wire = "account.change_password.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> password;
  std::int64_t credential_version = 0;     // under which the old password was verified
  Id<Session> session_id;                  // the one that asks
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (id, password, credential_version, session_id))

}  // namespace account

namespace commands {
WriteSide account();
}

}  // namespace millrace
