// Timers and handoffs are put when they are due, once, and again when it came to nothing; what waits stays in the store.
#include "commands/later/pump.hpp"

#include <doctest/doctest.h>

#include "commands/later/asks.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/json/matches.hpp"
#include "schemas/json/unknown_ask.hpp"
#include "schemas/json/wires.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace {

namespace {

using later::What;

const Uuid here = uuid_of("tenant-the-first"), there = uuid_of("tenant-the-other");
const Time noon = at_micros(1'800'000'000'000'000);
const AnyAsk ask = AnyAsk::of(later::FinishHandoff{{uuid_of("asked-about-this")}, 1});
const Uuid a_timer = uuid_of("a-timer-of-tests"), a_handoff = uuid_of("a-handoff-tested");

Uuid numbered(int i) {
  const auto n = std::to_string(i);
  return uuid_of("timer" + std::string(11 - n.size(), '0') + n);
}

Outcome committed(Offset at) {
  auto record = std::make_shared<Committed>();
  record->offset = at;
  return Done{record, false};
}

// The store's index, and a pump over it.
struct Index {
  std::map<std::string, later::Waiting> rows;          // by place
  std::map<Uuid, std::string> places;
  std::size_t read = 0;                                // rows that the pump has been given
  std::size_t reads = 0;
  Pump pump = fresh();

  Pump fresh() {
    return Pump([this](What what, const std::string& after, Time by, std::size_t most) {
      ++reads;
      later::DuePage page;
      const auto end = later::place_of(what, by);
      auto at = rows.upper_bound(std::max(after, later::place_of(what, {}).substr(0, 1)));
      for (; at != rows.end() && at->first.substr(0, end.size()) <= end && at->first[0] == end[0]; ++at) {
        if (page.due.size() == most) return read += most, page;
        page.due.push_back(at->second);
      }
      read += page.due.size();
      page.whole = true;
      if (at != rows.end() && at->first[0] == end[0]) page.next = at->second.due;
      return page;
    });
  }
  void gone(const Uuid& id) {
    if (const auto known = places.extract(id)) rows.erase(known.mapped());
  }
  void waits(const Uuid& id, Time due, std::optional<Uuid> target = {}) {
    gone(id);
    const auto what = target ? What::handoff : What::timer;
    const auto place = later::place_of(what, due) + std::string(here.raw()) + std::string(id.raw());
    rows[place] = {here, id, due, target, ask, place};
    places[id] = place;
    pump.on_waiting(what, due);
  }
};

}  // namespace

TEST_CASE("pump: a timer is put when it is due, once, under the house's own name") {
  Index index;
  index.waits(a_timer, noon);
  CHECK(index.pump.due(noon - Duration{1}).empty());
  const auto put = index.pump.due(noon);
  REQUIRE(put.size() == 1);
  CHECK(put[0].tenant == here);
  CHECK(put[0].principal.kind == PrincipalKind::system);
  CHECK(put[0].timer == Id<Timer>{a_timer});
  CHECK(index.pump.due(noon + std::chrono::hours{1}).empty());
}

TEST_CASE("pump: a timer that was moved is another command, one that is read again is the same") {
  Index a;
  a.waits(a_timer, noon);
  const auto first = a.pump.due(noon)[0].id;
  a.pump.on_answer(first, NotNow{"stopping"}, noon);
  a.pump = a.fresh();
  CHECK(a.pump.due(noon)[0].id == first);                // after a restart: deduplicated
  a.pump.on_answer(first, NotNow{"moved"}, noon);
  a.waits(a_timer, noon + std::chrono::hours{1});
  CHECK(a.pump.due(noon + std::chrono::minutes{59}).empty());
  CHECK(a.pump.due(noon + std::chrono::hours{1})[0].id != first);
}

TEST_CASE("pump: the id of a timer's command is what it was in earlier releases") {
  Index index;
  index.waits(a_timer, noon);
  const auto digest = sha256("timer" + std::string(here.raw()) + std::string(a_timer.raw()) + "1800000000000000");
  CHECK(index.pump.due(noon)[0].id == uuid_of(raw(digest)));
}

TEST_CASE("pump: a timer whose row is gone is not put") {
  Index index;
  index.waits(a_timer, noon);
  index.gone(a_timer);
  CHECK(index.pump.due(noon).empty());
  CHECK(index.pump.under_way() == 0);
}

TEST_CASE("pump: a timer in the past, or moved to before what has been put already, is put at once") {
  Index index;
  index.waits(numbered(1), noon);
  const auto put = index.pump.due(noon);
  REQUIRE(put.size() == 1);
  index.pump.on_answer(put[0].id, committed(1), noon);
  index.gone(numbered(1));
  index.waits(numbered(2), noon - std::chrono::hours{24});
  REQUIRE(index.pump.due(noon).size() == 1);
  index.waits(numbered(3), Time{} - std::chrono::hours{1});
  REQUIRE(index.pump.due(noon).size() == 1);
  index.waits(numbered(4), noon + std::chrono::hours{2});
  CHECK(index.pump.due(noon).empty());
  index.waits(numbered(4), noon);
  CHECK(index.pump.due(noon).size() == 1);
}

TEST_CASE("pump: of what is overdue so much is under way at a time, the most overdue first, and the next when one is answered") {
  Index index;
  for (int i = 0; i < 600; ++i) index.waits(numbered(i), noon + Duration{i});
  const auto put = index.pump.due(noon + std::chrono::hours{1});
  CHECK(put.size() == 512);
  CHECK(put[0].timer == Id<Timer>{numbered(0)});
  CHECK(index.pump.due(noon + std::chrono::hours{1}).empty());
  for (int i = 0; i < 10; ++i) index.pump.on_answer(put[static_cast<std::size_t>(i)].id, committed(1), noon);
  CHECK(index.pump.due(noon + std::chrono::hours{1}).size() == 10);
}

TEST_CASE("pump: what waits is neither held nor read before it is due") {
  Index index;
  for (int i = 0; i < 5000; ++i) index.waits(numbered(i), noon + std::chrono::seconds{i});
  index.pump = index.fresh();                            // a start
  CHECK(index.pump.due(noon).size() == 1);
  CHECK(index.pump.under_way() == 1);
  CHECK(index.read == 1);
  const auto reads = index.reads;
  for (int i = 0; i < 1000; ++i) CHECK(index.pump.due(noon + std::chrono::milliseconds{i % 1000}).empty());
  CHECK(index.reads == reads);
}

TEST_CASE("pump: what is answered not now is put again a second later, with the same id") {
  Index index;
  index.waits(a_timer, noon);
  const auto id = index.pump.due(noon)[0].id;
  index.pump.on_answer(id, NotNow{"busy"}, noon);
  CHECK(index.pump.due(noon + std::chrono::milliseconds{999}).empty());
  const auto again = index.pump.due(noon + std::chrono::seconds{1});
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == id);
}

TEST_CASE("pump: a handoff that nobody has committed yet is looked at ten times a second") {
  Index index;
  index.waits(a_handoff, noon, there);
  const auto id = index.pump.due(noon).at(0).id;
  index.pump.on_answer(id, NotNow{"another process is to decide"}, noon);
  CHECK(index.pump.due(noon + std::chrono::milliseconds{99}).empty());
  CHECK(index.pump.due(noon + std::chrono::milliseconds{100}).at(0).id == id);
}

TEST_CASE("pump: what comes to nothing again and again does not keep others from being put") {
  Index index;
  for (int i = 0; i < 2000; ++i) index.waits(numbered(i), noon + Duration{i});
  auto now = noon + std::chrono::hours{1};
  std::size_t put = 0;
  for (int round = 0; round < 8; ++round, now += std::chrono::milliseconds{100})
    for (const auto& c : index.pump.due(now)) {
      ++put;
      index.pump.on_answer(c.id, NotNow{"parked"}, now);
    }
  CHECK(put == 2000);
  index.waits(a_timer, now);
  const auto fresh = index.pump.due(now);
  REQUIRE(fresh.size() == 1);
  CHECK(fresh[0].timer == Id<Timer>{a_timer});
  CHECK(index.pump.due(now + std::chrono::seconds{1}).size() == 511);
}

TEST_CASE("pump: what came to nothing while the clock stood later than now is put when it is due again") {
  Index index;
  index.waits(a_timer, noon);
  const auto put = index.pump.due(noon);
  index.pump.on_answer(put.at(0).id, NotNow{"moved"}, noon);
  for (auto now = noon - std::chrono::hours{1}; now < noon; now += std::chrono::minutes{5}) CHECK(index.pump.due(now).empty());
  CHECK(index.pump.due(noon + std::chrono::seconds{2}).size() == 1);
}

TEST_CASE("pump: who decides for nobody any more still ends the handoffs that it has begun") {
  Index index;
  index.waits(a_handoff, noon, there);
  const auto put = index.pump.due(noon);
  index.pump.on_answer(put.at(0).id, committed(7), noon);
  const auto last = index.pump.finishing();
  REQUIRE(last.size() == 1);
  CHECK(last[0].ask.as<later::FinishHandoff>()->offset == 7);
  index.pump.on_answer(last[0].id, committed(8), noon);
  CHECK(index.pump.under_way() == 0);
}

TEST_CASE("pump: a timer that was moved while it was put waits for its new deadline, whatever becomes of the old one") {
  for (const bool answered_late : {false, true}) {
    Index index;
    index.waits(a_timer, noon);
    const auto id = index.pump.due(noon)[0].id;
    index.waits(a_timer, noon + std::chrono::hours{1});
    CHECK(index.pump.due(noon + std::chrono::minutes{59}).empty());
    if (answered_late) CHECK(index.pump.due(noon + std::chrono::hours{1}).empty());   // the first is still under way
    index.pump.on_answer(id, answered_late ? committed(1) : Outcome{NotNow{"moved"}}, noon + std::chrono::hours{1});
    const auto again = index.pump.due(noon + std::chrono::hours{1} + std::chrono::seconds{1});
    REQUIRE(again.size() == 1);
    CHECK(again[0].id != id);
  }
}

TEST_CASE("pump: a handoff goes to its target, then its source is told where it was committed") {
  Index index;
  index.waits(a_handoff, noon + std::chrono::hours{1}, there);   // by log time, which may be ahead of this clock
  const auto put = index.pump.due(noon);
  REQUIRE(put.size() == 1);
  CHECK(put[0].tenant == there);
  CHECK(index.pump.due(noon).empty());
  index.pump.on_answer(put[0].id, committed(42), noon);
  const auto finish = index.pump.due(noon);
  REQUIRE(finish.size() == 1);
  CHECK(finish[0].tenant == here);
  REQUIRE(finish[0].ask.as<later::FinishHandoff>());
  CHECK(finish[0].ask.as<later::FinishHandoff>()->offset == 42);
  index.pump.on_answer(finish[0].id, committed(43), noon);
  CHECK(index.pump.due(noon + std::chrono::hours{1}).empty());
  CHECK(index.pump.under_way() == 0);
}

TEST_CASE("pump: a handoff that was committed before a crash is found again, not done again") {
  Index index;
  index.waits(a_handoff, noon, there);
  const auto put = index.pump.due(noon);
  index.pump.on_answer(put[0].id, Known{42}, noon);      // the target's owner knew the command
  const auto finish = index.pump.due(noon);
  CHECK(finish[0].ask.as<later::FinishHandoff>()->offset == 42);
  index.pump.on_answer(finish[0].id, NotNow{"busy"}, noon);
  CHECK(index.pump.due(noon).empty());
  const auto again = index.pump.due(noon + std::chrono::seconds{1});
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == put[0].id);
}

TEST_CASE("pump: what an earlier release has left is put a few at a time, until each has come to something") {
  Index index;
  auto& pump = index.pump;
  std::vector<Command> all(100);
  for (std::size_t n = 0; n < all.size(); ++n) all[n].id.bytes[15] = static_cast<std::uint8_t>(n + 1);
  pump.amend(all);
  CHECK(pump.under_way() == 100);
  const auto first = pump.due(noon);
  REQUIRE(first.size() == 64);
  CHECK(pump.due(noon).empty());
  for (std::size_t n = 0; n < first.size(); ++n) pump.on_answer(first[n].id, n ? committed(42) : Outcome{NotNow{"starting"}}, noon);
  CHECK(pump.under_way() == 37);
  CHECK(pump.due(noon).size() == 36);
  const auto again = pump.due(noon + std::chrono::seconds{1});
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == first[0].id);
}

TEST_CASE("timers: one without a name is called by its ask, under the id that it has in journals") {
  const Id<Handoff> about_it{uuid_of("asked-about-this")};
  const auto digest = sha256("timer" + std::string(later::FinishHandoff::wire) + std::string(about_it.value.raw()) + std::string(16, '\0'));
  const auto set = timer(noon, later::FinishHandoff{about_it, 1});
  CHECK(set.stream() == uuid_of(raw(digest)));
  CHECK(timer(later::FinishHandoff::wire, noon, later::FinishHandoff{about_it, 1}).stream() == set.stream());
  CHECK(cancel<later::FinishHandoff>(about_it).stream() == set.stream());
}

TEST_CASE("timers: a name and a subject are one timer, whatever it asks; it is cancelled by them") {
  const Id<Handoff> about_it{uuid_of("asked-about-this")}, other{uuid_of("about-that-other")};
  const auto set = timer("first_response", noon, later::FinishHandoff{about_it, 1});
  CHECK(timer("first_response", noon + Duration{1}, later::FinishHandoff{about_it, 2}).stream() == set.stream());
  CHECK(cancel("first_response", about_it).stream() == set.stream());
  CHECK(cancel("resolution", about_it).stream() != set.stream());
  CHECK(cancel("first_response", other).stream() != set.stream());
  CHECK(timer(noon, later::FinishHandoff{about_it, 1}).stream() != set.stream());
}

TEST_CASE("an ask that this release does not know is kept as it came, and stands in nobody's way") {
  const std::string json = R"({"id":"018f0000-0000-7000-8000-000000000001","due":"2026-01-05T00:00:00.000000Z",)"
                           R"("ask":{"ask":"pigeon.feed.v7","body":{"id":"018f0000-0000-7000-8000-000000000002","grain":3}}})";
  const auto read = from_json(shape_of<later::TimerSet>(), json);
  const auto& set = *static_cast<const later::TimerSet*>(read.get());
  CHECK(to_json(set) == json);
  CHECK(to_string(set.ask.stream()) == "018f0000-0000-7000-8000-000000000002");

  MemoryVault vault;
  auto again = from_json(shape_of<later::TimerSet>(), json);
  const auto waits = with_matches(vault, static_cast<const later::TimerSet*>(again.get())->ask);
  again.reset();
  CHECK(unknown_ask(waits));
  CHECK(waits.type->wire == "pigeon.feed.v7");

  Index index;
  const auto pigeon = numbered(1), known = numbered(2);
  index.waits(pigeon, noon - Duration{2});
  index.rows.at(index.places.at(pigeon)).ask = set.ask;
  index.waits(known, noon - Duration{1});
  const auto due = index.pump.due(noon);
  REQUIRE(due.size() == 1);
  CHECK(due[0].timer->value == known);
  CHECK(index.rows.contains(index.places.at(pigeon)));
  index.pump.on_answer(due[0].id, committed(1), noon);
  index.gone(known);
  CHECK(index.pump.due(noon + std::chrono::seconds{2}).empty());

  const auto late = numbered(3);                       // by now this release knows its name; its record could not be read
  Wires::house().add(ask.type);
  const WireType unread{ask.type->wire, &shape_of<UnknownAsk>()};
  index.waits(late, noon);
  index.rows.at(index.places.at(late)).ask = {&unread, std::make_shared<UnknownAsk>()};
  CHECK(index.pump.due(noon + std::chrono::seconds{2}).empty());
  index.rows.at(index.places.at(late)).ask = ask;
  REQUIRE(index.pump.due(noon + std::chrono::seconds{4}).size() == 1);
}

}  // namespace millrace
