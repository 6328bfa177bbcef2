// What its rules read, without types: compiled here alone.
#include "commands/inbox/message/lookups.hpp"
#include "domain/inbox/conversation/over.hpp"
#include "domain/inbox/message/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Message::erased() { return erased_state<Message>(); }
const AnyFold& conversation::Over::erased() { return erased_fold<Over>(); }
const AnyFold& message::Thread::erased() { return erased_fold<Thread>(); }
const AnyFold& message::NamedOutside::erased() { return erased_fold<NamedOutside>(); }
const AnyFold& message::ReportedAhead::erased() { return erased_fold<ReportedAhead>(); }
const AnyFold& message::Numbered::erased() { return erased_fold<Numbered>(); }

}  // namespace millrace
