// What leaves the house about tickets. Internal comments are no event.
#pragma once

#include "domain/desk/ticket/facts.hpp"
#include "schemas/public/event.hpp"

namespace millrace::events {

struct TicketOpened {
  static constexpr auto type = "com.millrace.ticket.opened.v1";
  static constexpr auto about = "Somebody has asked for something; `number` counts the tickets of the business.";
  Id<Ticket> id;
  std::int64_t number = 0;
  std::optional<Id<Customer>> customer_id;
  std::optional<Id<Member>> opened_by;
  Text subject;
  Text description;
  ticket::Priority priority = ticket::Priority::medium;
};
BOOST_DESCRIBE_STRUCT(TicketOpened, (), (id, number, customer_id, opened_by, subject, description, priority))

struct TicketCommented {
  static constexpr auto type = "com.millrace.ticket.commented.v1";
  static constexpr auto about = "Something was written under a ticket that everybody may see.";
  Id<Ticket> id;
  Id<TicketComment> comment_id;
  std::optional<Id<Member>> member_id;
  Text text;
};
BOOST_DESCRIBE_STRUCT(TicketCommented, (), (id, comment_id, member_id, text))

struct TicketAssigned {
  static constexpr auto type = "com.millrace.ticket.assigned.v1";
  static constexpr auto about = "A ticket has gone from one member to another, from nobody or to nobody.";
  Id<Ticket> id;
  std::optional<Id<Member>> taken_from;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketAssigned, (), (id, taken_from, assigned_to))

struct TicketSubjectChanged {
  static constexpr auto type = "com.millrace.ticket.subject_changed.v1";
  static constexpr auto about = "A ticket is called something else now.";
  Id<Ticket> id;
  Text subject;
};
BOOST_DESCRIBE_STRUCT(TicketSubjectChanged, (), (id, subject))

struct TicketPriorityChanged {
  static constexpr auto type = "com.millrace.ticket.priority_changed.v1";
  static constexpr auto about = "The priority of a ticket has changed.";
  Id<Ticket> id;
  ticket::Priority priority = ticket::Priority::medium;
};
BOOST_DESCRIBE_STRUCT(TicketPriorityChanged, (), (id, priority))

struct TicketTagged {
  static constexpr auto type = "com.millrace.ticket.tagged.v1";
  static constexpr auto about = "The tags of a ticket, all of them, have changed.";
  Id<Ticket> id;
  std::vector<std::string> tags;
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(TicketTagged, (), (id, tags, added, removed))

struct TicketStarted {
  static constexpr auto type = "com.millrace.ticket.started.v1";
  static constexpr auto about = "Somebody works on a ticket.";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketStarted, (), (id, assigned_to))

struct TicketMadeWaiting {
  static constexpr auto type = "com.millrace.ticket.made_waiting.v1";
  static constexpr auto about = "A ticket waits for somebody who is not of the desk.";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketMadeWaiting, (), (id, assigned_to))

struct TicketResolved {
  static constexpr auto type = "com.millrace.ticket.resolved.v1";
  static constexpr auto about = "What a ticket asks for is done.";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketResolved, (), (id, assigned_to))

struct TicketReopened {
  static constexpr auto type = "com.millrace.ticket.reopened.v1";
  static constexpr auto about = "A ticket is open again, whatever it was.";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketReopened, (), (id, assigned_to))

struct TicketClosed {
  static constexpr auto type = "com.millrace.ticket.closed.v1";
  static constexpr auto about = "A ticket is closed: nothing is written under it until it is opened again.";
  Id<Ticket> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(TicketClosed, (), (id, assigned_to))

struct TicketClockStarted {
  static constexpr auto type = "com.millrace.ticket.clock_started.v1";
  static constexpr auto about = "Something was promised about a ticket, and when it is due.";
  Id<Ticket> id;
  ticket::Clock clock = ticket::Clock::first_response;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(TicketClockStarted, (), (id, clock, due))

struct TicketClockStopped {
  static constexpr auto type = "com.millrace.ticket.clock_stopped.v1";
  static constexpr auto about = "What was promised about a ticket was done in time (`met`), or nobody waits for it any more.";
  Id<Ticket> id;
  ticket::Clock clock = ticket::Clock::first_response;
  bool met = false;
};
BOOST_DESCRIBE_STRUCT(TicketClockStopped, (), (id, clock, met))

struct TicketClockBreached {
  static constexpr auto type = "com.millrace.ticket.clock_breached.v1";
  static constexpr auto about = "What was promised about a ticket was due, and not done.";
  Id<Ticket> id;
  ticket::Clock clock = ticket::Clock::first_response;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(TicketClockBreached, (), (id, clock, due))

std::vector<PublicEvent> ticket();

}  // namespace millrace::events
