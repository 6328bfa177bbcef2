// Outcomes that nobody knows, other owners, and what a record counts for then.
#include <doctest/doctest.h>

#include "tests/support/counting.hpp"

namespace millrace::testing {
namespace {

TEST_CASE("owner: a record that is read back before it is reported is acknowledged then, and its report is nothing new") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3);
  const auto offset = a.land_silently();
  a.read();
  CHECK(a.answer<Done>(first));
  a.report(offset);
  const auto second = a.ask("k2", 3);
  CHECK(a.in_flight() == 1);                           // no fence: it goes on serving
  a.land();
  CHECK(a.answer<Done>(second));
}

TEST_CASE("owner: a stranger's record between its own makes it look before it decides anything more") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 6);
  log.records.push_back(log.records[0]);               // repeated by somebody: in the log, never accepted
  a.read();
  a.store();                                           // what lies where the first was to be is stored; the first is not
  const auto second = a.ask("k2", 6);
  a.land_silently();
  a.read();
  a.land_all();
  CHECK(a.answer(first));
  CHECK_FALSE(a.answer<Done>(second));                 // ten is the most
  CHECK(total(log) == 6);
}

TEST_CASE("owner: what was found in the journal is answered by who steps down") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.land_silently();                                   // it is durable, but a does not hear of it
  b.take_over();
  a.nobody_knows();
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

// A member until the counter stands at five.
Actor member_until_five(const Principal& principal, const Uuid& of, const Rows& rows) {
  const auto state = state_row<Counter>(rows, of, one.value);
  const auto* some = std::get_if<Counter::Some>(state.get());
  Actor actor;
  actor.principal = principal;
  if (!some || some->n < 5) actor.member_id = uuid_of("member-of-tests.");
  return actor;
}

TEST_CASE("owner: who was shut out by what it did itself hears that it was done, and nothing when it asks again") {
  Log log;
  Process a{log, "process-a.......", &member_until_five};
  a.take_over();
  const auto asked = a.ask("k1", 6);
  a.land_silently();
  a.nobody_knows();
  a.land_all();
  CHECK(a.answer<Done>(asked));
  CHECK(a.answer<Refused>(a.ask("k1", 6)));
}

TEST_CASE("owner: each fence is above those that it has sent before") {
  Log log;
  Process a{log, "process-a......."};
  a.send_take_over();
  a.nobody_knows();                                    // the first fence is still on its way when the second is sent
  REQUIRE(a.in_flight() == 2);
  a.land();
  CHECK(a.owner().mode() != Owner::Mode::serving);     // it is the second that counts
  a.land();
  CHECK(a.owner().mode() == Owner::Mode::serving);
}

TEST_CASE("owner: what the store has folded is not folded once more above it") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 6);
  a.land();
  a.fold();                                            // and the store has not said so yet
  a.nobody_knows();
  a.land_all();
  const auto asked = a.ask("k2", 4);
  a.land_all();
  CHECK(a.answer<Done>(asked));                        // six and four are ten
}

TEST_CASE("owner: an unknown outcome that was durable is found, and not done twice") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.land_silently();
  a.nobody_knows();
  a.land_all();
  REQUIRE(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a record that lands after all can no longer be accepted once the owner has fenced again") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.nobody_knows();                                    // read to the end: not there; the fence is on its way behind it
  a.land_silently();                                   // the old record arrives first …
  a.read();
  a.land_all();
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: what is delayed beyond the new fence is refused by every reader") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3);
  Process b{log, "process-b......."};
  b.take_over();                                       // fences behind what it has read; a's record is still on its way
  const auto asked_b = b.ask("k2", 4);
  b.land_all();
  a.land();                                            // lands behind: not where a expected it
  CHECK(b.answer<Done>(asked_b));
  CHECK(total(log) == 4);
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.answer<NotNow>(1));
  b.read();
  CHECK(b.owner().rejected() == 1);
  CHECK(b.owner().mode() == Owner::Mode::serving);
}

TEST_CASE("owner: a deposed owner does not fence back") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.take_over();
  b.take_over();
  a.nobody_knows();
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.in_flight() == 0);
  CHECK(a.answer<NotNow>(a.ask("k1", 1)));
}

TEST_CASE("owner: whose fence comes last owns the partition, also when it had been given up") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.send_take_over();
  a.nobody_knows();
  a.lose();                                            // its first fence; the second is on its way
  b.take_over();
  a.read();
  CHECK(a.owner().mode() == Owner::Mode::following);
  a.land();
  b.read();
  CHECK(b.owner().mode() == Owner::Mode::following);
  CHECK(a.owner().mode() == Owner::Mode::serving);
  const auto asked = a.ask("k1", 3);
  a.land_all();
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: the next owner knows what the last one has answered") {
  Log log;
  {
    Process a{log, "process-a......."};
    a.take_over();
    a.ask("k1", 3);
    a.land_all();
  }
  Process b{log, "process-b......."};
  b.take_over();
  const auto again = b.ask("k1", 3);
  REQUIRE(b.answer<Done>(again));
  CHECK(b.answer<Done>(again)->replayed);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a repeated write of the same bytes counts once") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3);
  a.land();
  log.records.push_back(log.records.back());           // a retry below us
  CHECK(total(log) == 3);
  const auto next = a.ask("k2", 1);
  a.land();                                            // not dense: suspect, fence again, find or decide again
  a.land_all();
  CHECK(a.answer<Done>(next));
  CHECK(total(log) == 4);
}

TEST_CASE("owner: a record that is told of where the next one was to be is not taken for that one") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3);
  a.land_silently();
  a.read();                                            // known to be there before anybody has told
  CHECK(a.answer<Done>(first));
  const auto second = a.ask("k2", 1);
  log.records.push_back(log.records.back());           // a broker that has taken the first one again says where
  a.report(static_cast<Offset>(log.records.size()) - 1);
  CHECK_FALSE(a.answer(second));
  a.read();
  a.land_all();
  CHECK(a.answer<Done>(second));
  CHECK(total(log) == 4);
}

TEST_CASE("owner: a record that says nothing and is lost costs a fence and nothing else") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.pass(std::chrono::hours{13});
  a.keep_alive();
  const auto behind_it = a.ask("k1", 3);
  a.lose();
  a.lose();
  a.nobody_knows();
  a.land_all();
  CHECK(a.answer<Done>(behind_it));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: when the log cannot be read any further, what was read back is answered as done, and the rest as it stands") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto found = a.ask("k1", 3), with_it = a.ask("k1", 3), open = a.ask("k2", 4), held = a.ask("k3", 9);
  a.land_silently();
  a.suspect_and_read();
  a.cannot_go_on();
  CHECK(a.answer<Done>(found));
  CHECK(a.answer<Done>(with_it));
  REQUIRE(a.answer<NotNow>(open));
  CHECK(a.answer<NotNow>(open)->why.find("may yet be done") != std::string::npos);
  REQUIRE(a.answer<NotNow>(held));
  CHECK(a.answer<NotNow>(held)->why == stopped_here);
  a.land();                                            // k2, behind all that
  a.go_on();
  a.land_all();
  CHECK(a.owner().mode() == Owner::Mode::serving);
  CHECK(total(log) == 7);
  CHECK(a.answer<Done>(a.ask("k2", 4))->replayed);
}

}  // namespace
}  // namespace millrace::testing
