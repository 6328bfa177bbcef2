#include "infra/backup/restore.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "infra/crypto/vault.hpp"
#include "infra/segments/journal.hpp"
#include "infra/segments/verify.hpp"

namespace millrace::backup {

namespace fs = std::filesystem;

using segments::disk;

namespace {

// Hears of the fences.
struct Fences final : Journal::Listener {
  void on_appended(std::vector<Stored> group) override { written += group.size(); }
  void on_append_failed(Partition, const std::string& why) override { throw std::runtime_error("the journal cannot be written: " + why); }
  std::size_t written = 0;
};

class Restoring {
 public:
  Restoring(const RestoreOptions& o, ObjectStore& store, const KeyPair& pair, Random& random, std::function<Time()> now)
      : options_(o), data_(fs::absolute(o.data).lexically_normal()), store_(store), reader_(store, pair), random_(random), now_(std::move(now)) {}

  Restored run() {
    names_ = manifest_names(store_);
    restored_.name = chosen_manifest(store_, options_.at);
    manifest_ = reader_.manifest(restored_.name);      // a wrong key, and nothing was written
    if (!manifest_.about.master_key && options_.master_key_file.empty())
      throw Refused("the master key of this journal was kept outside its data directory and is not in the backup: name its file with --master-key-file");
    begin();
    try {
      for (const auto& file : manifest_.files) bring(file);
      keys();
      journal();
      finish();
    } catch (...) {
      empty();
      throw;
    }
    return restored_;
  }

 private:
  // Of ours is what a restore has left that was broken off.
  void begin() {
    std::error_code no;
    const bool there = fs::exists(data_, no);
    if (there && !fs::is_directory(data_, no)) throw Refused(data_.string() + " is no directory");
    if (there && !fs::is_empty(data_) && !fs::exists(data_ / restoring_mark))
      throw Refused(fmt::format("{} is not empty, and what it holds may be newer than the backup: restore into an empty directory", data_.string()));
    made_ = !there;
    if (made_) fs::create_directories(data_);
    fs::permissions(data_, fs::perms::owner_all);
    segments::write_whole(disk(), data_ / restoring_mark, restored_.name + "\n");
    for (const auto& entry : fs::directory_iterator(data_))
      if (entry.path().filename() != restoring_mark) fs::remove_all(entry.path());
    for (const auto* directory : {"journal", "keys"}) {
      fs::create_directory(data_ / directory);
      fs::permissions(data_ / directory, fs::perms::owner_all);
    }
  }

  void empty() {
    std::error_code no;
    for (const auto& entry : fs::directory_iterator(data_, no))
      if (entry.path().filename() != restoring_mark) fs::remove_all(entry.path(), no);
    fs::remove(data_ / restoring_mark, no);
    if (made_) fs::remove(data_, no);
  }

  void bring(const File& file) {
    const auto path = data_ / file.path;
    fs::create_directories(path.parent_path());
    const auto to = disk().open(path, segments::Files::Access::create);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    std::uint64_t at = 0;
    reader_.file(file, [&](std::string_view piece) {
      to->write(at, piece);
      at += piece.size();
    });
    to->sync();
    disk().sync_directory(path.parent_path());
  }

  // Every later backup knows what had been destroyed when it was made. Their manifests open with the master key, whoever they are sealed to.
  void keys() {
    const auto directory = data_ / "keys";
    const auto master = existing_master(data_, options_.master_key_file, random_);
    const auto own = OwnKeys::of(master);
    auto erased = manifest_.erased;
    erased.insert(options_.erased.begin(), options_.erased.end());
    for (const auto& name : names_) {
      if (name <= restored_.name) continue;
      try {
        erased.merge(manifest_of(name, open(name, fetched(store_, name, most_sealed(most_manifest_bytes)), ByOwn{own.manifests}, most_manifest_bytes)).erased);
      } catch (const std::runtime_error& e) {
        throw Damaged(fmt::format("a later backup cannot say which keys had been destroyed, and none of them may come back: {}; if it cannot be mended, remove that object", e.what()));
      }
    }
    std::set<Uuid> alive;
    const auto subjects = open_key_file(directory, key_store_mac_key(master.now), KeyFile::Mode::write, [&](const StoredKey& key) {
      if (key.destroyed()) alive.erase(key.id);
      else alive.insert(key.id);
    });
    for (const auto& key : erased) {
      if (!alive.contains(key) && manifest_.erased.contains(key)) continue;
      subjects->destroy(key);                          // one that came later than this backup is marked, too
      restored_.erased += alive.contains(key);
    }
  }

  // What was written must be what the backup says, before anything is added. Then every partition begins anew, so that nobody takes
  // positions from before for those of now.
  void journal() {
    const auto directory = data_ / "journal";
    restored_.incarnation = Uuid7Source{random_, now_}.next();
    segments::name_journal(disk(), directory, restored_.incarnation);
    const auto report = segments::verify(disk(), directory);
    if (!report.ok() || !report.damage.empty()) throw Damaged("the restored journal is not intact");
    check_stands(report.of, manifest_);
    Fences fences;
    segments::Options by_hand;
    by_hand.threads = segments::Options::Threads::none;
    by_hand.fatal = [](const std::string& why) { throw std::runtime_error(why); };
    segments::SegmentJournal journal{disk(), directory, restored_.incarnation, fences, by_hand};
    const auto writer = Uuid7Source{random_, now_}.next();
    for (Partition p = 0; p < partitions; ++p) {
      const auto& head = report.of[static_cast<std::size_t>(p)].head;
      journal.append(p, encode(p, Fence{restored_.incarnation, head.epoch + 1, writer, std::max(now_(), head.ts), {}}));
    }
    while (journal.commit()) {}
    if (fences.written != partitions) throw std::runtime_error("the journal could not be begun anew");
  }

  void finish() {
    restored_.at = manifest_.about.at;
    restored_.records = manifest_.about.records;
    restored_.segments = manifest_.about.segments;
    restored_.bytes = manifest_.bytes();
    restored_.other_release = manifest_.about.release != release_fingerprint();
    disk().sync_directory(data_);
    disk().remove(data_ / restoring_mark);
    disk().sync_directory(data_);
    disk().sync_directory(data_.parent_path());
  }

  const RestoreOptions& options_;
  const fs::path data_;
  ObjectStore& store_;
  Reader reader_;
  Random& random_;
  const std::function<Time()> now_;
  std::vector<std::string> names_;
  Manifest manifest_;
  bool made_ = false;                                  // the directory is ours as a whole
  Restored restored_;
};

}  // namespace

std::string chosen_manifest(ObjectStore& store, const std::string& at) {
  const auto names = manifest_names(store);
  if (names.empty()) throw Refused(fmt::format("there is no backup in {}", store.place()));
  if (at.empty()) return names.back();
  const auto wanted = at.starts_with(manifests) ? at : manifests + at;
  if (std::find(names.begin(), names.end(), wanted) == names.end())
    throw Refused(fmt::format("there is no backup {} in {}; the newest is {}", at, store.place(), names.back()));
  return wanted;
}

Restored restore(const RestoreOptions& o, ObjectStore& store, const KeyPair& pair, Random& random, std::function<Time()> now) {
  return Restoring{o, store, pair, random, std::move(now)}.run();
}

}  // namespace millrace::backup
