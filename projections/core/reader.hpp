// One snapshot of the local store, for any thread: its checkpoint is the position and the live offset of whatever is read.
#pragma once

#include <stdexcept>

#include "projections/core/projection.hpp"

namespace millrace {

// A fold that is being built anew was asked for rows of a partition in which it has come so far.
struct CatchingUp : std::runtime_error {
  CatchingUp(const AnyFold& fold, Offset read_, Offset records_)
      : std::runtime_error(fold.name + " has read " + std::to_string(read_) + " of " + std::to_string(records_) + " records"), read(read_), records(records_) {}
  Offset read, records;
};

// A fold was asked for a row of a tenant whose facts it could not take: what it holds stands still.
struct FoldParked : std::runtime_error {
  explicit FoldParked(const AnyFold& fold) : std::runtime_error(fold.name + " could not take a fact of this business") {}
};

// Whatever gives rows out, get() of Rows among them, throws CatchingUp for a fold that is not whole. What shows a tenant's rows, row() and
// list(), throws FoldParked where that fold is parked for the tenant; get(), by which rights are judged, gives them as they stood.
class Reader : public Rows {
 public:
  // The row with its stamp; nothing when there is none.
  virtual std::optional<StampedRow> row(const AnyFold&, const Uuid& tenant, const Key&) const = 0;
  // Where this snapshot stands: the newest record of the partition that it holds; -1 before the first.
  virtual Offset offset(Partition) const = 0;
  // A fact has broken that fold for that tenant.
  virtual bool parked(const AnyFold&, const Uuid& tenant) const = 0;

  struct Listed {
    Key key;
    StampedRow row;
    std::string place;       // where it stands in the index: pass the last one on to read further
  };
  struct Page {
    std::string prefix;      // of the index's places
    std::string after = {};  // not included; empty: from the end that `downwards` says
    bool downwards = false;
    std::size_t limit = 50;
    std::string until = {};  // upwards: no place behind it; empty: to the end
  };
  // Rows in the order of one of the projection's indexes, of one tenant, or of all of them (no tenant).
  virtual std::vector<Listed> list(const AnyFold&, std::string_view index, const std::optional<Uuid>& tenant, const Page&) const = 0;

  // Whether rows stay in that index where they came to stand.
  virtual bool kept(const AnyFold&, std::string_view index) const = 0;

  struct Published {
    Offset offset;
    std::string data;        // JSON, as it was published
  };
  // What was published on a channel after that offset.
  virtual std::vector<Published> feed(Partition, std::string_view channel, Offset after, std::size_t limit) const = 0;
  // Publications above this offset are complete; older ones have been trimmed. -1: nothing has.
  virtual Offset feed_floor(Partition) const = 0;
  // The same of one channel: what publishes there may have been built anew since.
  virtual Offset feed_floor(Partition p, std::string_view /*channel*/) const { return feed_floor(p); }

  // Offsets of the accepted records of a tenant, or of one stream of it, above `after`.
  virtual std::vector<Offset> history(const Uuid& tenant, Offset after, std::size_t limit) const = 0;
  virtual std::vector<Offset> history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const = 0;
  // The same below `before`, the newest first; of the tenant where no stream is named.
  virtual std::vector<Offset> history_back(const Uuid& tenant, const std::optional<Uuid>& stream, Offset before, std::size_t limit) const = 0;
  // Of those that may have changed a row: whatever else has happened has not. Throws std::logic_error for a fold whose rows facts of other
  // streams change, and of which no projection says that their history is kept.
  virtual std::vector<Offset> history_of_row(const AnyFold&, const Uuid& tenant, const Key&, Offset after, std::size_t limit) const = 0;
  virtual std::vector<Offset> history_of_row_back(const AnyFold&, const Uuid& tenant, const Key&, Offset before, std::size_t limit) const = 0;
  // The folds of which a projection says that the history of their rows is kept.
  virtual std::vector<const AnyFold*> with_history() const = 0;
};

}  // namespace millrace
