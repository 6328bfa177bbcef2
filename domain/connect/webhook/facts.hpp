// What happens to an outgoing webhook: an endpoint of somebody else's that is told the business's public events, in their order. How far it
// has been told is said in batches: a fact for many deliveries, and one of its own for each that was given up.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Member;
struct Webhook;
struct WebhookTest;

namespace webhooks {

// The wait before the second attempt, and by what each further one is longer.
struct Retry {
  std::int64_t max_attempts = 3, backoff_multiplier = 2, first_delay_s = 60;
  bool operator==(const Retry&) const = default;
};
BOOST_DESCRIBE_STRUCT(Retry, (), (max_attempts, backoff_multiplier, first_delay_s))

// It is told what has happened since.
struct Created {
  static constexpr auto wire = "webhook.created.v1";
  static constexpr std::string_view never_compared[] = {"url", "secret"};
  Id<Webhook> id;
  std::string name;
  Personal<std::string> url;                 // may hold a password of theirs: under the webhook's own key
  std::vector<std::string> events;           // "message.created"; or "*"
  Retry retry;
  Personal<std::string> secret;              // "whsec_…", under the webhook's own key
};
BOOST_DESCRIBE_STRUCT(Created, (), (id, name, url, events, retry, secret))

struct Changed {
  static constexpr auto wire = "webhook.changed.v1";
  static constexpr std::string_view never_compared[] = {"url"};
  Id<Webhook> id;
  std::optional<std::string> name;           // each: none, as it was
  std::optional<Personal<std::string>> url;
  std::optional<std::vector<std::string>> events;
  std::optional<Retry> retry;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (id, name, url, events, retry))

// The one before signs beside it until then.
struct SecretRotated {
  static constexpr auto wire = "webhook.secret_rotated.v1";
  static constexpr std::string_view never_compared[] = {"secret"};
  Id<Webhook> id;
  Personal<std::string> secret;
  Time old_until{};
};
BOOST_DESCRIBE_STRUCT(SecretRotated, (), (id, secret, old_until))

enum class PausedWhy { asked, failing, gone };
BOOST_DESCRIBE_ENUM(PausedWhy, asked, failing, gone)

// Nothing goes out, and nothing is lost: it goes on from where it stands.
struct Paused {
  static constexpr auto wire = "webhook.paused.v1";
  Id<Webhook> id;
  PausedWhy why = PausedWhy::asked;
};
BOOST_DESCRIBE_STRUCT(Paused, (), (id, why))

struct Resumed {
  static constexpr auto wire = "webhook.resumed.v1";
  Id<Webhook> id;
};
BOOST_DESCRIBE_STRUCT(Resumed, (), (id))

// Everything behind that place is told again.
struct Rewound {
  static constexpr auto wire = "webhook.rewound.v1";
  Id<Webhook> id;
  std::int64_t position = 0;                 // in the tenant's partition; -1: from the first
};
BOOST_DESCRIBE_STRUCT(Rewound, (), (id, position))

// That event is told once more, whatever else is on its way.
struct RedeliveryAsked {
  static constexpr auto wire = "webhook.redelivery_asked.v1";
  Id<Webhook> id;
  std::string event;                         // its id: "12-3456-0"
};
BOOST_DESCRIBE_STRUCT(RedeliveryAsked, (), (id, event))

// Something that has not happened is told, as a trial.
struct TestAsked {
  static constexpr auto wire = "webhook.test_asked.v1";
  Id<Webhook> id;
  Id<WebhookTest> test_id;
};
BOOST_DESCRIBE_STRUCT(TestAsked, (), (id, test_id))

// What stands for it where events do: no event is called so.
inline std::string name_of(const Id<WebhookTest>& id) { return "test-" + to_string(id); }

enum class Outcome {
  delivered, client_error, server_error, throttled, payload_too_large, redirect_refused, gone, timeout, unreachable, tls, cut, address_refused
};
BOOST_DESCRIBE_ENUM(Outcome, delivered, client_error, server_error, throttled, payload_too_large, redirect_refused, gone, timeout, unreachable, tls, cut, address_refused)

// What came of telling one event.
struct Attempt {
  std::int64_t no = 0;                       // of the delivery, counted by the webhook from 1
  std::string event;                         // its id; of a test "test-…"
  std::string type;                          // "message.created"
  std::int64_t attempt = 0;                  // counts from 1
  Outcome outcome = Outcome::delivered;
  std::optional<std::int64_t> status;        // of HTTP, if there was an answer
  std::optional<Personal<std::string>> said; // the answer's own words, of one that was no good
  Time at{};
  std::optional<Time> next_at;               // of the next attempt, if there is one
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (no, event, type, attempt, outcome, status, said, at, next_at))

// What is not told yet of those things that are behind: the first event of each. The later ones of the same thing wait for it.
struct Behind {
  Uuid key{};                                // of what the order is kept: a conversation, a ticket, a customer
  std::string event;
  std::int64_t no = 0;                       // of its delivery, when it has been tried; else 0
  std::int64_t attempts = 0;
  Time next_at{};
};
BOOST_DESCRIBE_STRUCT(Behind, (), (key, event, no, attempts, next_at))

// All up to `position` has been told but for what is behind. `turn` counts these and rewinds, so that of two who tell one is heard.
struct Progressed {
  static constexpr auto wire = "webhook.progressed.v1";
  Id<Webhook> id;
  std::int64_t turn = 0;
  std::int64_t position = 0;
  std::vector<Behind> behind;
  std::vector<Attempt> attempts;             // since the last of these, as far as none of them was the last of its event
  std::vector<std::string> served;           // redeliveries and tests that are no longer asked for
};
BOOST_DESCRIBE_STRUCT(Progressed, (), (id, turn, position, behind, attempts, served))

// That event is not told by itself any more.
struct DeadLettered {
  static constexpr auto wire = "webhook.dead_lettered.v1";
  Id<Webhook> id;
  Attempt last;
};
BOOST_DESCRIBE_STRUCT(DeadLettered, (), (id, last))

struct Ended {
  static constexpr auto wire = "webhook.ended.v1";
  Id<Webhook> id;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (id))

}  // namespace webhooks
}  // namespace millrace
