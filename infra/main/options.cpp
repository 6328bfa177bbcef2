#include "infra/main/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "infra/main/command_line.hpp"
#include "infra/main/wrong_use.hpp"

namespace millrace {

namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

void read_config(const CliCommand& app, int argc, const char* const* argv) {
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
    const auto variable = equals == std::string::npos || name == "config" ? "" : app.variable_of("--" + name);
    const bool setting = variable.empty() && equals != std::string::npos && name.starts_with("kafka.");
    if (!setting && variable.empty())
      throw WrongUse("--config " + file + ", line " + std::to_string(n) + ": '" + line + "' is not NAME = VALUE of an option; millrace serve --help shows them all");
    // The environment has the last word over a file, and a flag over both.
    ::setenv((setting ? kafka_variable(name) : variable).c_str(), trimmed(line.substr(equals + 1)).c_str(), 0);
  }
}

void add_options(const CliCommand& app, ServeOptions& o) {
  app.option("--config", o.config, "file with one NAME = VALUE a line, names as the flags without their dashes");
  app.option("--data", o.data, "data directory").variable("MILLRACE_DATA").with_default();
  app.option("--environment", o.environment, "dev, staging or production: stays with the data directory and its database, which are refused to the others; none: what was said first").variable("MILLRACE_ENVIRONMENT").one_of({"dev", "staging", "production"});
  app.option("--address", o.address, "address to listen on").variable("MILLRACE_ADDRESS").with_default();
  app.option("--port", o.port, "port; the admin port is the next one").variable("MILLRACE_PORT").within(0, 65534).with_default();
  const auto certificate = app.option("--tls-certificate", o.tls_certificate, "PEM file with the certificate and what leads to its root: the port then speaks TLS 1.3; read again when it changes").variable("MILLRACE_TLS_CERTIFICATE");
  const auto key = app.option("--tls-key", o.tls_key, "PEM file with the certificate's private key, without a passphrase").variable("MILLRACE_TLS_KEY").needs(certificate);
  certificate.needs(key);
  app.option("--admin-address", o.admin_address, "address of the admin port: probes and figures for who reaches it, all else with run/admin.token").variable("MILLRACE_ADMIN_ADDRESS").with_default();
  app.option("--postgres", o.postgres, "connection string of PostgreSQL, without user; none: lists and search answer 503").variable("MILLRACE_POSTGRES");
  app.option("--postgres-cold-tablespace", o.postgres_cold_tablespace, "tablespace that old partitions of messages are moved to, where millrace_owner may create; none: they stay").variable("MILLRACE_POSTGRES_COLD_TABLESPACE");
  app.option("--postgres-cold-after", o.postgres_cold_after, "after how many months they are").variable("MILLRACE_POSTGRES_COLD_AFTER").within(1, 1200).with_default();
  app.option("--journal", o.journal, "where the journal is kept: embedded (in the data directory) or kafka").variable("MILLRACE_JOURNAL").one_of({"embedded", "kafka"}).with_default();
  add_kafka_options(app, o.kafka);
  add_effect_options(app, o.effects);
  app.option("--sign-in-providers", o.sign_in_providers, "JSON file with the providers that people may sign in by (Google, Microsoft, GitHub, Facebook, OpenID Connect); none: by password and passkey alone").variable("MILLRACE_SIGN_IN_PROVIDERS");
  app.option("--endpoint", o.endpoint, "URL where other servers of the same Kafka journal reach this one; none: http://ADDRESS:PORT").variable("MILLRACE_ENDPOINT");
  app.option("--archive", o.archive, "directory for a copy of each sealed journal segment").variable("MILLRACE_ARCHIVE");
  app.option("--journal-cold", o.journal_cold, "directory, a journal's own, that old segments are moved to and read from; none: they stay").variable("MILLRACE_JOURNAL_COLD").existing_directory();
  app.option("--journal-cold-after", o.journal_cold_after, "after how many days they are").variable("MILLRACE_JOURNAL_COLD_AFTER").within(0, 36500).with_default();
  add_backup_options(app, o.backup);
  app.option("--otlp-endpoint", o.otlp_endpoint, "URL of an OpenTelemetry collector that takes spans of requests, as http://127.0.0.1:4318; none: they go nowhere").variable("MILLRACE_OTLP_ENDPOINT");
  app.option("--heads", o.heads, "file that signed heads of the journal are appended to, best on a disk that whoever writes here cannot reach; none: heads.ndjson in the data directory").variable("MILLRACE_HEADS");
  app.option("--heads-every", o.heads_every, "how often they are signed: 10m, 1h, 1d").variable("MILLRACE_HEADS_EVERY").with_default();
  app.option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
  app.option("--roles", o.roles, "what this process does; the embedded journal takes all three").variable("MILLRACE_ROLES").with_default();
  app.option("--io-threads", o.io_threads, "threads for HTTP and WebSocket").variable("MILLRACE_IO_THREADS").within(1, 64).with_default();
  app.option("--dashboard", o.dashboard, "directory with the built dashboard, as infra/run makes it; none: there are no pages").variable("MILLRACE_DASHBOARD").existing_directory();
  app.option("--widget", o.widget, "directory with the built widget for web sites, as infra/run makes it; none: there is none").variable("MILLRACE_WIDGET").existing_directory();
  app.option("--widget-demo", o.widget_demo, "slug of the business whose widget /widget/demo shows; none: ?business_id= says it").variable("MILLRACE_WIDGET_DEMO");
  app.option("--origins", o.origins, "origins, besides our own, whose pages may open a WebSocket").variable("MILLRACE_ORIGINS").separated();
  app.option("--trusted-proxies", o.trusted_proxies, "addresses of our own reverse proxies: what they say in X-Forwarded-For is believed").variable("MILLRACE_TRUSTED_PROXIES").separated();
  app.option("--anonymous-per-minute", o.anonymous_per_minute, "visitors of one business, accounts or log-ins that one address may make in a minute; 0: any number").variable("MILLRACE_ANONYMOUS_PER_MINUTE").within(0, 1'000'000).with_default();
  app.option("--anonymous-wait-ms", o.anonymous_wait_ms, "how long, in milliseconds, who is ahead of that pace is held at most, instead of being refused; 0: refused at once").variable("MILLRACE_ANONYMOUS_WAIT_MS").within(0, 30'000).with_default();
  app.option("--requests-per-minute", o.requests_per_minute, "requests that a person or a visitor may make in a minute of each route, and an API key without a limit of its own of all together; 0: any number").variable("MILLRACE_REQUESTS_PER_MINUTE").within(0, 1'000'000).with_default();
  app.option("--business-requests-per-minute", o.business_requests_per_minute, "requests that all people and services of a business may make in a minute, and all its visitors; 0: any number").variable("MILLRACE_BUSINESS_REQUESTS_PER_MINUTE").within(0, 10'000'000).with_default();
  app.option("--address-requests-per-minute", o.address_requests_per_minute, "requests that one address may make in a minute, whoever asks there; 0: any number").variable("MILLRACE_ADDRESS_REQUESTS_PER_MINUTE").within(0, 10'000'000).with_default();
  app.option("--connections-per-address", o.connections_per_address, "connections that one address may hold; 0: an eighth of all").variable("MILLRACE_CONNECTIONS_PER_ADDRESS").within(0, 1'000'000).with_default();
  app.flag("--trace", o.trace, "keep in /metrics where the time of commands goes, hop by hop").variable("MILLRACE_TRACE").hidden();
  app.option("--access-token-s", o.access_token_s, "life of an access token, seconds").variable("MILLRACE_ACCESS_TOKEN_S").within(30, 86400).with_default();
}

}  // namespace millrace
