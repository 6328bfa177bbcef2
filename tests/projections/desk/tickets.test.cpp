// How rows of tickets follow what happens. That a rebuild makes the same of it stands with the laws of all folds of the house.
#include <doctest/doctest.h>

#include "tests/support/desk.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using ticket::Clock;
using ticket::ClockState;
using ticket::Status;

namespace {

template <class F>
Said at(Duration after, F fact) { return happened(start + after, std::move(fact)); }
ticket::TicketRow row(const Story& story) {
  const auto found = find_row<ticket::Tickets>(story.rows(), tenant(), printer);
  REQUIRE(found);
  return *found;
}
ticket::Commented comment(std::int64_t no, bool internal) {
  return {printer, named<TicketComment>(std::to_string(no)), no, ann, internal, !internal, about(zoe, "coming")};
}

}  // namespace

TEST_CASE("a ticket's row says whether its first answer came in time, and counts what is written") {
  const auto r = row(desk().given(at(0s, asked()), at(0s, promised(start + 8h)), at(10s, comment(1, true)), at(60s, comment(2, false)),
                                  at(60s, ticket::ClockStopped{printer, Clock::first_response, true}), at(90s, comment(3, false))));
  CHECK(r.number == 1);
  CHECK(r.comments == 3);
  CHECK(r.first_response == ClockState::met);
  CHECK(r.first_response_due_at == start + 8h);
  CHECK(r.first_response_at == start + 60s);
  CHECK(r.last_activity_at == start + 90s);
}
TEST_CASE("a first answer that comes too late is told, and was too late") {
  const auto r = row(desk().given(at(0s, asked()), at(0s, promised(start + 1h)),
                                  at(1h, ticket::ClockBreached{printer, Clock::first_response, start + 1h}),
                                  at(2h, comment(1, false))));
  CHECK(r.first_response == ClockState::breached);
  CHECK(r.first_response_at == start + 2h);
}
TEST_CASE("opening a ticket again takes away when it was resolved and closed") {
  auto r = row(desk().given(at(0s, asked()), at(5s, ticket::Closed{printer, {}})));
  CHECK(r.status == Status::closed);
  CHECK(r.resolved_at == start + 5s);
  CHECK(r.closed_at == start + 5s);
  r = row(desk().given(at(0s, asked()), at(5s, ticket::Closed{printer, {}}), at(9s, ticket::Reopened{printer, {}})));
  CHECK(r.status == Status::open);
  CHECK_FALSE(r.resolved_at);
  CHECK_FALSE(r.closed_at);
  CHECK(r.last_activity_at == start + 9s);
}
TEST_CASE("a change of a ticket is heard on the list and on its own channel, a comment on the latter alone") {
  const auto story = desk().given(asked(), comment(1, true));
  const auto town = to_string(tenant());
  std::vector<Change> changes;
  const auto ticket = row(story);
  projections::tickets().publish(story.rows(), tenant(), nullptr, &ticket, {1, 7}, changes);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].channel == "tickets:" + town);
  CHECK(changes[1].channel == "ticket:" + town + ":" + to_string(printer));
  CHECK(changes[0].row == changes[1].row);
  const auto said = find_row<ticket::Comments>(story.rows(), tenant(), named<TicketComment>("1"));
  REQUIRE(said);
  changes.clear();
  projections::ticket_comments().publish(story.rows(), tenant(), nullptr, &*said, {0, 7}, changes);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].channel == "ticket:" + town + ":" + to_string(printer));
  CHECK(changes[0].resource == "ticket_comment");
}
