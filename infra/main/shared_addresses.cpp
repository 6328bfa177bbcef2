#include "infra/main/shared_addresses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "commands/identity/account/lookups.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

namespace {

// As the store does it.
void fold_into(std::map<Key, RowPtr>& rows, const Committed& record) {
  const auto& fold = lookup_of<account::AccountByEmail>();
  for (const auto& fact : record.facts) {
    const auto* listener = fold.listener(fact.type);
    if (!listener) continue;
    for (const auto& key : listener->keys(fact.value.get())) {
      Meta meta;
      meta.key = key;
      rows[key] = listener->apply(rows[key], fact.value.get(), meta);
    }
  }
}

}  // namespace

SharedAddresses shared_addresses(const JournalView& journal, Vault& vault) {
  const auto directory = partition_of({});
  constexpr std::string_view heard[] = {account::SignedUp::wire, account::EmailChanged::wire, account::Deleted::wire};
  std::map<Key, RowPtr> rows;
  Accepted state;
  journal.scan(directory, [&](const Stored& stored) {
    const auto decoded = decode(directory, stored.bytes);
    const auto* record = std::get_if<Record>(&decoded);
    const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
    if (!record || !accept(state, directory, stored.offset, *record, stored.bytes) || !commit || !commit->tenant.nil()) return true;
    const auto about_an_address = [&](const Entry& entry) { return std::find(std::begin(heard), std::end(heard), entry.wire) != std::end(heard); };
    if (std::none_of(commit->facts.begin(), commit->facts.end(), about_an_address)) return true;
    const auto opened = open_commit(directory, stored.offset, *commit, vault);
    if (const auto* committed = std::get_if<Committed>(&opened)) fold_into(rows, *committed);
    return true;
  });
  SharedAddresses out;
  for (const auto& [key, row] : rows)
    if (const auto* found = static_cast<const account::AccountsFound*>(row.get()); found && found->accounts.size() > 1) out.push_back(found->accounts);
  return out;
}

std::string account_ids(const std::vector<Id<Account>>& accounts) {
  std::string out;
  for (const auto& id : accounts) (out += out.empty() ? "" : ", ") += to_string(id);
  return out;
}

void show_shared_addresses(const RunningMill& mill, Metrics& metrics) {
  for (const auto& accounts : shared_addresses(*mill.snapshot()))
    metrics.log("the addresses of these accounts are one address in different spellings; each logs in with its own: " + account_ids(accounts));
  metrics.gauge("millrace_shared_addresses", "E-mail addresses that several accounts signed up with, in different spellings, before these were one",
                [&mill] { return double(shared_addresses(*mill.snapshot()).size()); });
}

}  // namespace millrace
