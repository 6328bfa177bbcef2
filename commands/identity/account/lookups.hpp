// Questions about accounts that a rule, or a log-in before its rule, asks the directory.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/identity/account/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::account {

struct AccountsFound { std::vector<Id<Account>> accounts; };
BOOST_DESCRIBE_STRUCT(AccountsFound, (), (accounts))

// Whose e-mail address is this: by Personal::match. One account, unless an earlier release took two spellings of an address for two
// addresses; then all of them, as they came to have it.
struct AccountByEmail : Fold<Uuid, AccountsFound> {
  static constexpr auto name = "account_by_email";
  static const AnyFold& erased();
  using Listens = List<SignedUp, EmailChanged, Deleted>;
  static Keys keys(const auto& e) { return found_by({&e.email}); }
  static Keys keys(const EmailChanged& e) { return found_by({&e.taken_from, &e.email}); }
  static Maybe on(Maybe r, const SignedUp& e, const Meta&) { return with(std::move(r), e.id); }
  static Maybe on(Maybe r, const EmailChanged& e, const Meta& m) {
    r = without(std::move(r), e.id);
    return !e.email.erased && m.key == Key(e.email.match) ? with(std::move(r), e.id) : r;
  }
  static Maybe on(Maybe r, const Deleted& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Keys found_by(std::initializer_list<const Personal<std::string>*> addresses) {
    Keys keys;
    for (const auto* address : addresses)
      if (!address->erased && std::find(keys.begin(), keys.end(), Key(address->match)) == keys.end()) keys.emplace_back(address->match);
    return keys;
  }
  static Maybe with(Maybe r, const Id<Account>& id) {
    if (!r) r.emplace();
    r->accounts.push_back(id);
    return r;
  }
  static Maybe without(Maybe r, const Id<Account>& id) {
    if (r) std::erase(r->accounts, id);
    if (r && r->accounts.empty()) r.reset();
    return r;
  }
};

// A digest of it.
struct NameRow { std::optional<Uuid> name; };
BOOST_DESCRIBE_STRUCT(NameRow, (), (name))

struct CurrentName : Fold<Id<Account>, NameRow> {
  static constexpr auto name = "account_name";
  static const AnyFold& erased();
  using Listens = List<SignedUp, Renamed, Deleted>;
  static Maybe on(Maybe, const SignedUp& e, const Meta&) { return NameRow{exact_match(e.name)}; }
  static Maybe on(Maybe, const Renamed& e, const Meta&) { return NameRow{exact_match(e.name)}; }
  static Maybe on(Maybe, const Deleted&, const Meta&) { return {}; }
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
  using Listens = List<SignedUp, PasswordChanged, Deleted>;
  static Maybe on(Maybe, const SignedUp& e, const Meta&) { return made(e.password, 1); }
  static Maybe on(Maybe, const PasswordChanged& e, const Meta&) { return made(e.password, e.credential_version); }
  static Maybe on(Maybe, const Deleted&, const Meta&) { return {}; }

 private:
  static Maybe made(const Personal<std::string>& password, std::int64_t version) {
    if (password.erased) return {};
    return Credential{password.value, version};
  }
};

}  // namespace millrace::account
