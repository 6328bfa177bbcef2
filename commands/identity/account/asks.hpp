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
inline constexpr Rule link_over{"account.link_over", Kind::gone, "This link has been used, has expired, or a newer one has been sent.",
                                "Ask for a new one, and open the newest mail."};
inline constexpr Rule link_invalid{"account.link_invalid", Kind::invalid, "This is no link of ours.", "Check it; it is long, and mail programs break it."};
inline constexpr Rule link_sent{"account.link_sent", Kind::limit, "A link has just been sent.", "Look for the mail; another one can be sent in five minutes."};
inline constexpr Rule already_verified{"account.already_verified", Kind::conflict, "This address has been verified already."};
inline constexpr Rule deactivated{"account.deactivated", Kind::forbidden, "This account has been deactivated by its person.",
                                  "POST /auth/reactivate with the same body makes it active again, and signs in."};
inline constexpr Rule not_deactivated{"account.not_deactivated", Kind::conflict, "This account is active.", "Log in: POST /auth/login."};
inline constexpr Rule last_owner{"account.last_owner", Kind::conflict, "Somebody else must be the owner of each of your businesses first.",
                                 "Make somebody an owner (PATCH /businesses/{id}/team/{member_id}) of those that `detail` names."};
inline constexpr Rule operators_own{"account.operators_own", Kind::forbidden, "The operator's account keeps its address, and stays.",
                                    "Its password may be changed: POST /auth/update-password."};
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
  std::optional<Personal<std::string>> address = {};
};
BOOST_DESCRIBE_STRUCT(SignUp, (), (id, email, name, password, device, address))
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

// Links by mail: how long each is good, and how long there is no other of its kind, whoever asks for it.
inline constexpr auto reset_lasts = std::chrono::hours(1);
inline constexpr auto verification_lasts = std::chrono::hours(7 * 24);
inline constexpr auto change_lasts = std::chrono::hours(24);
inline constexpr auto link_pause = std::chrono::minutes(5);

// For who cannot sign in, in two forms. Without a password: a link is to be sent to the account's address; an id that is nobody's is
// accepted as well, and one that has just been sent a link, so that nobody learns which addresses have accounts. With one: the link's
// token was brought, whose number is `n`; every session of the account ends.
struct ResetPassword {
  static constexpr auto wire = "account.reset_password.v1";
  using Of = Account;
  Id<Account> id;
  std::optional<Personal<std::string>> email = {};     // as the account has it
  std::optional<std::int64_t> n = {};
  std::optional<Personal<std::string>> password = {};  // PHC string
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (id, email, n, password))

// Another link to the account's own address.
struct SendVerification {
  static constexpr auto wire = "account.send_verification.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> email;             // as the account has it
};
BOOST_DESCRIBE_STRUCT(SendVerification, (), (id, email))

// A link to that address, and one to the present one.
struct ChangeEmail {
  static constexpr auto wire = "account.change_email.v1";
  using Of = Account;
  static constexpr Bounded bounds[] = {{"new_email", {3, 254}, By::rule}};
  Id<Account> id;
  Personal<std::string> new_email;
  Personal<std::string> email;             // as the account has it
  std::int64_t credential_version = 0;     // under which the password was verified
};
BOOST_DESCRIBE_STRUCT(ChangeEmail, (), (id, new_email, email, credential_version))

// By whoever brings the token of a link: that which shows whose the account's address is, or one of the two that change it.
enum class Confirms { address, change_at_email, change_at_new_email };
BOOST_DESCRIBE_ENUM(Confirms, address, change_at_email, change_at_new_email)
struct ConfirmEmail {
  static constexpr auto wire = "account.confirm_email.v1";
  using Of = Account;
  Id<Account> id;
  Confirms what = Confirms::address;
  std::int64_t n = 0;
  // What a change needs, as far as the gateway knows it: the account's address and name, the new address, and where it is a member.
  std::optional<Personal<std::string>> email = {}, name = {}, new_email = {};
  std::optional<std::vector<MemberAt>> memberships = {};
};
BOOST_DESCRIBE_STRUCT(ConfirmEmail, (), (id, what, n, email, name, new_email, memberships))

// Every session of the account ends with it.
struct Deactivate {
  static constexpr auto wire = "account.deactivate.v1";
  using Of = Account;
  Id<Account> id;
  std::int64_t credential_version = 0;     // under which the password was verified
};
BOOST_DESCRIBE_STRUCT(Deactivate, (), (id, credential_version))

// Signs in as well.
struct Reactivate {
  static constexpr auto wire = "account.reactivate.v1";
  using Of = Account;
  Id<Account> id;
  std::int64_t credential_version = 0;     // under which the password was verified
  std::optional<Personal<std::string>> device = {}, address = {};
};
BOOST_DESCRIBE_STRUCT(Reactivate, (), (id, credential_version, device, address))

// It leaves each business where it is a member.
struct Delete {
  static constexpr auto wire = "account.delete.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> email;             // as the account has it
  std::int64_t credential_version = 0;     // under which the password was verified
  std::vector<MemberAt> memberships = {};  // as far as the gateway knows them
};
BOOST_DESCRIBE_STRUCT(Delete, (), (id, email, credential_version, memberships))

// A timer's: the memberships that a deleted account has not left yet.
struct LeaveMemberships {
  static constexpr auto wire = "account.leave_memberships.v1";
  using Of = Account;
  Id<Account> id;
  std::vector<MemberAt> memberships;
};
BOOST_DESCRIBE_STRUCT(LeaveMemberships, (), (id, memberships))

}  // namespace account

namespace commands {
WriteSide account();
}

}  // namespace millrace
