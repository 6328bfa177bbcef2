// A journal on the real Kafka that KAFKA_BROKERS names, on a topic of its own. Where nothing is named, tests choose what else to use.
#pragma once

#include <cstdlib>
#include <optional>

#include "infra/crypto/random.hpp"
#include "infra/kafka/admin.hpp"
#include "infra/kafka/journal.hpp"

namespace millrace::testing {

inline std::optional<kafka::KafkaJournal::Options> on_real_kafka(const Uuid& incarnation) {
  const auto* brokers = std::getenv("KAFKA_BROKERS");
  if (!brokers) return {};
  SystemRandom random;
  kafka::KafkaJournal::Options options;
  options.client.settings["bootstrap.servers"] = brokers;
  options.topic = "millrace-tests." + to_string(Uuid7Source{random, [] { return Time{}; }}.next());
  options.incarnation = incarnation;
  kafka::Admin{options.client}.create(options.topic, {partitions, 1}, {});
  return options;
}

}  // namespace millrace::testing
