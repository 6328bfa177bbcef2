#include "infra/kafka/topics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace millrace::kafka {

namespace {

constexpr int wanted_replicas = 3;
constexpr int most_message_bytes = 1 << 20;
constexpr int read_ms = 15'000;

const char* name_of_retention(const std::string& name) { return name == "retention.ms" ? "after a time" : "beyond a size"; }

std::string of(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? "" : found->second;
}

void check_retention(const std::string& topic, const Settings& is) {
  if (of(is, "cleanup.policy") != "delete")
    refuse(topic, "is compacted (cleanup.policy=" + of(is, "cleanup.policy") + "), which removes records of the journal",
           "use a topic that never was: another --kafka.topic-prefix");
  for (const std::string name : {"retention.ms", "retention.bytes"})
    if (of(is, name) != "-1")
      refuse(topic, fmt::format("forgets records {} ({}={})", name_of_retention(name), name, of(is, name)), alter(topic, name + "=-1"));
}

}  // namespace

void refuse(const std::string& topic, const std::string& why, const std::string& mend) {
  throw Refused(fmt::format("the topic {} {}; {}", topic, why, mend));
}

std::string alter(const std::string& topic, const std::string& setting) {
  return fmt::format("kafka-configs.sh --bootstrap-server HOST:PORT --alter --entity-type topics --entity-name {} --add-config {}", topic, setting);
}

void check_records_fit(const std::string& topic, const Settings& is) {
  if (const auto most = of(is, "max.message.bytes"); !most.empty() && std::stoll(most) < static_cast<long long>(max_record_bytes) + 4096)
    refuse(topic, "takes no records of 900 kB (max.message.bytes=" + most + ")", alter(topic, fmt::format("max.message.bytes={}", most_message_bytes)));
}

void check_replication(const std::string& topic, const Admin::TopicShape& shape, const Settings& is) {
  if (shape.replicas < wanted_replicas)
    refuse(topic, fmt::format("has {} of {} replicas", shape.replicas, wanted_replicas), "give it more (kafka-reassign-partitions.sh --bootstrap-server HOST:PORT --reassignment-json-file FILE --execute), or say --dev");
  if (std::stoi(of(is, "min.insync.replicas")) < 2)
    refuse(topic, "acknowledges what only one broker has (min.insync.replicas=1)", alter(topic, "min.insync.replicas=2") + ", or say --dev");
  if (of(is, "unclean.leader.election.enable") == "true")
    refuse(topic, "may elect a leader that lacks records (unclean.leader.election.enable=true)", alter(topic, "unclean.leader.election.enable=false") + ", or say --dev");
}

int brokers_for(Admin& admin, const Place& place) {
  const auto brokers = admin.brokers();
  if (brokers < wanted_replicas && !place.dev)
    throw Refused(fmt::format("the journal wants {} brokers and there {} {}; add some, or say --dev to go on with fewer", wanted_replicas,
                              brokers == 1 ? "is" : "are", brokers));
  return brokers;
}

Admin::TopicShape replicated(int partitions, int brokers) { return {partitions, std::min(brokers, wanted_replicas)}; }

Settings durable(int replicas) {
  Settings out{{"min.insync.replicas", replicas > 2 ? "2" : "1"}, {"unclean.leader.election.enable", "false"}};
  if (replicas == 1) out["flush.messages"] = "1";
  return out;
}

bool check_journal(Admin& admin, const Place& place) {
  const auto topic = place.topic("journal");
  const auto shape = admin.topic(topic);
  if (!shape) return false;
  if (shape->partitions != partitions)
    refuse(topic, fmt::format("has {} partitions, not {}", shape->partitions, partitions), "this can never be changed: use another --kafka.topic-prefix");
  const auto is = admin.configuration(topic);
  check_retention(topic, is);
  check_records_fit(topic, is);
  if (!place.dev) check_replication(topic, *shape, is);
  if (shape->replicas == 1 && of(is, "flush.messages") != "1" && place.client.log)
    place.client.log("the topic " + topic + " has one replica and flush.messages is not 1: what is acknowledged may be lost with the power; "
                     + alter(topic, "flush.messages=1"));
  return true;
}

void prepare_journal(Admin& admin, const Place& place) {
  if (check_journal(admin, place)) return;
  const auto topic = place.topic("journal");
  const auto made = replicated(partitions, brokers_for(admin, place));
  auto settings = durable(made.replicas);
  settings.insert({{"cleanup.policy", "delete"}, {"retention.ms", "-1"}, {"retention.bytes", "-1"},
                   {"message.timestamp.type", "LogAppendTime"}, {"max.message.bytes", std::to_string(most_message_bytes)}});
  admin.create(topic, made, settings);
  if (!check_journal(admin, place)) throw Trouble("the topic " + topic + " was made, but no broker knows it yet", true);
}

std::optional<Uuid> incarnation_of(const Place& place) {
  const auto topic = place.topic("journal");
  Consumer consumer{place.client};
  if (consumer.ends(topic, {0}, read_ms).at(0) == 0) return {};
  consumer.start(topic, 0, 0);
  std::vector<Message> first;
  for (int waited = 0; first.empty() && waited < read_ms; waited += 100) first = consumer.poll(100, 1);
  if (first.empty()) throw Trouble(topic + ": the first record cannot be read", true);
  const auto record = decode(0, first[0].value.value_or(""));
  const auto* good = std::get_if<Record>(&record);
  const auto* fence = good ? std::get_if<Fence>(good) : nullptr;
  if (!fence || first[0].offset != 0)
    refuse(topic, "does not begin with a record of a journal", "something else has written to it: use another --kafka.topic-prefix");
  return fence->incarnation;
}

Uuid begun_journal(const Place& place, const Uuid& fresh, const Uuid& writer, Time now) {
  if (const auto there = incarnation_of(place)) return *there;
  // Two processes may do this at the same time: the first of the two fences names the journal, and the other is not accepted.
  Producer{place.client}.put({place.topic("journal"), 0, -1, {}, encode(0, Record{Fence{fresh, 1, writer, now, {}}})});
  return incarnation_of(place).value();
}

}  // namespace millrace::kafka
