// Rows as they are committed, decoded, for readers of snapshots on any thread: sessions, members, whatever is asked for again and again.
// The writer tells it what each commit has changed, so that a reader gets nothing that its own snapshot does not hold.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "projections/core/row_cache.hpp"

namespace millrace {

class CommittedRows {
 public:
  explicit CommittedRows(std::size_t generation_rows) : rows_(generation_rows) {}
  CommittedRows(const CommittedRows&) = delete;

  // Commits are counted; a snapshot is as of the newest that it holds. The row as of that one (without a row: there is none), if it is known.
  std::optional<StampedRow> find(const std::string& key, std::uint64_t commit) {
    const std::lock_guard lock{mutex_};
    const auto* known = rows_.find(key);
    if (!known || known->since > commit) return {};
    return known->row;
  }
  // What a snapshot as of that commit holds. Of an older one than the newest nobody can tell whether it is still so.
  void put(const std::string& key, const StampedRow& row, std::uint64_t commit) {
    const std::lock_guard lock{mutex_};
    if (commit == newest_) rows_.put(key, {row, commit});
  }

  // The writer: a commit is done, and has changed these rows. Before anybody is told the number of a snapshot that holds it.
  using Each = std::function<void(const std::string& key, const StampedRow&)>;
  void committed(const std::function<void(const Each&)>& changed) {
    const std::lock_guard lock{mutex_};
    ++newest_;
    changed([&](const std::string& key, const StampedRow& row) {
      if (rows_.find(key)) rows_.put(key, {row, newest_});
    });
  }
  // … or any.
  void committed() {
    const std::lock_guard lock{mutex_};
    ++newest_;
    rows_.clear();
  }

 private:
  struct Known {
    StampedRow row;
    std::uint64_t since = 0;                       // the commit that it was read as of, or changed by
  };

  std::mutex mutex_;                               // guards what follows
  std::uint64_t newest_ = 0;
  TwoGenerations<Known> rows_;
};

}  // namespace millrace
