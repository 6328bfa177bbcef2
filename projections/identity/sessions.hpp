// Log-ins that are open, as their person sees them; one that was closed or revoked has no row.
#pragma once

#include "domain/identity/session/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::session {

struct SessionRow {
  Id<Session> id;
  Id<Account> account_id;
  std::optional<Personal<std::string>> device;
  Time opened_at{};
  Time refreshed_at{};                     // last used: a client that is at work refreshes its tokens every few minutes
  std::optional<Personal<std::string>> address = {};   // where it was opened from
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, account_id, device, opened_at, refreshed_at, address))

struct Sessions : Fold<Id<Session>, SessionRow> {
  static constexpr auto name = "sessions";
  static const AnyFold& erased();
  using Listens = FactsOf<Session>;
  using Ignores = List<SteppedUp, Used>;
  static Maybe on(Maybe, const Opened& e, const Meta& m) {
    return SessionRow{e.id, e.account_id, e.device, m.at, e.refreshed_at, e.address};
  }
  static void on(SessionRow& r, const Refreshed& e, const Meta&) { r.refreshed_at = e.refreshed_at; }
  static Maybe on(Maybe, const Closed&, const Meta&) { return {}; }
  static Maybe on(Maybe, const Revoked&, const Meta&) { return {}; }

  // Index: the account, then when it was opened.
  static constexpr auto by_account = "by_account";
};

}  // namespace millrace::session

namespace millrace::projections {
Projection sessions();
}
