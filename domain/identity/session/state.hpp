// What a rule reads of a session.
#pragma once

#include "domain/identity/session/facts.hpp"

namespace millrace {

struct Session : Aggregate {
  using Facts = List<session::Opened, session::SteppedUp, session::Refreshed, session::Used, session::Closed, session::Revoked>;
  struct Open {
    Id<Account> account_id;
    std::int64_t n = 1;                    // its live refresh token
    Time refreshed_at{};
    bool used = false;                     // the access token that came with it
    Time authenticated_at{};               // when its person has shown who it is
    session::Means means = session::Means::password;
    std::optional<std::string> provider = {};    // by whose word it was opened, in place of the password
  };
  struct Over {};
  using State = std::variant<Absent, Open, Over>;
  static const AnyFold& erased();

  static State on(Absent, const session::Opened& e) {
    return Open{e.account_id, 1, e.refreshed_at, false, e.refreshed_at, e.means.value_or(session::Means::password), e.provider};
  }
  static State on(auto s, const session::Opened&) { return s; }
  static State on(Open s, const session::SteppedUp& e) {
    s.authenticated_at = e.authenticated_at;
    s.means = e.means;
    return s;
  }
  static State on(auto s, const session::SteppedUp&) { return s; }
  static State on(Open s, const session::Refreshed& e) {
    s.used = s.used && e.n == s.n;
    s.n = e.n;
    s.refreshed_at = e.refreshed_at;
    return s;
  }
  static State on(auto s, const session::Refreshed&) { return s; }
  static State on(Open s, const session::Used& e) {
    s.used = s.used || e.n == s.n;
    return s;
  }
  static State on(auto s, const session::Used&) { return s; }
  static State on(auto, const session::Closed&) { return Over{}; }
  static State on(auto, const session::Revoked&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(Session::Open, (), (account_id, n, refreshed_at, used, authenticated_at, means, provider))
BOOST_DESCRIBE_STRUCT(Session::Over, (), ())

}  // namespace millrace
