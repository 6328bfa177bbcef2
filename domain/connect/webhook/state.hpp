// What a rule reads of an outgoing webhook.
#pragma once

#include "domain/connect/webhook/facts.hpp"

namespace millrace {

struct Webhook : Aggregate {
  using Facts = List<webhooks::Created, webhooks::Changed, webhooks::SecretRotated, webhooks::Paused, webhooks::Resumed, webhooks::Rewound,
                     webhooks::RedeliveryAsked, webhooks::TestAsked, webhooks::Progressed, webhooks::DeadLettered, webhooks::Ended>;
  struct Live {
    std::string name;
    Personal<std::string> url;
    std::vector<std::string> events;
    webhooks::Retry retry;
    std::optional<webhooks::PausedWhy> paused;
    std::int64_t turn = 0;                            // of the last that was told
    std::int64_t dead_in_a_row = 0;
    std::vector<std::string> asked;                   // redeliveries and tests that wait
  };
  struct Over {};
  using State = std::variant<Absent, Live, Over>;
  static const AnyFold& erased();

  static State on(Absent, const webhooks::Created& e) { return Live{e.name, e.url, e.events, e.retry, {}, 0, 0, {}}; }
  static State on(auto s, const webhooks::Created&) { return s; }
  static State on(Live s, const webhooks::Changed& e) {
    if (e.name) s.name = *e.name;
    if (e.url) s.url = *e.url;
    if (e.events) s.events = *e.events;
    if (e.retry) s.retry = *e.retry;
    return s;
  }
  static State on(auto s, const webhooks::Changed&) { return s; }
  static State on(auto s, const webhooks::SecretRotated&) { return s; }
  static State on(Live s, const webhooks::Paused& e) {
    s.paused = e.why;
    return s;
  }
  static State on(auto s, const webhooks::Paused&) { return s; }
  static State on(Live s, const webhooks::Resumed&) {
    s.paused.reset();
    s.dead_in_a_row = 0;
    return s;
  }
  static State on(auto s, const webhooks::Resumed&) { return s; }
  static State on(Live s, const webhooks::Rewound&) {
    ++s.turn;
    return s;
  }
  static State on(auto s, const webhooks::Rewound&) { return s; }
  static State on(Live s, const webhooks::RedeliveryAsked& e) {
    s.asked.push_back(e.event);
    return s;
  }
  static State on(auto s, const webhooks::RedeliveryAsked&) { return s; }
  static State on(Live s, const webhooks::TestAsked& e) {
    s.asked.push_back(webhooks::name_of(e.test_id));
    return s;
  }
  static State on(auto s, const webhooks::TestAsked&) { return s; }
  static State on(Live s, const webhooks::Progressed& e) {
    s.turn = e.turn;
    const auto well = [](const auto& one) { return one.outcome == webhooks::Outcome::delivered; };
    if (std::any_of(e.attempts.begin(), e.attempts.end(), well)) s.dead_in_a_row = 0;
    std::erase_if(s.asked, [&](const auto& one) { return std::find(e.served.begin(), e.served.end(), one) != e.served.end(); });
    return s;
  }
  static State on(auto s, const webhooks::Progressed&) { return s; }
  static State on(Live s, const webhooks::DeadLettered&) {
    ++s.dead_in_a_row;
    return s;
  }
  static State on(auto s, const webhooks::DeadLettered&) { return s; }
  static State on(auto, const webhooks::Ended&) { return Over{}; }
};
BOOST_DESCRIBE_STRUCT(Webhook::Live, (), (name, url, events, retry, paused, turn, dead_in_a_row, asked))
BOOST_DESCRIBE_STRUCT(Webhook::Over, (), ())

}  // namespace millrace
