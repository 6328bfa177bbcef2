// The tickets of a business: how each stands, who has it, whether its first answer came in time; and what is written under it.
#pragma once

#include "domain/desk/ticket/state.hpp"
#include "projections/core/channel_name.hpp"
#include "projections/core/projection.hpp"
#include "schemas/json/writer.hpp"

namespace millrace::channels {

inline constexpr ChannelName<Business> tickets{"tickets:<business>"};
inline constexpr ChannelName<Business, Ticket> ticket{"ticket:<business>:<ticket>"};

}  // namespace millrace::channels

namespace millrace::ticket {

enum class ClockState { running, met, stopped, breached };
BOOST_DESCRIBE_ENUM(ClockState, running, met, stopped, breached)

struct TicketRow {
  Id<Ticket> id;
  std::int64_t number = 0;
  Personal<std::string> subject;
  Status status = Status::open;
  Priority priority = Priority::medium;
  std::vector<std::string> tags;
  std::optional<Id<Customer>> customer_id;
  std::optional<Id<Member>> opened_by;
  std::optional<Id<Member>> assigned_to;
  std::int64_t comments = 0;               // internal ones, too
  std::optional<ClockState> first_response;            // none: nothing was promised
  std::optional<Time> first_response_due_at;
  std::optional<Time> first_response_at;   // the desk's first answer, in time or not
  Time created_at{};
  Time last_activity_at{};                 // when something was written, or it was opened (again), last
  std::optional<Time> resolved_at;         // while it is resolved or closed
  std::optional<Time> closed_at;           // while it is closed
};
BOOST_DESCRIBE_STRUCT(TicketRow, (),
                      (id, number, subject, status, priority, tags, customer_id, opened_by, assigned_to, comments, first_response,
                       first_response_due_at, first_response_at, created_at, last_activity_at, resolved_at, closed_at))

struct Tickets : Fold<Id<Ticket>, TicketRow> {
  static constexpr auto name = "tickets";
  static const AnyFold& erased();
  using Listens = FactsOf<Ticket>;

  static Maybe on(Maybe, const Opened&, const Meta&);
  static void on(Row&, const Commented&, const Meta&);
  static void on(Row& r, const Assigned& e, const Meta&) { r.assigned_to = e.assigned_to; }
  static void on(Row& r, const SubjectChanged& e, const Meta&) { r.subject = e.subject; }
  static void on(Row& r, const PriorityChanged& e, const Meta&) { r.priority = e.priority; }
  static void on(Row&, const Tagged&, const Meta&);
  static void on(Row& r, const Started&, const Meta&) { r.status = Status::in_progress; }
  static void on(Row& r, const MadeWaiting&, const Meta&) { r.status = Status::waiting; }
  static void on(Row&, const Resolved&, const Meta&);
  static void on(Row&, const Reopened&, const Meta&);
  static void on(Row&, const Closed&, const Meta&);
  static void on(Row&, const ClockStarted&, const Meta&);
  static void on(Row& r, const ClockStopped& e, const Meta&) { r.first_response = e.met ? ClockState::met : ClockState::stopped; }
  static void on(Row& r, const ClockBreached&, const Meta&) { r.first_response = ClockState::breached; }

  // Index: those of a customer (its 16 bytes) that are not over, in no order.
  static constexpr auto open_of_customer = "open_of_customer";
};

// What rows of tickets are said with.
struct TicketNames {
  std::optional<Personal<std::string>> customer_name, assigned_name;
};
BOOST_DESCRIBE_STRUCT(TicketNames, (), (customer_name, assigned_name))

// As members see it, in replies and in publications alike; `more` adds what only one reply has.
std::string ticket_json(const Rows&, const Uuid& tenant, const TicketRow&, const Stamp&, const std::function<void(JsonWriter&)>& more = {});

// What it is about at length: apart from its row, since lists and their channels do without it.
struct TicketDescription {
  std::optional<Personal<std::string>> description;
};
BOOST_DESCRIBE_STRUCT(TicketDescription, (), (description))

struct Descriptions : Fold<Id<Ticket>, TicketDescription> {
  static constexpr auto name = "ticket_descriptions";
  static const AnyFold& erased();
  using Listens = List<Opened>;
  static Maybe on(Maybe was, const Opened& e, const Meta&) { return was || !e.description ? was : TicketDescription{e.description}; }
};

struct TicketCommentRow {
  Id<TicketComment> id;
  Id<Ticket> ticket_id;
  std::int64_t no = 0;
  std::optional<Id<Member>> member_id;
  bool internal = false;
  Personal<std::string> text;
  Time created_at{};
};
BOOST_DESCRIBE_STRUCT(TicketCommentRow, (), (id, ticket_id, no, member_id, internal, text, created_at))

struct Comments : Fold<Id<TicketComment>, TicketCommentRow> {
  static constexpr auto name = "ticket_comments";
  static const AnyFold& erased();
  using Listens = List<Commented>;
  static Keys keys(const Commented& e) { return {Key(e.comment_id)}; }
  static Maybe on(Maybe was, const Commented& e, const Meta& m) {
    return was ? was : TicketCommentRow{e.comment_id, e.id, e.no, e.member_id, e.internal, e.text, m.at};
  }

  // Index: those of a ticket (its 16 bytes), oldest first.
  static constexpr auto by_ticket = "by_ticket";
};

// With `member_name`, in replies and in publications alike.
std::string comment_json(const Rows&, const Uuid& tenant, const TicketCommentRow&, const Stamp&);

}  // namespace millrace::ticket

// Compiled with its fold alone.
extern template const millrace::Shape& millrace::shape_of<millrace::ticket::TicketRow>();

namespace millrace::projections {
Projection tickets();
Projection ticket_descriptions();
Projection ticket_comments();
}
