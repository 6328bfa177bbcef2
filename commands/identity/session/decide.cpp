#include "commands/identity/session/asks.hpp"
#include "commands/core/write_side_of.hpp"

#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/lookups.hpp"

namespace millrace {

namespace {

namespace rule = session::rule;

using session::Closed;
using session::making_room;
using session::Opened;
using session::Refreshed;
using session::Revoked;
using session::SessionsOf;
using session::SteppedUp;
using session::Used;

// What has been shown beside the password, as a fact; nothing where nothing was needed.
std::variant<Rejection, Facts> shown(const Id<Account>& id, const Account::Active& account, const std::optional<second_factor::Shown>& what) {
  if (!what && account.factors.any()) return Rejection{second_factor::rule::required};
  if (!what) return Facts{};
  auto used = second_factor::used(id, account.factors, *what);
  if (auto* no = std::get_if<Rejection>(&used)) return std::move(*no);
  return Facts{{std::get<AnyFact>(std::move(used)), {}}};
}

struct Rules : Decider {
  using Aggregates = List<Session>;
  using Lookups = List<SessionsOf>;
  using Asks = List<session::Open, session::StepUp, session::Refresh, session::Use, session::Close, session::CloseOthers>;

  static Verdict on(Absent, const session::Open& ask, const Context& in) {
    const auto& state = in.tenant.get(ask.account_id);
    const auto* off = std::get_if<Account::Deactivated>(&state);
    const auto* account = off ? &off->was : std::get_if<Account::Active>(&state);
    if (!account || account->credential_version != ask.credential_version) return refuse(account::rule::auth_failed);
    auto what = shown(ask.account_id, *account, ask.shown);
    if (auto* no = std::get_if<Rejection>(&what)) return std::move(*no);
    // Only who has shown all of it hears of it.
    if (off && !ask.reactivates.value_or(false)) return refuse(account::rule::deactivated);
    std::optional<account::Reactivated> back;
    if (off) back = account::Reactivated{ask.account_id};
    const auto means = ask.shown ? std::optional{second_factor::means_of(*ask.shown)} : std::nullopt;
    return accept(std::move(back), std::get<Facts>(std::move(what)),
                  Opened{ask.id, ask.account_id, of(ask.account_id, ask.device), in.now, of(ask.account_id, ask.address), means, ask.provider},
                  making_room(ask.account_id, in));
  }
  static Verdict on(const auto&, const session::Open&, const Context&) { return refuse(rule::session_exists); }

  static Verdict on(const Session::Open& s, const session::StepUp& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::user, s.account_id.value}) return hide(rule::no_such_session);
    const auto* account = std::get_if<Account::Active>(&in.tenant.get(s.account_id));
    if (!account) return refuse(rule::session_over);
    auto what = shown(s.account_id, *account, ask.shown);
    if (auto* no = std::get_if<Rejection>(&what)) return std::move(*no);
    if (!ask.shown && ask.credential_version != account->credential_version) return refuse(account::rule::auth_failed);
    const auto means = ask.shown ? second_factor::means_of(*ask.shown) : session::Means::password;
    return accept(SteppedUp{ask.id, s.account_id, means, in.now}, std::get<Facts>(std::move(what)));
  }
  static Verdict on(const auto&, const session::StepUp&, const Context&) { return refuse(rule::no_such_session); }

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

  static Verdict on(const Session::Open& s, const session::CloseOthers& ask, const Context& in) {
    if (in.actor.principal != Principal{PrincipalKind::user, s.account_id.value}) return hide(rule::no_such_session);
    return accept(session::all_closed(s.account_id, ask.id, in));
  }
  static Verdict on(const auto&, const session::CloseOthers&, const Context&) { return refuse(rule::no_such_session); }

 private:
  static MaybePersonal of(const Id<Account>& account, MaybePersonal text) {
    if (text) text->subject_id = account.value;
    return text;
  }
};

}  // namespace

WriteSide commands::session() { return write_side_of<Rules>(); }

}  // namespace millrace
