#include "infra/main/keys_tool.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "infra/crypto/key_store.hpp"
#include "infra/crypto/master_key_file.hpp"
#include "infra/main/journal_view.hpp"
#include "infra/main/keys_export.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/segments/files.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

struct RotateOptions { std::string data = ".millrace", master_key_file, to; };

void declare(const CliCommand& app, RotateOptions& o) {
  add_data_option(app, o.data);
  app.option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
  app.option("--to", o.to, "of a master key that is kept elsewhere: the file that the new one is put into");
}

// A copy of the keys that is half of before would open with nothing.
std::unique_ptr<segments::Files::Held> while_no_backup_is_made(const fs::path& data) {
  const auto backups = data / "run" / "backup";
  fs::create_directories(backups);
  auto held = segments::disk().lock(backups);
  if (!held) throw WrongUse(fmt::format("a backup of {} is being made: wait until it is there", data.string()));
  return held;
}

int rotate(const RotateOptions& o) try {
  if (o.master_key_file.empty() != o.to.empty())
    throw WrongUse(o.to.empty() ? "say --to FILE: a master key that is kept elsewhere is left as it is, and the new one is put there" : "--to goes with --master-key-file");
  const auto data = fs::absolute(o.data).lexically_normal();
  if (fs::exists(data / "journal" / "kafka") && !fs::exists(data / "journal" / "meta"))
    throw WrongUse("the keys of a journal on Kafka lie in a topic, under a master key that all servers share: bring it to a directory first (millrace journal copy --to DIR)");
  journal_of(o.data);
  const auto held = while_no_backup_is_made(data);
  SystemRandom random;
  const auto changed = change_master_key(data / "keys", o.master_key_file, o.to, random);
  const auto where = o.to.empty() ? master_key_of(o.data, {}).string() : o.to;
  fmt::print("keys rotate: keys={}{}; the master key is in {}: keep a copy elsewhere, and the one before as long as backups of before are kept{}\n", changed.keys,
             changed.begun_before ? " (it had been begun before)" : "", where, o.to.empty() ? "" : "; serve with --master-key-file " + o.to);
  return 0;
} catch (const VaultRefused& e) {
  throw WrongUse(e.what());
}

void declare_export(const CliCommand& app, KeysExportOptions& o) {
  app.option("--business", o.business, "whose keys").required();
  app.option("--to", o.to, "a new file").required();
  app.option("--public-key", o.public_key, "file of the public key that it is sealed to (millrace backup-key makes one)").required();
  add_data_option(app, o.data);
  app.option("--journal", o.journal, "where it is: embedded (in the data directory) or kafka").variable("MILLRACE_JOURNAL")
      .one_of({"embedded", "kafka"}).with_default();
  add_kafka_options(app, o.kafka);
  app.option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
}

void declare_open(const CliCommand& app, KeysOpenOptions& o) {
  app.option("FILE", o.file, "what millrace keys export has written").required();
  app.option("--key", o.key, "file of the private key").required();
  app.option("--history", o.history, "lines of millrace journal cat --tenant: printed with their texts opened; none: the keys are printed");
}

}  // namespace

void add_keys(const CliCommand& app, Run& run) {
  const auto keys = app.command("keys", "what opens what is sealed").one_command();
  add_tool<RotateOptions>(keys, run, "rotate", "change the master key, while the server is stopped: all keys are wrapped under a new one", &declare, &rotate);
  add_tool<KeysExportOptions>(keys, run, "export", "the keys of one business, sealed to a public key that it has brought; beside a running server, too", &declare_export, &keys_export);
  add_tool<KeysOpenOptions>(keys, run, "open", "open such a file, or with it the texts of a history", &declare_open, &keys_open);
}

}  // namespace millrace
