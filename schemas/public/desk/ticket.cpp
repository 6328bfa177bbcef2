#include "schemas/public/desk/ticket.hpp"

namespace millrace {

namespace {

using namespace events;
namespace t = ticket;

std::optional<TicketOpened> opened(const t::Opened& e) {
  return TicketOpened{e.id, e.number, e.customer_id, e.opened_by, plain(e.subject), plain(e.description), e.priority};
}
std::optional<TicketCommented> commented(const t::Commented& e) {
  if (e.internal) return {};
  return TicketCommented{e.id, e.comment_id, e.member_id, plain(e.text)};
}
std::optional<TicketAssigned> assigned(const t::Assigned& e) { return TicketAssigned{e.id, e.taken_from, e.assigned_to}; }
std::optional<TicketSubjectChanged> subject_changed(const t::SubjectChanged& e) { return TicketSubjectChanged{e.id, plain(e.subject)}; }
std::optional<TicketPriorityChanged> priority_changed(const t::PriorityChanged& e) { return TicketPriorityChanged{e.id, e.priority}; }
std::optional<TicketTagged> tagged(const t::Tagged& e) { return TicketTagged{e.id, e.tags, e.added, e.removed}; }
std::optional<TicketStarted> started(const t::Started& e) { return TicketStarted{e.id, e.assigned_to}; }
std::optional<TicketMadeWaiting> made_waiting(const t::MadeWaiting& e) { return TicketMadeWaiting{e.id, e.assigned_to}; }
std::optional<TicketResolved> resolved(const t::Resolved& e) { return TicketResolved{e.id, e.assigned_to}; }
std::optional<TicketReopened> reopened(const t::Reopened& e) { return TicketReopened{e.id, e.assigned_to}; }
std::optional<TicketClosed> closed(const t::Closed& e) { return TicketClosed{e.id, e.assigned_to}; }
std::optional<TicketClockStarted> clock_started(const t::ClockStarted& e) { return TicketClockStarted{e.id, e.clock, e.due}; }
std::optional<TicketClockStopped> clock_stopped(const t::ClockStopped& e) { return TicketClockStopped{e.id, e.clock, e.met}; }
std::optional<TicketClockBreached> clock_breached(const t::ClockBreached& e) { return TicketClockBreached{e.id, e.clock, e.due}; }

}  // namespace

std::vector<PublicEvent> events::ticket() {
  constexpr auto topic = "tickets";
  return {told<&opened>(topic), told<&commented>(topic), told<&assigned>(topic), told<&subject_changed>(topic), told<&priority_changed>(topic),
          told<&tagged>(topic), told<&started>(topic), told<&made_waiting>(topic), told<&resolved>(topic), told<&reopened>(topic),
          told<&closed>(topic), told<&clock_started>(topic), told<&clock_stopped>(topic), told<&clock_breached>(topic)};
}

}  // namespace millrace
