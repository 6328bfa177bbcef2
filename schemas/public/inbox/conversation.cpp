#include "schemas/public/inbox/conversation.hpp"

#include "domain/inbox/conversation/over.hpp"
#include "schemas/fold/rows.hpp"

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

bool texts_expired(const Rows& rows, const Uuid& business, const Uuid& conversation) {
  const auto over = find_row<c::Over>(rows, business, conversation);
  return over && over->expired;
}
template <class Fact>
AnyFact without_subject(const void* fact) {
  auto silent = *static_cast<const Fact*>(fact);
  silent.subject.reset();
  return AnyFact::of(std::move(silent));
}

}  // namespace

std::vector<PublicEvent> events::conversation() {
  constexpr auto topic = "messages";
  auto begun = told<&opened>(topic), about = told<&subject_changed>(topic), over = told<&expired>(topic);
  begun.withdrawn = &texts_expired;                    // what holds for the stream is asked once
  begun.silenced = &without_subject<c::Opened>;
  about.silenced = &without_subject<c::SubjectChanged>;
  over.withdraws = true;
  return {begun, told<&imported>(topic), told<&assigned>(topic), told<&made_pending>(topic), told<&reopened>(topic),
          told<&resolved>(topic), told<&closed>(topic), told<&archived>(topic), told<&tagged>(topic), told<&priority_changed>(topic),
          about, over};
}

}  // namespace millrace
