// Where the business's events are sent, as members see it; what has become of deliveries; and, for the house alone, how far each webhook is and
// what it is signed with. One that has ended keeps its row.
#pragma once

#include "domain/connect/webhook/state.hpp"
#include "domain/identity/business/state.hpp"
#include "projections/core/channel_name.hpp"
#include "projections/core/projection.hpp"

namespace millrace::channels {

inline constexpr ChannelName<Business> webhooks{"webhooks:<business>"};

}  // namespace millrace::channels

namespace millrace::webhooks {

enum class Status { active, paused, ended };
BOOST_DESCRIBE_ENUM(Status, active, paused, ended)

struct WebhookRow {
  Id<Webhook> id;
  std::string name;
  Personal<std::string> url;
  std::vector<std::string> events;
  Status status = Status::active;
  std::optional<PausedWhy> why;                    // it is paused
  Time status_since{};
  bool is_active = true;
  Retry retry_config;
  Time created_at{};
  std::optional<Time> last_triggered_at;           // when an attempt last came to something
  std::optional<Time> last_delivered_at;           // … well
  std::optional<Time> old_secret_until;            // until when the former secret signs, too
  std::int64_t reached = -1;                       // the place in the journal up to which all is delivered, waits or is dead
  std::int64_t waiting = 0;                        // things that are behind
};
BOOST_DESCRIBE_STRUCT(WebhookRow, (), (id, name, url, events, status, why, status_since, is_active, retry_config, created_at, last_triggered_at,
                                       last_delivered_at, old_secret_until, reached, waiting))

struct Webhooks : Fold<Id<Webhook>, WebhookRow> {
  static constexpr auto name = "webhooks";
  static const AnyFold& erased();
  using Listens = FactsOf<Webhook>;
  using Ignores = List<RedeliveryAsked, TestAsked>;
  static Maybe on(Maybe was, const Created& e, const Meta& m);
  static void on(WebhookRow& r, const Changed& e, const Meta&);
  static void on(WebhookRow& r, const SecretRotated& e, const Meta&) { r.old_secret_until = e.old_until; }
  static void on(WebhookRow& r, const Paused& e, const Meta& m);
  static void on(WebhookRow& r, const Resumed&, const Meta& m);
  static void on(WebhookRow& r, const Rewound& e, const Meta&);
  static void on(WebhookRow& r, const Progressed& e, const Meta&);
  static void on(WebhookRow& r, const DeadLettered& e, const Meta&) { r.last_triggered_at = e.last.at; }
  static void on(WebhookRow& r, const Ended&, const Meta& m);

  // Index: in the order in which they were made.
  static constexpr auto all = "all";
};

// How far one is, and what is sent to it. Of one that has ended there is none.
struct ReachRow {
  Id<Webhook> id;
  Personal<std::string> url, secret;
  std::optional<Personal<std::string>> old_secret;
  std::optional<Time> old_until;
  std::vector<std::string> events;
  Retry retry;
  bool paused = false;
  std::int64_t turn = 0, position = -1;            // as Progressed has them
  std::int64_t deliveries = 0;                     // how many have been counted
  std::vector<Behind> behind;
  std::vector<std::string> asked;                  // redeliveries and tests
};
BOOST_DESCRIBE_STRUCT(ReachRow, (), (id, url, secret, old_secret, old_until, events, retry, paused, turn, position, deliveries, behind, asked))

struct Reach : Fold<Id<Webhook>, ReachRow> {
  static constexpr auto name = "webhook_reach";
  static const AnyFold& erased();
  using Listens = FactsOf<Webhook>;
  static Maybe on(Maybe was, const Created& e, const Meta& m);
  static void on(ReachRow& r, const Changed& e, const Meta&);
  static void on(ReachRow& r, const SecretRotated& e, const Meta&);
  static void on(ReachRow& r, const Paused&, const Meta&) { r.paused = true; }
  static void on(ReachRow& r, const Resumed&, const Meta&) { r.paused = false; }
  static void on(ReachRow& r, const Rewound& e, const Meta&);
  static void on(ReachRow& r, const RedeliveryAsked& e, const Meta&) { r.asked.push_back(e.event); }
  static void on(ReachRow& r, const TestAsked& e, const Meta&) { r.asked.push_back(name_of(e.test_id)); }
  static void on(ReachRow& r, const Progressed& e, const Meta&);
  static void on(ReachRow& r, const DeadLettered& e, const Meta&) { r.deliveries = std::max(r.deliveries, e.last.no); }
  static Maybe on(Maybe, const Ended&, const Meta&) { return {}; }

  // Index over all tenants.
  static constexpr auto live = "live";
};

enum class DeliveryState { delivered, waiting, dead };
BOOST_DESCRIBE_ENUM(DeliveryState, delivered, waiting, dead)

struct DeliveryRow {
  std::string id;                                  // of the event, as GET /events has it
  Id<Webhook> webhook_id;
  std::int64_t no = 0;                             // the webhook counts them
  std::string type;                                // "message.created"; of a test "webhook.test"
  DeliveryState state = DeliveryState::delivered;
  std::int64_t attempts = 0;
  Outcome outcome = Outcome::delivered;            // of the last attempt
  std::optional<std::int64_t> status;
  std::optional<Personal<std::string>> response;   // what was said to it, if that was no good
  Time at{};
  std::optional<Time> next_attempt_at;
};
BOOST_DESCRIBE_STRUCT(DeliveryRow, (), (id, webhook_id, no, type, state, attempts, outcome, status, response, at, next_attempt_at))

// The log: of each webhook the latest so many deliveries, each in the place of one that is as much older.
inline constexpr std::int64_t kept_in_log = 1000;
struct Slot {
  Id<Webhook> webhook_id;
  std::string n;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (webhook_id, n))

struct Deliveries : Fold<Slot, DeliveryRow> {
  static constexpr auto name = "webhook_deliveries";
  static const AnyFold& erased();
  using Listens = List<Progressed, DeadLettered>;
  static Keys keys(const Progressed& e);
  static Keys keys(const DeadLettered& e);
  static Maybe on(Maybe was, const Progressed& e, const Meta& m);
  static Maybe on(Maybe was, const DeadLettered& e, const Meta& m);

  // Indexes: the newest first, of one webhook; and those in one state.
  static constexpr auto recent = "recent", by_state = "by_state";
  static std::string recent_of(const Id<Webhook>& id) { return std::string(id.value.raw()); }
  static std::string by_state_of(const Id<Webhook>& id, DeliveryState state) { return recent_of(id) + char('0' + static_cast<int>(state)); }
};

// What is given up, until it has been delivered after all.
struct Letter {
  Id<Webhook> webhook_id;
  std::string event;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (webhook_id, event))

struct DeadLetters : Fold<Letter, DeliveryRow> {
  static constexpr auto name = "webhook_dead_letters";
  static const AnyFold& erased();
  using Listens = List<Progressed, DeadLettered>;
  static Keys keys(const Progressed& e);
  static Keys keys(const DeadLettered& e) { return {Key(Letter{e.id, e.last.event})}; }
  static Maybe on(Maybe, const Progressed&, const Meta&) { return {}; }
  static Maybe on(Maybe was, const DeadLettered& e, const Meta& m);

  // Index: the newest first, of one webhook.
  static constexpr auto recent = "recent";
};

}  // namespace millrace::webhooks

namespace millrace::projections {
Projection webhooks();
Projection webhook_reach();
Projection webhook_deliveries();
Projection webhook_dead_letters();
}
