// What a rule reads of a session.
#pragma once

#include "domain/identity/session/facts.hpp"

namespace millrace {

struct Session : Aggregate {
  using Facts = List<session::Opened, session::Refreshed, session::Used, session::Closed, session::Revoked>;
  struct Open {
    Id<Account> account_id;
    std::int64_t n = 1;                    // its live refresh token
    Time refreshed_at{};
    bool used = false;                     // the access token that came with it
  };
  struct Over {};
  using State = std::variant<Absent, Open, Over>;
  static const AnyFold& erased();

  static State on(Absent, const session::Opened& e) { return Open{e.account_id, 1, e.refreshed_at, false}; }
  static State on(auto s, const session::Opened&) { return s; }
  static State on(Open s, const session::Refreshed& e) { return Open{e.account_id, e.n, e.refreshed_at, s.used && e.n == s.n}; }
  static State on(auto s, const session::Refreshed&) { return s; }
  static State on(Open s, const session::Used& e) { return Open{s.account_id, s.n, s.refreshed_at, s.used || e.n == s.n}; }
  static State on(auto s, const session::Used&) { return s; }
  static State on(auto, const session::Closed&) { return Over{}; }
  static State on(auto, const session::Revoked&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(Session::Open, (), (account_id, n, refreshed_at, used))
BOOST_DESCRIBE_STRUCT(Session::Over, (), ())

}  // namespace millrace
