// What happens to the account of a person. Accounts live in the directory (the tenant with the nil UUID).
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;

namespace account {

struct SignedUp {
  static constexpr auto wire = "account.signed_up.v1";
  Id<Account> id;
  Personal<std::string> email;
  Personal<std::string> name;
  Personal<std::string> password;          // PHC string of argon2id; sealed because it is a secret
};
BOOST_DESCRIBE_STRUCT(SignedUp, (), (id, email, name, password))

struct Renamed {
  static constexpr auto wire = "account.renamed.v1";
  Id<Account> id;
  Personal<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (id, name))

struct PasswordChanged {
  static constexpr auto wire = "account.password_changed.v1";
  Id<Account> id;
  Personal<std::string> password;
  std::int64_t credential_version = 0;     // what was proved with an older one counts no more
};
BOOST_DESCRIBE_STRUCT(PasswordChanged, (), (id, password, credential_version))

// A link goes to an address by mail; whoever has it reads mail there. Of an account's links, of whatever kind, the next has the next number,
// which is part of its token; a newer one of its kind takes its place.

// To the account's own address: for who cannot sign in.
struct PasswordResetRequested {
  static constexpr auto wire = "account.password_reset_requested.v1";
  Id<Account> id;
  Personal<std::string> email;
  std::int64_t n = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(PasswordResetRequested, (), (id, email, n, expires_at))

// To the account's own address: to see whose it is.
struct EmailVerificationRequested {
  static constexpr auto wire = "account.email_verification_requested.v1";
  Id<Account> id;
  Personal<std::string> email;
  std::int64_t n = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(EmailVerificationRequested, (), (id, email, n, expires_at))

// A link that went to the account's address has come back.
struct EmailVerified {
  static constexpr auto wire = "account.email_verified.v1";
  Id<Account> id;
};
BOOST_DESCRIBE_STRUCT(EmailVerified, (), (id))

// A link to either address, the present one and the new one; it is changed when both have come back.
struct EmailChangeRequested {
  static constexpr auto wire = "account.email_change_requested.v1";
  Id<Account> id;
  Personal<std::string> email;             // the present one
  Personal<std::string> new_email;
  std::int64_t n = 0;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(EmailChangeRequested, (), (id, email, new_email, n, expires_at))

struct EmailChangeConfirmed {
  static constexpr auto wire = "account.email_change_confirmed.v1";
  Id<Account> id;
  std::int64_t n = 0;
  bool at_new_email = false;               // else at the present one
};
BOOST_DESCRIBE_STRUCT(EmailChangeConfirmed, (), (id, n, at_new_email))

// The new address is verified with it.
struct EmailChanged {
  static constexpr auto wire = "account.email_changed.v1";
  Id<Account> id;
  Personal<std::string> taken_from;        // the address before
  Personal<std::string> email;
};
BOOST_DESCRIBE_STRUCT(EmailChanged, (), (id, taken_from, email))

// By its own person: nobody signs in any more until the same person takes it back. All else stays.
struct Deactivated {
  static constexpr auto wire = "account.deactivated.v1";
  Id<Account> id;
};
BOOST_DESCRIBE_STRUCT(Deactivated, (), (id))

struct Reactivated {
  static constexpr auto wire = "account.reactivated.v1";
  Id<Account> id;
};
BOOST_DESCRIBE_STRUCT(Reactivated, (), (id))

// By its own person, for good: whoever signs up with the address again is somebody else.
struct Deleted {
  static constexpr auto wire = "account.deleted.v1";
  Id<Account> id;
  Personal<std::string> email;             // which is free again
};
BOOST_DESCRIBE_STRUCT(Deleted, (), (id, email))

}  // namespace account
}  // namespace millrace
