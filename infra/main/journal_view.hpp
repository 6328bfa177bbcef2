// The journal and the keys beside it as tools look at them, beside running servers: nothing is written, fenced or locked.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "commands/core/journal.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/main/kafka_options.hpp"

namespace millrace {

struct JournalOptions {
  std::string data = ".millrace";
  std::string journal = "embedded";    // where it is: embedded (in `data`) or kafka
  KafkaOptions kafka;
};

struct JournalView {
  Uuid incarnation{};                  // nil while it is empty
  // Records of a partition from the first one to the last of the opening, until `each` says false. Throws JournalAway, and what
  // segment files throw.
  std::function<void(Partition, const std::function<bool(const Stored&)>& each)> scan;
};

// DIR/journal; throws WrongUse when there is none.
std::filesystem::path journal_of(const std::string& data);
// Throws WrongUse when there is none or its topic cannot hold one, kafka::Trouble, and what segment files throw.
JournalView view_journal(const JournalOptions&);

// The file, or what the data directory has by default.
std::filesystem::path master_key_of(const std::string& data, const std::string& master_key_file);
// Null where there are no keys, or none that open them. Throws VaultRefused, kafka::Trouble.
std::unique_ptr<Vault> view_keys(const JournalOptions&, const std::string& master_key_file, Random&);
// … of a topic that is there. `random` is not asked.
std::unique_ptr<Vault> view_key_topic(const kafka::Place&, const std::filesystem::path& master, Random&);

}  // namespace millrace
