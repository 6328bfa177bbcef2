// Questions about sessions that a rule asks the directory.
#pragma once

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
  using Ignores = List<Used>;
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

}  // namespace millrace::session
