#include "infra/main/journals.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "infra/backup/restore.hpp"
#include "infra/kafka/journal.hpp"
#include "infra/kafka/key_topic.hpp"
#include "infra/kafka/publisher.hpp"
#include "infra/kafka/statistics.hpp"
#include "infra/main/witnesses.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/runtime/last_words.hpp"
#include "infra/segments/journal.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr int brokers_answer_ms = 30'000;

std::optional<Uuid> embedded_incarnation(const fs::path& directory) {
  try {
    return segments::incarnation_of(segments::disk(), directory);
  } catch (const segments::Missing&) {
    return {};
  }
}

ChosenJournal embedded(const ServeOptions& o, const fs::path& directory, IdSource& ids, Metrics& metrics) {
  segments::Options options;
  if (!o.archive.empty()) options.archive = o.archive;
  options.cold = o.journal_cold;
  options.cold_after = std::chrono::hours{24} * o.journal_cold_after;
  options.warn = [&metrics](const std::string& line) { metrics.log(line); };
  options.fatal = [](const std::string& why) {
    say_last_words(why);
    std::abort();
  };
  const auto there = embedded_incarnation(directory);
  if (there && !fs::exists(directory / "moved"))
    refuse_short_journal(directory.parent_path(), {o.postgres, o.archive}, [&metrics](const std::string& line) { metrics.log(line); });
  const auto incarnation = there ? *there : ids.next();
  return {incarnation, [=](Journal::Listener& listener) -> std::unique_ptr<Journal> {
            return std::make_unique<segments::SegmentJournal>(segments::disk(), directory, incarnation, listener, options);
          }};
}

// Where a data directory keeps which journal on Kafka it belongs to.
fs::path mark_of(const fs::path& data) { return data / "journal" / "kafka"; }

std::optional<Uuid> marked(const fs::path& data) {
  std::ifstream file{mark_of(data)};
  std::string incarnation;
  return file >> incarnation ? parse_uuid(incarnation) : std::nullopt;
}

void mark(const fs::path& data, const Uuid& incarnation) { std::ofstream{mark_of(data)} << to_string(incarnation) << '\n'; }

void show(Metrics& metrics, const std::shared_ptr<kafka::Statistics>& s) {
  metrics.gauge("millrace_kafka_messages_waiting", "Messages sent to Kafka whose outcome is not known", [s] { return s->waiting_messages.load(); });
  metrics.gauge("millrace_kafka_brokers_up", "Brokers that the producer is connected to", [s] { return s->brokers_up.load(); });
  metrics.gauge("millrace_kafka_request_errors_total", "Requests to Kafka that failed", [s] { return s->request_errors.load(); });
  metrics.gauge("millrace_kafka_round_trip_p99_seconds", "Round trip to the slowest broker", [s] { return s->round_trip_p99_s.load(); });
}

ChosenJournal on_kafka(const ServeOptions& o, const fs::path& data, std::shared_ptr<segments::Files::Held> held, IdSource& ids, Metrics& metrics, const Trace* trace,
                       Time now) {
  auto place = o.kafka.place([&metrics](const std::string& line) { metrics.log(line); });
  kafka::KafkaJournal::Options options;
  options.incarnation = kafka::begun_journal(place, ids.next(), ids.next(), now);
  mark(data, options.incarnation);
  const auto statistics = std::make_shared<kafka::Statistics>();
  show(metrics, statistics);
  options.topic = place.topic("journal");
  options.client = place.client;
  options.client.settings.insert({"statistics.interval.ms", "5000"});
  options.client.statistics = [statistics](const std::string& json) { statistics->take(json); };
  options.start_wait_ms = brokers_answer_ms;
  if (trace) {
    options.held = trace->held;
    options.staged = [trace](const kafka::Producer::Stages& stages) {
      trace->sending(stages.sending);
      trace->at_brokers(stages.at_brokers);
      trace->telling(stages.telling);
    };
  }
  return {options.incarnation,
          [options, held](Journal::Listener& listener) -> std::unique_ptr<Journal> { return std::make_unique<kafka::KafkaJournal>(options, listener); },
          [statistics] { return static_cast<std::int64_t>(statistics->brokers_up.load()); }};
}

// The journal's first: what is wrong with the cluster is said of that one. The public topics are made when something is published.
void prepare_topics(kafka::Admin& admin, const kafka::Place& place) {
  kafka::prepare_journal(admin, place);
  kafka::prepare_key_topic(admin, place);
  kafka::prepare_heartbeat_topic(admin, place.topic("ctl"));
  kafka::check_public_topics(admin, place.topic_prefix);
}

std::unique_ptr<StoredVault> keys_on_kafka(const ServeOptions& o, const fs::path& directory, Random& random, Metrics& metrics) {
  const auto trouble = [&metrics](const std::string& why) { metrics.log_error(why); };
  const auto place = o.kafka.place([&metrics](const std::string& line) { metrics.log(line); });
  const kafka::KeyTopic::Options options{.client = place.client, .topic = place.topic("keys"), .start_wait_ms = brokers_answer_ms, .on_trouble = trouble};
  try {
    kafka::Admin admin{place.client, brokers_answer_ms};
    prepare_topics(admin, place);
    if (o.master_key_file.empty() && !fs::exists(directory / "master") && kafka::Consumer{place.client}.ends(options.topic, {0}, brokers_answer_ms)[0] > 0)
      throw WrongUse((directory / "master").string() + " is missing, and the keys in " + options.topic + " depend on it: copy it from a server that has it");
  } catch (const kafka::Refused& e) {
    throw WrongUse(e.what());
  }
  return std::make_unique<StoredVault>(
      master_key(directory, o.master_key_file, random),
      [&](const Digest& mac_key, KeyStore::Each each) { return std::make_unique<kafka::KeyTopic>(options, mac_key, std::move(each)); },
      StoredVault::Fresh::yes, random, trouble);
}

// What the topic holds by now, of which nothing is written.
std::optional<Uuid> incarnation_there(const kafka::Place& place) {
  if (!kafka::Admin{place.client, brokers_answer_ms}.topic(place.topic("journal"))) return {};
  return kafka::incarnation_of(place);
}

}  // namespace

void refuse_another_journal(const ServeOptions& o, const fs::path& data, std::function<void(const std::string&)> log) {
  if (fs::exists(data / backup::restoring_mark))
    throw WrongUse(fmt::format("{} was not restored to the end: say millrace restore once more, which begins anew there", data.string()));
  const auto embedded = embedded_incarnation(data / "journal"), followed = marked(data);
  if (o.journal != "kafka") {
    if (followed && embedded != followed)
      throw WrongUse(fmt::format("the journal of {} is on Kafka: say --journal kafka and where, or choose another --data", data.string()));
    return;
  }
  const auto place = o.kafka.place(std::move(log));
  const auto there = incarnation_there(place);
  const auto topic = place.topic("journal");
  if (embedded && !(embedded == there && fs::exists(data / "journal" / "moved")))
    throw WrongUse(fmt::format("{} holds an embedded journal that is not the one in {}; bring it there (millrace journal copy --to kafka), or choose another --data",
                               (data / "journal").string(), topic));
  if (followed && !there)
    throw WrongUse(fmt::format("{} is empty, and {} belongs to a journal that was on Kafka: restore the topics with what they had, say where they are now "
                               "(--kafka.bootstrap-servers, --kafka.topic-prefix), or choose another --data to begin anew", topic, data.string()));
  if (followed && followed != there)
    throw WrongUse(fmt::format("{} holds another journal than the one that {} belongs to; say where that is (--kafka.bootstrap-servers, --kafka.topic-prefix), "
                               "or choose another --data", topic, data.string()));
}

std::unique_ptr<StoredVault> choose_vault(const ServeOptions& o, const fs::path& data, Random& random, Metrics& metrics) {
  if (o.journal == "kafka") return keys_on_kafka(o, data / "keys", random, metrics);
  // New ones beside an old journal would hide that its own are lost, until somebody needs them.
  if (const auto keys = data / "keys" / "subjects"; !fs::exists(keys) && embedded_incarnation(data / "journal"))
    throw VaultRefused(keys.string() + " is missing, and the journal depends on it: restore keys/ from the backup that belongs to this journal");
  return std::make_unique<FileVault>(
      FileVault::Options{.directory = data / "keys", .master_key_file = o.master_key_file, .on_trouble = [&metrics](const std::string& why) { metrics.log_error(why); }},
      random);
}

std::unique_ptr<kafka::Heartbeats> choose_heartbeats(const ServeOptions& o, const Uuid& writer, Metrics& metrics) {
  if (o.journal != "kafka") return {};
  const auto place = o.kafka.place([&metrics](const std::string& line) { metrics.log(line); });
  return std::make_unique<kafka::Heartbeats>(kafka::Heartbeats::Options{.client = place.client, .topic = place.topic("ctl")}, writer);
}

ChosenJournal choose_journal(const ServeOptions& o, const fs::path& data, IdSource& ids, Metrics& metrics, const Trace* trace, Time now) {
  const auto directory = data / "journal";
  // Asked before anything of another server's is touched. The embedded journal takes it once more, for good, when it opens.
  std::shared_ptr<segments::Files::Held> held = segments::disk().lock(directory);
  if (!held)
    throw WrongUse("the data directory " + data.string() + " is in use by another server; stop it (infra/run --stop) or choose another --data");
  return o.journal == "kafka" ? on_kafka(o, data, std::move(held), ids, metrics, trace, now) : embedded(o, directory, ids, metrics);
}

}  // namespace millrace
