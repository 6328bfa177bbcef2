// What its rules read, without types: compiled here alone.
#include "commands/inbox/customer/lookups.hpp"
#include "domain/inbox/customer/activity.hpp"
#include "domain/inbox/customer/state.hpp"
#include "schemas/fold/any_fold.hpp"

namespace millrace {

const AnyFold& Customer::erased() { return erased_state<Customer>(); }
const AnyFold& customer::Activity::erased() { return erased_fold<Activity>(); }
const AnyFold& customer::CustomerDetails::erased() { return erased_fold<CustomerDetails>(); }
const AnyFold& customer::KnownUnder::erased() { return erased_fold<KnownUnder>(); }
const AnyFold& customer::TagSpelling::erased() { return erased_fold<TagSpelling>(); }

}  // namespace millrace
