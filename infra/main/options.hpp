// The options of `millrace serve`: each is a flag, a variable MILLRACE_… and a line of --config FILE, from one table.
#pragma once

#include <string>
#include <vector>

#include "infra/main/backup_options.hpp"
#include "infra/main/effect_options.hpp"
#include "infra/main/kafka_options.hpp"

namespace millrace {

class CliCommand;

struct ServeOptions {
  std::string config;
  std::string data = ".millrace";
  std::string environment;             // dev, staging or production; empty: as the data directory was first started
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string tls_certificate, tls_key;   // PEM files; empty: in the clear
  std::string admin_address = "127.0.0.1";   // of the admin port, which is the next one
  std::string postgres;                // connection string of the server's cluster; empty: lists and search answer 503
  std::string postgres_cold_tablespace;  // where old partitions go; empty: they stay
  int postgres_cold_after = 12;        // months
  std::string journal = "embedded";    // or kafka
  KafkaOptions kafka;
  EffectOptions effects;
  std::string sign_in_providers;       // file that names them; empty: there are none
  std::string endpoint;                // URL where other processes reach this one; empty: http://ADDRESS:PORT
  std::string archive;
  std::string journal_cold;            // where old segments are moved; empty: they stay
  int journal_cold_after = 90;         // days
  BackupOptions backup;
  std::string heads;                   // file of the journal's signed heads; empty: heads.ndjson in the data directory
  std::string heads_every = "1h";
  std::string master_key_file;
  std::string roles = "gateway,owner,sql";
  int io_threads = 1;
  std::vector<std::string> origins;
  std::string dashboard;               // directory of the built web pages; empty: none are served
  std::string widget;                  // directory of the built widget; empty: there is none
  std::string widget_demo;             // slug of the business whose widget /widget/demo shows; empty: it has to be said there
  int access_token_s = 600;
  std::vector<std::string> trusted_proxies;
  int anonymous_per_minute = 60;
  int anonymous_wait_ms = 2'000;
  int requests_per_minute = 100;       // of a person, a visitor or an API key; 0: any number, like the next two
  int business_requests_per_minute = 6'000;
  int address_requests_per_minute = 6'000;
  std::string otlp_endpoint;           // where spans go; empty: nowhere
  bool trace = false;                  // where the time of commands goes, in /metrics; not in --help
  int connections_per_address = 0;     // 0: an eighth of all
};

// Adds them all to a sub-command.
void add_options(const CliCommand&, ServeOptions&);
// Takes what the file named by --config says, before the command line is parsed: as if it stood in the environment, unless that
// says otherwise. Throws WrongUse that names the line.
void read_config(const CliCommand&, int argc, const char* const* argv);

}  // namespace millrace
