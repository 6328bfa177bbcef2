// What a rule reads of an account.
#pragma once

#include "domain/identity/account/facts.hpp"

namespace millrace {

struct Account : Aggregate {
  using Facts = List<account::SignedUp, account::Renamed, account::PasswordChanged>;
  struct Active { std::int64_t credential_version = 1; };
  using State = std::variant<Absent, Active>;
  static const AnyFold& erased();

  static State on(auto, const account::SignedUp&) { return Active{}; }
  static State on(auto s, const account::Renamed&) { return s; }
  static State on(Absent s, const account::PasswordChanged&) { return s; }
  static State on(Active, const account::PasswordChanged& e) { return Active{e.credential_version}; }
};
BOOST_DESCRIBE_STRUCT(Account::Active, (), (credential_version))

}  // namespace millrace
