// Timers and handoffs are put when they are due, once, and again when it came to nothing.
#include "commands/later/pump.hpp"

#include <doctest/doctest.h>

#include "commands/later/asks.hpp"

namespace millrace {

namespace {

const Uuid here = uuid_of("tenant-the-first"), there = uuid_of("tenant-the-other");
const Time noon = at_micros(1'800'000'000'000'000);
const AnyAsk ask = AnyAsk::of(later::FinishHandoff{{uuid_of("asked-about-this")}, 1});
const Key timer_key{uuid_of("a-timer-of-tests")}, handoff_key{uuid_of("a-handoff-tested")};

RowPtr waiting(Time due) { return std::make_shared<Timer::State>(Timer::Waiting{due, ask}); }
RowPtr gone() { return std::make_shared<Timer::State>(Absent{}); }
RowPtr pending() { return std::make_shared<Handoff::State>(Handoff::Pending{there, ask}); }
Outcome committed(Offset at) {
  auto record = std::make_shared<Committed>();
  record->offset = at;
  return Done{record, false};
}

}  // namespace

TEST_CASE("pump: a timer is put when it is due, once, under the house's own name") {
  Pump pump;
  pump.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  CHECK(pump.due(noon - Duration{1}).empty());
  const auto put = pump.due(noon);
  REQUIRE(put.size() == 1);
  CHECK(put[0].tenant == here);
  CHECK(put[0].principal.kind == PrincipalKind::system);
  CHECK(put[0].timer == Id<Timer>{uuid_of(timer_key.bytes)});
  CHECK(pump.due(noon + std::chrono::hours{1}).empty());
}

TEST_CASE("pump: a timer that was moved is another command, one that is known again is the same") {
  Pump a, b;
  a.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  b.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  const auto first = a.due(noon)[0].id;
  CHECK(b.due(noon)[0].id == first);                     // after a restart: deduplicated
  a.on_row(state_of<Timer>(), here, timer_key, waiting(noon + std::chrono::hours{1}));
  CHECK(a.due(noon).empty());
  CHECK(a.due(noon + std::chrono::hours{1})[0].id != first);
}

TEST_CASE("pump: a timer whose row is gone is not put") {
  Pump pump;
  pump.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  pump.on_row(state_of<Timer>(), here, timer_key, gone());
  CHECK(pump.due(noon).empty());
  CHECK(pump.waiting() == 0);
}

TEST_CASE("pump: of what is overdue so much is under way at a time, the most overdue first, and the next when one is answered") {
  Pump pump;
  for (int i = 0; i < 600; ++i) {
    auto id = std::to_string(i);
    pump.on_row(state_of<Timer>(), here, Key{uuid_of("timer" + std::string(11 - id.size(), '0') + id)}, waiting(noon + Duration{i}));
  }
  const auto put = pump.due(noon + std::chrono::hours{1});
  CHECK(put.size() == 512);
  CHECK(put[0].timer == Id<Timer>{uuid_of("timer00000000000")});
  CHECK(pump.due(noon + std::chrono::hours{1}).empty());
  for (int i = 0; i < 10; ++i) pump.on_answer(put[static_cast<std::size_t>(i)].id, committed(1), noon);
  CHECK(pump.due(noon + std::chrono::hours{1}).size() == 10);
}

TEST_CASE("pump: what is answered not now is put again a second later, with the same id") {
  Pump pump;
  pump.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  const auto id = pump.due(noon)[0].id;
  pump.on_answer(id, NotNow{"busy"}, noon);
  CHECK(pump.due(noon + std::chrono::milliseconds{999}).empty());
  const auto again = pump.due(noon + std::chrono::seconds{1});
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == id);
}

TEST_CASE("pump: a timer that was moved while it was put waits for its new deadline, whatever becomes of the old one") {
  Pump pump;
  pump.on_row(state_of<Timer>(), here, timer_key, waiting(noon));
  const auto id = pump.due(noon)[0].id;
  pump.on_row(state_of<Timer>(), here, timer_key, waiting(noon + std::chrono::hours{1}));
  pump.on_answer(id, NotNow{"busy"}, noon);
  CHECK(pump.due(noon + std::chrono::minutes{59}).empty());
  pump.on_row(state_of<Timer>(), here, timer_key, gone());
  CHECK(pump.due(noon + std::chrono::hours{2}).empty());
}

TEST_CASE("pump: a handoff goes to its target, then its source is told where it was committed") {
  Pump pump;
  pump.on_row(state_of<Handoff>(), here, handoff_key, pending());
  const auto put = pump.due(noon);
  REQUIRE(put.size() == 1);
  CHECK(put[0].tenant == there);
  CHECK(pump.due(noon).empty());
  pump.on_answer(put[0].id, committed(42), noon);
  const auto finish = pump.due(noon);
  REQUIRE(finish.size() == 1);
  CHECK(finish[0].tenant == here);
  REQUIRE(finish[0].ask.as<later::FinishHandoff>());
  CHECK(finish[0].ask.as<later::FinishHandoff>()->offset == 42);
  pump.on_answer(finish[0].id, committed(43), noon);
  CHECK(pump.due(noon + std::chrono::hours{1}).empty());
  pump.on_row(state_of<Handoff>(), here, handoff_key, std::make_shared<Handoff::State>(Handoff::Done{there, 42}));
  CHECK(pump.waiting() == 0);
}

TEST_CASE("pump: a handoff that was committed before a crash is found again, not done again") {
  Pump pump;
  pump.on_row(state_of<Handoff>(), here, handoff_key, pending());
  const auto put = pump.due(noon);
  pump.on_answer(put[0].id, Known{42}, noon);            // the target's owner knew the command
  CHECK(pump.due(noon)[0].ask.as<later::FinishHandoff>()->offset == 42);
}

TEST_CASE("pump: what an earlier release has left is put a few at a time, until each has come to something") {
  Pump pump;
  std::vector<Command> all(100);
  for (std::size_t n = 0; n < all.size(); ++n) all[n].id.bytes[15] = static_cast<std::uint8_t>(n + 1);
  pump.amend(all);
  CHECK(pump.waiting() == 100);
  const auto first = pump.due(noon);
  REQUIRE(first.size() == 64);
  CHECK(pump.due(noon).empty());
  for (std::size_t n = 0; n < first.size(); ++n) pump.on_answer(first[n].id, n ? committed(42) : Outcome{NotNow{"starting"}}, noon);
  CHECK(pump.waiting() == 37);
  CHECK(pump.due(noon).size() == 36);
  const auto again = pump.due(noon + std::chrono::seconds{1});
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == first[0].id);
}

}  // namespace millrace
