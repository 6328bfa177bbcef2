// What rules ask a whole business about its tickets.
#pragma once

#include "commands/core/kept_match.hpp"
#include "commands/identity/member/desk.hpp"
#include "domain/desk/ticket/state.hpp"
#include "schemas/fold/rows.hpp"

namespace millrace::ticket {

struct NumberRow { std::int64_t number = 0; };
BOOST_DESCRIBE_STRUCT(NumberRow, (), (number))

// The number of the ticket that was opened last, of all of the business: one row. Whoever decides the next one sees it, so there is no
// number twice, and none is left out.
struct LastNumber : Fold<std::string, NumberRow> {
  static constexpr auto name = "last_ticket_number";
  static const AnyFold& erased();
  static constexpr auto key = "all";
  using Listens = List<Opened>;
  static Keys keys(const Opened&) { return {Key(std::string(key))}; }
  static Row on(Maybe r, const Opened& e, const Meta&) { return {std::max(r ? r->number : 0, e.number)}; }
};

struct DeskOf : Desk<Assigned> {
  static constexpr auto name = "tickets_of_member";
  static const AnyFold& erased();
};

// A digest of a ticket's subject (kept_match).
struct SubjectRow { MaybePersonal subject; };
BOOST_DESCRIBE_STRUCT(SubjectRow, (), (subject))

struct CurrentSubject : Fold<Id<Ticket>, SubjectRow> {
  static constexpr auto name = "current_ticket_subject";
  static const AnyFold& erased();
  using Listens = List<Opened, SubjectChanged>;
  static Row on(Maybe, const Opened& e, const Meta&) { return {kept_match(e.subject)}; }
  static Row on(Maybe, const SubjectChanged& e, const Meta&) { return {kept_match(e.subject)}; }
};

}  // namespace millrace::ticket
