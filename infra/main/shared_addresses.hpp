// Accounts whose e-mail addresses an earlier release took for two and which are one (canonical_email). Each logs in with the spelling
// that it signed up with; nobody merges them. The operator is shown them.
#pragma once

#include <vector>

#include "domain/identity/account/state.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/mill.hpp"

namespace millrace {

// The index of AccountByEmail that finds them.
Projection addresses();

// By address, each with its accounts in the order in which they signed up.
using SharedAddresses = std::vector<std::vector<Id<Account>>>;
SharedAddresses shared_addresses(const Reader&);               // at most 1,000
SharedAddresses shared_addresses(const JournalView&, Vault&);  // of a journal, read from its beginning

// "<id>, <id>": of one address.
std::string account_ids(const std::vector<Id<Account>>&);

// In the log now, and as a figure from now on.
void show_shared_addresses(const Mill&, Metrics&);

}  // namespace millrace
