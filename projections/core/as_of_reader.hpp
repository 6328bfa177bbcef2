// The local store as it stood when a tenant's partition had come to an earlier record: rows are folded again from the records that have
// changed them, and those that nothing has changed since are read as they are. Nothing but what is asked for is folded.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>

#include "projections/core/reader.hpp"
#include "projections/core/row_cache.hpp"
#include "schemas/fold/committed.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

// More records would have to be read than are read at once.
struct HistoryTooLong : std::runtime_error { using runtime_error::runtime_error; };
// One of them cannot be read just now.
struct HistoryUnreadable : std::runtime_error { using runtime_error::runtime_error; };

// Rows as they stood, which took long to fold: whoever moves through time goes on from the nearest before. Thread-safe.
class EarlierRows {
 public:
  struct Stood {
    Offset at = -1;                        // the newest record that has been folded
    StampedRow row = {};
  };
  explicit EarlierRows(std::size_t rows) : rows_(rows) {}
  // Nothing folded when none is known. `now` is the position of the row as it is: what has changed it since may have withdrawn a text that
  // it showed, so then nothing is known of it any more.
  Stood nearest(const AnyFold&, const Uuid& tenant, const Key&, Offset now, Offset at);
  void keep(const AnyFold&, const Uuid& tenant, const Key&, Offset now, Stood);
  // Of nothing, from here on: somebody has been erased, and may stand in any of them.
  void forget();

 private:
  static constexpr std::size_t points = 8;  // of a row
  std::mutex mutex_;                        // guards what follows
  TwoGenerations<std::map<Offset, StampedRow>> rows_;
};

// One thread uses it. Texts that have been withdrawn since are not shown, and neither are those of subjects that have been erased.
class AsOfReader final : public Reader {
 public:
  struct Parts {
    const Reader& now;
    Uuid tenant;
    Offset at;                             // in its partition: not behind what `now` holds
    std::function<std::shared_ptr<const Committed>(Offset)> record;   // of the partition; null: it cannot be read just now
    EarlierRows& earlier;
    std::size_t most_records = 2'000;      // that are read
    std::size_t most_rows = 10'000;        // of a list that are passed over, because they have come since
    std::size_t worth_keeping = 64;        // records that a row was folded from, to be kept among those
  };
  explicit AsOfReader(Parts parts) : parts_(std::move(parts)), withdrawn_(withdrawn_in(parts_.now)) {}

  // All of these throw HistoryTooLong and HistoryUnreadable; and std::logic_error for another tenant, of which this position says nothing,
  // and for a list in which rows change their places.
  RowPtr get(const AnyFold&, const Uuid& tenant, const Key&) const override;
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override;
  std::optional<StampedRow> row(const AnyFold&, const Uuid& tenant, const Key&) const override;
  std::vector<Listed> list(const AnyFold&, std::string_view index, const std::optional<Uuid>& tenant, const Page&) const override;
  bool kept(const AnyFold& fold, std::string_view index) const override { return parts_.now.kept(fold, index); }
  Offset offset(Partition p) const override { return p == partition_of(parts_.tenant) ? parts_.at : parts_.now.offset(p); }
  bool parked(const AnyFold& fold, const Uuid& tenant) const override { return parts_.now.parked(fold, tenant); }
  // What was published then is none of what is asked here.
  std::vector<Published> feed(Partition, std::string_view, Offset, std::size_t) const override { return {}; }
  Offset feed_floor(Partition p) const override { return offset(p); }
  std::vector<Offset> history(const Uuid& tenant, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_back(const Uuid& tenant, const std::optional<Uuid>& stream, Offset before, std::size_t limit) const override;
  std::vector<Offset> history_of_row(const AnyFold&, const Uuid& tenant, const Key&, Offset after, std::size_t limit) const override;
  std::vector<Offset> history_of_row_back(const AnyFold&, const Uuid& tenant, const Key&, Offset before, std::size_t limit) const override;
  std::vector<const AnyFold*> with_history() const override { return parts_.now.with_history(); }

 private:
  void need_mine(const std::optional<Uuid>& tenant) const;
  std::vector<Offset> until_then(std::vector<Offset>) const;
  std::optional<StampedRow> then(const AnyFold&, const Key&, const std::optional<StampedRow>& now) const;
  StampedRow folded(const AnyFold&, const Key&, Offset now) const;
  void apply(const AnyFold&, const Key&, const Committed&, StampedRow&) const;
  const Committed& record(Offset) const;

  Parts parts_;
  Withdrawn withdrawn_;
  mutable std::map<std::pair<const AnyFold*, Key>, StampedRow> rows_;             // that have been folded; without a row: there was none
  mutable std::unordered_map<Offset, std::shared_ptr<const Committed>> records_;  // read lately: several rows are of one
  mutable std::size_t read_ = 0;
};

}  // namespace millrace
