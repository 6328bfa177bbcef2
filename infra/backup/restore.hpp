// Makes a data directory of a backup: under a new incarnation of the journal, without the keys that have been destroyed since. RocksDB and
// PostgreSQL are folded anew from it.
#pragma once

#include "infra/backup/backup.hpp"

namespace millrace::backup {

// A data directory that has this file was not restored to the end; nothing serves it.
inline constexpr const char* restoring_mark = "restoring";

struct RestoreOptions {
  std::filesystem::path data;                          // empty, or not there
  std::string at = {};                                 // name of a manifest; empty: the newest
  std::filesystem::path master_key_file = {};          // where the backup holds none
  std::set<Uuid> erased = {};                          // keys that were destroyed after the newest backup, as far as anybody knows
};

struct Restored {
  std::string name;
  Time at{};
  Uuid incarnation{};
  std::int64_t records = 0, segments = 0, bytes = 0, erased = 0;       // keys that came with the backup and were destroyed
  bool other_release = false;                          // made by one that knew other facts
};

// Throws Refused for a directory that is not empty, WrongKey, Damaged, StoreTrouble: then the directory is as it was.
Restored restore(const RestoreOptions&, ObjectStore&, const KeyPair&, Random&, std::function<Time()> now);

// That one, or the newest; throws Refused when there is none.
std::string chosen_manifest(ObjectStore&, const std::string& at);

}  // namespace millrace::backup
