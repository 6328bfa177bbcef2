// What its rules read, without types: compiled here alone.
#include "commands/inbox/imports/lookups.hpp"
#include "domain/inbox/imports/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Import::erased() { return erased_state<Import>(); }
const AnyFold& imports::ImportedConversation::erased() { return erased_fold<ImportedConversation>(); }
const AnyFold& imports::ImportedMessage::erased() { return erased_fold<ImportedMessage>(); }
const AnyFold& imports::Person::erased() { return erased_fold<Person>(); }
const AnyFold& imports::PersonBy::erased() { return erased_fold<PersonBy>(); }

}  // namespace millrace
