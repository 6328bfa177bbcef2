// What may be asked about outgoing webhooks.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/connect/webhook/rights.hpp"
#include "domain/connect/webhook/state.hpp"

namespace millrace {
namespace webhooks {

namespace rule {
inline constexpr Rule no_such_webhook{"webhook.not_found", Kind::missing, "There is no such webhook."};
inline constexpr Rule webhook_exists{"webhook.exists", Kind::conflict, "There is a webhook of that id already.", "Take a new Idempotency-Key for another one."};
inline constexpr Rule over{"webhook.over", Kind::conflict, "This webhook has been ended.", "Make another one: POST /webhooks."};
inline constexpr Rule too_many{"webhook.too_many", Kind::conflict, "A business has at most 25 webhooks.", "End those that nobody uses."};
inline constexpr Rule name_invalid{"webhook.name_invalid", Kind::invalid, "A name has 1 to 100 characters on one line.", {}, "/name"};
inline constexpr Rule event_unknown{"webhook.event_unknown", Kind::invalid, "There is no such type of events.",
                                    "Name types as message.created, as the documentation of webhooks lists them, or * alone for all of them.", "/events"};
inline constexpr Rule replay_unclear{"webhook.replay_unclear", Kind::invalid, "Either from_position or delivery_id says what is sent again."};
inline constexpr Rule too_many_replays{"webhook.too_many_replays", Kind::conflict, "100 deliveries and tests wait to be sent already.",
                                       "Wait until they are, or replay from a position."};
}  // namespace rule

inline constexpr std::size_t at_most = 25, asked_at_most = 100;
inline constexpr std::int64_t dead_in_a_row_at_most = 10;             // then it pauses
inline constexpr auto overlap = std::chrono::hours(24);               // how long the former secret signs beside the new one
inline constexpr std::string_view every_event = "*";

// As a request says it: what it leaves out is as usual, or as it was.
struct RetryGiven {
  static constexpr Bounded bounds[] = {{"max_attempts", {1, 20}, By::edge, {}, "in all; 3, when it is not given"},
                                       {"backoff_multiplier", {1, 10}, By::edge, {}, "by which each wait is longer than the one before; 2, when it is not given"},
                                       {"first_delay_s", {1, 3600}, By::edge, {}, "the wait before the second attempt, in seconds; 60, when it is not given"}};
  std::optional<std::int64_t> max_attempts, backoff_multiplier, first_delay_s;
};
BOOST_DESCRIBE_STRUCT(RetryGiven, (), (max_attempts, backoff_multiplier, first_delay_s))

// URL and secret are the route's.
struct Create {
  static constexpr auto wire = "webhook.create.v1";
  static constexpr std::string_view never_compared[] = {"url", "secret"};
  using Of = Webhook;
  static constexpr Bounded bounds[] = {{"name", {1, 100}}, {"url", {1, 2000}, By::edge, {}, "http or https"},
                                       {"events", {1, 100}, By::edge, {}, "types of events, as message.created; or * alone"}};
  Id<Webhook> id;
  std::string name;
  Personal<std::string> url;
  std::vector<std::string> events;
  std::optional<RetryGiven> retry_config = {};
  Personal<std::string> secret = {};
};
BOOST_DESCRIBE_STRUCT(Create, (), (id, name, url, events, retry_config, secret))

struct Change {
  static constexpr auto wire = "webhook.change.v1";
  static constexpr std::string_view never_compared[] = {"url"};
  using Of = Webhook;
  static constexpr Bounded bounds[] = {{"name", {1, 100}}, {"url", {1, 2000}, By::edge, {}, "http or https"},
                                       {"events", {1, 100}, By::edge, {}, "types of events, as message.created; or * alone"}};
  Id<Webhook> id;
  std::optional<std::string> name = {};
  MaybePersonal url = {};
  std::optional<std::vector<std::string>> events = {};
  std::optional<RetryGiven> retry_config = {};
  std::optional<bool> is_active = {};        // false: it pauses; true: it goes on
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, name, url, events, retry_config, is_active))

struct Rotate {
  static constexpr auto wire = "webhook.rotate.v1";
  static constexpr std::string_view never_compared[] = {"secret"};
  using Of = Webhook;
  Id<Webhook> id;
  Personal<std::string> secret = {};
};
BOOST_DESCRIBE_STRUCT(Rotate, (), (id, secret))

// Where that position is, the route says.
struct Replay {
  static constexpr auto wire = "webhook.replay.v1";
  using Of = Webhook;
  static constexpr Bounded bounds[] = {{"from_position", {1, 200}, By::edge, {}, "a Journal-Position, the id of an event, or beginning: everything behind it is sent again"},
                                       {"delivery_id", {1, 100}, By::edge, {}, "the id of a delivery of an event: it is sent again"}};
  Id<Webhook> id;
  std::optional<std::string> from_position = {};
  std::optional<std::string> delivery_id = {};
  std::optional<std::int64_t> behind = {};
};
BOOST_DESCRIBE_STRUCT(Replay, (), (id, from_position, delivery_id, behind))

struct Test {
  static constexpr auto wire = "webhook.test.v1";
  using Of = Webhook;
  Id<Webhook> id;
};
BOOST_DESCRIBE_STRUCT(Test, (), (id))

struct End {
  static constexpr auto wire = "webhook.end.v1";
  using Of = Webhook;
  Id<Webhook> id;
};
BOOST_DESCRIBE_STRUCT(End, (), (id))

// The house's own: how far it is, and what has come of what was sent since the last time. Who hears of it when it pauses comes along.
struct Progress {
  static constexpr auto wire = "webhook.progress.v1";
  using Of = Webhook;
  Id<Webhook> id;
  std::int64_t turn = 0;
  std::int64_t position = 0;
  std::vector<Behind> behind;
  std::vector<Attempt> attempts, dead;
  std::vector<std::string> served;
  std::optional<Id<Member>> owner_id = {};
  MaybePersonal address = {};
};
BOOST_DESCRIBE_STRUCT(Progress, (), (id, turn, position, behind, attempts, dead, served, owner_id, address))

}  // namespace webhooks

namespace commands {
WriteSide webhook();
}

}  // namespace millrace
