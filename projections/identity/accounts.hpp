// People with an account, as the directory shows them to themselves.
#pragma once

#include "domain/identity/account/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::account {

struct AccountRow {
  Id<Account> id;
  Personal<std::string> email;
  Personal<std::string> name;
  Time created_at{};
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (id, email, name, created_at))

struct Accounts : Fold<Id<Account>, AccountRow> {
  static constexpr auto name = "accounts";
  static const AnyFold& erased();
  using Listens = FactsOf<Account>;
  using Ignores = List<PasswordChanged>;
  static Maybe on(Maybe, const SignedUp& e, const Meta& m) { return AccountRow{e.id, e.email, e.name, m.at}; }
  static void on(AccountRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
};

}  // namespace millrace::account

namespace millrace::projections {
Projection accounts();
}
