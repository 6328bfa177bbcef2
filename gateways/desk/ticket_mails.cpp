#include "gateways/desk/ticket_mails.hpp"

#include <fmt/core.h>

#include "projections/desk/tickets.hpp"
#include "projections/identity/businesses.hpp"

namespace millrace {

namespace {

// How often a ticket has changed hands; 0 when it is nobody's, or nothing is to be done about it any more.
std::int64_t assignments(const Ticket::State& state) {
  return std::visit([](const auto& s) -> std::int64_t {
    if constexpr (requires { s.work; }) return s.work.assigned_to ? s.work.assignments : 0;
    else return 0;
  }, std::holds_alternative<Ticket::Closed>(state) ? Ticket::State{} : state);
}

// The ticket must still be with whom that assignment has given it to.
std::variant<Written, Moot> assigned(const Writing& in) {
  const auto n = std::atoll(in.value("n").c_str());
  const auto row = find_row<ticket::Tickets>(in.reader, in.tenant, in.row.about.id);
  if (!row || assignments(*state_row<Ticket>(in.reader, in.tenant, in.row.about.id)) != n) return Moot{"ticket.assignment_over"};
  const auto business = find_row<business::Businesses>(in.reader, in.tenant, in.tenant);
  const auto name = business ? business->name : std::string("a business");
  const auto called = row->subject.erased ? fmt::format("Ticket {}", row->number) : fmt::format("Ticket {}: {}", row->number, row->subject.value);
  return Written{fmt::format("{} is yours now", called), fmt::format("{}\n\nThis ticket of {} was assigned to you.\n", called, name)};
}

}  // namespace

std::vector<MailMessage> desk::ticket_mails() { return {{"ticket.assigned", &assigned}}; }

}  // namespace millrace
