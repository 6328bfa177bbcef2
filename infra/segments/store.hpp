// The segment files of one journal directory: what is in them, and reading it. Opening is the recovery. The committer
// of SegmentJournal adds to the last segment; tools open the same read-only, beside a running server.
#pragma once

#include <shared_mutex>
#include <stdexcept>

#include "commands/core/journal.hpp"
#include "infra/segments/acknowledged.hpp"
#include "infra/segments/files.hpp"
#include "infra/segments/segment.hpp"

namespace millrace::segments {

// Acknowledged records are damaged. Nothing is cut or changed; the message names file, position and remedy.
struct Rot : std::runtime_error {
  Rot(const std::filesystem::path& file, std::uint64_t position, const std::string& what);
};
struct InUse : std::runtime_error { using runtime_error::runtime_error; };      // another process serves this directory
struct Moved : std::runtime_error { using runtime_error::runtime_error; };      // the journal goes on elsewhere
struct Missing : std::runtime_error { using runtime_error::runtime_error; };    // no journal here, or not all of it

class SegmentStore {
 public:
  // serving: cuts a torn tail and makes sure that all that is read is on the disk. looking: changes nothing.
  enum class Purpose { serving, looking };
  // Throws Rot, Missing, Lost. Only one may serve a directory; the caller holds its lock.
  SegmentStore(Files&, std::filesystem::path directory, const Uuid& incarnation, Purpose);

  Offset end(Partition) const;
  Ends ends() const;
  std::string read(Partition, Offset) const;                                    // throws Rot
  void scan(Partition, Offset from, const std::function<bool(const Stored&)>& each) const;

  // --- for the committer and the keeper; calls of one do not overlap ---
  struct Tail {
    std::uint64_t segment = 0;                 // 0: none has begun yet
    std::uint64_t position = 0;                // where the next frame goes
    std::uint64_t capacity = 0;
    std::uint64_t count = 0;                   // records of the whole journal
    std::shared_ptr<File> file;
  };
  const Tail& tail() const { return tail_; }
  // A new last segment whose start frame is on the disk.
  void begin(const Start&, std::shared_ptr<File>, std::uint64_t capacity);
  // These are on the disk now, in this order from the tail's position; the tail moves to `position`.
  void grow(const std::vector<std::pair<Partition, std::uint64_t>>& positions, std::uint64_t position);
  // Segments but the last that do not yet end with their index, and writing it.
  std::vector<std::uint64_t> unsealed() const;
  void seal(std::uint64_t segment);
  // Its file leads elsewhere now: it is read there from now on.
  void moved(std::uint64_t segment);
  // The newest segment's number, 0 for none; records of the whole journal up to the end of a segment.
  std::uint64_t last() const;
  std::uint64_t count_after(std::uint64_t segment) const;

 private:
  struct Segment {
    Start start;
    std::shared_ptr<File> file;
    std::uint64_t end = 0;                     // of its records
    std::uint64_t count = 0;                   // records of the whole journal up to there
    bool sealed = false;
    std::shared_ptr<const Index> index;        // of a sealed one: loaded when first read
    bool elsewhere = false;                    // it has been moved, and is never written again
  };
  struct Found { std::shared_ptr<File> file; Place place; std::uint64_t stretch; };

  std::filesystem::path path_of(std::uint64_t number) const;
  void open(Purpose);
  void need_acknowledged(const Ends& there) const;
  std::vector<std::uint64_t> find_segments(Purpose);
  void load_by_walking(Segment&, const Ends&) const;
  void open_earlier(Segment&, const Segment& next);
  void open_last(Purpose);
  void make_durable(const std::string& bytes, const Walk&);
  std::shared_ptr<const Index> load_index(std::size_t i) const;
  std::optional<Found> find(Partition, Offset) const;
  Stored stored_at(const Found&, std::string_view bytes, Partition, Offset) const;

  Files& files_;
  std::filesystem::path directory_;
  std::optional<Ends> acknowledged_;          // as of the opening
  mutable std::shared_mutex mutex_;           // guards what follows; the tail is the committer's own
  mutable std::vector<Segment> segments_;     // number i + 1
  mutable std::vector<std::size_t> loaded_;   // whose index is in memory, oldest first
  Index open_;                                // of the last segment
  Ends ends_{};
  Tail tail_;
};

}  // namespace millrace::segments
