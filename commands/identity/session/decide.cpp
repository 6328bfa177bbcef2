#include "commands/identity/session/asks.hpp"
#include "commands/core/write_side_of.hpp"

#include <algorithm>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/lookups.hpp"

namespace millrace {

namespace {

namespace rule = session::rule;

using session::Closed;
using session::Opened;
using session::Refreshed;
using session::Revoked;
using session::SessionsOf;
using session::Used;

// The one that has been unused for longest, when there is no room for another.
std::optional<Closed> making_room(const Id<Account>& account, const Context& in) {
  const auto sessions = in.tenant.find<SessionsOf>(account);
  if (!sessions || sessions->open.size() < session::at_most) return {};
  const auto oldest = std::ranges::min_element(sessions->open, {}, &session::OpenSessions::One::refreshed_at);
  return Closed{oldest->session_id, account};
}

struct Rules : Decider {
  using Aggregates = List<Session>;
  using Lookups = List<SessionsOf>;
  using Asks = List<session::Open, session::Refresh, session::Use, session::Close>;

  static Verdict on(Absent, const session::Open& ask, const Context& in) {
    const auto& state = in.tenant.get(ask.account_id);
    const auto* account = std::get_if<Account::Active>(&state);
    if (!account || account->credential_version != ask.credential_version) return refuse(account::rule::auth_failed);
    auto device = ask.device;
    if (device) device->subject_id = ask.account_id.value;
    return accept(Opened{ask.id, ask.account_id, std::move(device), in.now}, making_room(ask.account_id, in));
  }
  static Verdict on(const auto&, const session::Open&, const Context&) { return refuse(rule::session_exists); }

  static Verdict on(const Session::Open& s, const session::Refresh& ask, const Context& in) {
    if (in.now - s.refreshed_at > session::idle_at_most) return refuse(rule::session_over);
    if (ask.n == s.n) return accept(Refreshed{ask.id, s.account_id, s.n + 1, in.now});
    if (ask.n == s.n - 1 && !s.used) return accept(Refreshed{ask.id, s.account_id, s.n, s.refreshed_at});
    return accept(Revoked{ask.id, s.account_id});
  }
  static Verdict on(Session::Over, const session::Refresh&, const Context&) { return refuse(rule::session_over); }
  static Verdict on(Absent, const session::Refresh&, const Context&) { return refuse(rule::session_over); }

  // Of a token that has been succeeded nothing needs to be known any more.
  static Verdict on(const Session::Open& s, const session::Use& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::user, s.account_id.value}) return hide(rule::no_such_session);
    if (ask.n != s.n || s.used) return accept();
    return accept(Used{ask.id, s.account_id, s.n});
  }
  static Verdict on(const auto&, const session::Use&, const Context&) { return refuse(rule::no_such_session); }

  static Verdict on(const Session::Open& s, const session::Close& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::user, s.account_id.value}) return hide(rule::no_such_session);
    return accept(Closed{ask.id, s.account_id});
  }
  static Verdict on(const auto&, const session::Close&, const Context&) { return refuse(rule::no_such_session); }
};

}  // namespace

WriteSide commands::session() { return write_side_of<Rules>(); }

}  // namespace millrace
