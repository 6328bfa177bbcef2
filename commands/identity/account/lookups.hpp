// Questions about accounts that a rule, or a log-in before its rule, asks the directory.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/identity/account/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::account {

struct AccountsFound { std::vector<Id<Account>> accounts; };
BOOST_DESCRIBE_STRUCT(AccountsFound, (), (accounts))

// Whose e-mail address is this: by Personal::match. One account, unless an earlier release took two spellings of an address for two
// addresses; then all of them, as they signed up.
struct AccountByEmail : Fold<Uuid, AccountsFound> {
  static constexpr auto name = "account_by_email";
  static const AnyFold& erased();
  using Listens = List<SignedUp>;
  static Keys keys(const SignedUp& e) { return e.email.erased ? Keys{} : Keys{Key(e.email.match)}; }
  static Maybe on(Maybe r, const SignedUp& e, const Meta&) {
    if (!r) r.emplace();
    r->accounts.push_back(e.id);
    return r;
  }
};

// A digest of it.
struct NameRow { std::optional<Uuid> name; };
BOOST_DESCRIBE_STRUCT(NameRow, (), (name))

struct CurrentName : Fold<Id<Account>, NameRow> {
  static constexpr auto name = "account_name";
  static const AnyFold& erased();
  using Listens = List<SignedUp, Renamed>;
  static Row on(Maybe, const auto& e, const Meta&) { return {exact_match(e.name)}; }
};

struct Credential {
  std::string phc;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Credential, (), (phc, version))

// What a password is verified against, before the rule that only compares the version.
struct Credentials : Fold<Id<Account>, Credential> {
  static constexpr auto name = "credentials";
  static const AnyFold& erased();
  using Listens = List<SignedUp, PasswordChanged>;
  static Maybe on(Maybe, const SignedUp& e, const Meta&) { return made(e.password, 1); }
  static Maybe on(Maybe, const PasswordChanged& e, const Meta&) { return made(e.password, e.credential_version); }

 private:
  static Maybe made(const Personal<std::string>& password, std::int64_t version) {
    if (password.erased) return {};
    return Credential{password.value, version};
  }
};

}  // namespace millrace::account
