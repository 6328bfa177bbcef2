// What happens to a ticket: a piece of work that somebody has asked for, with a number by which people call it. What is written under
// it belongs to its stream, so that its version says how much of it somebody has seen.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Customer;
struct Member;
struct Ticket;
struct TicketComment;

namespace ticket {

enum class Status { open, in_progress, waiting, resolved, closed };
BOOST_DESCRIBE_ENUM(Status, open, in_progress, waiting, resolved, closed)

enum class Priority { low, medium, high, critical };
BOOST_DESCRIBE_ENUM(Priority, low, medium, high, critical)

// What is promised in time. Of a ticket at most one clock of each kind runs.
enum class Clock { first_response };
BOOST_DESCRIBE_ENUM(Clock, first_response)

// Text about a ticket belongs to its customer; to the ticket itself where it has none.
struct Opened {
  static constexpr auto wire = "ticket.opened.v1";
  Id<Ticket> id;
  std::int64_t number = 0;                            // 1, 2, 3, … in its business
  std::optional<Id<Customer>> customer_id;            // for whom; none: for whoever has opened it
  std::optional<Id<Member>> opened_by;                // none: the house itself
  Personal<std::string> subject;
  std::optional<Personal<std::string>> description;
  Priority priority = Priority::medium;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, number, customer_id, opened_by, subject, description, priority))

struct Commented {
  static constexpr auto wire = "ticket.commented.v1";
  Id<Ticket> id;
  Id<TicketComment> comment_id;
  std::int64_t no = 0;                                // 1, 2, 3, … in its ticket
  std::optional<Id<Member>> member_id;                // who says it; none: the house itself
  bool internal = false;                              // for members only
  bool answer = false;                                // of the desk to whoever has asked: what a first response is
  Personal<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Commented, (), (id, comment_id, no, member_id, internal, answer, text))

struct Assigned {
  static constexpr auto wire = "ticket.assigned.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> taken_from;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Assigned, (), (id, taken_from, assigned_to))

struct SubjectChanged {
  static constexpr auto wire = "ticket.subject_changed.v1";
  Id<Ticket> id;
  Personal<std::string> subject;
};
BOOST_DESCRIBE_STRUCT(SubjectChanged, (), (id, subject))

struct PriorityChanged {
  static constexpr auto wire = "ticket.priority_changed.v1";
  Id<Ticket> id;
  Priority priority = Priority::medium;
};
BOOST_DESCRIBE_STRUCT(PriorityChanged, (), (id, priority))

struct Tagged {
  static constexpr auto wire = "ticket.tagged.v1";
  Id<Ticket> id;
  std::vector<std::string> tags;                      // all of them, from now on
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(Tagged, (), (id, tags, added, removed))

// Somebody works on it.
struct Started {
  static constexpr auto wire = "ticket.started.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Started, (), (id, assigned_to))

// It waits for somebody who is not of the desk.
struct MadeWaiting {
  static constexpr auto wire = "ticket.made_waiting.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(MadeWaiting, (), (id, assigned_to))

struct Resolved {
  static constexpr auto wire = "ticket.resolved.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Resolved, (), (id, assigned_to))

// Open again, whatever it was.
struct Reopened {
  static constexpr auto wire = "ticket.reopened.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Reopened, (), (id, assigned_to))

// Nothing is done about it or written under it until it is opened again.
struct Closed {
  static constexpr auto wire = "ticket.closed.v1";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (id, assigned_to))

// When it is due is settled here: what is promised of later tickets changes nothing about this one.
struct ClockStarted {
  static constexpr auto wire = "ticket.clock_started.v1";
  Id<Ticket> id;
  Clock clock = Clock::first_response;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(ClockStarted, (), (id, clock, due))

struct ClockStopped {
  static constexpr auto wire = "ticket.clock_stopped.v1";
  Id<Ticket> id;
  Clock clock = Clock::first_response;
  bool met = false;                                   // what was promised has been done; else nobody waits for it any more
};
BOOST_DESCRIBE_STRUCT(ClockStopped, (), (id, clock, met))

// It was due and had not been done. Said once of each clock that was started.
struct ClockBreached {
  static constexpr auto wire = "ticket.clock_breached.v1";
  Id<Ticket> id;
  Clock clock = Clock::first_response;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(ClockBreached, (), (id, clock, due))

}  // namespace ticket
}  // namespace millrace
