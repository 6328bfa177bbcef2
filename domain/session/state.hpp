// What a rule reads of a session.
#pragma once

#include "domain/session/facts.hpp"

namespace millrace {

struct Session : Aggregate {
  using Facts = List<session::Opened, session::Refreshed, session::Closed, session::Revoked>;
  struct Open { Id<Account> account_id; std::int64_t n = 1; Time refreshed_at{}; };   // n: its live refresh token
  struct Over {};
  using State = std::variant<Absent, Open, Over>;

  static State on(Absent, const session::Opened& e) { return Open{e.account_id, 1, e.refreshed_at}; }
  static State on(auto s, const session::Opened&) { return s; }
  static State on(Open, const session::Refreshed& e) { return Open{e.account_id, e.n, e.refreshed_at}; }
  static State on(auto s, const session::Refreshed&) { return s; }
  static State on(auto, const session::Closed&) { return Over{}; }
  static State on(auto, const session::Revoked&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(Session::Open, (), (account_id, n, refreshed_at))
BOOST_DESCRIBE_STRUCT(Session::Over, (), ())

}  // namespace millrace
