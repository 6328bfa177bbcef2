// The journal that the options of `serve` choose: segment files in the data directory, or a topic on Kafka.
#pragma once

#include <filesystem>

#include "commands/core/ids.hpp"
#include "commands/core/journal.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/kafka/heartbeats.hpp"
#include "infra/main/options.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/trace.hpp"

namespace millrace {

struct ChosenJournal {
  Uuid incarnation;                                    // of the journal that is there, or will be
  std::function<std::unique_ptr<Journal>(Journal::Listener&)> open;
  std::function<std::int64_t()> brokers = {};          // of Kafka, that the producer is connected to
};

// Before anything is written: a data directory that belongs to a journal does not begin again with another one, or with none. Throws
// WrongUse, kafka::Refused, and kafka::Trouble when the brokers do not answer within 30 s.
void refuse_another_journal(const ServeOptions&, const std::filesystem::path& data, std::function<void(const std::string&)> log);

// Behind choose_vault. Looks at what is there; on Kafka fences an empty journal to name it, and keeps in the directory which one it is. Throws WrongUse for a topic, setting or
// directory that cannot be used as it is, segments::Lost for segment files that end before what others know, and kafka::Trouble when the brokers do not answer within 30 s. The directory is this
// process's until the choice and its journal are gone. What it is given outlives the journal.
ChosenJournal choose_journal(const ServeOptions&, const std::filesystem::path& data, IdSource&, Metrics&, const Trace*, Time now);

// The keys beside that journal: a file in the data directory, or a topic. On Kafka makes the house's topics at the first start, and
// checks those that are there. The master key is made at the very first start, and never where keys of another one are. Throws
// VaultRefused, WrongUse, kafka::Trouble.
std::unique_ptr<StoredVault> choose_vault(const ServeOptions&, const std::filesystem::path& data, Random&, Metrics&);

// On Kafka, where another server may take over from this one; else null.
std::unique_ptr<kafka::Heartbeats> choose_heartbeats(const ServeOptions&, const Uuid& writer, Metrics&);

}  // namespace millrace
