// Questions about sessions that a rule asks the directory.
#pragma once

#include <algorithm>

#include "commands/core/context.hpp"
#include "domain/identity/session/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::session {

struct OpenSessions {
  struct One { Id<Session> session_id; Time refreshed_at{}; };
  std::vector<One> open;                   // in the order in which they were opened
};
BOOST_DESCRIBE_STRUCT(OpenSessions::One, (), (session_id, refreshed_at))
BOOST_DESCRIBE_STRUCT(OpenSessions, (), (open))

// Where an account is logged in.
struct SessionsOf : Fold<Id<Account>, OpenSessions> {
  static constexpr auto name = "sessions_of";
  static const AnyFold& erased();
  using Listens = FactsOf<Session>;
  using Ignores = List<SteppedUp, Used>;
  static Keys keys(const auto& e) { return {Key(e.account_id)}; }

  static Maybe on(Maybe r, const Opened& e, const Meta&) {
    r = without(std::move(r), e.id);
    if (!r) r.emplace();
    r->open.push_back({e.id, e.refreshed_at});
    return r;
  }
  static void on(OpenSessions& r, const Refreshed& e, const Meta&) {
    for (auto& s : r.open)
      if (s.session_id == e.id) s.refreshed_at = e.refreshed_at;
  }
  static Maybe on(Maybe r, const Closed& e, const Meta&) { return without(std::move(r), e.id); }
  static Maybe on(Maybe r, const Revoked& e, const Meta&) { return without(std::move(r), e.id); }

 private:
  static Maybe without(Maybe r, const Id<Session>& id) {
    if (r) std::erase_if(r->open, [&](const auto& s) { return s.session_id == id; });
    if (r && r->open.empty()) r.reset();
    return r;
  }
};

// All of the account end, but that one.
inline Facts all_closed(const Id<Account>& account, const std::optional<Id<Session>>& but, const Context& in) {
  Facts closed;
  const auto sessions = in.tenant.find<SessionsOf>(account);
  for (const auto& one : sessions ? sessions->open : std::vector<OpenSessions::One>{})
    if (one.session_id != but) closed.push_back({AnyFact::of(Closed{one.session_id, account}), {}});
  return closed;
}

inline constexpr std::size_t at_most = 50;       // of one account; the one unused for longest makes room

// The one that has been unused for longest, when there is no room for another.
inline std::optional<Closed> making_room(const Id<Account>& account, const Context& in) {
  const auto sessions = in.tenant.find<SessionsOf>(account);
  if (!sessions || sessions->open.size() < at_most) return {};
  const auto oldest = std::ranges::min_element(sessions->open, {}, &OpenSessions::One::refreshed_at);
  return Closed{oldest->session_id, account};
}

}  // namespace millrace::session
