// Tickets by example: numbers, the clock of the first response, assignment and its mail, how a ticket may stand.
#include "tests/support/desk.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using ticket::Assigned;
using ticket::Clock;
using ticket::ClockBreached;
using ticket::ClockStarted;
using ticket::ClockStopped;
using ticket::Closed;
using ticket::Commented;
using ticket::MadeWaiting;
using ticket::Opened;
using ticket::Priority;
using ticket::PriorityChanged;
using ticket::Reopened;
using ticket::Resolved;
using ticket::Started;
using ticket::SubjectChanged;
using ticket::Tagged;

namespace {

const auto agent = staff(ann, Role::agent);
const Time due = start + 9h;                           // of what is asked at the first moment, an hour after the start

Commented comment(std::string text, std::int64_t no, bool internal, bool answer, const Id<Member>& by = ann) {
  return {printer, fresh<TicketComment>(static_cast<int>(no)), no, by, internal, answer, about(zoe, std::move(text))};
}
// Asked for, with its clock running and the timer behind it.
Story waiting() {
  return desk().given(known(zoe), joined(ann), joined(bob), asked(), promised(due), breaches_at(due));
}
AnyFact mail(const Id<Member>& to, const std::string& n) {
  return effect({"ticket", printer.value}, email::Send{about(to, "mail@example.org"), "ticket.assigned", {{"n", n, {}}}}, n);
}
ticket::Assign give(const Id<Member>& to) { return {printer, to, about(to, "mail@example.org")}; }

}  // namespace

TEST_CASE("a ticket has the next number, belongs to its customer, and is to be answered in time") {
  auto story = desk().given(known(zoe));
  const auto soon = start + 1h + 1h;
  story.as(agent).when(ticket::Open{printer, said(" The printer "), said("It\nburns"), "urgent", zoe})
      .then(Opened{printer, 1, zoe, ann, about(zoe, "The printer"), about(zoe, "It\nburns"), Priority::critical}, promised(soon),
            breaches_at(soon))
      .when(ticket::Open{printer, said("Again")}).refused(ticket::rule::ticket_exists)
      .when(ticket::Open{screen, said("A screen")}).accepted();
  REQUIRE(story.facts<Opened>().size() == 1);
  CHECK(story.facts<Opened>()[0].number == 2);
  CHECK(story.facts<Opened>()[0].subject.subject_id == screen.value);      // nobody's but its own
}
TEST_CASE("a ticket needs something to be called by, and knows its words") {
  auto story = desk().given(known(zoe));
  story.as(agent).when(ticket::Open{printer, said(" ")}).refused(ticket::rule::subject_invalid)
      .when(ticket::Open{printer, said("two\nlines")}).refused(ticket::rule::subject_invalid)
      .when(ticket::Open{printer, said("It burns"), said("")}).refused(ticket::rule::description_invalid)
      .when(ticket::Open{printer, said("It burns"), {}, "enormous"}).refused(ticket::rule::unknown_priority)
      .when(ticket::Open{printer, said("It burns"), {}, {}, named<Customer>("nobody")}).refused(customer::rule::no_such_customer);
}
TEST_CASE("numbers are 1, 2, 3, … in the order in which tickets are opened, whatever is refused in between") {
  const bool holds = rc::check([] {
    const auto asks = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
    auto story = desk().given(known(zoe));
    story.as(agent);
    std::int64_t last = 0;
    std::vector<int> open;
    for (const auto ask : asks) {
      const auto id = named<Ticket>("ticket " + std::to_string(ask));
      const bool wrong = ask % 4 == 0, known = std::find(open.begin(), open.end(), ask) != open.end();
      story.when(ticket::Open{id, said(wrong ? "" : "It burns")});
      if (known) story.refused(ticket::rule::ticket_exists);
      else if (wrong) story.refused(ticket::rule::subject_invalid);
      else {
        RC_ASSERT(story.facts<Opened>().at(0).number == ++last);
        open.push_back(ask);
      }
    }
  });
  CHECK(holds);
}
TEST_CASE("the first answer that everybody sees stops the clock and its timer, a note does not") {
  auto story = waiting();
  story.as(agent).when(ticket::Comment{printer, said("he pays late"), true}).then(comment("he pays late", 1, true, false))
      .when(ticket::Comment{printer, said("We are coming")})
      .then(comment("We are coming", 2, false, true), ClockStopped{printer, Clock::first_response, true}, breaches_no_more())
      .when(ticket::Comment{printer, said("On our way")}).then(comment("On our way", 3, false, true))
      .as(system()).when(ticket::BreachClock{printer, Clock::first_response, due}).then();
}
TEST_CASE("who has asked for something for themselves does not answer it") {
  auto story = desk().given(joined(ann), joined(bob), asked(printer, 1, {}), promised(due), breaches_at(due));
  story.as(staff(bob, Role::agent)).when(ticket::Comment{printer, said("still burning")}).accepted();
  CHECK(story.facts<ClockStopped>().empty());
  CHECK_FALSE(story.facts<Commented>().at(0).answer);
  story.as(agent).when(ticket::Comment{printer, said("coming")}).accepted();
  CHECK(story.facts<ClockStopped>().size() == 1);
}
TEST_CASE("a clock that runs out is breached once, and stays so") {
  auto story = waiting();
  story.as(system()).when(ticket::BreachClock{printer, Clock::first_response, due - 1h}).then()      // not the clock that runs
      .when(ticket::BreachClock{printer, Clock::first_response, due}).then(ClockBreached{printer, Clock::first_response, due})
      .when(ticket::BreachClock{printer, Clock::first_response, due}).then();
  story.as(agent).when(ticket::Comment{printer, said("sorry")}).then(comment("sorry", 1, false, true))
      .when(ticket::ChangeStatus{printer, "resolved"}).then(Resolved{printer, {}})
      .when(ticket::ChangeStatus{printer, "open"}).then(Reopened{printer, {}});
}
TEST_CASE("nobody waits for an answer to what is resolved or closed, but to what is opened again") {
  waiting().as(agent).when(ticket::ChangeStatus{printer, "closed"})
      .then(Closed{printer, {}}, ClockStopped{printer, Clock::first_response, false}, breaches_no_more());
  auto story = waiting();
  story.as(agent).when(ticket::ChangeStatus{printer, "done"})
      .then(Resolved{printer, {}}, ClockStopped{printer, Clock::first_response, false}, breaches_no_more());
  const auto later = start + 100h;
  story.at(later).when(ticket::ChangeStatus{printer, "open"}).then(Reopened{printer, {}}, promised(later + 8h), breaches_at(later + 8h));
}
TEST_CASE("what is imported starts no clock") {
  auto story = desk().given(known(zoe));
  story.as(agent).imported().when(ticket::Open{printer, said("It burns"), {}, {}, zoe}).accepted();
  CHECK(story.facts<Opened>().size() == 1);
  CHECK(story.facts<ClockStarted>().empty());
}
TEST_CASE("a ticket moves between its states, and says each step") {
  auto story = desk().given(known(zoe), joined(ann), asked(), Assigned{printer, {}, ann});
  story.as(agent).when(ticket::ChangeStatus{printer, "in_progress"}).then(Started{printer, ann})
      .when(ticket::ChangeStatus{printer, "started"}).then()
      .when(ticket::ChangeStatus{printer, "pending"}).then(MadeWaiting{printer, ann})
      .when(ticket::ChangeStatus{printer, "solved"}).then(Resolved{printer, ann})
      .when(ticket::ChangeStatus{printer, "burnt"}).refused(ticket::rule::unknown_status)
      .when(ticket::ChangeStatus{printer, "closed"}).then(Closed{printer, ann})
      .when(ticket::ChangeStatus{screen, "open"}).refused(ticket::rule::no_such_ticket);
}
TEST_CASE("nothing is done about a closed ticket until it is opened again") {
  auto story = desk().given(known(zoe), joined(ann), asked(), Closed{printer, {}});
  story.as(agent).when(ticket::Comment{printer, said("hm")}).refused(ticket::rule::closed)
      .when(give(ann)).refused(ticket::rule::closed)
      .when(ticket::Change{printer, said("Printers")}).refused(ticket::rule::closed)
      .when(ticket::Tag{printer, {"fire"}}).refused(ticket::rule::closed)
      .when(ticket::ChangeStatus{printer, "in_progress"}).refused(ticket::rule::closed)
      .when(ticket::ChangeStatus{printer, "open"}).accepted();
}
TEST_CASE("whoever is given a ticket by somebody else hears of it by mail, each time anew") {
  auto story = desk().given(known(zoe), joined(ann), joined(bob), asked());
  story.as(agent).when(give(bob)).then(Assigned{printer, {}, bob}, mail(bob, "1"))
      .when(give(bob)).then()
      .when(give(ann)).then(Assigned{printer, bob, ann})                   // takes it: knows of it
      .when(give(bob)).then(Assigned{printer, ann, bob}, mail(bob, "3"))
      .when(ticket::Assign{printer, {}}).then(Assigned{printer, bob, {}})
      .when(ticket::Assign{printer, bob}).then(Assigned{printer, {}, bob});  // nobody knows where to
}
TEST_CASE("a ticket is given to members who may see it") {
  const auto lim = named<Member>("lim"), gone = named<Member>("gone");
  auto story = desk().given(known(zoe), asked(), joined(lim, Role::limited_agent), joined(gone), member::Removed{gone, joined(gone).account_id});
  for (const auto& who : {lim, gone, named<Member>("a stranger")}) story.as(agent).when(give(who)).refused(ticket::rule::no_such_assignee);
}
TEST_CASE("what somebody has is nobody's again when they go; a timer goes on with what is too much for one record, unless they come back") {
  auto story = desk().given(known(zoe), joined(ann, Role::admin), joined(bob));
  story.as(staff(ann, Role::admin));
  for (int n = 0; n < 130; ++n) {
    const auto id = named<Ticket>("ticket " + std::to_string(n));
    story.when(ticket::Open{id, said("It burns")}).accepted().when(ticket::Assign{id, bob}).accepted();
  }
  story.when(ticket::Assign{named<Ticket>("ticket 7"), ann}).when(member::Remove{bob}).accepted();
  std::set<Id<Ticket>> cleared;
  const auto count = [&](std::size_t facts) {
    REQUIRE(story.facts<Assigned>().size() == facts);
    for (const auto& e : story.facts<Assigned>()) {
      CHECK(e.taken_from == bob);
      CHECK_FALSE(e.assigned_to);
      cleared.insert(e.id);
    }
  };
  count(20);
  CHECK(story.facts<later::TimerSet>().size() == 1);
  story.as(system()).when(ticket::ClearDesk{bob});
  count(90);
  story.when(ticket::ClearDesk{bob});
  count(19);
  CHECK(story.facts<later::TimerSet>().empty());
  CHECK(cleared.size() == 129);                          // not what has been given to somebody else
  desk().given(known(zoe), asked(), joined(bob), Assigned{printer, {}, bob}).as(system()).when(ticket::ClearDesk{bob}).then();
}
TEST_CASE("a change of a ticket says what is new, and nothing when nothing is") {
  auto story = desk().given(known(zoe), asked());
  story.as(agent).when(ticket::Change{printer, said(" It burns ")}).then()
      .when(ticket::Change{printer, {}, "normal"}).then()
      .when(ticket::Change{printer, said("It is out"), "low"})
      .then(SubjectChanged{printer, about(zoe, "It is out")}, PriorityChanged{printer, Priority::low})
      .when(ticket::Change{printer, said("")}).refused(ticket::rule::subject_invalid)
      .when(ticket::Change{printer, {}, "huge"}).refused(ticket::rule::unknown_priority)
      .when(ticket::Tag{printer, {"fire", "Fire"}}).then(Tagged{printer, {"fire"}, {"fire"}, {}})
      .when(ticket::Tag{printer, {"fire"}}).then()
      .when(ticket::Tag{printer, {""}}).refused(customer::rule::tag_invalid);
}
