// The embedded journal: all partitions in one directory of preallocated segment files, one committer. What waits is
// framed, written at once and synced once; there is no timer, the previous sync is the batching window.
//
//   DIR/meta                  the incarnation
//   DIR/0000000001.segment    …; the last may be prepared for later, the one before it is open, others end with an index; old ones may
//                             be names that lead to a cheaper place (Options::cold)
//   DIR/acknowledged          how far it has been on the disk, a moment ago
//   DIR/moved                 when the journal goes on elsewhere
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "infra/segments/acknowledged.hpp"
#include "infra/segments/store.hpp"

namespace millrace::segments {

struct Options {
  enum class Threads { own, none };
  std::uint64_t segment_bytes = 64 << 20;
  std::size_t group_bytes = 1'000'000;
  std::uint64_t low_water_bytes = 1 << 30;             // read-only below the greater of both
  unsigned low_water_percent = 5;
  std::filesystem::path archive = {};                  // where each sealed segment is copied; none when empty
  std::filesystem::path cold = {};                     // where sealed segments that are old are moved, a directory that is there; none when empty
  std::chrono::hours cold_after{24 * 90};              // since they were sealed
  Threads threads = Threads::own;                      // none: the holder calls commit() and tend()
  // The outcome of a write is unknown: the process ends, and the next open resolves it. Must not return, but in tests.
  std::function<void(const std::string&)> fatal = {};  // by default one line to stderr and abort()
  std::function<void(const std::string&)> warn = {};   // by default one line to stderr
};

class SegmentJournal : public Journal {
 public:
  // Opens, or begins a journal with that incarnation. Throws InUse, Moved, Missing, Rot, Lost, std::system_error. Two
  // threads of its own: the committer, which calls the listener, and one for what is off the path of an answer (the
  // next segment, indexes, archive, what is moved).
  SegmentJournal(Files&, std::filesystem::path directory, const Uuid& incarnation_of_a_new_one, Listener&,
                 Options = {});
  // Writes what waits, then closes.
  ~SegmentJournal() override;

  Uuid incarnation() const override { return incarnation_; }
  // Throws std::length_error for more than max_record_bytes.
  void append(Partition, std::string bytes) override;
  Offset end(Partition p) const override { return store_.end(p); }
  std::string read(Partition p, Offset o) const override { return store_.read(p, o); }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    store_.scan(p, from, each);
  }
  void reach_end(Partition, std::function<void()> done) override;
  bool read_only() const override { return stuck_ || too_little_space_; }

  // One group; false when nothing waits. With Threads::none only, as the next, which also looks how much room there is.
  bool commit();
  void tend();

 private:
  struct Prepared { std::uint64_t number; std::shared_ptr<File> file; };

  void run_committer();
  void run_keeper();
  bool waits() const;
  std::vector<Stored> next_group();
  void write(std::vector<Stored>& group);
  void fail_all(std::vector<Stored>, const std::string& why);
  void go_on();
  void mark();
  void die(const std::string& why);
  void prepare();
  Prepared take_prepared();
  void archive(std::uint64_t number);
  void move_next();
  void keep_how_far();
  void sync_how_far();
  void look_at_space();

  Files& files_;
  const std::filesystem::path directory_;
  Listener& listener_;
  const Options options_;
  const std::unique_ptr<Files::Held> held_;
  const Uuid incarnation_;
  SegmentStore store_;

  // The committer's own.
  Ends next_;
  std::vector<Stored> taken_;                         // in reverse: the next to be written is the last
  std::string buffer_;

  mutable std::mutex mutex_;                          // guards the next five
  std::condition_variable wake_committer_, wake_keeper_;
  std::vector<Stored> queue_;
  std::vector<std::function<void()>> held_back_;      // who waits for the end, while there is no next segment
  bool tending_ = true;
  bool closing_ = false;
  std::mutex preparing_;                              // guards the next two
  std::optional<Prepared> prepared_;
  std::uint64_t prepare_next_;
  std::uint64_t archived_ = 0, moved_ = 0;            // the keeper's own, as the next four
  Acknowledged acknowledged_{files_, directory_, incarnation_};
  Ends kept_{}, synced_{};                            // in it
  std::string trouble_;                               // what tend() has said last
  std::atomic<bool> dead_ = false;
  std::atomic<bool> too_little_space_ = false;        // when it was last looked at
  std::atomic<bool> stuck_ = false;                   // the last group failed for want of a next segment
  std::thread committer_, keeper_;
};

// The incarnation of the journal there; throws Missing when there is none.
Uuid incarnation_of(Files&, const std::filesystem::path& directory);
// Names the journal of those segments: for who brings them from elsewhere.
void name_journal(Files&, const std::filesystem::path& directory, const Uuid& incarnation);
// The journal goes on at `where`; opening this one for serving throws Moved from now on.
void mark_moved(Files&, const std::filesystem::path& directory, std::string_view where);

}  // namespace millrace::segments
