#include "infra/rocksdb/rocks_key_value.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <atomic>

namespace millrace {

namespace {

// Not among the keys that any other writes, and left out of scans by its own first byte.
constexpr std::string_view house_key = "!house";

rocksdb::Slice slice(std::string_view s) { return {s.data(), s.size()}; }
std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

void check(const rocksdb::Status& status) {
  if (!status.ok()) throw StoreBroken("the local store: " + status.ToString());
}

// What there was no room for is written when there is, or folded again.
void check_but_for_room(const rocksdb::Status& status) {
  if (!status.IsNoSpace()) check(status);
}

// The first key behind all that begin with it; empty: there is none.
std::string behind(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

// A write in the background that found no room is tried again by RocksDB itself, every few seconds; meanwhile nothing is lost, for
// what was to be written stays in memory.
struct Watch final : rocksdb::EventListener {
  std::atomic<bool> broken = false, full = false;
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* why) override { (why->IsNoSpace() ? full : broken) = true; }
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override {
    if (info.new_bg_error.ok()) full = false;
    else if (!info.new_bg_error.IsNoSpace()) broken = true;
  }
};

// Its own log file would be one more that a full disk breaks, and does not survive that.
struct Silent final : rocksdb::Logger {
  void Logv(const char*, va_list) override {}
};

rocksdb::CompressionType best_of(std::initializer_list<rocksdb::CompressionType> wanted) {
  const auto there = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted)
    if (std::find(there.begin(), there.end(), type) != there.end()) return type;
  return rocksdb::kNoCompression;
}

rocksdb::Options options_of(const RocksKeyValue::Options& o, const std::shared_ptr<Watch>& watch) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(o.cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = o.write_buffer_bytes;
  options.max_write_buffer_number = 4;
  options.max_background_jobs = 2;
  // What is flushed is soon compacted, and compressed then.
  options.compression_per_level.assign(static_cast<std::size_t>(options.num_levels), best_of({rocksdb::kLZ4Compression}));
  options.compression_per_level[0] = rocksdb::kNoCompression;
  options.allow_concurrent_memtable_write = false;   // one thread writes
  options.memtable_prefix_bloom_size_ratio = 0.05;   // most of what is looked for is new, and nowhere
  options.memtable_whole_key_filtering = true;
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(3));
  options.level0_file_num_compaction_trigger = 8;
  options.level_compaction_dynamic_level_bytes = true;
  options.max_open_files = 256;                       // of 1,024 with connections and everything else
  options.info_log = std::make_shared<Silent>();
  options.listeners = {watch};
  return options;
}

}  // namespace

struct RocksKeyValue::Database {
  std::shared_ptr<Watch> watch = std::make_shared<Watch>();
  std::unique_ptr<rocksdb::DB> db;

  void check_background() const {
    if (watch->broken) throw StoreBroken("the local store: a write in the background has failed; see LOG in its directory");
  }
  rocksdb::Status open(const RocksKeyValue::Options& options) {
    rocksdb::DB* made = nullptr;
    const auto status = rocksdb::DB::Open(options_of(options, watch), options.directory.string(), &made);
    db.reset(made);
    return status;
  }
};

namespace {

class Snapshot final : public KeyValue::View {
 public:
  Snapshot(std::shared_ptr<const void> owner, rocksdb::DB& db) : owner_(std::move(owner)), db_(db), at_(db.GetSnapshot()) {}
  ~Snapshot() override { db_.ReleaseSnapshot(at_); }
  Snapshot(const Snapshot&) = delete;

  std::optional<std::string> get(std::string_view key) const override {
    rocksdb::ReadOptions how;
    how.snapshot = at_;
    std::string value;
    const auto status = db_.Get(how, slice(key), &value);
    if (status.IsNotFound()) return {};
    check(status);
    return value;
  }

  void scan(std::string_view prefix, std::string_view from, bool downwards,
            const std::function<bool(std::string_view, std::string_view)>& each) const override {
    const auto end = behind(std::string(prefix));
    const auto lower = slice(prefix), upper = slice(end);
    rocksdb::ReadOptions how;
    how.snapshot = at_;
    how.iterate_lower_bound = &lower;
    if (!end.empty()) how.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> at{db_.NewIterator(how)};
    if (downwards) from.empty() || (!end.empty() && from >= end) ? at->SeekToLast() : at->SeekForPrev(slice(from));
    else from <= prefix ? at->SeekToFirst() : at->Seek(slice(from));
    for (; at->Valid(); downwards ? at->Prev() : at->Next()) {
      if (view(at->key()) == house_key) continue;
      if (!view(at->key()).starts_with(prefix) || !each(view(at->key()), view(at->value()))) break;
    }
    check(at->status());
  }

 private:
  std::shared_ptr<const void> owner_;             // keeps the database open
  rocksdb::DB& db_;
  const rocksdb::Snapshot* at_;
};

}  // namespace

RocksKeyValue::RocksKeyValue(const Options& options) : database_(std::make_shared<Database>()) {
  std::filesystem::create_directories(options.directory);
  auto status = database_->open(options);
  if (status.IsCorruption()) emptied_because_ = status.ToString();
  else check(status);
  if (database_->db) {
    std::string house;
    const auto found = database_->db->Get({}, slice(house_key), &house);
    if (found.ok() && house == options.house) return;
    if (found.ok() && options.of_newer_release && options.of_newer_release(house))
      throw StoreOfNewerRelease("the local store " + options.directory.string() + " was laid out by a newer release");
    const std::unique_ptr<rocksdb::Iterator> any{database_->db->NewIterator({})};
    any->SeekToFirst();
    if (found.IsCorruption()) emptied_because_ = found.ToString();
    else if (any->Valid() || !any->status().ok()) emptied_because_ = "what is folded, or how, has changed";
  }
  if (!emptied_because_.empty()) {
    database_->db.reset();
    check(rocksdb::DestroyDB(options.directory.string(), rocksdb::Options{}));
    check(database_->open(options));
  }
  rocksdb::WriteOptions how;
  how.disableWAL = true;
  check(database_->db->Put(how, slice(house_key), slice(options.house)));
  flush();
}

RocksKeyValue::~RocksKeyValue() = default;

std::shared_ptr<const KeyValue::View> RocksKeyValue::snapshot() const {
  database_->check_background();
  return std::make_shared<Snapshot>(database_, *database_->db);
}

std::optional<std::string> RocksKeyValue::get(std::string_view key) const {
  database_->check_background();
  std::string value;
  const auto status = database_->db->Get({}, slice(key), &value);
  if (status.IsNotFound()) return {};
  check(status);
  return value;
}

bool RocksKeyValue::write(const Batch& batch) {
  database_->check_background();
  std::size_t bytes = 0;
  for (const auto& [key, value] : batch.writes) bytes += key.size() + (value ? value->size() : 0) + 12;
  rocksdb::WriteBatch writes{bytes};
  // Key by key: with DeleteRange, RocksDB 7.8 ends the process on an assertion when it scans up to a bound afterwards.
  for (const auto& prefix : batch.cleared)
    snapshot()->scan(prefix, {}, false, [&](std::string_view key, std::string_view) {
      check(writes.Delete(slice(key)));
      return true;
    });
  // In the order of their keys, the memtable finds the place of each from the one before. Two writes of one key stay in theirs.
  std::vector<const KeyValue::Batch::Write*> ordered;
  ordered.reserve(batch.writes.size());
  for (const auto& each : batch.writes) ordered.push_back(&each);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  for (const auto* each : ordered) check(each->value ? writes.Put(slice(each->key), slice(*each->value)) : writes.Delete(slice(each->key)));
  rocksdb::WriteOptions how;
  how.disableWAL = true;
  how.no_slowdown = true;
  const auto status = database_->db->Write(how, &writes);
  if (status.IsIncomplete() || status.IsNoSpace()) return false;
  check(status);
  return true;
}

bool RocksKeyValue::full() const { return database_->watch->full; }

void RocksKeyValue::flush() {
  database_->check_background();
  check_but_for_room(database_->db->Flush({}));
}

void RocksKeyValue::begin_flush() {
  database_->check_background();
  rocksdb::FlushOptions how;
  how.wait = false;
  how.allow_write_stall = true;                    // else it waits until no write would stall
  check_but_for_room(database_->db->Flush(how));
}

std::uint64_t RocksKeyValue::mark() const { return database_->db->GetLatestSequenceNumber(); }

bool RocksKeyValue::compact(std::uint64_t mark) {
  database_->check_background();
  auto& db = *database_->db;
  std::uint64_t oldest = 0;                        // 0: there is no snapshot
  if (db.GetIntProperty(rocksdb::DB::Properties::kOldestSnapshotSequence, &oldest) && oldest && oldest < mark) return false;
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  how.exclusive_manual_compaction = false;
  check(db.CompactRange(how, nullptr, nullptr));
  return true;
}

std::vector<std::optional<std::string>> look_into(const std::filesystem::path& directory, const std::vector<std::string>& keys) {
  if (!std::filesystem::exists(directory / "CURRENT")) return {};
  rocksdb::Options options;
  options.info_log = std::make_shared<Silent>();
  rocksdb::DB* made = nullptr;
  auto status = rocksdb::DB::OpenForReadOnly(options, directory.string(), &made);
  for (int again = 0; again < 4 && !status.ok(); ++again)      // whoever writes has removed a file meanwhile
    status = rocksdb::DB::OpenForReadOnly(options, directory.string(), &made);
  check(status);
  const std::unique_ptr<rocksdb::DB> db{made};
  std::vector<std::optional<std::string>> out;
  for (const auto& key : keys) {
    std::string value;
    const auto found = db->Get({}, slice(key), &value);
    if (!found.IsNotFound()) check(found);
    out.push_back(found.ok() ? std::optional{std::move(value)} : std::nullopt);
  }
  return out;
}

}  // namespace millrace
