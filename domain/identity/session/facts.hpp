// What happens to a log-in and to the family of refresh tokens that grows from it. Sessions live in the directory.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Account;
struct Session;

namespace session {

// By what somebody has shown who it is. All but the password are second factors, or as good.
enum class Means { password, totp, recovery_code, passkey };
BOOST_DESCRIBE_ENUM(Means, password, totp, recovery_code, passkey)

struct Opened {
  static constexpr auto wire = "session.opened.v1";
  Id<Session> id;
  Id<Account> account_id;
  std::optional<Personal<std::string>> device;   // what the client calls itself
  Time refreshed_at{};
  std::optional<Personal<std::string>> address = {};   // where the log-in came from, as the server saw it
  std::optional<Means> means = {};         // none: the password, or the provider alone
  std::optional<std::string> provider = {};   // by whose word, in place of the password
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, account_id, device, refreshed_at, address, means, provider))

// Its person has shown again who it is.
struct SteppedUp {
  static constexpr auto wire = "session.stepped_up.v1";
  Id<Session> id;
  Id<Account> account_id;
  Means means = Means::password;
  Time authenticated_at{};
};
BOOST_DESCRIBE_STRUCT(SteppedUp, (), (id, account_id, means, authenticated_at))

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
