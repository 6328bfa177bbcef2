#include "infra/main/backup_options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "infra/main/command_line.hpp"
#include "infra/main/wrong_use.hpp"
#include "infra/objects/directory_store.hpp"
#include "infra/objects/s3_store.hpp"

namespace millrace {

namespace {

std::string variable(const char* name) {
  const auto* value = std::getenv(name);
  return value ? value : "";
}

std::string region(const StoreOptions& o) {
  for (const auto& said : {o.s3_region, variable("AWS_REGION"), variable("AWS_DEFAULT_REGION")})
    if (!said.empty()) return said;
  return "us-east-1";
}

S3Options bucket(const std::string& where, const StoreOptions& o) {
  S3Options out;
  const auto path = where.substr(std::string_view("s3://").size());
  const auto slash = path.find('/');
  out.bucket = path.substr(0, slash);
  out.prefix = slash == path.npos ? "" : path.substr(slash + 1);
  while (out.prefix.ends_with('/')) out.prefix.pop_back();
  if (out.bucket.empty()) throw WrongUse(where + " names no bucket: write it as s3://BUCKET/PREFIX");
  if (!out.prefix.empty()) try {
      check_object_name(out.prefix);
    } catch (const std::logic_error&) {
      throw WrongUse(where + ": a prefix is of letters, digits and -_./");
    }
  out.endpoint = o.s3_endpoint;
  out.region = region(o);
  out.credentials = {variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN")};
  if (out.credentials.access_key_id.empty() || out.credentials.secret_access_key.empty())
    throw WrongUse(where + " needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
  return out;
}

}  // namespace

void add_store_options(const CliCommand& app, StoreOptions& o) {
  app.option("--s3-endpoint", o.s3_endpoint, "URL of what speaks S3, the bucket in the path, or in the host where it says {bucket}; none: AWS").variable("MILLRACE_S3_ENDPOINT");
  app.option("--s3-region", o.s3_region, "its region; none: AWS_REGION, AWS_DEFAULT_REGION, or us-east-1").variable("MILLRACE_S3_REGION");
}

std::unique_ptr<ObjectStore> open_store(const std::string& where, const StoreOptions& o, std::function<bool()> stop) {
  if (!where.starts_with("s3://")) {
    if (where.find("://") != where.npos) throw WrongUse(where + ": write it as a directory or as s3://BUCKET/PREFIX");
    try {
      return std::make_unique<DirectoryStore>(where);
    } catch (const StoreTrouble& e) {
      throw WrongUse(e.what());
    }
  }
  auto options = bucket(where, o);
  options.stop = std::move(stop);
  try {
    return std::make_unique<S3Store>(std::move(options));
  } catch (const std::invalid_argument& e) {
    throw WrongUse(std::string("--s3-endpoint: ") + e.what());
  }
}

void add_backup_options(const CliCommand& app, BackupOptions& o) {
  app.option("--backup", o.where, "directory or s3://BUCKET/PREFIX for backups that the server makes of itself; none: it makes none").variable("MILLRACE_BACKUP");
  app.option("--backup-every", o.every, "how often: 30m, 1h, 1d").variable("MILLRACE_BACKUP_EVERY").with_default();
  app.option("--backup-key", o.key, "file of the public key that they are sealed to, from millrace backup-key").variable("MILLRACE_BACKUP_KEY");
  app.option("--backup-passphrase-file", o.passphrase_file, "or file whose first line is the passphrase that opens them").variable("MILLRACE_BACKUP_PASSPHRASE_FILE");
  app.option("--backup-keep", o.keep, "how many are kept, of the last 30 days; 0: all of those").variable("MILLRACE_BACKUP_KEEP").within(0, 100'000).with_default();
  add_store_options(app, o.store);
}

std::chrono::seconds duration_of(const std::string& option, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(static_cast<const char*>(end), text.data() + text.size());
  const std::int64_t seconds = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86'400 : 0;
  constexpr std::int64_t least = 10, most = 30 * 86'400;
  if (wrong != std::errc{} || seconds == 0 || number < 0 || number > most || number * seconds < least || number * seconds > most)
    throw WrongUse(fmt::format("{} {}: write it as 30m, 1h or 1d, between 10s and 30d", option, text));
  return std::chrono::seconds{number * seconds};
}

void need_one_key(const std::string& key_option, const std::string& key, const std::string& passphrase_file) {
  if (key.empty() == passphrase_file.empty())
    throw WrongUse(fmt::format("backups are sealed: name a key that millrace backup-key has made with {}, or a file with a passphrase with --{}passphrase-file; one of them",
                               key_option, key_option == "--backup-key" ? "backup-" : ""));
}

}  // namespace millrace
