// Signing in by a provider's word. The gateway has the word, and has checked it, before; what comes here is what it says.
#pragma once

#include "commands/core/decider.hpp"
#include "commands/core/rules.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/session/state.hpp"

namespace millrace {
namespace oauth {

namespace rule {
inline constexpr Rule unverified{"auth.provider_unverified", Kind::forbidden, "This provider has not verified an e-mail address of yours.",
                                 "Have it verified there; or sign up here with a password, and link the provider in your settings."};
inline constexpr Rule link_first{"auth.provider_link_first", Kind::conflict, "There is an account with your e-mail address, which is not linked to this provider.",
                                 "Log in as you usually do, and link the provider in your settings. POST /auth/forgot-password helps who has no password."};
inline constexpr Rule no_such_identity{"identity.not_found", Kind::missing, "No such identity is linked to this account."};
inline constexpr Rule taken{"identity.taken", Kind::conflict, "This identity is linked to another account.", "Unlink it there first; or link another one."};
inline constexpr Rule last_way_in{"identity.last_way_in", Kind::conflict, "This account has no password, so this identity is the only way into it.",
                                  "Take a password first (POST /auth/forgot-password), or link another identity."};
inline constexpr Rule too_many{"identity.too_many", Kind::conflict, "An account is linked to 20 identities at most.", "Unlink one that is not used any more."};
}  // namespace rule

inline constexpr std::size_t at_most = 20;   // of one account

// Three things in one, for what it comes to is decided with all that is known: an identity that is linked signs in to its account; one that is
// not, with an address that its provider has verified, is linked to the account with that address, if that is verified, too, or has an account
// made. With `for_session` it is linked to the account of that session, which has asked for it, and nobody is signed in.
struct SignIn {
  static constexpr auto wire = "identity.sign_in.v1";
  using Of = Account;
  Id<Account> id;                          // as far as the gateway knows it, else a new one
  std::string provider;
  Personal<std::string> subject;           // as in Linked
  std::optional<Personal<std::string>> email = {};
  bool email_verified = false;
  Personal<std::string> name;              // may be empty
  std::optional<Personal<std::string>> device = {}, address = {};
  std::optional<Id<Session>> for_session = {};
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (id, provider, subject, email, email_verified, name, device, address, for_session))

struct Unlink {
  static constexpr auto wire = "identity.unlink.v1";
  using Of = Account;
  Id<Account> id;
  Id<Identity> identity_id;
};
BOOST_DESCRIBE_STRUCT(Unlink, (), (id, identity_id))

}  // namespace oauth

namespace commands {
WriteSide oauth();
}

}  // namespace millrace
