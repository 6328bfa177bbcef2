// What its rules read, without types: compiled here alone.
#include "commands/core/erased_subjects.hpp"
#include "commands/inbox/privacy/lookups.hpp"
#include "domain/inbox/privacy/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Erasure::erased() { return erased_state<Erasure>(); }
const AnyFold& LegalHold::erased() { return erased_state<LegalHold>(); }
const AnyFold& Retention::erased() { return erased_state<Retention>(); }
const AnyFold& Consent::erased() { return erased_state<Consent>(); }
const AnyFold& Export::erased() { return erased_state<Export>(); }
const AnyFold& privacy::HoldsOf::erased() { return erased_fold<HoldsOf>(); }
const AnyFold& ErasedSubjects::erased() { return erased_fold<ErasedSubjects>(); }

}  // namespace millrace
