#include "infra/main/backup_tool.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "infra/backup/restore.hpp"
#include "infra/crypto/vault.hpp"
#include "infra/main/backup_options.hpp"
#include "infra/main/server_backups.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/postgres/migrator.hpp"
#include "infra/segments/journal.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

Time wall_clock() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

struct ToolOptions {
  std::string where, key, passphrase_file, at;
  std::string data = ".millrace", master_key_file;
  StoreOptions store;
};

struct MakeOptions : ToolOptions {
  int keep = 0;
  bool verify = false, no_read_back = false;
};

struct RestoreToolOptions : ToolOptions { std::string erased, postgres; };

struct KeyOptions { std::string file; };

void declare(const CliCommand& app, ToolOptions& o, const char* positional, const char* where, const char* key) {
  app.option(positional, o.where, where).required();
  add_data_option(app, o.data);
  app.option("--key", o.key, key);
  app.option("--passphrase-file", o.passphrase_file, "or file whose first line is the passphrase").variable("MILLRACE_BACKUP_PASSPHRASE_FILE");
  app.option("--at", o.at, "the backup that a line of millrace backup has named; none: the newest");
  app.option("--master-key-file", o.master_key_file, "file with the master key; none: keys/master").variable("MILLRACE_MASTER_KEY_FILE");
  add_store_options(app, o.store);
}

void declare_backup(const CliCommand& app, MakeOptions& o) {
  declare(app, o, "TO", "directory or s3://BUCKET/PREFIX", "file of the public key that the backup is sealed to; with --verify of the private one");
  app.option("--keep", o.keep, "how many backups are kept, of the last 30 days; 0: all of those").within(0, 100'000).with_default();
  app.flag("--verify", o.verify, "make none: open the newest one, all of it, and check every object, file and chain");
  app.flag("--no-read-back", o.no_read_back, "do not read back what was sent");
}

void declare_restore(const CliCommand& app, RestoreToolOptions& o) {
  declare(app, o, "FROM", "directory or s3://BUCKET/PREFIX", "file of the private key");
  app.option("--erased", o.erased, "file with the ids of keys, one a line, that were destroyed after the newest backup and must not come back");
  app.option("--postgres", o.postgres, "connection string of the PostgreSQL that followed the journal: its tables are folded anew").variable("MILLRACE_POSTGRES");
}

void declare_key(const CliCommand& app, KeyOptions& o) {
  app.option("FILE", o.file, "the private key goes there, and the public one to FILE.pub; restoring needs the private one, so keep it elsewhere").required();
}

// What goes wrong by what somebody has said is wrong use.
int told(const std::function<int()>& what) try {
  return what();
} catch (const backup::Refused& e) {
  throw WrongUse(e.what());
} catch (const backup::WrongKey& e) {
  throw WrongUse(e.what());
} catch (const VaultRefused& e) {
  throw WrongUse(e.what());
} catch (const segments::Moved& e) {
  throw WrongUse(e.what());
} catch (const segments::Missing& e) {
  throw WrongUse(e.what());
}

// What opens that backup: a passphrase is stretched as the backup says.
backup::KeyPair opener(const ToolOptions& o, ObjectStore& store, const std::string& name) {
  need_one_key("--key", o.key, o.passphrase_file);
  if (!o.key.empty()) return backup::read_pair(o.key);
  const auto sealed = backup::fetched(store, name, backup::most_sealed(backup::most_manifest_bytes));
  const auto whose = backup::recipient_of(name, sealed);
  if (!whose.stretching) throw WrongUse("this backup is sealed to a key: name the file of the private one with --key");
  return backup::stretched(backup::read_passphrase(o.passphrase_file), *whose.stretching);
}

int verify(const MakeOptions& o) {
  const auto store = open_store(o.where, o.store);
  const auto name = backup::chosen_manifest(*store, o.at);
  const auto pair = opener(o, *store, name);
  backup::Reader reader{*store, pair};
  const auto manifest = reader.manifest(name);
  backup::verify(reader, manifest);
  fmt::print("backup verify: {} records={} segments={} bytes={} ok\n", name, manifest.about.records, manifest.about.segments, manifest.bytes());
  return 0;
}

int make(const MakeOptions& o) {
  if (o.verify) return verify(o);
  if (!o.at.empty()) throw WrongUse("--at names a backup that is there: it goes with --verify");
  need_one_key("--key", o.key, o.passphrase_file);
  refuse_backup_of_kafka(fs::absolute(o.data));
  backup::Options how{.data = fs::absolute(o.data), .master_key_file = o.master_key_file, .keep = static_cast<std::size_t>(o.keep)};
  if (o.key.empty()) how.passphrase = backup::read_passphrase(o.passphrase_file);
  else how.recipient = backup::read_public(o.key);
  if (o.no_read_back) how.read_back = backup::ReadBack::no;
  SystemRandom random;
  const auto store = open_store(o.where, o.store);
  const auto made = backup::make(how, *store, random, wall_clock);
  fmt::print("backup: {} records={} segments={} bytes={} sent={} sent_bytes={} removed={}{}\n", made.name, made.records, made.segments, made.bytes, made.sent, made.sent_bytes,
             made.removed, o.no_read_back ? "" : "; what was sent has been read back");
  return 0;
}

std::set<Uuid> ids_in(const std::string& file) {
  std::set<Uuid> out;
  if (file.empty()) return out;
  std::ifstream in{file};
  if (!in) throw WrongUse("--erased " + file + " cannot be read");
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const auto id = parse_uuid(line);
    if (!id) throw WrongUse(fmt::format("--erased {}: '{}' is no id of a key", file, line));
    out.insert(*id);
  }
  return out;
}

int restore(const RestoreToolOptions& o) {
  const auto store = open_store(o.where, o.store);
  const auto name = backup::chosen_manifest(*store, o.at);
  const auto pair = opener(o, *store, name);
  SystemRandom random;
  const auto r = backup::restore({.data = o.data, .at = name, .master_key_file = o.master_key_file, .erased = ids_in(o.erased)}, *store, pair, random, wall_clock);
  if (!o.postgres.empty()) PgMigrator{o.postgres}.forget();
  if (r.other_release) fmt::print(stderr, "millrace: the backup was made by a release that knew other facts than this one: serve it with that one or a newer\n");
  fmt::print("restore: {} records={} segments={} bytes={} erased={} incarnation={}; everything acknowledged before {} is there; serve it with --data {}{}\n", r.name, r.records,
             r.segments, r.bytes, r.erased, to_string(r.incarnation), to_rfc3339(r.at), fs::absolute(o.data).lexically_normal().string(),
             o.master_key_file.empty() ? "" : " --master-key-file " + o.master_key_file);
  return 0;
}

int make_key(const KeyOptions& o) {
  const auto pair = backup::fresh_pair();
  backup::write_pair(o.file, pair);
  fmt::print("backup-key: {} opens backups, keep it elsewhere; {}.pub seals them ({})\n", o.file, o.file, backup::name_of(pair.recipient));
  return 0;
}

}  // namespace

void add_backup(const CliCommand& app, Run& run) {
  add_tool<MakeOptions>(app, run, "backup", "make a backup, sealed and incremental, also beside the running server", &declare_backup,
                        [](const MakeOptions& o) { return told([&] { return make(o); }); });
  add_tool<RestoreToolOptions>(app, run, "restore", "make a data directory of a backup", &declare_restore,
                               [](const RestoreToolOptions& o) { return told([&] { return restore(o); }); });
  add_tool<KeyOptions>(app, run, "backup-key", "make the pair of keys that seals and opens backups", &declare_key,
                       [](const KeyOptions& o) { return told([&] { return make_key(o); }); });
}

}  // namespace millrace
