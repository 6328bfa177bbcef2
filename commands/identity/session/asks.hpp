// What may be asked of a session. Refresh tokens rotate: each is good once, and whoever brings a spent one ends the family
// (RFC 9700 §4.14.2). A token is spent when its successor is known to have arrived, because something that came with it has been
// used; until then its answer may have got lost, and it gives the same successor again, however late.
#pragma once

#include "commands/core/decider.hpp"
#include "commands/core/rules.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/session/lookups.hpp"
#include "domain/identity/account/state.hpp"
#include "domain/identity/session/state.hpp"

namespace millrace {
namespace session {

namespace rule {
using millrace::rule::session_over;            // said of any request of that session
inline constexpr Rule session_exists{"auth.session_exists", Kind::conflict, "There is a session under this id already.", "Log in again."};
inline constexpr Rule no_such_session{"auth.session_not_found", Kind::missing, "There is no such session."};
// Said by the gateway: the rule accepts, because the revocation is to be kept.
inline constexpr Rule token_reused{"auth.token_reused", Kind::unauthenticated, "This refresh token was used before, so the session has been ended. Log in again.",
                                   "If it was not you, somebody has had the token: change the password. Keep the newest refresh token only, and send it once."};
}  // namespace rule

inline constexpr auto idle_at_most = std::chrono::hours(30 * 24);
inline constexpr auto fresh_for = std::chrono::minutes(10);   // after its person has shown who it is

// An account that has a second factor wants it shown. A passkey may also stand alone: it asks its person for a finger or a PIN.
struct Open {
  static constexpr auto wire = "session.open.v1";
  using Of = Session;
  Id<Session> id;
  Id<Account> account_id;
  std::int64_t credential_version = 0;     // under which the password was verified
  std::optional<Personal<std::string>> device;
  std::optional<Personal<std::string>> address = {};
  std::optional<second_factor::Shown> shown = {};
  std::optional<bool> reactivates = {};    // the account, where its person has deactivated it
  std::optional<std::string> provider = {};   // by whose word, in place of the password
};
BOOST_DESCRIBE_STRUCT(Open, (), (id, account_id, credential_version, device, address, shown, reactivates, provider))

// Its person shows again who it is: with the second factor, or the password if the account has none.
struct StepUp {
  static constexpr auto wire = "session.step_up.v1";
  using Of = Session;
  Id<Session> id;
  std::int64_t credential_version = 0;     // under which the password was verified; 0: none was
  std::optional<second_factor::Shown> shown = {};
};
BOOST_DESCRIBE_STRUCT(StepUp, (), (id, credential_version, shown))

struct Refresh {
  static constexpr auto wire = "session.refresh.v1";
  using Of = Session;
  Id<Session> id;
  std::int64_t n = 0;                      // of the token that was brought
};
BOOST_DESCRIBE_STRUCT(Refresh, (), (id, n))

// Its access token was used that was given beside refresh token `n`.
struct Use {
  static constexpr auto wire = "session.use.v1";
  using Of = Session;
  static constexpr Bounded bounds[] = {{"n", {1, most_integer}}};
  Id<Session> id;
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Use, (), (id, n))

struct Close {
  static constexpr auto wire = "session.close.v1";
  using Of = Session;
  Id<Session> id;
};
BOOST_DESCRIBE_STRUCT(Close, (), (id))

// All of the account but this one, which asks.
struct CloseOthers {
  static constexpr auto wire = "session.close_others.v1";
  using Of = Session;
  Id<Session> id;
};
BOOST_DESCRIBE_STRUCT(CloseOthers, (), (id))

}  // namespace session

namespace commands {
WriteSide session();
}

}  // namespace millrace
