#include "infra/main/kafka_options.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "infra/main/command_line.hpp"
#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace {

constexpr std::string_view variables = "MILLRACE_KAFKA_", flags = "--kafka.";
// Those with a flag of their own.
const std::vector<std::string> own = {"bootstrap-servers", "topic-prefix"};

std::string mapped(std::string_view text, char from, char to, int (*letter)(int)) {
  std::string out{text};
  for (auto& c : out) c = c == from ? to : static_cast<char>(letter(static_cast<unsigned char>(c)));
  return out;
}

// What Kafka takes, with room for the rest of a topic's name.
std::string topic_prefix(const std::string& text) {
  const auto taken = [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '_' || c == '-'; };
  if (!text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), taken)) return {};
  return "'" + text + "' cannot begin the name of a topic: use 1 to 200 of a-z, A-Z, 0-9, '.', '_' and '-'";
}

}  // namespace

std::string kafka_variable(std::string_view name) { return "MILLRACE_" + mapped(name, '.', '_', std::toupper); }

void add_kafka_options(const CliCommand& app, KafkaOptions& o) {
  app.option("--kafka.bootstrap-servers", o.brokers, "brokers of the Kafka, host:port,…").variable("MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
  app.option("--kafka.topic-prefix", o.topic_prefix, "how the names of the topics begin").variable("MILLRACE_KAFKA_TOPIC_PREFIX").checked(&topic_prefix).with_default();
  app.option("--kafka", o.settings, "--kafka.NAME=VALUE, any setting of librdkafka, as --kafka.security.protocol=SASL_SSL").one_a_time();
  app.flag("--dev", o.dev, "a Kafka of fewer than three brokers will do").variable("MILLRACE_DEV");
}

std::vector<std::string> with_kafka_settings(int argc, const char* const* argv) {
  std::vector<std::string> out;
  for (int n = 0; n < argc; ++n) {
    const std::string word = argv[n];
    const auto name = word.starts_with(flags) ? word.substr(flags.size(), word.find('=') - flags.size()) : "";
    if (name.empty() || std::find(own.begin(), own.end(), name) != own.end()) {
      out.push_back(word);
      continue;
    }
    out.emplace_back("--kafka");
    auto setting = word.substr(flags.size());
    if (setting.find('=') == std::string::npos && n + 1 < argc) setting += std::string("=") + argv[++n];
    out.push_back(std::move(setting));
  }
  return out;
}

kafka::Place KafkaOptions::place(std::function<void(const std::string&)> log) const {
  kafka::Place out;
  out.topic_prefix = topic_prefix;
  out.dev = dev;
  out.client.log = std::move(log);
  auto& all = out.client.settings;
  for (char** line = environ; *line; ++line) {
    const std::string_view variable{*line};
    const auto equals = variable.find('=');
    if (!variable.starts_with(variables) || equals == std::string_view::npos) continue;
    const auto name = mapped(variable.substr(variables.size(), equals - variables.size()), '_', '.', std::tolower);
    if (name != "topic.prefix") all[name] = variable.substr(equals + 1);
  }
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) throw WrongUse("--kafka." + setting + ": write it as --kafka.NAME=VALUE");
    all[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  if (!brokers.empty()) all["bootstrap.servers"] = brokers;
  if (all["bootstrap.servers"].empty())
    throw WrongUse("no Kafka brokers are named; say --kafka.bootstrap-servers host:port,… or MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
  return out;
}

}  // namespace millrace
