// Questions about a business that every authorisation asks.
#pragma once

#include <algorithm>

#include "domain/identity/business/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::business {

struct Required { bool mfa = true; };
BOOST_DESCRIBE_STRUCT(Required, (), (mfa))

// Of one that asks its members for a second factor; of all others there is no row.
struct MfaRequired : Fold<Id<Business>, Required> {
  static constexpr auto name = "mfa_required";
  static const AnyFold& erased();
  using Listens = List<MfaRequirementSet>;
  static Maybe on(Maybe, const MfaRequirementSet& e, const Meta&) { return e.require_mfa ? Maybe{Required{}} : Maybe{}; }
};

// Of one that does not let in whoever has signed in anyhow; of all others there is no row.
struct SignInRequired : Fold<Id<Business>, SignIn> {
  static constexpr auto name = "sign_in_required";
  static const AnyFold& erased();
  using Listens = List<SignInSet>;
  static Maybe on(Maybe, const SignInSet& e, const Meta&) { return e.sign_in == SignIn{} ? Maybe{} : Maybe{e.sign_in}; }
};

// Whether it lets in who has signed in by that provider's word; none: with a password or a passkey.
inline bool lets_in(const SignIn& policy, const std::optional<std::string>& provider) {
  if (!provider) return policy.password;
  return !policy.providers || std::find(policy.providers->begin(), policy.providers->end(), *provider) != policy.providers->end();
}

}  // namespace millrace::business
