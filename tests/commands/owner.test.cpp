// What an owner decides and answers while nobody disputes its partition.
#include <doctest/doctest.h>

#include "tests/support/counting.hpp"

namespace millrace::testing {
namespace {

TEST_CASE("owner: a command is answered when its record is durable, not before") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  CHECK(a.answer(asked) == nullptr);
  a.land();
  REQUIRE(a.answer<Done>(asked));
  CHECK_FALSE(a.answer<Done>(asked)->replayed);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a repeated command is one record, whether it is in flight, durable or long stored") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3), in_flight = a.ask("k1", 3);
  CHECK(a.in_flight() == 1);
  CHECK(a.answer(in_flight) == nullptr);
  a.land();
  REQUIRE(a.answer<Done>(in_flight));
  CHECK(a.answer<Done>(in_flight)->replayed);
  CHECK(a.answer<Done>(in_flight)->record == a.answer<Done>(first)->record);
  CHECK(a.answer<Done>(a.ask("k1", 3))->record == a.answer<Done>(first)->record);
  a.store();
  const auto stored = a.ask("k1", 3);
  REQUIRE(a.answer<Known>(stored));
  CHECK(a.answer<Known>(stored)->offset == a.answer<Done>(first)->record->offset);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: the same key with another body is refused, in flight and later") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3, "one");
  const auto other = a.ask("k1", 3, "two");
  CHECK(a.answer(other) == nullptr);                   // what it rests on is not durable yet
  a.land();
  CHECK(a.answer<KeyReused>(other));
  CHECK(a.answer<KeyReused>(a.ask("k1", 3, "two")));
  a.store();
  CHECK(a.answer<KeyReused>(a.ask("k1", 3, "two")));
}

TEST_CASE("owner: decisions see what is decided and not yet durable") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 6);
  const auto too_much = a.ask("k2", 6);
  CHECK(a.in_flight() == 1);
  CHECK(a.answer(too_much) == nullptr);                // a refusal waits for what it rests on
  a.land();
  REQUIRE(a.answer<Refused>(too_much));
  CHECK(a.answer<Refused>(too_much)->why.rule.code == "counter.over_ten");
}

TEST_CASE("owner: a refusal whose ground is lost is decided again") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 6), second = a.ask("k2", 6);
  a.lose();
  a.nobody_knows();
  a.land();                                            // the new fence; both are decided again
  a.land_all();
  CHECK(a.answer<Done>(first));
  CHECK(a.answer<Refused>(second));
  CHECK(total(log) == 6);
}

TEST_CASE("owner: If-Match is the version of the stream, with what is in flight") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 1);
  const auto fits = a.ask("k2", 1, "", 1), stale = a.ask("k3", 1, "", 1);
  a.land_all();
  CHECK(a.answer<Done>(fits));
  REQUIRE(a.answer<Stale>(stale));
  CHECK(a.answer<Stale>(stale)->version == 2);
}

TEST_CASE("owner: a timer fires once, and when it has been moved not before its new time") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.remind("k1", a.now());
  a.land_all();
  a.remind("k2", a.now() + std::chrono::hours{1});     // decided, and the store does not know it yet
  const auto early = a.fire("f1");
  a.land_all();
  CHECK(a.answer<NotNow>(early));
  a.pass(std::chrono::hours{1});
  const auto due = a.fire("f2"), again = a.fire("f3");
  a.land_all();
  CHECK(a.answer<Done>(due));
  CHECK(a.answer<Refused>(again));
}

TEST_CASE("owner: a timer that was cancelled does not fire; what does not wait is cancelled without a word") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto said = [&](std::uint64_t waiter) {
    const auto* done = a.answer<Done>(waiter);
    REQUIRE(done);
    return done->record->facts.size();
  };
  const auto never_set = a.forget("k0");
  a.remind("k1", a.now());
  const auto cancelled = a.forget("k2"), twice = a.forget("k3");   // the store does not know of any of it yet
  const auto fired = a.fire("f1");
  a.land_all();
  CHECK(said(never_set) == 0);
  CHECK(said(cancelled) == 1);
  CHECK(said(twice) == 0);
  CHECK(a.answer<Refused>(fired));
  a.store();
  const auto later = a.fire("f2");
  a.land_all();
  CHECK(a.answer<Refused>(later));
  a.remind("k4", a.now());                             // and it can be set again
  const auto again = a.fire("f3"), too_late = a.forget("k5");
  a.land_all();
  CHECK(said(again) == 2);
  CHECK(said(too_late) == 0);
}

TEST_CASE("owner: a subject has one key, while its first record is in flight and when that is stored") {
  Log log;
  const auto keys = [&] {
    std::set<std::string> named;
    for (const auto& bytes : log.records) {
      const auto record = std::get<Record>(decode(home, bytes));
      const auto* commit = std::get_if<Commit>(&record);
      if (!commit) continue;
      for (const auto& entry : commit->facts) named.insert(entry.body.substr(entry.body.find("key_id"), 47));
    }
    return named;
  };
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 0);
  a.ask("k2", 0);
  a.land_all();
  a.store();
  a.ask("k3", 0);
  a.land_all();
  a.store();
  CHECK(keys().size() == 1);
}

TEST_CASE("owner: a key of a record that was never accepted is not taken again") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  const auto key_in = [&](std::size_t at) {
    const auto commit = std::get<Commit>(std::get<Record>(decode(home, log.records.at(at))));
    return commit.facts.at(0).body.substr(commit.facts.at(0).body.find("key_id"), 47);
  };
  a.take_over();
  a.ask("k1", 0);
  b.vault().fresh_key();                               // both vaults make the same keys: b takes the second
  a.vault().fresh_key();                               // which a can open
  b.take_over();
  b.ask("k2", 0);
  b.land_all();
  const auto of_b = log.records.size() - 1;
  a.land_all();                                        // too late, and another one's fence before it
  REQUIRE(a.owner().mode() == Owner::Mode::following);
  a.take_over();
  a.ask("k3", 0);
  a.land_all();
  CHECK(key_in(log.records.size() - 1) == key_in(of_b));
}

TEST_CASE("owner: nothing is decided for a tenant whose facts could not be folded, and what was decided is still answered") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3);
  a.land();
  a.store_of_its_own().park(tenant);
  CHECK(a.answer<Done>(a.ask("k1", 3))->record == a.answer<Done>(first)->record);
  CHECK(a.answer<NotNow>(a.ask("k2", 4)));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: after a silence of twelve hours comes a record that says nothing, and the next one follows it") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.keep_alive();
  CHECK(a.in_flight() == 0);
  a.pass(std::chrono::hours{12} + Duration{1});
  a.keep_alive();
  a.keep_alive();
  REQUIRE(a.in_flight() == 1);
  const auto behind_it = a.ask("k1", 11);
  CHECK_FALSE(a.answer(behind_it));
  SUBCASE("reported first") { a.land(); }
  SUBCASE("read first") {
    const auto at = a.land_silently();
    a.read();
    a.report(at);
  }
  CHECK(a.owner().mode() == Owner::Mode::serving);
  CHECK(a.answer<Refused>(behind_it));
  const auto next = a.ask("k2", 3);
  a.land();
  CHECK(a.answer<Done>(next));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a key that is not there is not said to be in the making") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.vault().dry = true;
  const auto none_ready = a.ask("k1", 0);
  a.vault().dry = false;
  const auto made = a.ask("k2", 0);
  a.land_all();
  a.store();
  a.vault().lost = true;
  const auto lost = a.ask("k3", 0);
  REQUIRE(a.answer<NotNow>(none_ready));
  CHECK(a.answer<NotNow>(none_ready)->why == "New keys are being made.");
  CHECK(a.answer<Done>(made));
  REQUIRE(a.answer<NotNow>(lost));
  CHECK(a.answer<NotNow>(lost)->why.find("is missing; the server's log says which") != std::string::npos);
  CHECK(a.in_flight() == 0);
}

TEST_CASE("owner: more than the overlay may hold is answered not now, until the store has caught up") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  for (int n = 0; n < 8192; ++n) a.ask("k" + std::to_string(n), 0);
  CHECK(a.answer<NotNow>(a.ask("one more", 0)));
  a.land_all();
  a.store();
  const auto later = a.ask("another", 0);
  a.land();
  CHECK(a.answer<Done>(later));
}

}  // namespace
}  // namespace millrace::testing
