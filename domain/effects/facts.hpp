// What happens to an effect on the outside world: a mail, a call. Each attempt and each result is a fact, so that nothing is tried
// twice without a trace. Reasons are short codes ("smtp.refused"): what a provider says may be about people, and is sealed.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Effect;

namespace effects {

// What an effect is about, for people who look at it and for its order among others: "member" and the id of one.
struct About {
  std::string what;
  Uuid id{};
};
BOOST_DESCRIBE_STRUCT(About, (), (what, id))

// The errand's wire name is the effect's kind. A kind that a release does not know is kept as it came, shown, and waits.
struct Requested {
  static constexpr auto wire = "effect.requested.v1";
  Id<Effect> id;
  About about;
  AnyValue errand;
};
BOOST_DESCRIBE_STRUCT(Requested, (), (id, about, errand))

// From here on it may have happened.
struct Started {
  static constexpr auto wire = "effect.started.v1";
  Id<Effect> id;
  std::int64_t attempt = 0;                // counts from 1
  Time until{};                            // when it is given up waiting for an answer
};
BOOST_DESCRIBE_STRUCT(Started, (), (id, attempt, until))

struct Succeeded {
  static constexpr auto wire = "effect.succeeded.v1";
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::optional<std::string> reference;    // what it is called out there: a Message-ID, a provider's id
  std::optional<std::int64_t> status;      // of the protocol: HTTP, SMTP
};
BOOST_DESCRIBE_STRUCT(Succeeded, (), (id, attempt, reference, status))

// This attempt has not happened.
struct Failed {
  static constexpr auto wire = "effect.failed.v1";
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string why;
  std::optional<std::int64_t> status;      // of the protocol, if there was an answer
  std::optional<Personal<std::string>> detail;   // the answer's own words
  std::optional<Time> next_at;             // when it is tried again; none: not by itself
};
BOOST_DESCRIBE_STRUCT(Failed, (), (id, attempt, why, status, detail, next_at))

// Nobody here knows whether this attempt has happened.
struct Unknown {
  static constexpr auto wire = "effect.unknown.v1";
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(Unknown, (), (id, attempt, why))

// What has been found out about an attempt that was unknown, or that it may be made again whatever became of it.
struct Reconciled {
  static constexpr auto wire = "effect.reconciled.v1";
  Id<Effect> id;
  std::int64_t attempt = 0;
  std::string how;                         // "asked", "repeatable"
  bool happened = false;
  std::optional<std::string> reference;    // when it has
  std::optional<Time> next_at;             // when it has not, or may not have: when it is tried again; none: not by itself
};
BOOST_DESCRIBE_STRUCT(Reconciled, (), (id, attempt, how, happened, reference, next_at))

// Somebody wants it tried again.
struct Retried {
  static constexpr auto wire = "effect.retried.v1";
  Id<Effect> id;
  Time next_at{};
};
BOOST_DESCRIBE_STRUCT(Retried, (), (id, next_at))

// Somebody does not want it any more. An attempt that is under way cannot be called back: its result is still recorded.
struct GivenUp {
  static constexpr auto wire = "effect.given_up.v1";
  Id<Effect> id;
};
BOOST_DESCRIBE_STRUCT(GivenUp, (), (id))

// What it was for is no more.
struct Cancelled {
  static constexpr auto wire = "effect.cancelled.v1";
  Id<Effect> id;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(Cancelled, (), (id, why))

}  // namespace effects
}  // namespace millrace
