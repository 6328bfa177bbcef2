// The operator is shown the accounts that share an address (gateways/identity/addresses.hpp).
#pragma once

#include "gateways/identity/addresses.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

SharedAddresses shared_addresses(const JournalView&, Vault&);  // of a journal, read from its beginning

// "<id>, <id>": of one address.
std::string account_ids(const std::vector<Id<Account>>&);

// In the log now, and as a figure from now on.
void show_shared_addresses(const RunningMill&, Metrics&);

}  // namespace millrace
