// Makes one backup of a data directory, beside the server that serves it. What is in the store already is not sent again; the manifest is
// written last, so one that is broken off leaves the last one whole. One at a time for a data directory.
#pragma once

#include "infra/backup/reader.hpp"
#include "infra/backup/source.hpp"
#include "infra/crypto/master_key.hpp"
#include "infra/crypto/random.hpp"

namespace millrace::backup {

// Keys of those who made backups are in them: none of them is kept for longer, but the newest.
inline constexpr std::chrono::hours life{24 * 30};

// Cannot be done as it was asked; one line.
struct Refused : std::runtime_error { using runtime_error::runtime_error; };

// What comes from the master key: what opens the manifests that were made with it, and what makes names of contents.
struct OwnKeys {
  Key manifests, names;
  static OwnKeys of(const MasterKey&);
};

enum class ReadBack { yes, no };

struct Options {
  std::filesystem::path data;
  std::filesystem::path master_key_file = {};          // empty: keys/master
  Recipient recipient = {};                            // of backup-key, or by `passphrase`
  std::string passphrase = {};
  std::size_t keep = 0;                                // backups; 0: all of the last 30 days
  ReadBack read_back = ReadBack::yes;                  // the manifest, and all that was sent
  std::function<bool()> stop = [] { return false; };   // asked now and then: true ends it with Refused
};

struct Made {
  std::string name;                                    // of the manifest
  Time at{};
  std::int64_t records = 0, segments = 0, bytes = 0;   // of all that it holds
  std::int64_t sent = 0, sent_bytes = 0;               // objects of this time, and what they have become
  std::int64_t removed = 0;                            // objects that no backup needs any more
};

// Throws Refused, WrongKey, Damaged, StoreTrouble, VaultRefused, and what segment files throw.
Made make(const Options&, ObjectStore&, Random&, std::function<Time()> now);

// The newest backup that was made with that master key, and when; nothing: there is none. Throws WrongKey, Damaged, StoreTrouble.
std::optional<Manifest> newest(ObjectStore&, const OwnKeys&);

// A master key as a data directory has it; Refused when there is none, which would be made.
MasterKey existing_master(const std::filesystem::path& data, const std::filesystem::path& file, Random&);

}  // namespace millrace::backup
