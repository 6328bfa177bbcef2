// Whose identity that is: a question that a rule, and a log-in before its rule, asks the directory.
#pragma once

#include "commands/core/exact_match.hpp"
#include "domain/identity/account/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::oauth {

struct Holder {
  Id<Account> account_id;
  Id<Identity> identity_id;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (account_id, identity_id))

// Who was the last to be linked to it, by a digest of the subject. Whether that still is so the account's state says: holds().
struct LastHolder : Fold<Uuid, Holder> {
  static constexpr auto name = "identity_last_holder";
  static const AnyFold& erased();
  using Listens = List<Linked>;
  static Keys keys(const Linked& e) {
    const auto digest = exact_match(e.subject);
    return digest ? Keys{Key(*digest)} : Keys{};
  }
  static Maybe on(Maybe, const Linked& e, const Meta&) { return Holder{e.id, e.identity_id}; }
};

inline bool holds(const Account::State& account, const Id<Identity>& identity) {
  const auto* all = Account::identities_of(account);
  return all && all->find(identity);
}

}  // namespace millrace::oauth
