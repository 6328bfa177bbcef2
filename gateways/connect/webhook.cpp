// Outgoing webhooks: made, changed, tried, sent again and ended by members. What is sent, the follower sends (webhook_follower.hpp).
#include <boost/url/parse.hpp>

#include "commands/connect/webhook/asks.hpp"
#include "gateways/connect/modules.hpp"
#include "gateways/connect/webhook_mails.hpp"
#include "gateways/connect/webhook_signature.hpp"
#include "gateways/core/entry.hpp"
#include "gateways/core/history.hpp"
#include "gateways/core/local_page.hpp"
#include "gateways/core/record_view.hpp"
#include "gateways/core/rules.hpp"
#include "gateways/core/view.hpp"
#include "projections/connect/webhooks.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

namespace {

using webhooks::DeadLetters;
using webhooks::Deliveries;
using webhooks::DeliveryRow;
using webhooks::DeliveryState;
using webhooks::WebhookRow;
using webhooks::Webhooks;
using Prepared = std::optional<Response>;

inline constexpr Rule url_invalid{"webhook.url_invalid", Kind::invalid, "This is no address that events can be sent to.",
                                  "An http or https URL with a host, and without a name, a password or a fragment.", "/url"};
inline constexpr Rule position_unknown{"webhook.position_unknown", Kind::invalid, "There is no such position in the business's history.",
                                       "Take a Journal-Position from an answer, the id of an event, or beginning.", "/from_position"};
inline constexpr Rule delivery_unknown{"webhook.delivery_unknown", Kind::missing, "There is no such event that could be sent.",
                                       "The id of a delivery of an event, or of an event, says which is sent again."};

struct WebhookSecret {
  std::optional<std::string> secret;         // which nothing else shows
};
BOOST_DESCRIBE_STRUCT(WebhookSecret, (), (secret))
struct NewWebhookSecret {
  std::optional<std::string> secret;
  Time old_secret_until{};
};
BOOST_DESCRIBE_STRUCT(NewWebhookSecret, (), (secret, old_secret_until))

bool good_url(const std::string& text) {
  const auto url = boost::urls::parse_uri(text);
  return url && (url->scheme() == "https" || url->scheme() == "http") && !url->encoded_host().empty() && !url->has_userinfo() && !url->has_fragment();
}

// As good as chance to whoever has not the master key.
Personal<std::string> fresh_secret(const Services& services) {
  const auto of_house = services.vault.secret("webhook secrets");
  const auto id = services.ids.next();
  const auto key = hmac_sha256(raw(of_house), id.raw());
  return {{}, webhooks::secret_text(raw(key)), false, {}};
}

Prepared prepare_create(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<webhooks::Create*>(p);
  if (!good_url(ask.url.value)) return problem(url_invalid);
  ask.url = about(ask.id, ask.url);
  ask.secret = about(ask.id, fresh_secret(call.services));
  return {};
}

Prepared prepare_change(Call&, void* p, const Reader&) {
  auto& ask = *static_cast<webhooks::Change*>(p);
  if (!ask.url) return {};
  if (!good_url(ask.url->value)) return problem(url_invalid);
  ask.url = about(ask.id, *ask.url);
  return {};
}

Prepared prepare_rotate(Call& call, void* p, const Reader&) {
  auto& ask = *static_cast<webhooks::Rotate*>(p);
  ask.secret = about(ask.id, fresh_secret(call.services));
  return {};
}

// Whether that fact of the business is told outside at all.
bool told(const Call& call, const EventId& id) {
  const auto record = call.services.record(partition_of(call.tenant), id.offset);
  if (!record || record->commit.tenant != call.tenant) return false;
  const auto events = events_of(*record);
  return std::any_of(events.begin(), events.end(), [&](const auto& event) { return event.id == id; });
}

// An event that is named is sent, too: what lies behind the record before it.
Prepared prepare_replay(Call& call, void* p, const Reader& reader) {
  auto& ask = *static_cast<webhooks::Replay*>(p);
  if (ask.delivery_id) {
    const auto id = parse_event_id(*ask.delivery_id);
    if (!id || id->partition != partition_of(call.tenant) || !told(call, *id)) return problem(delivery_unknown);
  }
  if (!ask.from_position || *ask.from_position == "beginning") return {};
  const auto moment = moment_of(call, *ask.from_position);
  if (!moment || moment->offset > reader.offset(partition_of(call.tenant))) return problem(position_unknown);
  ask.behind = moment->event ? moment->offset - 1 : moment->offset;
  return {};
}

Response secret(Response response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::optional<std::string> shown(const Personal<std::string>& text) { return text.erased ? std::nullopt : std::optional{text.value}; }

Response created(const Call&, const Committed& record) {
  const auto& e = *last_fact<webhooks::Created>(record);
  auto body = row_json(*row_made<Webhooks>(record, Key(e.id)), stamp_of(record), [&](JsonWriter& out) { add_members(out, WebhookSecret{shown(e.secret)}); });
  return secret(made(std::move(body), record.commit.subject_version, "/webhooks/" + to_string(e.id)));
}

Response rotated(const Call& call, const Committed& record) {
  const auto& e = *last_fact<webhooks::SecretRotated>(record);
  return secret(adding(changed(call, record), NewWebhookSecret{shown(e.secret), e.old_until}));
}

const WebhookRow& row_in(const StampedRow& stored) { return *static_cast<const WebhookRow*>(stored.row.get()); }

Response all(const Call& call, const Reader& reader) {
  return local_page<Webhooks>(call, reader, Webhooks::all, call.tenant, {}, channels::webhooks.of(call.tenant),
                              [](const auto& listed) { return row_json(row_in(listed.row), listed.row.stamp); });
}

std::optional<StampedRow> named(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  return id ? reader.row(lookup_of<Webhooks>(), call.tenant, Key(*id)) : std::nullopt;
}

Response one(const Call& call, const Reader& reader) {
  const auto stored = named(call, reader);
  if (!stored) return problem(webhooks::rule::no_such_webhook);
  return resource(call, reader, row_json(row_in(*stored), stored->stamp), stored->stamp.version, channels::webhooks.of(call.tenant));
}

std::optional<std::string> delivery_json(const Reader::Listed& listed) {
  return row_json(*static_cast<const DeliveryRow*>(listed.row.row.get()), listed.row.stamp);
}

// The log, or of it what is in one state; what is dead is kept beside it for longer.
Response deliveries(const Call& call, const Reader& reader) {
  const auto stored = named(call, reader);
  if (!stored) return problem(webhooks::rule::no_such_webhook);
  const auto& id = row_in(*stored).id;
  const auto state = call.request->param("state");
  auto page = call;
  auto request = std::make_shared<Request>(*call.request);
  std::erase_if(request->query, [](const auto& p) { return p.first == "state"; });
  page.request = request;
  const auto of = [&](const AnyFold& fold, std::string_view index, const std::string& prefix) {
    auto response = local_page(fold, page, reader, index, call.tenant, prefix, {}, &delivery_json);
    for (auto& [name, value] : response.headers)             // the way on is about that state, too
      if (name == "Link" && !state.empty()) value.insert(value.find('?') + 1, "state=" + std::string(state) + '&');
    return response;
  };
  if (state.empty()) return of(lookup_of<Deliveries>(), Deliveries::recent, Deliveries::recent_of(id));
  if (state == "dead") return of(lookup_of<DeadLetters>(), DeadLetters::recent, Deliveries::recent_of(id));
  for (const auto which : {DeliveryState::delivered, DeliveryState::waiting})
    if (state == shape_of<DeliveryState>().words[static_cast<std::size_t>(which)]) return of(lookup_of<Deliveries>(), Deliveries::by_state, Deliveries::by_state_of(id, which));
  return problem(rule::bad_filter, "state must be delivered, waiting or dead.");
}

Route listing_deliveries() {
  auto route = paging<DeliveryRow>(read("/webhooks/{id}/deliveries", webhooks::right::view, Scope::business, &deliveries));
  route.query = {{"state", "those that are delivered, waiting for another attempt, or dead", {}, &shape_of<DeliveryState>()}};
  return route;
}

bool hears(const Actor& actor, const ChannelIds&, const Uuid&, const Rows&) { return actor.can.has(webhooks::right::view); }

Route creating_one() {
  auto route = creating<webhooks::Create>("POST", "/webhooks", webhooks::right::manage, Scope::business, &created);
  return dangerous(showing<WebhookRow, WebhookSecret>(settling(with(std::move(route), &prepare_create, {"secret"}))));
}

Route changing() {
  auto route = command<webhooks::Change>("PATCH", "/webhooks/{id}", webhooks::right::manage, Scope::business);
  return dangerous(with(std::move(route), &prepare_change));
}

}  // namespace

Module connect::webhook() {
  namespace right = millrace::webhooks::right;
  namespace rule = millrace::webhooks::rule;
  return {
      .name = "connect/webhook",
      .write_side = commands::webhook(),
      .projections = {projections::webhooks(), projections::webhook_reach(), projections::webhook_deliveries(), projections::webhook_dead_letters()},
      .routes = {
          creating_one(),
          paging<WebhookRow>(read("/webhooks", right::view, Scope::business, &all)),
          showing<WebhookRow>(historical(read("/webhooks/{id}", right::view, Scope::business, &one))),
          changing(),
          dangerous(command<millrace::webhooks::End>("DELETE", "/webhooks/{id}", right::manage, Scope::business)),
          dangerous(also<NewWebhookSecret>(settling(with(command<millrace::webhooks::Rotate>("POST", "/webhooks/{id}/rotate", right::manage, Scope::business, &rotated),
                                                &prepare_rotate, {"secret"})))),
          listing_deliveries(),
          with(command<millrace::webhooks::Replay>("POST", "/webhooks/{id}/replay", right::manage, Scope::business), &prepare_replay, {"behind"}),
          command<millrace::webhooks::Test>("POST", "/webhooks/{id}/test", right::manage, Scope::business),
      },
      .channels = {{channels::webhooks, &hears, {"webhook"}}},
      .rules = {rule::no_such_webhook, rule::webhook_exists, rule::over, rule::too_many, rule::name_invalid, rule::event_unknown, rule::replay_unclear,
                rule::too_many_replays, url_invalid, position_unknown, delivery_unknown},
      .rights = {right::view, right::manage},
      .mails = webhook_mails(),
  };
}

}  // namespace millrace
