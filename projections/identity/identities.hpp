// Identities of an account at providers, as its person sees them.
#pragma once

#include "domain/identity/account/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::oauth {

struct IdentityShown {
  Id<Identity> id;
  std::string provider;
  std::optional<Personal<std::string>> email = {};   // as the provider had it when it was linked
  Time linked_at{};
};
BOOST_DESCRIBE_STRUCT(IdentityShown, (), (id, provider, email, linked_at))

struct IdentitiesRow {
  Id<Account> id;
  std::vector<IdentityShown> identities = {};
};
BOOST_DESCRIBE_STRUCT(IdentitiesRow, (), (id, identities))

// Of an account that is linked to one, or has been.
struct AllIdentities : Fold<Id<Account>, IdentitiesRow> {
  static constexpr auto name = "identities";
  static const AnyFold& erased();
  using Listens = Join<AllFacts, List<account::Deleted>>;
  static Maybe on(Maybe r, const Linked& e, const Meta& m) {
    auto row = r ? *std::move(r) : IdentitiesRow{e.id};
    row.identities.push_back({e.identity_id, e.provider, e.email, m.at});
    return row;
  }
  static void on(IdentitiesRow& r, const Unlinked& e, const Meta&) {
    std::erase_if(r.identities, [&](const auto& one) { return one.id == e.identity_id; });
  }
  static Maybe on(Maybe, const account::Deleted&, const Meta&) { return {}; }
};

}  // namespace millrace::oauth

namespace millrace::projections {
Projection identities();
}
