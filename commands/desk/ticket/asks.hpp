// What may be asked about tickets.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/desk/ticket/rights.hpp"
#include "domain/desk/ticket/state.hpp"

namespace millrace {
namespace ticket {

namespace rule {
inline constexpr Rule no_such_ticket{"ticket.not_found", Kind::missing, "There is no such ticket."};
inline constexpr Rule ticket_exists{"ticket.exists", Kind::conflict, "There is a ticket of that id already.",
                                    "Take a new Idempotency-Key for another ticket."};
inline constexpr Rule closed{"ticket.closed", Kind::conflict, "The ticket is closed; open it first.", "PATCH …/status to open."};
inline constexpr Rule subject_invalid{"ticket.subject_invalid", Kind::invalid, "A subject has 1 to 500 characters on one line."};
inline constexpr Rule description_invalid{"ticket.description_invalid", Kind::invalid, "A description has 1 to 20,000 characters."};
inline constexpr Rule text_invalid{"ticket.text_invalid", Kind::invalid, "A comment has 1 to 20,000 characters."};
inline constexpr Rule unknown_priority{"ticket.priority_unknown", Kind::invalid, "A priority is low, medium, high or critical.", {}, "/priority"};
inline constexpr Rule unknown_status{"ticket.status_unknown", Kind::invalid, "A status is open, in_progress, waiting, resolved or closed.",
                                     {}, "/status"};
inline constexpr Rule no_such_assignee{"ticket.assignee_unknown", Kind::invalid, "Nobody of that id is a member here who may see tickets.",
                                       "GET /businesses/{business_id}/team lists the members, and what each may do.", "/member_id"};
}  // namespace rule

// How long whoever asks waits at most for a first answer, on the clock of the wall.
constexpr std::chrono::hours first_response_within(Priority priority) {
  switch (priority) {
    case Priority::low: return std::chrono::hours(24);
    case Priority::medium: return std::chrono::hours(8);
    case Priority::high: return std::chrono::hours(4);
    case Priority::critical: return std::chrono::hours(1);
  }
  return std::chrono::hours(8);
}
// The timer of that clock; its subject is the ticket.
inline constexpr std::string_view first_response_timer = "ticket.first_response";

// Takes the words that conversations have for a priority, too: normal, urgent.
struct Open {
  static constexpr auto wire = "ticket.open.v1";
  using Of = Ticket;
  static constexpr Bounded bounds[] = {{"subject", {1, 500}, By::rule}, {"description", {1, 20'000}, By::rule}, {"priority", {1, 50}, By::rule}};
  Id<Ticket> id;
  Personal<std::string> subject;
  std::optional<Personal<std::string>> description = {};
  std::optional<std::string> priority = {};                    // medium unless it says so
  std::optional<Id<Customer>> customer_id = {};
};
BOOST_DESCRIBE_STRUCT(Open, (), (id, subject, description, priority, customer_id))

struct Comment {
  static constexpr auto wire = "ticket.comment.v1";
  using Of = Ticket;
  static constexpr Bounded bounds[] = {{"text", {1, 20'000}, By::rule}};
  Id<Ticket> id;
  Personal<std::string> text;
  std::optional<bool> internal = {};                           // everybody sees it unless it says so
};
BOOST_DESCRIBE_STRUCT(Comment, (), (id, text, internal))

// To nobody: it waits for whoever takes it.
struct Assign {
  static constexpr auto wire = "ticket.assign.v1";
  using Of = Ticket;
  Id<Ticket> id;
  std::optional<Id<Member>> member_id;
  std::optional<Personal<std::string>> address = {};           // where that member reads mail: no lookup holds it
};
BOOST_DESCRIBE_STRUCT(Assign, (), (id, member_id, address))

// What is absent stays.
struct Change {
  static constexpr auto wire = "ticket.change.v1";
  using Of = Ticket;
  static constexpr Bounded bounds[] = {{"subject", {1, 500}, By::rule}, {"priority", {1, 50}, By::rule}};
  Id<Ticket> id;
  std::optional<Personal<std::string>> subject = {};
  std::optional<std::string> priority = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, subject, priority))

struct Tag {
  static constexpr auto wire = "ticket.tag.v1";
  using Of = Ticket;
  static constexpr Bounded bounds[] = {{"tags", {0, 30}, By::edge, Bound{1, 50}}};
  Id<Ticket> id;
  std::vector<std::string> tags;                               // to add
  std::optional<std::vector<std::string>> remove = {};
};
BOOST_DESCRIBE_STRUCT(Tag, (), (id, tags, remove))

// Takes the usual synonyms: started, pending, solved, done, …
struct ChangeStatus {
  static constexpr auto wire = "ticket.change_status.v1";
  using Of = Ticket;
  static constexpr Bounded bounds[] = {{"status", {1, 50}, By::rule}};
  Id<Ticket> id;
  std::string status;
};
BOOST_DESCRIBE_STRUCT(ChangeStatus, (), (id, status))

// A timer's. Of a clock that was stopped, or started again since, nothing comes of it.
struct BreachClock {
  static constexpr auto wire = "ticket.breach_clock.v1";
  using Of = Ticket;
  Id<Ticket> id;
  Clock clock = Clock::first_response;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(BreachClock, (), (id, clock, due))

// A timer's: takes from somebody who is no member any more what is still assigned to them.
struct ClearDesk {
  static constexpr auto wire = "ticket.clear_desk.v1";
  using Of = Member;
  Id<Member> id;
};
BOOST_DESCRIBE_STRUCT(ClearDesk, (), (id))

}  // namespace ticket

namespace commands {
WriteSide ticket();
}

}  // namespace millrace
