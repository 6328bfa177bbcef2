// Who an account's person is to a provider (Google, GitHub, a company's own OpenID provider). It happens to the account, in its stream.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Identity;

namespace oauth {

// From now on whoever that provider says is this one signs in to this account.
struct Linked {
  static constexpr auto wire = "identity.linked.v1";
  Id<Account> id;
  Id<Identity> identity_id;
  std::string provider;                    // as the operator has named it: "google"
  Personal<std::string> subject;           // issuer and what it calls its person for good: "https://accounts.google.com 1093…"
  std::optional<Personal<std::string>> email = {};   // as the provider had it then
};
BOOST_DESCRIBE_STRUCT(Linked, (), (id, identity_id, provider, subject, email))

struct Unlinked {
  static constexpr auto wire = "identity.unlinked.v1";
  Id<Account> id;
  Id<Identity> identity_id;
};
BOOST_DESCRIBE_STRUCT(Unlinked, (), (id, identity_id))

using AllFacts = List<Linked, Unlinked>;

}  // namespace oauth
}  // namespace millrace
