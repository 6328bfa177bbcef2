// What happens to a log-in and to the family of refresh tokens that grows from it. Sessions live in the directory.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Session;

namespace session {

struct Opened {
  static constexpr auto wire = "session.opened.v1";
  Id<Session> id;
  Id<Account> account_id;
  std::optional<Personal<std::string>> device;   // what the client calls itself
  Time refreshed_at{};
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, account_id, device, refreshed_at))

// Token `n` is the family's only live one. Said again, word for word, when a client did not get the answer the first time.
struct Refreshed {
  static constexpr auto wire = "session.refreshed.v1";
  Id<Session> id;
  Id<Account> account_id;
  std::int64_t n = 0;
  Time refreshed_at{};
};
BOOST_DESCRIBE_STRUCT(Refreshed, (), (id, account_id, n, refreshed_at))

// Somebody has come with an access token that was given beside refresh token `n`: the answer which brought both has arrived, so
// nobody needs the token before it any more.
struct Used {
  static constexpr auto wire = "session.used.v1";
  Id<Session> id;
  Id<Account> account_id;
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(Used, (), (id, account_id, n))

// By its own person.
struct Closed {
  static constexpr auto wire = "session.closed.v1";
  Id<Session> id;
  Id<Account> account_id;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (id, account_id))

// A spent token came back: two parties hold the family.
struct Revoked {
  static constexpr auto wire = "session.revoked.v1";
  Id<Session> id;
  Id<Account> account_id;
};
BOOST_DESCRIBE_STRUCT(Revoked, (), (id, account_id))

}  // namespace session
}  // namespace millrace
