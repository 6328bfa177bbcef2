// Accounts whose e-mail addresses an earlier release took for two and which are one (canonical_email). Each logs in with the spelling
// that it signed up with; nobody merges them.
#pragma once

#include "domain/identity/account/state.hpp"
#include "projections/core/projection.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

// The index of AccountByEmail that finds them.
Projection addresses();

// By address, each with its accounts in the order in which they signed up.
using SharedAddresses = std::vector<std::vector<Id<Account>>>;
SharedAddresses shared_addresses(const Reader&);               // at most 1,000

}  // namespace millrace
