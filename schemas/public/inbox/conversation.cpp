#include "schemas/public/inbox/conversation.hpp"

namespace millrace {

namespace {

using namespace events;
namespace c = conversation;

std::optional<ConversationOpened> opened(const c::Opened& e) { return ConversationOpened{e.id, e.customer_id, e.channel, plain(e.subject)}; }
std::optional<ConversationImported> imported(const c::Imported& e) {
  return ConversationImported{e.id, e.customer_id, e.channel, e.external_key, e.source};
}
std::optional<ConversationAssigned> assigned(const c::Assigned& e) { return ConversationAssigned{e.id, e.taken_from, e.assigned_to}; }
std::optional<ConversationMadePending> made_pending(const c::MadePending& e) { return ConversationMadePending{e.id, e.assigned_to}; }
std::optional<ConversationReopened> reopened(const c::Reopened& e) { return ConversationReopened{e.id, e.assigned_to}; }
std::optional<ConversationResolved> resolved(const c::Resolved& e) { return ConversationResolved{e.id, e.assigned_to}; }
std::optional<ConversationClosed> closed(const c::Closed& e) { return ConversationClosed{e.id, e.assigned_to}; }
std::optional<ConversationArchived> archived(const c::Archived& e) { return ConversationArchived{e.id, e.assigned_to}; }
std::optional<ConversationTagged> tagged(const c::Tagged& e) { return ConversationTagged{e.id, e.tags, e.added, e.removed}; }
std::optional<ConversationPriorityChanged> priority_changed(const c::PriorityChanged& e) { return ConversationPriorityChanged{e.id, e.priority}; }
std::optional<ConversationSubjectChanged> subject_changed(const c::SubjectChanged& e) { return ConversationSubjectChanged{e.id, plain(e.subject)}; }
std::optional<ConversationExpired> expired(const c::Expired& e) { return ConversationExpired{e.id, e.over_on, e.days}; }

}  // namespace

std::vector<PublicEvent> events::conversation() {
  constexpr auto topic = "messages";
  return {told<&opened>(topic), told<&imported>(topic), told<&assigned>(topic), told<&made_pending>(topic), told<&reopened>(topic),
          told<&resolved>(topic), told<&closed>(topic), told<&archived>(topic), told<&tagged>(topic), told<&priority_changed>(topic),
          told<&subject_changed>(topic), told<&expired>(topic)};
}

}  // namespace millrace
