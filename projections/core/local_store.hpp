// The local store: every accepted record of every partition, folded into rows, lists, deduplication, history and the live feed.
// One strand folds and commits; snapshots may be taken and read on any thread.
#pragma once

#include <array>
#include <atomic>
#include <bitset>
#include <map>
#include <mutex>
#include <set>

#include "projections/core/committed_rows.hpp"
#include "projections/core/key_value.hpp"
#include "projections/core/reader.hpp"
#include "projections/core/row_cache.hpp"
#include "projections/core/store_layout.hpp"
#include "schemas/fold/committed.hpp"

namespace millrace {

// What one record said on one channel.
struct Publication {
  Partition partition;
  Offset offset;
  std::string channel;
  std::shared_ptr<const std::string> data;         // {"changes": [{"resource", "op", "row"}], "position"}
};

// What records have produced since the last time it was asked.
struct Folded {
  struct Row {
    const AnyFold* fold;
    Uuid tenant;
    Key key;
    RowPtr after;                                  // null: it is gone
    Partition partition;
    Offset offset;                                 // of the record that changed it
    RowPtr before;                                 // as that record found it; null: it was not there
  };
  struct Parked {
    const AnyFold* fold;                           // null: all folds of the tenant
    Uuid tenant;
    std::string why;
    Partition partition;
    Offset offset;
  };
  std::vector<Row> rows;                           // by record, then as they were first touched
  std::vector<Publication> publications;           // by record, then by channel
  std::vector<Parked> parked;
  std::set<Partition> passed_over;                 // folded too late to be published: who listens there has missed something
  // Families of channels on which something was not published while a fold caught up, now that it has: likewise.
  std::map<Partition, std::set<std::string>> missed;
};

class LocalStore final : public Rows {
 public:
  struct Options {
    std::int64_t feed_kept_days = 7;
    std::size_t cached_rows = 32768;               // decoded, in each of two generations; and as many streams and keys of subjects
    std::size_t shared_rows = 8192;                // likewise, for readers of snapshots
    std::size_t trimmed_records = 512;             // of one partition, at most, in one tick
  };
  // `folds` are all of the house: states, lookups and those of the projections. They and the KeyValue outlive the store. `now`
  // is the clock: what is older by the feed's days is not published again when it is folded late. A fold that is new to what is stored,
  // or has changed, is emptied and waits for the records that it has not had (missing); one that the house does not have any more
  // goes. All of that is done by the first commit(), which comes before any record. Throws StoreOfNewerRelease.
  LocalStore(KeyValue&, const Folds& folds, std::vector<Projection>, Time now, Options);
  LocalStore(KeyValue& below, const Folds& folds, std::vector<Projection> projections, Time now)
      : LocalStore(below, folds, std::move(projections), now, Options{}) {}
  LocalStore(const LocalStore&) = delete;

  // Records that folds are to be given again, so that they become whole. Until then those have no part in what on_record() folds.
  enum class Need {
    before_serving,          // what rules and rights read, and everything else that is no view
    views,
  };
  struct Piece {             // of a partition: those that hold such facts, with the names that the records have for them
    Partition partition;
    Offset from, until;      // until next() as it was then
    std::set<std::string, std::less<>> wires;
    std::vector<const AnyFold*> folds;
  };
  struct Past {              // a COMMIT of a piece
    Offset offset;
    Uuid tenant;
    std::shared_ptr<const Committed> opened;       // null: it cannot be read
    std::string why;
  };
  std::optional<Piece> missing(Need, Partition) const;
  struct Missing {
    std::set<std::string> folds;
    std::int64_t records = 0;
  };
  Missing missing(Need) const;
  // Every fold, in the order of the house: how many records it has had of all that there are.
  struct Progress {
    const AnyFold* fold;
    bool view;
    Offset read = 0, records = 0;
    std::int64_t parked = 0;                       // tenants
  };
  std::vector<Progress> progress() const;
  bool catching_up() const { return !behind_.empty(); }
  // Those records, in the order of their offsets; whether they were accepted, the store knows.
  void on_past(const Piece&, const Past&);
  // All of the piece before `next` have been given. Folds for which that is everything are whole.
  void on_passed(const Piece&, Offset next);

  // Where a partition stands, records not yet committed included.
  const Accepted& accepted(Partition p) const { return at_[static_cast<std::size_t>(p)].accepted; }
  Offset next(Partition p) const { return at_[static_cast<std::size_t>(p)].next; }

  enum class Heard {
    known,                   // has been folded before
    rejected,                // does not count; the store has moved past it
    folded,
    stopped,                 // waits for a key; nothing has changed: give the same record again, opened
  };
  // The records of a partition in the order of their offsets; those from before next() are ignored. `opened` is an accepted
  // COMMIT with its facts, or null with the reason `why`. Throws what the KeyValue throws; the store is then to be thrown away.
  Heard on_record(Partition, Offset, const Record&, const RecordBytes&, const std::shared_ptr<const Committed>& opened,
                  const Unreadable* why = nullptr);
  Folded take();

  // Writes what has been folded, with the checkpoints, at once. False: the store below is busy; everything is kept for the next
  // try and stays readable here.
  [[nodiscard]] bool commit();
  // Records folded and not yet committed.
  std::size_t uncommitted() const { return uncommitted_; }
  // Keeps the clock and trims a bounded piece of one partition's feed.
  void on_tick(Time now);

  // On the strand: as of the last record folded.
  RowPtr get(const AnyFold&, const Uuid& tenant, const Key&) const override;
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override;
  std::optional<SeenCommand> command(const Uuid& tenant, const Uuid& id) const;
  std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const;
  // Rows that hold text of that subject in the open; also those of which a reader of the newest commit knows.
  std::int64_t rows_of_subject(const Uuid& tenant, const Uuid& subject) const;
  bool parked(const AnyFold&, const Uuid& tenant) const;
  // All that are, with the reasons; a null fold stands for all of that tenant.
  const std::map<std::pair<const AnyFold*, Uuid>, std::string>& parked() const { return parked_; }
  // The same rows; get() throws CatchingUp for a fold that is not whole.
  const Rows& whole() const { return whole_; }
  Offset feed_floor(Partition p) const { return at_[static_cast<std::size_t>(p)].floor; }
  // Every row of a fold, in no promised order. Reads all of them.
  void each(const AnyFold&, const std::function<void(const Uuid& tenant, const Key&, const RowPtr&)>&) const;

  // Any thread: what has been committed so far. Who asks between two commits shares one.
  std::shared_ptr<const Reader> reader() const;

 private:
  using Places = std::vector<std::optional<std::string>>;
  struct Dirty {                                   // a row that the next commit writes
    const AnyFold* fold;
    Uuid tenant;
    Key key;
    StampedRow now;
    Places stored, places;                         // where it stands in the indexes: below, and by now
    std::vector<Uuid> subjects_stored, subjects;   // whose text it holds: likewise
    bool began = false;                            // it is not stored yet
    std::uint64_t record = 0;                      // which one touched it last
  };
  struct Noted {                                   // a stream that the next commit writes
    StoredStream stream;                           // with all commits since the last one
    std::string before;                            // prefix of where older ones go
  };
  struct Touch {                                   // of the record at hand
    Dirty* row;
    RowPtr before;                                 // as the record found it
  };

  struct Whole final : Rows {
    explicit Whole(const LocalStore& of) : store(of) {}
    RowPtr get(const AnyFold&, const Uuid& tenant, const Key&) const override;
    std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return store.version(tenant, stream); }
    const LocalStore& store;
  };
  using Stored = std::map<std::string, StoredFold>;
  using Behind = std::map<std::pair<Partition, const AnyFold*>, Offset>;

  void open(const KeyValue::View&, const Stored&);
  void load(const KeyValue::View&, const std::set<const AnyFold*>& changed);
  void begin_anew(const AnyFold&, bool stored);
  bool view(const AnyFold&) const;
  bool behind(const AnyFold& fold, Partition p) const { return !behind_.empty() && behind_.contains({p, &fold}); }
  void joined(const AnyFold&, Partition);
  std::optional<std::string> value(const std::string& key) const;
  const StampedRow& find(const AnyFold&, const std::string& at) const;
  const StoredStream* known_stream(const std::string& at) const;
  const StoredStream& stream(const std::string& at) const;
  bool never_begun(const AnyFold&, const std::string& at) const;
  void note(const Commit&);
  void note(std::string at, std::string before, std::int64_t version);
  void note_row(std::string at);
  bool counts(const Uuid& tenant, Offset) const;
  void fold(const Committed&);
  void apply(const Folds::Hears&, const AnyFact&, Meta&, const Uuid& stream, std::vector<Touch>&);
  void touch(const AnyFold&, const Meta&, const Uuid& stream, std::string at, RowPtr before, RowPtr after, std::vector<Touch>&);
  Dirty& dirty(const AnyFold&, const Uuid& tenant, const Key&, std::string at, const RowPtr& before);
  void place(Dirty&);
  void erase(const Uuid& tenant, const Uuid& subject, const std::function<bool(const AnyFold&)>& of);
  std::set<std::string> keys_of_subject(const KeyValue::View&, const AnyFold&, const Uuid& tenant, const Uuid& subject) const;
  void end_feed();
  void publish(const std::vector<Touch>&, Time at);
  void park(const AnyFold*, const Uuid& tenant, std::string why);
  void write_row(KeyValue::Batch&, const std::string& at, const Dirty&) const;
  static std::size_t write_older(KeyValue::Batch&, const Noted&);
  bool write(const KeyValue::Batch&, const std::function<void()>& committed);

  KeyValue& below_;
  const Folds& folds_;
  std::shared_ptr<const StoreLayout> layout_;
  Options options_;
  Time now_;

  std::array<Checkpoint, partitions> at_;
  std::map<std::pair<const AnyFold*, Uuid>, std::string> parked_;
  std::array<std::map<std::string, Offset, std::less<>>, partitions> held_;    // wire names, with the first commit of each
  Behind behind_;                                 // folds that are not whole, with the first record that each has not had
  std::map<Partition, std::set<std::string>> missed_;   // families on which a whole fold could not say what another one was to tell
  std::atomic<bool> catching_up_ = false;         // as of what is committed
  std::atomic<bool> some_parked_ = false;
  Whole whole_{*this};
  // Of what is stored, and what is not there.
  mutable RowCache cache_;
  mutable TwoGenerations<StoredStream> stream_cache_;
  mutable TwoGenerations<std::optional<Uuid>> key_cache_;         // of subjects; with those that are yet to be written

  std::shared_ptr<CommittedRows> shared_rows_;
  mutable std::mutex reader_mutex_;               // guards what follows
  mutable std::shared_ptr<const Reader> reader_;  // null: nobody has asked since the last commit
  std::uint64_t commits_ = 0;
  bool writing_ = false;                          // whether a snapshot holds what is being written, nobody can tell

  KeyValue::Batch opening_;                       // what the first commit writes, before everything else
  // What the next commit writes.
  std::unordered_map<std::string, Dirty> dirty_;
  std::unordered_map<std::string, Noted> streams_;
  std::unordered_map<std::string, std::optional<std::string>> writes_;
  std::bitset<partitions> moved_;
  std::bitset<partitions> feed_ended_;            // what was published there so far goes
  std::size_t uncommitted_ = 0;
  bool trimmed_ = false;

  std::uint64_t record_ = 0;                      // counts; names the record at hand
  Partition partition_ = 0;                       // of the record at hand
  Offset offset_ = 0;
  Partition trim_next_ = 0;
  std::array<Time, partitions> trim_due_{};        // nothing that is published there is to go before
  Folded folded_;
};

}  // namespace millrace
