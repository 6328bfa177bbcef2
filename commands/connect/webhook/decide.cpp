#include <algorithm>

#include "commands/connect/webhook/asks.hpp"
#include "commands/connect/webhook/lookups.hpp"
#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/effects/asks.hpp"
#include "schemas/public/event.hpp"
#include "schemas/public/short_name.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace rule = webhooks::rule;

using webhooks::Outcome;
using webhooks::PausedWhy;

bool by_the_house(const Context& in) { return in.actor.principal.kind == PrincipalKind::system; }

// Which of them is no type of public events; nothing when all are.
std::optional<Rejection> unknown_among(const std::vector<std::string>& events) {
  if (events == std::vector<std::string>{std::string(webhooks::every_event)}) return {};
  const auto types = public_types();
  for (std::size_t n = 0; n < events.size(); ++n)
    if (std::ranges::none_of(types, [&](const auto* type) { return short_name(type->name) == events[n]; }))
      return Rejection{rule::event_unknown, "No type of events is called \"" + events[n].substr(0, 100) + "\".", "/events/" + std::to_string(n)};
  return {};
}

webhooks::Retry retry_of(const std::optional<webhooks::RetryGiven>& given, webhooks::Retry as) {
  if (!given) return as;
  return {given->max_attempts.value_or(as.max_attempts), given->backoff_multiplier.value_or(as.backoff_multiplier),
          given->first_delay_s.value_or(as.first_delay_s)};
}

struct Rules : Decider {
  using Aggregates = List<Webhook>;
  using Lookups = List<webhooks::LiveWebhooks>;
  using Asks = List<webhooks::Create, webhooks::Change, webhooks::Rotate, webhooks::Replay, webhooks::Test, webhooks::End, webhooks::Progress>;
  using Live = Webhook::Live;
  using Over = Webhook::Over;

  static Verdict on(Absent, const webhooks::Create& ask, const Context& in) {
    const auto live = row_or_none(in.tenant.find<webhooks::LiveWebhooks>(std::string(webhooks::LiveWebhooks::key)));
    if (live.webhooks.size() >= webhooks::at_most) return refuse(rule::too_many);
    const auto name = name_as_kept(ask.name);
    if (!good_name(name)) return refuse(rule::name_invalid);
    if (auto no = unknown_among(ask.events)) return std::move(*no);
    return accept(webhooks::Created{ask.id, name, about(ask.id, ask.url), ask.events, retry_of(ask.retry_config, {}), about(ask.id, ask.secret)});
  }
  static Verdict on(const Live&, const webhooks::Create&, const Context&) { return refuse(rule::webhook_exists); }
  static Verdict on(Over, const webhooks::Create&, const Context&) { return refuse(rule::webhook_exists); }

  template <class Ask>
  static Verdict on(Absent, const Ask&, const Context&) { return refuse(rule::no_such_webhook); }

  static Verdict on(const Live& s, const webhooks::Change& ask, const Context&) {
    webhooks::Changed changed{ask.id, {}, {}, {}, {}};
    if (ask.name) {
      const auto name = name_as_kept(*ask.name);
      if (!good_name(name)) return refuse(rule::name_invalid);
      if (name != s.name) changed.name = name;
    }
    if (ask.url && ask.url->value != s.url.value) changed.url = about(ask.id, *ask.url);
    if (ask.events) {
      if (auto no = unknown_among(*ask.events)) return std::move(*no);
      if (*ask.events != s.events) changed.events = ask.events;
    }
    if (const auto retry = retry_of(ask.retry_config, s.retry); retry != s.retry) changed.retry = retry;
    std::optional<webhooks::Changed> said;
    if (changed.name || changed.url || changed.events || changed.retry) said = std::move(changed);
    std::optional<webhooks::Paused> paused;
    std::optional<webhooks::Resumed> resumed;
    if (ask.is_active && *ask.is_active && s.paused) resumed = webhooks::Resumed{ask.id};
    if (ask.is_active && !*ask.is_active && !s.paused) paused = webhooks::Paused{ask.id, PausedWhy::asked};
    return accept(std::move(said), std::move(paused), std::move(resumed));
  }
  static Verdict on(Over, const webhooks::Change&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live&, const webhooks::Rotate& ask, const Context& in) {
    return accept(webhooks::SecretRotated{ask.id, about(ask.id, ask.secret), in.now + webhooks::overlap});
  }
  static Verdict on(Over, const webhooks::Rotate&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live& s, const webhooks::Replay& ask, const Context&) {
    if (ask.from_position.has_value() == ask.delivery_id.has_value()) return refuse(rule::replay_unclear);
    if (ask.from_position) return accept(webhooks::Rewound{ask.id, ask.behind.value_or(-1)});
    if (std::ranges::find(s.asked, *ask.delivery_id) != s.asked.end()) return accept();
    if (s.asked.size() >= webhooks::asked_at_most) return refuse(rule::too_many_replays);
    return accept(webhooks::RedeliveryAsked{ask.id, *ask.delivery_id});
  }
  static Verdict on(Over, const webhooks::Replay&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live& s, const webhooks::Test& ask, const Context& in) {
    if (s.asked.size() >= webhooks::asked_at_most) return refuse(rule::too_many_replays);
    return accept(webhooks::TestAsked{ask.id, in.ids.next<WebhookTest>()});
  }
  static Verdict on(Over, const webhooks::Test&, const Context&) { return refuse(rule::over); }

  static Verdict on(const Live&, const webhooks::End& ask, const Context&) { return accept(webhooks::Ended{ask.id}); }
  static Verdict on(Over, const webhooks::End&, const Context&) { return accept(); }

  static Verdict on(const Live& s, const webhooks::Progress& ask, const Context& in) {
    if (!by_the_house(in)) return hide(rule::no_such_webhook);
    if (ask.turn != s.turn + 1) return accept();         // somebody else has said meanwhile how far it is
    Facts facts{{AnyFact::of(webhooks::Progressed{ask.id, ask.turn, ask.position, ask.behind, about_it(ask.id, ask.attempts), ask.served}), {}}};
    for (const auto& last : about_it(ask.id, ask.dead)) facts.push_back({AnyFact::of(webhooks::DeadLettered{ask.id, last}), {}});
    if (const auto why = pauses(s, ask); why && !s.paused) {
      facts.push_back({AnyFact::of(webhooks::Paused{ask.id, *why}), {}});
      if (ask.owner_id && ask.address) facts.push_back({mail(ask, *why), {}});
    }
    return facts;
  }
  static Verdict on(Over, const webhooks::Progress&, const Context&) { return accept(); }

 private:
  static std::vector<webhooks::Attempt> about_it(const Id<Webhook>& id, std::vector<webhooks::Attempt> attempts) {
    for (auto& one : attempts)
      if (one.said) one.said = about(id, *one.said);
    return attempts;
  }
  static std::optional<PausedWhy> pauses(const Live& s, const webhooks::Progress& ask) {
    const auto came = [&](Outcome outcome) {
      const auto is = [&](const auto& one) { return one.outcome == outcome; };
      return std::ranges::any_of(ask.attempts, is) || std::ranges::any_of(ask.dead, is);
    };
    if (came(Outcome::gone)) return PausedWhy::gone;
    const auto before = came(Outcome::delivered) ? 0 : s.dead_in_a_row;
    if (!ask.dead.empty() && before + static_cast<std::int64_t>(ask.dead.size()) >= webhooks::dead_in_a_row_at_most) return PausedWhy::failing;
    return {};
  }
  static AnyFact mail(const webhooks::Progress& ask, PausedWhy why) {
    const auto turn = std::to_string(ask.turn);
    const auto word = why == PausedWhy::gone ? "gone" : "failing";
    return effect({"webhook", ask.id.value}, email::Send{about(*ask.owner_id, *ask.address), "webhook.paused", {{"why", word, {}}}}, turn);
  }
};

}  // namespace

WriteSide commands::webhook() { return write_side_of<Rules>(); }

}  // namespace millrace
