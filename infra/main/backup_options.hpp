// Where backups go and whom they are sealed to: what `serve`, `backup` and `restore` are told of it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "infra/backup/keys.hpp"
#include "infra/objects/object_store.hpp"

namespace millrace {

class CliCommand;

struct StoreOptions { std::string s3_endpoint, s3_region; };
void add_store_options(const CliCommand&, StoreOptions&);
// DIR, or s3://BUCKET[/PREFIX] with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Throws WrongUse.
std::unique_ptr<ObjectStore> open_store(const std::string& where, const StoreOptions&, std::function<bool()> stop = [] { return false; });

// Of `serve`.
struct BackupOptions {
  std::string where;                   // empty: none are made
  std::string every = "1h";
  std::string key, passphrase_file;    // one of them
  int keep = 0;                        // 0: all of the last 30 days
  StoreOptions store;
};
void add_backup_options(const CliCommand&, BackupOptions&);

// "90s", "30m", "1h", "1d": between ten seconds and 30 days. Throws WrongUse.
std::chrono::seconds duration_of(const std::string& option, const std::string& text);
// What people gave, of which one is needed: the file of a key, or of a passphrase. Throws WrongUse.
void need_one_key(const std::string& key_option, const std::string& key, const std::string& passphrase_file);

}  // namespace millrace
