#include "infra/main/journal_view.hpp"

#include <fmt/format.h>

#include "infra/kafka/journal.hpp"
#include "infra/kafka/key_topic.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/segments/journal.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

// Durability is no matter of who only reads.
kafka::Place place_of(const JournalOptions& o) {
  auto place = o.kafka.place([](const std::string& line) { fmt::print(stderr, "millrace: {}\n", line); });
  place.dev = true;
  return place;
}

struct LookedAt : Journal::Listener {
  explicit LookedAt(kafka::KafkaJournal::Options options) : journal(std::move(options), *this) {}
  void on_appended(std::vector<Stored>) override {}
  void on_append_failed(Partition, const std::string&) override {}
  const kafka::KafkaJournal journal;
};

JournalView view_topic(const kafka::Place& place) {
  kafka::Admin admin{place.client};
  kafka::KafkaJournal::Options options{.client = place.client, .topic = place.topic("journal"), .looking = true};
  if (!kafka::check_journal(admin, place))
    throw WrongUse(fmt::format("there is no journal: {} has no topic {}; say where it is with --kafka.bootstrap-servers and --kafka.topic-prefix",
                               place.client.settings.at("bootstrap.servers"), options.topic));
  options.incarnation = kafka::incarnation_of(place).value_or(Uuid{});
  const auto there = std::make_shared<LookedAt>(options);
  return {options.incarnation, [there](Partition p, const auto& each) { there->journal.scan(p, 0, each); }};
}

}  // namespace

fs::path journal_of(const std::string& data) {
  const auto directory = fs::absolute(data) / "journal";
  if (!fs::exists(directory / "meta"))
    throw WrongUse(fmt::format("there is no journal in {}: name the data directory of a server with --data DIR, or say --journal kafka and where that is",
                               directory.string()));
  return directory;
}

JournalView view_journal(const JournalOptions& o) {
  if (o.journal != "kafka") {
    const auto directory = journal_of(o.data);
    const auto incarnation = segments::incarnation_of(segments::disk(), directory);
    const auto store = std::make_shared<segments::SegmentStore>(segments::disk(), directory, incarnation, segments::SegmentStore::Purpose::looking);
    return {incarnation, [store](Partition p, const auto& each) { store->scan(p, 0, each); }};
  }
  try {
    return view_topic(place_of(o));
  } catch (const kafka::Refused& e) {
    throw WrongUse(e.what());
  }
}

fs::path master_key_of(const std::string& data, const std::string& master_key_file) {
  return master_key_file.empty() ? fs::absolute(data) / "keys" / "master" : fs::path(master_key_file);
}

std::unique_ptr<Vault> view_keys(const JournalOptions& o, const std::string& master_key_file, Random& random) {
  if (o.journal != "kafka") {
    const auto keys = fs::absolute(o.data) / "keys";
    if (!fs::exists(keys / "subjects")) return nullptr;
    return std::make_unique<FileVault>(FileVault::Options{.directory = keys, .master_key_file = master_key_file, .mode = KeyFile::Mode::read}, random);
  }
  const auto master = master_key_of(o.data, master_key_file);
  if (master_key_file.empty() && !fs::exists(master)) return nullptr;
  const auto place = place_of(o);
  if (!kafka::Admin{place.client}.topic(place.topic("keys"))) return nullptr;
  return view_key_topic(place, master, random);
}

std::unique_ptr<Vault> view_key_topic(const kafka::Place& place, const fs::path& master, Random& random) {
  if (!fs::exists(master)) throw VaultRefused(fmt::format("there is no master key {}: name its file with --master-key-file", master.string()));
  const auto trouble = place.client.log;
  return std::make_unique<StoredVault>(
      master_key(master.parent_path(), master, random),
      [&](const Digest& mac_key, KeyStore::Each each) {
        return std::make_unique<kafka::KeyTopic>(kafka::KeyTopic::Options{.client = place.client, .topic = place.topic("keys"), .on_trouble = trouble},
                                                 mac_key, std::move(each));
      },
      StoredVault::Fresh::no, random, trouble);
}

}  // namespace millrace
