#include "projections/identity/accounts.hpp"

#include "projections/core/row_json.hpp"
#include "projections/identity/channels.hpp"

namespace millrace::account {

namespace {

void publish(const Rows&, const Uuid&, const void* before, const void* after, const Stamp& stamp, std::vector<Change>& changes) {
  const auto& row = *static_cast<const AccountRow*>(after ? after : before);
  const auto channel = channels::user.of(row.id);
  if (after) changes.push_back({channel, "user", Change::Op::upsert, row.id.value, row_json(row, stamp)});
  else changes.push_back({channel, "user", Change::Op::remove, row.id.value, removed_json(row.id.value)});
}

}  // namespace

const AnyFold& Accounts::erased() { return erased_fold<Accounts>(); }

}  // namespace millrace::account

namespace millrace::projections {
Projection accounts() {
  return {.fold = &lookup_of<account::Accounts>(), .resource = "user", .publish = &account::publish};
}
}
