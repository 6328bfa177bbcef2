// What its rules read, without types: compiled here alone.
#include "commands/desk/ticket/lookups.hpp"
#include "domain/desk/ticket/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Ticket::erased() { return erased_state<Ticket>(); }
const AnyFold& ticket::LastNumber::erased() { return erased_fold<LastNumber>(); }
const AnyFold& ticket::DeskOf::erased() { return erased_fold<DeskOf>(); }
const AnyFold& ticket::CurrentSubject::erased() { return erased_fold<CurrentSubject>(); }

}  // namespace millrace
