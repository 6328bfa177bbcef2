#include <doctest/doctest.h>

#include "commands/connect/webhook/asks.hpp"
#include "commands/effects/asks.hpp"
#include "tests/support/inbox.hpp"
#include "tests/support/public_events.hpp"

using namespace millrace;
using namespace millrace::spec;
namespace w = millrace::webhooks;
using Result = w::Outcome;
using w::PausedWhy;
using namespace std::chrono_literals;

namespace {

const House& house() {
  static const House it{join({commands::later(), commands::effects(), commands::business(), commands::member(), commands::webhook()})};
  return it;
}

using Events = std::vector<std::string>;

const auto hook = named<Webhook>("hook");
const auto owner = staff(bob, Role::owner);

Personal<std::string> of_hook(const std::string& text) { return about(hook, text); }
w::Create make(const Id<Webhook>& id = hook) { return {id, "Warehouse", about(id, "https://example.org/hook"), {"message.created"}, {}, about(id, "whsec_AAAA")}; }
w::Created made(const Id<Webhook>& id = hook) { return {id, "Warehouse", about(id, "https://example.org/hook"), {"message.created"}, {}, about(id, "whsec_AAAA")}; }

w::Attempt attempt(const std::string& event, Result outcome, std::int64_t no = 1, std::optional<Time> next_at = {}) {
  w::Attempt one{no, event, "message.created", 1, outcome, {}, {}, start, next_at};
  if (outcome != Result::delivered) one.said = of_hook("no");
  return one;
}
// What the house says at that turn.
w::Progress progress(std::int64_t turn, std::vector<w::Attempt> attempts, std::vector<w::Attempt> dead = {}) {
  return {hook, turn, 40 + turn, {}, std::move(attempts), std::move(dead), {}, bob, about(bob, "bob@example.org")};
}
w::Progressed progressed(const w::Progress& ask) { return {ask.id, ask.turn, ask.position, ask.behind, ask.attempts, ask.served}; }
AnyFact mailed(std::int64_t turn, const std::string& why) {
  return effect({"webhook", hook.value}, email::Send{about(bob, "bob@example.org"), "webhook.paused", {{"why", why, {}}}}, std::to_string(turn));
}

Story there() { return house().given(founded(), joined(bob, Role::owner), made()); }

}  // namespace

TEST_CASE("webhooks: one is made for types of events that there are, and with the usual retries") {
  auto story = house().given(founded(), joined(bob, Role::owner));
  story.as(owner).when(make()).then(made());
  story.when(make()).refused(w::rule::webhook_exists);
  auto other = make(named<Webhook>("other"));
  other.name = " ";
  story.when(other).refused(w::rule::name_invalid);
  other.name = "Other";
  for (const auto& wrong : {Events{"message.shouted"}, Events{"com.millrace.message.appended.v1"}, Events{"message.created", "*"}, Events{""}}) {
    other.events = wrong;
    story.when(other).refused(w::rule::event_unknown);
  }
  other.events = {"*"};
  other.retry_config = w::RetryGiven{7, {}, 1};
  story.when(other).accepted();
  CHECK(story.facts<w::Created>().at(0).retry == w::Retry{7, 2, 1});
}

TEST_CASE("webhooks: a business has so many, and one that has ended counts no more") {
  auto story = house().given(founded(), joined(bob, Role::owner));
  story.as(owner);
  for (std::size_t n = 0; n < w::at_most; ++n) story.when(make(named<Webhook>(std::to_string(n)))).accepted();
  story.when(make()).refused(w::rule::too_many);
  story.when(w::End{named<Webhook>("7")}).then(w::Ended{named<Webhook>("7")}).when(w::End{named<Webhook>("7")}).then();
  story.when(make()).accepted();
  story.when(w::Change{named<Webhook>("7"), "Seven"}).refused(w::rule::over).when(w::Test{named<Webhook>("7")}).refused(w::rule::over);
  story.when(w::End{named<Webhook>("none")}).refused(w::rule::no_such_webhook);
}

TEST_CASE("webhooks: what is changed is said, and what stays is not") {
  auto story = there();
  story.as(owner).when(w::Change{hook, "Warehouse", of_hook("https://example.org/hook"), Events{"message.created"}, w::RetryGiven{}, true}).then();
  story.when(w::Change{hook, "Depot"}).then(w::Changed{hook, "Depot", {}, {}, {}});
  story.when(w::Change{hook, {}, of_hook("https://example.org/two")}).then(w::Changed{hook, {}, of_hook("https://example.org/two"), {}, {}});
  story.when(w::Change{hook, {}, {}, Events{"ticket.burnt"}}).refused(w::rule::event_unknown);
  story.when(w::Change{hook, {}, {}, {}, w::RetryGiven{{}, {}, 5}}).then(w::Changed{hook, {}, {}, {}, w::Retry{3, 2, 5}});
  story.when(w::Change{hook, {}, {}, {}, {}, false}).then(w::Paused{hook, PausedWhy::asked}).when(w::Change{hook, {}, {}, {}, {}, false}).then();
  story.when(w::Change{hook, {}, {}, {}, {}, true}).then(w::Resumed{hook});
}

TEST_CASE("webhooks: the former secret signs for a day beside the new one") {
  auto story = there();
  story.as(owner).when(w::Rotate{hook, of_hook("whsec_BBBB")}).then(w::SecretRotated{hook, of_hook("whsec_BBBB"), story.now() + 24h});
}

TEST_CASE("webhooks: a replay is from a position or of one event, and each is asked for once") {
  auto story = there();
  story.as(owner).when(w::Replay{hook}).refused(w::rule::replay_unclear).when(w::Replay{hook, "beginning", "1-2-0"}).refused(w::rule::replay_unclear);
  story.when(w::Replay{hook, "beginning"}).then(w::Rewound{hook, -1}).when(w::Replay{hook, "x", {}, 17}).then(w::Rewound{hook, 17});
  story.when(w::Replay{hook, {}, "1-2-0"}).then(w::RedeliveryAsked{hook, "1-2-0"}).when(w::Replay{hook, {}, "1-2-0"}).then();
  for (std::size_t n = 1; n < w::asked_at_most; ++n) story.when(w::Test{hook}).accepted();
  story.when(w::Test{hook}).refused(w::rule::too_many_replays).when(w::Replay{hook, {}, "1-3-0"}).refused(w::rule::too_many_replays);
  auto told = progress(3, {attempt("1-2-0", Result::delivered)});
  told.served = {"1-2-0"};
  story.as(spec::system()).when(told).then(progressed(told));
  story.as(owner).when(w::Replay{hook, {}, "1-2-0"}).then(w::RedeliveryAsked{hook, "1-2-0"});
}

TEST_CASE("webhooks: only the house says how far one is, one after the other, and a rewind has the last word") {
  auto story = there();
  const auto first = progress(1, {attempt("1-2-0", Result::delivered)});
  story.as(owner).when(first).refused(w::rule::no_such_webhook);
  story.as(spec::system()).when(first).then(progressed(first)).when(first).then();
  story.as(owner).when(w::Replay{hook, "beginning"}).then(w::Rewound{hook, -1});
  story.as(spec::system()).when(progress(2, {})).then().when(progress(3, {})).then(progressed(progress(3, {})));
  story.as(owner).when(w::End{hook}).accepted();
  story.as(spec::system()).when(progress(4, {})).then();
}

TEST_CASE("webhooks: what is given up is a fact of its own; ten in a row pause it, and its owner is told") {
  auto story = there();
  std::vector<w::Attempt> nine;
  for (int n = 1; n <= 9; ++n) nine.push_back(attempt("1-" + std::to_string(n) + "-0", Result::server_error, n));
  story.as(spec::system()).when(progress(1, {}, nine)).accepted();
  CHECK(story.facts<w::DeadLettered>().size() == 9);
  CHECK(story.facts<w::Paused>().empty());
  SUBCASE("the tenth pauses it") {
    const auto tenth = progress(2, {}, {attempt("1-10-0", Result::timeout, 10)});
    story.when(tenth).then(progressed(tenth), w::DeadLettered{hook, tenth.dead[0]}, w::Paused{hook, PausedWhy::failing}, mailed(2, "failing"));
    const auto more = progress(3, {}, {attempt("1-11-0", Result::timeout, 11)});
    story.when(more).then(progressed(more), w::DeadLettered{hook, more.dead[0]});
    story.as(owner).when(w::Change{hook, {}, {}, {}, {}, true}).then(w::Resumed{hook});
    const auto again = progress(4, {}, {attempt("1-12-0", Result::timeout, 12)});
    story.as(spec::system()).when(again).then(progressed(again), w::DeadLettered{hook, again.dead[0]});
  }
  SUBCASE("one that is taken between them counts them anew") {
    const auto one = progress(2, {attempt("1-10-0", Result::delivered, 10)}, {attempt("1-11-0", Result::timeout, 11)});
    story.when(one).then(progressed(one), w::DeadLettered{hook, one.dead[0]});
  }
}

TEST_CASE("webhooks: one that is gone is paused at once") {
  auto story = there();
  const auto gone = progress(1, {attempt("1-2-0", Result::gone, 1, start)});
  story.as(spec::system()).when(gone).then(progressed(gone), w::Paused{hook, PausedWhy::gone}, mailed(1, "gone"));
}
