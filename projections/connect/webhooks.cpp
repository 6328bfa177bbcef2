#include "projections/connect/webhooks.hpp"

#include <fmt/format.h>

#include "projections/core/row_json.hpp"
#include "schemas/public/event.hpp"

namespace millrace::webhooks {

namespace {

std::optional<std::string> place(const void* p) { return to_rfc3339(static_cast<const WebhookRow*>(p)->created_at); }
std::optional<std::string> place_of_live(const void*) { return std::string{}; }

// The higher the number, the further in front.
std::string newest_first(std::int64_t no) { return fmt::format("{:019}", most_integer - std::clamp<std::int64_t>(no, 0, most_integer)); }
std::optional<std::string> place_in_log(const void* p) {
  const auto& row = *static_cast<const DeliveryRow*>(p);
  return Deliveries::recent_of(row.webhook_id) + newest_first(row.no);
}
std::optional<std::string> place_by_state(const void* p) {
  const auto& row = *static_cast<const DeliveryRow*>(p);
  return Deliveries::by_state_of(row.webhook_id, row.state) + newest_first(row.no);
}

void publish(const Rows&, const Uuid& tenant, const void*, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto* row = static_cast<const WebhookRow*>(after);
  if (row) changes.push_back({channels::webhooks.of(tenant), "webhook", Change::Op::upsert, row->id.value, row_json(*row, stamp)});
}

void turn(WebhookRow& r, Status to, std::optional<PausedWhy> why, Time at) {
  if (r.status != to) r.status_since = at;
  r.status = to;
  r.is_active = to == Status::active;
  r.why = why;
}

Key slot_of(const Id<Webhook>& id, const Attempt& one) { return Key(Slot{id, std::to_string(std::abs(one.no % kept_in_log))}); }

DeliveryRow row_of(const Id<Webhook>& id, const Attempt& one, DeliveryState state) {
  return {one.event, id, one.no, one.type, state, one.attempt, one.outcome, one.status, one.said, one.at, one.next_at};
}
DeliveryState stands(const Attempt& one) {
  if (one.outcome == Outcome::delivered) return DeliveryState::delivered;
  return one.next_at ? DeliveryState::waiting : DeliveryState::dead;
}

void once(Keys& keys, Key key) {
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
}

}  // namespace

Webhooks::Maybe Webhooks::on(Maybe was, const Created& e, const Meta& m) {
  if (was) return was;
  WebhookRow row{};
  row.id = e.id;
  row.name = e.name;
  row.url = e.url;
  row.events = e.events;
  row.status_since = row.created_at = m.at;
  row.retry_config = e.retry;
  row.reached = m.offset;
  return row;
}

void Webhooks::on(WebhookRow& r, const Changed& e, const Meta&) {
  if (e.name) r.name = *e.name;
  if (e.url) r.url = *e.url;
  if (e.events) r.events = *e.events;
  if (e.retry) r.retry_config = *e.retry;
}

void Webhooks::on(WebhookRow& r, const Paused& e, const Meta& m) {
  if (r.status != Status::ended) turn(r, Status::paused, e.why, m.at);
}
void Webhooks::on(WebhookRow& r, const Resumed&, const Meta& m) {
  if (r.status != Status::ended) turn(r, Status::active, {}, m.at);
}
void Webhooks::on(WebhookRow& r, const Ended&, const Meta& m) { turn(r, Status::ended, {}, m.at); }

void Webhooks::on(WebhookRow& r, const Rewound& e, const Meta&) { r.reached = std::min(r.reached, e.position); }

void Webhooks::on(WebhookRow& r, const Progressed& e, const Meta&) {
  r.reached = e.position;
  r.waiting = static_cast<std::int64_t>(e.behind.size());
  for (const auto& one : e.attempts) {
    r.last_triggered_at = one.at;
    if (one.outcome == Outcome::delivered) r.last_delivered_at = one.at;
  }
}

Reach::Maybe Reach::on(Maybe was, const Created& e, const Meta& m) {
  if (was) return was;
  ReachRow row{};
  row.id = e.id;
  row.url = e.url;
  row.secret = e.secret;
  row.events = e.events;
  row.retry = e.retry;
  row.position = m.offset;
  return row;
}

void Reach::on(ReachRow& r, const Changed& e, const Meta&) {
  if (e.url) r.url = *e.url;
  if (e.events) r.events = *e.events;
  if (e.retry) r.retry = *e.retry;
}

void Reach::on(ReachRow& r, const SecretRotated& e, const Meta&) {
  r.old_secret = r.secret;
  r.old_until = e.old_until;
  r.secret = e.secret;
}

// What is behind and lies behind that place is come upon again.
void Reach::on(ReachRow& r, const Rewound& e, const Meta&) {
  ++r.turn;
  r.position = std::min(r.position, e.position);
  std::erase_if(r.behind, [&](const auto& one) {
    const auto id = parse_event_id(one.event);
    return !id || id->offset > r.position;
  });
}

void Reach::on(ReachRow& r, const Progressed& e, const Meta&) {
  r.turn = e.turn;
  r.position = e.position;
  r.behind = e.behind;
  for (const auto& one : e.attempts) r.deliveries = std::max(r.deliveries, one.no);
  std::erase_if(r.asked, [&](const auto& one) { return std::find(e.served.begin(), e.served.end(), one) != e.served.end(); });
}

Keys Deliveries::keys(const Progressed& e) {
  Keys keys;
  for (const auto& one : e.attempts) once(keys, slot_of(e.id, one));
  return keys;
}
Keys Deliveries::keys(const DeadLettered& e) { return {slot_of(e.id, e.last)}; }

Deliveries::Maybe Deliveries::on(Maybe was, const Progressed& e, const Meta& m) {
  for (const auto& one : e.attempts)
    if (slot_of(e.id, one) == m.key) was = row_of(e.id, one, stands(one));
  return was;
}
Deliveries::Maybe Deliveries::on(Maybe, const DeadLettered& e, const Meta&) { return row_of(e.id, e.last, DeliveryState::dead); }

Keys DeadLetters::keys(const Progressed& e) {
  Keys keys;
  for (const auto& one : e.attempts)
    if (one.outcome == Outcome::delivered) once(keys, Key(Letter{e.id, one.event}));
  return keys;
}
DeadLetters::Maybe DeadLetters::on(Maybe, const DeadLettered& e, const Meta&) { return row_of(e.id, e.last, DeliveryState::dead); }

const AnyFold& Webhooks::erased() { return erased_fold<Webhooks>(); }
const AnyFold& Reach::erased() { return erased_fold<Reach>(); }
const AnyFold& Deliveries::erased() { return erased_fold<Deliveries>(); }
const AnyFold& DeadLetters::erased() { return erased_fold<DeadLetters>(); }

}  // namespace millrace::webhooks

namespace millrace::projections {

Projection webhooks() {
  return {.fold = &lookup_of<millrace::webhooks::Webhooks>(),
          .resource = "webhook",
          .indexes = {{.name = millrace::webhooks::Webhooks::all, .place = &millrace::webhooks::place, .kept = true}},
          .publish = &millrace::webhooks::publish,
          .view = true};
}

Projection webhook_reach() {
  return {.fold = &lookup_of<millrace::webhooks::Reach>(), .resource = {}, .indexes = {{millrace::webhooks::Reach::live, &millrace::webhooks::place_of_live, true}}};
}

Projection webhook_deliveries() {
  using millrace::webhooks::Deliveries;
  return {.fold = &lookup_of<Deliveries>(),
          .resource = {},
          .indexes = {{Deliveries::recent, &millrace::webhooks::place_in_log}, {Deliveries::by_state, &millrace::webhooks::place_by_state}},
          .view = true};
}

Projection webhook_dead_letters() {
  using millrace::webhooks::DeadLetters;
  return {.fold = &lookup_of<DeadLetters>(), .resource = {}, .indexes = {{DeadLetters::recent, &millrace::webhooks::place_in_log}}, .view = true};
}

}  // namespace millrace::projections
