// The newest records of all partitions as this process has read them, for who follows the journal behind its mill. Whoever is in step takes
// them here; whoever is not (a start, PostgreSQL away, a rebuild, or slower than the bound allows) reads the journal for itself until it
// has caught up. One thread adds, any thread takes; a record that has been added never changes.
#pragma once

#include <array>
#include <deque>
#include <mutex>

#include "schemas/fold/committed.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

// A record that has been decoded, checked against the chain and opened. A fence, a NOOP and what does not count have nothing opened.
struct RecentRecord {
  struct Unread { Uuid tenant; std::string why; };
  Partition partition = 0;
  Offset offset = 0;
  std::size_t bytes = 0;                                 // as it lies in the journal
  Accepted history = {};                                 // where the accepted history stands behind it
  std::shared_ptr<const Committed> opened = {};          // an accepted COMMIT
  std::optional<Unread> unread = {};                     // one whose facts nobody can read
};

class RecentRecords {
 public:
  // Keeps about so many bytes of records, as they lie in the journal; in memory they take a few times as many. The oldest go first.
  explicit RecentRecords(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  RecentRecords(const RecentRecords&) = delete;

  // The partition has been read so far. Before anything of it is added.
  void begin(Partition, Offset next);
  // The next record of its partition; another one is ignored.
  void add(RecentRecord);

  // One past the newest that has been read. Who follows goes no further, else it would read what is about to be read.
  Offset end(Partition) const;
  // The oldest that is kept; end() when none is.
  Offset first(Partition) const;
  // Null: it is not kept any more, was read before this process began, or has not been read yet.
  std::shared_ptr<const RecentRecord> at(Partition, Offset) const;

 private:
  struct Kept {
    Offset first = 0;
    std::deque<std::shared_ptr<const RecentRecord>> records = {};
    Offset end() const { return first + static_cast<Offset>(records.size()); }
  };
  Kept& kept(Partition p) { return kept_[static_cast<std::size_t>(p)]; }
  const Kept& kept(Partition p) const { return kept_[static_cast<std::size_t>(p)]; }

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;                             // guards what follows
  std::array<Kept, partitions> kept_;
  std::deque<Partition> oldest_;                         // whose oldest goes next
  std::size_t bytes_ = 0;
};

}  // namespace millrace
