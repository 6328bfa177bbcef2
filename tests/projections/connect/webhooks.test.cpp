#include "projections/connect/webhooks.hpp"

#include <doctest/doctest.h>

#include "commands/connect/webhook/asks.hpp"
#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
namespace w = millrace::webhooks;
using Result = w::Outcome;
using namespace std::chrono_literals;

namespace {

const House& read_side() {
  static const House house{join({commands::later(), commands::effects(), commands::business(), commands::member(), commands::webhook()}),
                           {&lookup_of<w::Webhooks>(), &lookup_of<w::Reach>(), &lookup_of<w::Deliveries>(), &lookup_of<w::DeadLetters>()}};
  return house;
}

const auto hook = named<Webhook>("hook");
const w::Created made{hook, "Warehouse", about(hook, "https://example.org/hook"), {"*"}, {}, about(hook, "whsec_AAAA")};

w::Attempt attempt(std::int64_t no, const std::string& event, Result outcome, std::optional<Time> next_at = {}) {
  return {no, event, "message.created", 1, outcome, {}, {}, start + 1min, next_at};
}
w::Progressed progressed(std::int64_t turn, std::int64_t position, std::vector<w::Attempt> attempts, std::vector<w::Behind> behind = {}) {
  return {hook, turn, position, std::move(behind), std::move(attempts), {}};
}
w::Behind behind(const std::string& event) { return {named_uuid(event), event, 1, 1, start}; }

template <class... F>
Story told(F... facts) { return read_side().given(founded(), made, std::move(facts)...); }
std::shared_ptr<const w::WebhookRow> shown(const Story& story) { return find_row<w::Webhooks>(story.rows(), tenant(), hook); }
std::shared_ptr<const w::ReachRow> reach(const Story& story) { return find_row<w::Reach>(story.rows(), tenant(), hook); }
std::shared_ptr<const w::DeliveryRow> in_log(const Story& story, const std::string& slot) { return find_row<w::Deliveries>(story.rows(), tenant(), w::Slot{hook, slot}); }
std::shared_ptr<const w::DeliveryRow> letter(const Story& story, const std::string& event) { return find_row<w::DeadLetters>(story.rows(), tenant(), w::Letter{hook, event}); }

}  // namespace

TEST_CASE("a webhook's row goes from active to paused and back to ended, and the house forgets what one that has ended is signed with") {
  auto row = shown(told());
  REQUIRE(row);
  CHECK(row->status == w::Status::active);
  CHECK(row->is_active);
  CHECK_FALSE(row->last_triggered_at);
  row = shown(told(w::Paused{hook, w::PausedWhy::failing}));
  CHECK(row->status == w::Status::paused);
  CHECK(row->why == w::PausedWhy::failing);
  CHECK_FALSE(row->is_active);
  row = shown(told(w::Paused{hook, w::PausedWhy::failing}, w::Resumed{hook}));
  CHECK(row->status == w::Status::active);
  CHECK_FALSE(row->why);
  const auto over = told(w::Ended{hook}, w::Paused{hook, w::PausedWhy::asked});
  CHECK(shown(over)->status == w::Status::ended);
  CHECK_FALSE(reach(over));
}

TEST_CASE("a webhook's former secret is kept beside the new one, and only that") {
  const auto twice = told(w::SecretRotated{hook, about(hook, "whsec_BBBB"), start + 24h}, w::SecretRotated{hook, about(hook, "whsec_CCCC"), start + 25h});
  const auto row = reach(twice);
  CHECK(row->secret.value == "whsec_CCCC");
  CHECK(row->old_secret->value == "whsec_BBBB");
  CHECK(row->old_until == start + 25h);
  CHECK(shown(twice)->old_secret_until == start + 25h);
}

TEST_CASE("what a webhook is told of is in its log, each in its place") {
  const auto story = told(progressed(1, 7, {attempt(1, "1-5-0", Result::delivered), attempt(2, "1-6-0", Result::server_error, start + 2min)}, {behind("1-6-0")}));
  CHECK(in_log(story, "1")->state == w::DeliveryState::delivered);
  CHECK(in_log(story, "2")->state == w::DeliveryState::waiting);
  CHECK(in_log(story, "2")->next_attempt_at == start + 2min);
  CHECK(shown(story)->waiting == 1);
  CHECK(shown(story)->reached == 7);
  CHECK(shown(story)->last_delivered_at == start + 1min);
  CHECK(reach(story)->deliveries == 2);
  const auto later = told(progressed(1, 7, {attempt(1, "1-5-0", Result::delivered)}), progressed(2, 9, {attempt(1001, "1-9-0", Result::delivered)}));
  CHECK(in_log(later, "1")->id == "1-9-0");
}

TEST_CASE("a dead letter stays one until it is delivered, however old the log has become") {
  const auto given_up = w::DeadLettered{hook, attempt(1, "1-5-0", Result::timeout)};
  const auto story = told(progressed(1, 7, {}), given_up, progressed(2, 9, {attempt(1001, "1-9-0", Result::delivered)}));
  CHECK(in_log(story, "1")->id == "1-9-0");
  REQUIRE(letter(story, "1-5-0"));
  CHECK(letter(story, "1-5-0")->state == w::DeliveryState::dead);
  CHECK_FALSE(letter(told(given_up, progressed(1, 9, {attempt(2, "1-5-0", Result::delivered)})), "1-5-0"));
  CHECK(letter(told(given_up, progressed(1, 9, {attempt(2, "1-5-0", Result::timeout)})), "1-5-0"));
}

TEST_CASE("a webhook that is rewound comes again upon what is behind that place, and never goes forward by it") {
  const auto before = progressed(4, 20, {}, {behind("1-8-0"), behind("1-15-0")});
  const auto back = reach(told(before, w::Rewound{hook, 10}));
  CHECK(back->position == 10);
  CHECK(back->turn == 5);
  REQUIRE(back->behind.size() == 1);
  CHECK(back->behind[0].event == "1-8-0");
  CHECK(reach(told(before, w::Rewound{hook, 30}))->position == 20);
}
