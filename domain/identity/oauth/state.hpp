// What a rule reads of the identities that are linked to an account; a part of the account's state.
#pragma once

#include <algorithm>

#include "domain/identity/oauth/facts.hpp"

namespace millrace::oauth {

struct KnownIdentity {
  Id<Identity> id;
  std::string provider;
};
BOOST_DESCRIBE_STRUCT(KnownIdentity, (), (id, provider))

struct Identities {
  std::vector<KnownIdentity> linked = {};
  const KnownIdentity* find(const Id<Identity>& id) const {
    const auto found = std::ranges::find(linked, id, &KnownIdentity::id);
    return found == linked.end() ? nullptr : &*found;
  }
};
BOOST_DESCRIBE_STRUCT(Identities, (), (linked))

inline void apply(Identities& all, const Linked& e) { all.linked.push_back({e.identity_id, e.provider}); }
inline void apply(Identities& all, const Unlinked& e) {
  std::erase_if(all.linked, [&](const auto& one) { return one.id == e.identity_id; });
}

}  // namespace millrace::oauth
