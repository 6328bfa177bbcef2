#include "infra/main/shared_addresses.hpp"

#include <fmt/format.h>

#include <map>

#include "commands/identity/account/lookups.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

SharedAddresses shared_addresses(const JournalView& journal, Vault& vault) {
  const auto directory = partition_of({});
  std::map<Key, account::AccountByEmail::Maybe> rows;
  Accepted state;
  journal.scan(directory, [&](const Stored& stored) {
    const auto decoded = decode(directory, stored.bytes);
    const auto* record = std::get_if<Record>(&decoded);
    const auto* commit = record ? std::get_if<Commit>(record) : nullptr;
    if (!record || !accept(state, directory, stored.offset, *record, stored.bytes) || !commit || !commit->tenant.nil()) return true;
    const auto signed_up = [](const Entry& entry) { return entry.wire == account::SignedUp::wire; };
    if (std::none_of(commit->facts.begin(), commit->facts.end(), signed_up)) return true;
    const auto opened = open_commit(directory, stored.offset, *commit, vault);
    if (const auto* committed = std::get_if<Committed>(&opened))
      for (const auto& fact : committed->facts)
        if (const auto* e = fact.as<account::SignedUp>())
          for (const auto& key : account::AccountByEmail::keys(*e)) rows[key] = account::AccountByEmail::on(rows[key], *e, {});
    return true;
  });
  SharedAddresses out;
  for (const auto& [key, row] : rows)
    if (row->accounts.size() > 1) out.push_back(row->accounts);
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
