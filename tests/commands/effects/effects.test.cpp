// An effect by example: what each attempt may come to, and what people may still decide about it.
#include "commands/effects/asks.hpp"

#include <doctest/doctest.h>

#include "domain/identity/member/state.hpp"
#include "commands/later/asks.hpp"
#include "domain/later/state.hpp"
#include "projections/effects/effects.hpp"
#include "schemas/json/unknown_ask.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using effects::Cancelled;
using effects::Failed;
using effects::GivenUp;
using effects::Reconciled;
using effects::Requested;
using effects::Retried;
using effects::Started;
using effects::Succeeded;
using Unknown = effects::Unknown;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::effects()}), {&lookup_of<effects::Effects>()}};
  return house;
}

const auto mail = named<Effect>("a mail");
const auto zoe = named<Member>("zoe");
const auto ann = named<Member>("ann");
const Time until = start + 2h;

Requested requested() {
  return {mail, {"member", zoe.value}, AnyValue::of(email::Send{about(zoe, "zoe@example.org"), "member.invited", {{"n", "1", {}}}})};
}
Started started(std::int64_t attempt = 1) { return {mail, attempt, until}; }
Failed failed(std::optional<Time> next_at, std::int64_t attempt = 1) {
  return {mail, attempt, "smtp.deferred", 450, about(zoe, "later"), next_at};
}

effects::Succeed succeed(std::int64_t attempt = 1) { return {mail, attempt, "id@example.org", 250, {}}; }
effects::Fail fail(std::optional<Time> next_at, std::int64_t attempt = 1) {
  return {mail, attempt, "smtp.deferred", 450, about(zoe, "later"), next_at, {}};
}

Story under_way() { return house().given(requested(), started()); }
const effects::EffectRow& row(const Story& story) { return *static_cast<const effects::EffectRow*>(story.row("effects", Key(mail)).get()); }

}  // namespace

TEST_CASE("the same errand about the same thing is one effect, on another occasion it is another") {
  const auto said = [](std::string n) { return effect({"member", zoe.value}, email::Send{about(zoe, "zoe@example.org"), "member.invited", {}}, n); };
  CHECK(said("1").stream() == said("1").stream());
  CHECK(said("1").stream() != said("2").stream());
  CHECK(said("1").stream() == effect_id("email.send.v1", zoe.value, "1").value);
}

TEST_CASE("an effect said twice is asked for once, and where it stands is not forgotten") {
  auto story = under_way();
  const auto again = house().given(requested(), started(), requested());
  CHECK(std::holds_alternative<Effect::UnderWay>(again.state(mail)));
  CHECK(row(again).attempts_made == 1);
}

TEST_CASE("each attempt is recorded before it goes out, and counted") {
  auto story = house().given(requested());
  story.as(spec::system()).when(effects::Start{mail, 1, until}).then(started(1));
  CHECK(row(story).state == effects::Stage::under_way);
  story.when(effects::Start{mail, 1, until}).then();
  story.when(effects::Start{mail, 2, until}).then();
}

TEST_CASE("an attempt that nobody has counted is not begun") {
  house().given(requested()).as(spec::system()).when(effects::Start{mail, 2, until}).then();
}

TEST_CASE("what has succeeded is over") {
  auto story = under_way();
  story.as(spec::system()).when(succeed()).then(Succeeded{mail, 1, "id@example.org", 250});
  CHECK(row(story).state == effects::Stage::succeeded);
  CHECK(row(story).reference == "id@example.org");
  story.when(fail({})).then();
  story.when(effects::Start{mail, 2, until}).then();
  story.as(staff(ann, Role::owner)).when(effects::Retry{mail}).refused(effects::rule::over);
  story.when(effects::GiveUp{mail}).refused(effects::rule::over);
}

TEST_CASE("what has failed is tried again when it says, and then counts on") {
  auto story = under_way();
  story.as(spec::system()).when(fail(start + 3h)).then(failed(start + 3h));
  CHECK(row(story).state == effects::Stage::waiting);
  CHECK(row(story).next_at == start + 3h);
  CHECK(row(story).attempts.at(0).detail->value == "later");
  story.when(effects::Start{mail, 2, until}).then(started(2));
}

TEST_CASE("what has failed for good waits for a person") {
  auto story = under_way();
  story.as(spec::system()).when(fail({})).then(failed({}));
  CHECK(row(story).state == effects::Stage::failed);
  story.when(effects::Start{mail, 2, until}).then();
  story.as(staff(ann, Role::owner)).at(start + 5h).when(effects::Retry{mail}).then(Retried{mail, start + 5h});
  CHECK(row(story).state == effects::Stage::waiting);
  CHECK(!row(story).next_at);                            // at once
  story.as(spec::system()).when(effects::Start{mail, 2, until}).then(started(2));
}

TEST_CASE("a result of another attempt than the one under way is recorded as nothing") {
  auto story = house().given(requested(), started(1), failed(start), started(2));
  story.as(spec::system()).when(succeed(1)).then();
  story.when(fail({}, 1)).then();
  story.when(effects::MarkUnknown{mail, 1, "no_result"}).then();
  story.when(succeed(3)).then();
  CHECK(std::holds_alternative<Effect::UnderWay>(story.state(mail)));
}

TEST_CASE("an attempt without a result is unknown, is not begun again by itself, and a late result still tells") {
  auto story = under_way();
  story.as(spec::system()).when(effects::MarkUnknown{mail, 1, "no_result"}).then(Unknown{mail, 1, "no_result"});
  CHECK(row(story).state == effects::Stage::unknown);
  story.when(effects::MarkUnknown{mail, 1, "no_result"}).then();
  story.when(effects::Start{mail, 2, until}).then();
  story.when(succeed()).then(Succeeded{mail, 1, "id@example.org", 250});
}

TEST_CASE("what is unknown is found out, or may be repeated because the other side knows a repeat") {
  auto repeated = house().given(requested(), started(), Unknown{mail, 1, "cut"});
  repeated.as(spec::system())
      .when(effects::Reconcile{mail, 1, "repeatable", false, {}, start + 3h})
      .then(Reconciled{mail, 1, "repeatable", false, {}, start + 3h});
  repeated.when(effects::Start{mail, 2, until}).then(started(2));

  auto found = house().given(requested(), started(), Unknown{mail, 1, "cut"});
  found.as(spec::system()).when(effects::Reconcile{mail, 1, "asked", true, "ch_1", {}}).accepted();
  CHECK(row(found).state == effects::Stage::succeeded);

  auto never = house().given(requested(), started(), Unknown{mail, 1, "cut"});
  never.as(spec::system()).when(effects::Reconcile{mail, 1, "asked", false, {}, {}}).accepted();
  CHECK(row(never).state == effects::Stage::failed);
}

TEST_CASE("a person decides that what is unknown may happen twice") {
  auto story = house().given(requested(), started(), Unknown{mail, 1, "cut"});
  story.as(staff(ann, Role::owner)).at(start + 5h).when(effects::Retry{mail}).then(Retried{mail, start + 5h});
}

TEST_CASE("what waits may be tried at once, what is under way not") {
  house().given(requested(), started(), failed(start + 9h)).as(staff(ann, Role::owner)).at(start + 2h)
      .when(effects::Retry{mail}).then(Retried{mail, start + 2h});
  under_way().as(staff(ann, Role::owner)).when(effects::Retry{mail}).refused(effects::rule::under_way);
  house().given().as(staff(ann, Role::owner)).when(effects::Retry{mail}).refused(effects::rule::no_such_effect);
  house().given().as(staff(ann, Role::owner)).when(effects::GiveUp{mail}).refused(effects::rule::no_such_effect);
}

TEST_CASE("what is given up is not tried again, twice is once") {
  auto story = house().given(requested(), started(), failed(start + 9h));
  story.as(staff(ann, Role::owner)).when(effects::GiveUp{mail}).then(GivenUp{mail});
  CHECK(row(story).state == effects::Stage::given_up);
  story.when(effects::GiveUp{mail}).then();
  story.when(effects::Retry{mail}).refused(effects::rule::over);
  story.as(spec::system()).when(effects::Start{mail, 2, until}).then();
}

TEST_CASE("given up while it is under way, its late result is recorded and does not revive it") {
  for (const bool well : {true, false}) {
    auto story = under_way();
    story.as(staff(ann, Role::owner)).when(effects::GiveUp{mail}).then(GivenUp{mail});
    story.as(spec::system());
    if (well) story.when(succeed()).then(Succeeded{mail, 1, "id@example.org", 250});
    else story.when(fail(start + 3h)).then(failed({}));
    CHECK(row(story).state == effects::Stage::given_up);
    CHECK(row(story).attempts.at(0).result == (well ? effects::Result::succeeded : effects::Result::failed));
    story.when(effects::Start{mail, 2, until}).then();
    story.when(succeed()).then();
  }
}

TEST_CASE("given up while it is under way, an attempt without a result is recorded as unknown") {
  auto story = under_way();
  story.as(staff(ann, Role::owner)).when(effects::GiveUp{mail}).accepted();
  story.as(spec::system()).when(effects::MarkUnknown{mail, 1, "no_result"}).then(Unknown{mail, 1, "no_result"});
  CHECK(row(story).state == effects::Stage::given_up);
  // Whoever has begun it comes back after all.
  story.when(succeed()).then(Succeeded{mail, 1, "id@example.org", 250});
  CHECK(row(story).state == effects::Stage::given_up);
  CHECK(row(story).attempts.at(0).result == effects::Result::succeeded);
  story.when(succeed()).then();
}

TEST_CASE("what it was for is no more: it is not tried") {
  auto story = house().given(requested());
  story.as(spec::system()).when(effects::Cancel{mail, "invitation.over"}).then(Cancelled{mail, "invitation.over"});
  CHECK(row(story).state == effects::Stage::cancelled);
  CHECK(row(story).why == "invitation.over");
  story.when(effects::Start{mail, 1, until}).then();
  story.as(staff(ann, Role::owner)).when(effects::GiveUp{mail}).refused(effects::rule::over);
  under_way().as(spec::system()).when(effects::Cancel{mail, "invitation.over"}).then();
}

TEST_CASE("what a result means to whoever wanted it is asked at once, and only of a result that still counts") {
  const auto what = AnyValue::of(later::FinishHandoff{named<Handoff>("another"), 1});
  auto ask = succeed();
  ask.then = what;
  auto story = under_way();
  story.as(spec::system()).when(ask);
  REQUIRE(story.facts<later::TimerSet>().size() == 1);
  const auto timer = story.facts<later::TimerSet>()[0];
  CHECK(timer.due == story.now());
  CHECK(timer.ask.type == what.type);

  auto given_up = house().given(requested(), started(), GivenUp{mail});
  given_up.as(spec::system()).when(ask).then(Succeeded{mail, 1, "id@example.org", 250});

  auto not_yet = fail(start + 3h);
  not_yet.then = what;
  auto waits = under_way();
  waits.as(spec::system()).when(not_yet).then(failed(start + 3h));
}

TEST_CASE("only the house says what has become of an effect") {
  for (const auto& who : {staff(ann, Role::owner), spec::anybody()}) {
    house().given(requested()).as(who).when(effects::Start{mail, 1, until}).refused(effects::rule::by_the_house);
    under_way().as(who).when(succeed()).refused(effects::rule::by_the_house);
    under_way().as(who).when(fail({})).refused(effects::rule::by_the_house);
    under_way().as(who).when(effects::MarkUnknown{mail, 1, "x"}).refused(effects::rule::by_the_house);
    under_way().as(who).when(effects::Reconcile{mail, 1, "x", true, {}, {}}).refused(effects::rule::by_the_house);
    house().given(requested()).as(who).when(effects::Cancel{mail, "x"}).refused(effects::rule::by_the_house);
  }
}

TEST_CASE("an errand of a kind that this release does not know is kept to the letter") {
  const std::string json = R"({"id":"018f0000-0000-7000-8000-000000000001","about":{"what":"planet","id":"018f0000-0000-7000-8000-000000000002"},)"
                           R"("errand":{"ask":"pigeon.send.v7","body":{"to":{"subject_id":"018f0000-0000-7000-8000-000000000003",)"
                           R"("key_id":"018f0000-0000-7000-8000-000000000004","sealed":"AAAA"},"grain":3}}})";
  const auto value = from_json(shape_of<Requested>(), json);
  const auto& read = *static_cast<const Requested*>(value.get());
  REQUIRE(unknown_ask(read.errand) != nullptr);
  CHECK(read.errand.type->wire == "pigeon.send.v7");
  CHECK(to_json(read) == json);
  MemoryVault vault;
  const Sealing sealing{vault, {}, {}, "effect.requested.v1"};
  Requested fact;
  const auto decoded = decode(shape_of<Requested>(), Document{json}.root(), &fact, &sealing);
  REQUIRE(decoded.subject_keys.size() == 1);             // whoever writes about that one next uses the same key
  CHECK(to_string(decoded.subject_keys[0].first) == "018f0000-0000-7000-8000-000000000003");
  CHECK(to_string(decoded.subject_keys[0].second) == "018f0000-0000-7000-8000-000000000004");
  const auto copy = read;                                // outlives what it was read from
  CHECK(effects::Effects::on({}, copy, Meta{})->kind == "pigeon.send.v7");
  CHECK_THROWS(from_json(shape_of<Requested>(), R"({"id":"018f0000-0000-7000-8000-000000000001","about":{"what":"planet","id":"018f0000-0000-7000-8000-000000000002"},"errand":{"ask":"pigeon.send.v7"}})"));
}
