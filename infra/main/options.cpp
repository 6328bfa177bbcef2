#include "infra/main/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

void read_config(const CLI::App& app, int argc, const char* const* argv) {
  std::string file;
  for (int n = 1; n < argc; ++n) {
    const std::string word = argv[n];
    if (word == "--config" && n + 1 < argc) file = argv[n + 1];
    else if (word.starts_with("--config=")) file = word.substr(9);
  }
  if (file.empty()) return;
  std::ifstream in{file};
  if (!in) throw WrongUse("--config " + file + ": there is no such file, or it cannot be read");
  std::string line;
  for (int n = 1; std::getline(in, line); ++n) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const auto equals = line.find('=');
    const auto name = trimmed(line.substr(0, equals));
    const auto* option = equals == std::string::npos || name == "config" ? nullptr : app.get_option_no_throw("--" + name);
    const bool setting = !option && equals != std::string::npos && name.starts_with("kafka.");
    if (!setting && (!option || option->get_envname().empty()))
      throw WrongUse("--config " + file + ", line " + std::to_string(n) + ": '" + line + "' is not NAME = VALUE of an option; millrace serve --help shows them all");
    // The environment has the last word over a file, and a flag over both.
    ::setenv((setting ? kafka_variable(name) : option->get_envname()).c_str(), trimmed(line.substr(equals + 1)).c_str(), 0);
  }
}

void add_options(CLI::App& app, ServeOptions& o) {
  app.add_option("--config", o.config, "file with one NAME = VALUE a line, names as the flags without their dashes");
  app.add_option("--data", o.data, "data directory")->envname("MILLRACE_DATA")->capture_default_str();
  app.add_option("--address", o.address, "address to listen on")->envname("MILLRACE_ADDRESS")->capture_default_str();
  app.add_option("--port", o.port, "port; the admin port is the next one")->envname("MILLRACE_PORT")->check(CLI::Range(0, 65534))->capture_default_str();
  app.add_option("--admin-address", o.admin_address, "address of the admin port: probes and figures for who reaches it, all else with run/admin.token")->envname("MILLRACE_ADMIN_ADDRESS")->capture_default_str();
  app.add_option("--postgres", o.postgres, "connection string of PostgreSQL, without user; none: lists and search answer 503")->envname("MILLRACE_POSTGRES");
  app.add_option("--journal", o.journal, "where the journal is kept: embedded (in the data directory) or kafka")->envname("MILLRACE_JOURNAL")->check(CLI::IsMember({"embedded", "kafka"}))->capture_default_str();
  add_kafka_options(app, o.kafka);
  add_effect_options(app, o.effects);
  app.add_option("--endpoint", o.endpoint, "URL where other servers of the same Kafka journal reach this one; none: http://ADDRESS:PORT")->envname("MILLRACE_ENDPOINT");
  app.add_option("--archive", o.archive, "directory for a copy of each sealed journal segment")->envname("MILLRACE_ARCHIVE");
  app.add_option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master")->envname("MILLRACE_MASTER_KEY_FILE");
  app.add_option("--roles", o.roles, "what this process does; the embedded journal takes all three")->envname("MILLRACE_ROLES")->capture_default_str();
  app.add_option("--io-threads", o.io_threads, "threads for HTTP and WebSocket")->envname("MILLRACE_IO_THREADS")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--origins", o.origins, "origins, besides our own, whose pages may open a WebSocket")->envname("MILLRACE_ORIGINS")->delimiter(',');
  app.add_option("--trusted-proxies", o.trusted_proxies, "addresses of our own reverse proxies: what they say in X-Forwarded-For is believed")->envname("MILLRACE_TRUSTED_PROXIES")->delimiter(',');
  app.add_option("--anonymous-per-minute", o.anonymous_per_minute, "visitors of one business, accounts or log-ins that one address may make in a minute; 0: any number")->envname("MILLRACE_ANONYMOUS_PER_MINUTE")->check(CLI::Range(0, 1'000'000))->capture_default_str();
  app.add_option("--connections-per-address", o.connections_per_address, "connections that one address may hold; 0: an eighth of all")->envname("MILLRACE_CONNECTIONS_PER_ADDRESS")->check(CLI::Range(0, 1'000'000))->capture_default_str();
  app.add_flag("--trace", o.trace, "keep in /metrics where the time of commands goes, hop by hop")->envname("MILLRACE_TRACE")->group("");
  app.add_option("--access-token-s", o.access_token_s, "life of an access token, seconds")->envname("MILLRACE_ACCESS_TOKEN_S")->check(CLI::Range(30, 86400))->capture_default_str();
}

}  // namespace millrace
