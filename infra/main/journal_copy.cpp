#include "infra/main/journal_copy.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "infra/crypto/vault.hpp"
#include "infra/kafka/journal.hpp"
#include "infra/kafka/key_topic.hpp"
#include "infra/main/copy_records.hpp"
#include "infra/main/journal_cat.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t keys_at_once = 256;
constexpr const char* besides[] = {"operator", "environment"};   // what goes along with the master key

Time wall_clock() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

constexpr std::chrono::seconds mark_is_read{3};        // by servers that run, which end then

using Wrapped = std::map<Uuid, std::string>;           // empty: destroyed

// What a key store tells, while it is open and from threads of its own too.
class Keys {
 public:
  KeyStore::Each hear() {
    return [this](const StoredKey& key) {
      const std::lock_guard lock{mutex_};
      auto& wrapped = keys_.try_emplace(key.id, key.wrapped).first->second;
      if (key.destroyed()) wrapped.clear();            // the mark wins, whichever comes first
    };
  }
  std::function<void(const std::string&)> trouble() {
    return [this](const std::string& why) {
      const std::lock_guard lock{mutex_};
      trouble_ = why;
    };
  }
  // All that it has told so far. Throws NotCopied when that may not be all.
  Wrapped all() const {
    const std::lock_guard lock{mutex_};
    if (!trouble_.empty()) throw NotCopied(trouble_ + "; repeat the same command, which goes on where this one stopped");
    return keys_;
  }

 private:
  mutable std::mutex mutex_;
  Wrapped keys_;
  std::string trouble_;
};

// Where a target has keys already, they must be those of the source.
void check_keys(const Wrapped& from, const Wrapped& there) {
  for (const auto& [id, wrapped] : there) {
    const auto found = from.find(id);
    if (found == from.end() || (found->second != wrapped && !found->second.empty()))
      throw NotEmpty(fmt::format("the target is not empty: it holds key {}, which is not the source's", to_string(id)));
  }
}

std::size_t copy_keys(const Wrapped& from, const Wrapped& there, KeyStore& to) {
  check_keys(from, there);
  std::vector<StoredKey> batch;
  std::size_t copied = 0;
  const auto flush = [&] {
    to.append(batch);
    copied += batch.size();
    batch.clear();
  };
  for (const auto& [id, wrapped] : from) {
    const auto found = there.find(id);
    if (found == there.end()) batch.push_back({id, wrapped});
    else if (found->second != wrapped) to.destroy(id);
    if (batch.size() == keys_at_once) flush();
  }
  if (!batch.empty()) flush();
  return copied;
}

// What the Kafka clients say beside the error that the copy ends with, which tells why by itself but where a wait was in vain.
class Words {
 public:
  std::function<void(const std::string&)> hear() {
    return [this](const std::string& line) {
      if (!line.starts_with("kafka: ")) return fmt::print(stderr, "millrace: {}\n", line);   // the house's own
      const std::lock_guard lock{mutex_};
      const auto thread = line.find("]: ");              // before a cause; other lines follow from one
      if (!last_.empty() && (thread == line.npos || line.ends_with("brokers are down"))) return;
      last_ = line.substr(thread == line.npos ? std::string_view("kafka: ").size() : thread + 3);
      said_ = std::chrono::steady_clock::now();
    };
  }
  // With the newest of them, where it may be why.
  std::string with(const std::string& error) const {
    const std::lock_guard lock{mutex_};
    const bool recent = std::chrono::steady_clock::now() - said_ < recently;
    if (last_.empty() || !recent || error.find(" (") != error.npos) return error;
    return std::string(error).insert(std::min(error.find("; "), error.size()), " (" + last_ + ")");
  }
  // … of brokers that answer no more, unless it says already what to do.
  std::string with_remedy(const std::string& error) const {
    return with(error) + (error.find("; ") == error.npos ? "; check that the brokers run: the same command goes on where this one stopped" : "");
  }

 private:
  static constexpr std::chrono::seconds recently{60};
  mutable std::mutex mutex_;
  std::string last_;
  std::chrono::steady_clock::time_point said_;
};

// The bar of a terminal; elsewhere nothing.
void show(Partition p) {
  if (!::isatty(STDERR_FILENO)) return;
  if (p + 1 < partitions) fmt::print(stderr, "\rpartition {} of {}", p + 1, partitions);
  else fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

class Copy {
 public:
  Copy(const CopyOptions& o, Words& words) : options_(o), data_(fs::absolute(o.data)), place_(o.kafka.place(words.hear())) {
    const auto file = o.master_key_file.empty() ? data_ / "keys" / "master" : fs::path(o.master_key_file);
    if (!fs::exists(file)) throw WrongUse(fmt::format("there is no master key {}: name its file with --master-key-file, or the data directory with --data", file.string()));
    mac_key_ = key_store_mac_key(master_key(data_ / "keys", o.master_key_file, random_).now);
    master_file_ = file;
  }

  void to_kafka() {
    const auto directory = journal_of(options_.data);
    refuse_damage(directory);
    Appends of_source, of_target;
    segments::SegmentJournal source{segments::disk(), directory, {}, of_source};
    refuse_restored(source);
    kafka::Admin admin{place_.client};
    kafka::prepare_journal(admin, place_);
    kafka::prepare_key_topic(admin, place_);
    Keys from, there;
    open_key_file(data_ / "keys", mac_key_, KeyFile::Mode::read, from.hear());
    const auto store = open_target_keys(there);
    check_keys(from.all(), there.all());               // before the records, which would be left behind
    kafka::KafkaJournal target{journal_options(source.incarnation()), of_target};
    const auto records = copy_records(source, target, of_target, &show);
    const auto keys = copy_keys(from.all(), there.all(), *store);
    segments::mark_moved(segments::disk(), directory, fmt::format("topic {} on {}", place_.topic("journal"), brokers()));
    say(records, keys, fmt::format("serve it with --data {} --journal kafka --kafka.bootstrap-servers {}{}{}", data_.string(), brokers(),
                                   place_.topic_prefix == kafka::Place{}.topic_prefix ? "" : " --kafka.topic-prefix " + place_.topic_prefix, place_.dev ? " --dev" : ""));
  }

  void to_directory() {
    const auto target_data = fs::absolute(options_.to);
    kafka::Admin admin{place_.client};
    if (!kafka::check_journal(admin, place_)) throw WrongUse(fmt::format("there is no journal: {} has no topic {}", brokers(), place_.topic("journal")));
    Keys from, there;
    auto source_keys = open_keys(from, target_data.string());   // refuses a journal that has moved elsewhere, and another master key
    const auto writer = ids_.next();
    const auto incarnation = kafka::begun_journal(place_, ids_.next(), writer, wall_clock());
    refuse_other_contents(target_data, incarnation, from.all());
    Appends of_source, of_target;
    kafka::KafkaJournal source{journal_options(incarnation), of_source};
    fence_all(source, of_source, writer, wall_clock());
    source_keys->catch_up();                           // those that the last records name
    for (const auto& directory : {target_data, target_data / "journal", target_data / "keys"}) {
      fs::create_directories(directory);
      fs::permissions(directory, fs::perms::owner_all);
    }
    segments::SegmentJournal target{segments::disk(), target_data / "journal", incarnation, of_target};
    const auto records = copy_records(source, target, of_target, &show);
    bring(master_file_, target_data / "keys" / "master");
    for (const auto* name : besides) bring(data_ / "keys" / name, target_data / "keys" / name);
    const auto store = open_key_file(target_data / "keys", mac_key_, KeyFile::Mode::write, there.hear());
    const auto keys = copy_keys(from.all(), there.all(), *store);
    const auto refuse_news = [&] {
      from.all();
      check_unchanged(source, records);
    };
    refuse_news();
    source_keys->mark_moved(target_data.string());
    std::this_thread::sleep_for(mark_is_read);
    refuse_news();                                     // of one that has begun in between
    say(records, keys, fmt::format("serve it with --data {}", target_data.string()));
  }

  // What to do about a target that is not empty.
  std::string another_target() const {
    if (options_.to != "kafka") return "choose an empty DIR";
    return fmt::format("use another --kafka.topic-prefix, or remove the topics {} and {} if nobody needs what they hold", place_.topic("journal"), keys_topic());
  }

 private:
  std::string keys_topic() const { return place_.topic("keys"); }
  std::string brokers() const { return place_.client.settings.at("bootstrap.servers"); }
  kafka::KafkaJournal::Options journal_options(const Uuid& incarnation) const {
    kafka::KafkaJournal::Options out;
    out.client = place_.client;
    out.topic = place_.topic("journal");
    out.incarnation = incarnation;
    return out;
  }
  std::unique_ptr<kafka::KeyTopic> open_keys(Keys& keys, const std::string& moved_to = {}) const {
    kafka::KeyTopic::Options o{.client = place_.client, .topic = keys_topic(), .on_trouble = keys.trouble(), .moved_to = moved_to, .fatal = keys.trouble()};
    return std::make_unique<kafka::KeyTopic>(std::move(o), mac_key_, keys.hear());
  }
  std::unique_ptr<kafka::KeyTopic> open_target_keys(Keys& keys) const {
    try {
      return open_keys(keys);
    } catch (const kafka::HouseMoved& e) {
      throw WrongUse(fmt::format("the journal in the topics {}.* has moved to {}: use another --kafka.topic-prefix", place_.topic_prefix, e.where));
    } catch (const VaultRefused&) {
      throw NotEmpty(fmt::format("the target is not empty: the topic {} holds keys of another master key", keys_topic()));
    }
  }
  // Whatever an earlier copy of this journal, broken off, cannot have left in that data directory. Throws NotEmpty.
  void refuse_other_contents(const fs::path& to, const Uuid& incarnation, const Wrapped& keys) const {
    const auto refuse = [&](const fs::path& what) { throw NotEmpty(fmt::format("{} is not empty: {} is not of a copy of this journal", to.string(), what.string())); };
    const auto look = [&](const fs::path& directory, const std::set<std::string>& ours) {
      if (fs::exists(directory) && !fs::is_directory(directory)) refuse(directory);
      if (!fs::exists(directory)) return;
      for (const auto& entry : fs::directory_iterator(directory))
        if (!ours.contains(entry.path().filename()) && !ours.contains(entry.path().extension())) refuse(entry.path());
    };
    const auto of = [](const fs::path& file) { return fs::exists(file) ? segments::read_whole(segments::disk(), file) : ""; };
    const auto journal = to / "journal", file = to / "keys" / "subjects";
    const bool begun = fs::exists(journal / "meta");
    look(to, {"journal", "keys"});
    look(journal, begun ? std::set<std::string>{"meta", "acknowledged", ".segment", ".new"} : std::set<std::string>{".new"});
    look(to / "keys", {"master", "operator", "environment", "subjects", ".new"});
    if (begun && segments::incarnation_of(segments::disk(), journal) != incarnation) refuse(journal);
    std::vector pairs{std::pair{to / "keys" / "master", master_file_}};
    for (const auto* name : besides) pairs.emplace_back(to / "keys" / name, data_ / "keys" / name);
    for (const auto& [there, source] : pairs)
      if (fs::exists(there) && of(there) != of(source)) refuse(there);
    if (!fs::exists(file)) return;
    Keys there;
    try {
      open_key_file(to / "keys", mac_key_, KeyFile::Mode::read, there.hear());
      check_keys(keys, there.all());
    } catch (const std::exception&) {                  // not a key file, of another master key, or with other keys
      refuse(file);
    }
  }
  static void refuse_damage(const fs::path& directory) {
    const auto report = segments::verify(segments::disk(), directory);
    if (!report.ok()) throw WrongUse(directory.string() + " is damaged; millrace journal doctor says where and what to do");
  }
  // A topic is known by its first record, which is of the incarnation before.
  static void refuse_restored(const Journal& source) {
    const auto first = decode(0, source.read(0, 0));
    const auto* record = std::get_if<Record>(&first);
    const auto* fence = record ? std::get_if<Fence>(record) : nullptr;
    if (fence && fence->incarnation != source.incarnation())
      throw WrongUse("the journal was restored from a backup, and a topic cannot say that it goes on under another incarnation than it began with: serve it from segment files");
  }
  static void bring(const fs::path& from, const fs::path& to) {
    if (!fs::exists(from) || fs::exists(to)) return;
    create_file(to, segments::read_whole(segments::disk(), from));
  }
  static void say(const Copied& records, std::size_t keys, const std::string& next) {
    fmt::print("journal copy: records={} new={} keys={}; the source is marked as moved, {}\n", records.already_there + records.records, records.records,
               keys, next);
  }

  const CopyOptions& options_;
  const fs::path data_;
  fs::path master_file_;
  SystemRandom random_;
  Uuid7Source ids_{random_, wall_clock};
  Digest mac_key_;
  const kafka::Place place_;
};

}  // namespace

int journal_copy(const CopyOptions& o) {
  if (o.to.empty()) throw WrongUse("say where to: --to kafka, or --to DIR");
  if ((o.to == "kafka") == (o.journal == "kafka"))
    throw WrongUse(o.to == "kafka" ? "the journal is on Kafka already: say --to DIR" : "an embedded journal goes --to kafka; to copy one to another directory, copy the directory while the server is stopped");
  Words words;
  try {
    Copy copy{o, words};
    try {
      if (o.to == "kafka") copy.to_kafka();
      else copy.to_directory();
    } catch (const NotEmpty& e) {
      throw WrongUse(fmt::format("{}; {}", e.what(), copy.another_target()));
    }
  } catch (const segments::InUse& e) {
    throw WrongUse(e.what());
  } catch (const segments::Moved& e) {
    throw WrongUse(e.what());
  } catch (const VaultRefused& e) {
    throw WrongUse(e.what());
  } catch (const kafka::Refused& e) {
    throw WrongUse(e.what());
  } catch (const kafka::Trouble& e) {
    throw NotCopied(words.with_remedy(e.what()));
  } catch (const JournalAway& e) {
    throw NotCopied(words.with_remedy(e.what()));
  } catch (const NotCopied& e) {
    throw NotCopied(words.with(e.what()));
  }
  return 0;
}

}  // namespace millrace
