// The people and tickets of the desk's stories.
#pragma once

#include "commands/desk/ticket/asks.hpp"
#include "commands/effects/asks.hpp"
#include "projections/desk/tickets.hpp"
#include "tests/support/inbox.hpp"

namespace millrace::spec {

inline const auto printer = named<Ticket>("printer"), screen = named<Ticket>("screen");

inline const House& desk() {
  static const House house{join({commands::later(), commands::effects(), commands::member(), commands::customer(), commands::conversation(),
                                 commands::ticket()}),
                           {&lookup_of<ticket::Tickets>(), &lookup_of<ticket::Descriptions>(), &lookup_of<ticket::Comments>()}};
  return house;
}

// By bob, for zoe, unless for nobody in particular.
inline ticket::Opened asked(const Id<Ticket>& id = printer, std::int64_t number = 1, std::optional<Id<Customer>> customer = zoe) {
  const auto subject = customer ? about(*customer, "It burns") : about(id, "It burns");
  return {id, number, customer, bob, subject, {}, ticket::Priority::medium};
}
inline ticket::ClockStarted promised(Time due, const Id<Ticket>& id = printer) { return {id, ticket::Clock::first_response, due}; }
inline AnyFact breaches_at(Time due, const Id<Ticket>& id = printer) {
  return timer(ticket::first_response_timer, due, ticket::BreachClock{id, ticket::Clock::first_response, due});
}
inline AnyFact breaches_no_more(const Id<Ticket>& id = printer) { return cancel(ticket::first_response_timer, id); }

}  // namespace millrace::spec
