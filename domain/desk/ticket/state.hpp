// What a rule reads of a ticket.
#pragma once

#include "domain/desk/ticket/facts.hpp"

namespace millrace {

struct Ticket : Aggregate {
  using Facts = List<ticket::Opened, ticket::Commented, ticket::Assigned, ticket::SubjectChanged, ticket::PriorityChanged, ticket::Tagged,
                     ticket::Started, ticket::MadeWaiting, ticket::Resolved, ticket::Reopened, ticket::Closed, ticket::ClockStarted,
                     ticket::ClockStopped, ticket::ClockBreached>;

  // However it stands.
  struct Work {
    std::optional<Id<Customer>> customer_id;
    std::optional<Id<Member>> opened_by;
    std::optional<Id<Member>> assigned_to = {};
    std::int64_t assignments = 0;          // how often it has changed hands
    ticket::Priority priority = ticket::Priority::medium;
    std::vector<std::string> tags = {};
    std::int64_t comments = 0;
    bool answered = false;                 // the desk has answered whoever has asked
    std::optional<Time> response_due = {}; // while the clock of its first response runs
    bool breached = false;                 // it ran out
  };
  struct Open { Work work; };
  struct InProgress { Work work; };
  struct Waiting { Work work; };
  struct Resolved { Work work; };
  struct Closed { Work work; };
  using State = std::variant<Absent, Open, InProgress, Waiting, Resolved, Closed>;
  static const AnyFold& erased();

  template <class S>
  static constexpr bool there = requires(S s) { s.work; };

  static State on(auto s, const ticket::Opened& e) {
    if constexpr (there<decltype(s)>) return s;
    else return Open{{.customer_id = e.customer_id, .opened_by = e.opened_by, .priority = e.priority}};
  }
  static State on(auto s, const ticket::Commented& e) {
    if constexpr (there<decltype(s)>) {
      s.work.comments = e.no;
      s.work.answered = s.work.answered || e.answer;
    }
    return s;
  }
  static State on(auto s, const ticket::Assigned& e) {
    if constexpr (there<decltype(s)>) {
      s.work.assigned_to = e.assigned_to;
      ++s.work.assignments;
    }
    return s;
  }
  static State on(auto s, const ticket::SubjectChanged&) { return s; }
  static State on(auto s, const ticket::PriorityChanged& e) {
    if constexpr (there<decltype(s)>) s.work.priority = e.priority;
    return s;
  }
  static State on(auto s, const ticket::Tagged& e) {
    if constexpr (there<decltype(s)>) s.work.tags = e.tags;
    return s;
  }
  static State on(auto s, const ticket::Started&) { return moved<InProgress>(std::move(s)); }
  static State on(auto s, const ticket::MadeWaiting&) { return moved<Waiting>(std::move(s)); }
  static State on(auto s, const ticket::Resolved&) { return moved<Resolved>(std::move(s)); }
  static State on(auto s, const ticket::Reopened&) { return moved<Open>(std::move(s)); }
  static State on(auto s, const ticket::Closed&) { return moved<Closed>(std::move(s)); }
  static State on(auto s, const ticket::ClockStarted& e) { return running(std::move(s), e.due); }
  static State on(auto s, const ticket::ClockStopped&) { return running(std::move(s), {}); }
  static State on(auto s, const ticket::ClockBreached&) {
    if constexpr (there<decltype(s)>) s.work.breached = true;
    return running(std::move(s), {});
  }

 private:
  template <class To>
  static State moved(auto s) {
    if constexpr (there<decltype(s)>) return To{std::move(s.work)};
    else return s;
  }
  static State running(auto s, std::optional<Time> due) {
    if constexpr (there<decltype(s)>) s.work.response_due = due;
    return s;
  }
};
BOOST_DESCRIBE_STRUCT(Ticket::Work, (),
                      (customer_id, opened_by, assigned_to, assignments, priority, tags, comments, answered, response_due, breached))
BOOST_DESCRIBE_STRUCT(Ticket::Open, (), (work))
BOOST_DESCRIBE_STRUCT(Ticket::InProgress, (), (work))
BOOST_DESCRIBE_STRUCT(Ticket::Waiting, (), (work))
BOOST_DESCRIBE_STRUCT(Ticket::Resolved, (), (work))
BOOST_DESCRIBE_STRUCT(Ticket::Closed, (), (work))

}  // namespace millrace
