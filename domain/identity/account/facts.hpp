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

}  // namespace account
}  // namespace millrace
