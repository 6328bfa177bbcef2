// Where Kafka is, for the sub-commands that use one: flags, MILLRACE_KAFKA_… and lines of --config. Any setting of librdkafka goes
// through: --kafka.sasl.username=ann, MILLRACE_KAFKA_SASL_USERNAME=ann, or the line kafka.sasl.username = ann.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infra/kafka/topics.hpp"

namespace millrace {

class CliCommand;

struct KafkaOptions {
  std::string brokers;
  std::string topic_prefix = "millrace";
  std::vector<std::string> settings;                   // NAME=VALUE
  bool dev = false;

  // With what the environment says. Throws WrongUse when no brokers are named, or a setting is not NAME=VALUE.
  kafka::Place place(std::function<void(const std::string&)> log) const;
};

void add_kafka_options(const CliCommand&, KafkaOptions&);
// The words of the command line with each --kafka.NAME=VALUE that is no option of its own in the form that CLI11 understands.
std::vector<std::string> with_kafka_settings(int argc, const char* const* argv);
// The variable of a setting: kafka.sasl.username → MILLRACE_KAFKA_SASL_USERNAME.
std::string kafka_variable(std::string_view name);

}  // namespace millrace
