// What its rules read, without types: compiled here alone.
#include "commands/inbox/conversation/lookups.hpp"
#include "domain/inbox/conversation/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Conversation::erased() { return erased_state<Conversation>(); }
const AnyFold& conversation::LatestConversation::erased() { return erased_fold<LatestConversation>(); }
const AnyFold& conversation::LatestOfVisitor::erased() { return erased_fold<LatestOfVisitor>(); }
const AnyFold& conversation::DeskOf::erased() { return erased_fold<DeskOf>(); }
const AnyFold& conversation::CurrentSubject::erased() { return erased_fold<CurrentSubject>(); }
const AnyFold& conversation::AssignedTo::erased() { return erased_fold<AssignedTo>(); }

}  // namespace millrace
