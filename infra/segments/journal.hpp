// The embedded journal: all partitions in one directory of preallocated segment files, one committer. What waits is
// framed, written at once and synced once; there is no timer, the previous sync is the batching window.
//
//   DIR/meta                  the incarnation
//   DIR/0000000001.segment    …; the last may be prepared for later, the one before it is open, others end with an index
//   DIR/moved                 when the journal goes on elsewhere
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "infra/segments/store.hpp"

namespace millrace::segments {

struct Options {
  enum class Threads { own, none };
  std::uint64_t segment_bytes = 64 << 20;
  std::size_t group_bytes = 1'000'000;
  std::uint64_t low_water_bytes = 1 << 30;             // read-only below the greater of both
  unsigned low_water_percent = 5;
  std::filesystem::path archive = {};                  // where each sealed segment is copied; none when empty
  Threads threads = Threads::own;                      // none: the holder calls commit() and tend()
  // The outcome of a write is unknown: the process ends, and the next open resolves it. Must not return, but in tests.
  std::function<void(const std::string&)> fatal = {};  // by default one line to stderr and abort()
  std::function<void(const std::string&)> warn = {};   // by default one line to stderr
};

class SegmentJournal : public Journal {
 public:
  // Opens, or begins a journal with that incarnation. Throws InUse, Moved, Missing, Rot, std::system_error. Two
  // threads of its own: the committer, which calls the listener, and one for what is off the path of an answer (the
  // next segment, indexes, archive).
  SegmentJournal(Files&, std::filesystem::path directory, const Uuid& incarnation_of_a_new_one, Listener&,
                 Options = {});
  // Writes what waits, then closes.
  ~SegmentJournal() override;

  Uuid incarnation() const override { return x_incarnation; }
  // Throws std::length_error for more than max_record_bytes.
  void append(Partition, std::string bytes) override;
  Offset end(Partition p) const override { return x_store.end(p); }
  std::string read(Partition p, Offset o) const override { return x_store.read(p, o); }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    x_store.scan(p, from, each);
  }
  bool read_only() const override;

  // One group; false when nothing waits. With Threads::none only, as the next.
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
  void mark();
  void die(const std::string& why);
  void prepare();
  Prepared take_prepared();
  void archive(std::uint64_t number);
  bool too_little_space() const;

  Files& x_files;
  const std::filesystem::path x_directory;
  Listener& x_listener;
  const Options x_options;
  const std::unique_ptr<Files::Held> x_held;
  const Uuid x_incarnation;
  SegmentStore x_store;

  // The committer's own.
  Ends x_next;
  std::vector<Stored> x_taken;                         // in reverse: the next to be written is the last
  std::string x_buffer;
  std::uint64_t x_unchecked_bytes = 0;                 // written since the free space was last looked at

  mutable std::mutex x_mutex;                          // guards the next four
  std::condition_variable x_wake_committer, x_wake_keeper;
  std::vector<Stored> x_queue;
  bool x_tending = true;
  bool x_closing = false;
  std::mutex x_preparing;                              // guards the next two
  std::optional<Prepared> x_prepared;
  std::uint64_t x_prepare_next;
  std::uint64_t x_archived = 0;                        // the keeper's own
  std::atomic<bool> x_dead = false;
  mutable std::atomic<bool> x_read_only = false;
  std::thread x_committer, x_keeper;
};

// The incarnation of the journal there; throws Missing when there is none.
Uuid incarnation_of(Files&, const std::filesystem::path& directory);
// The journal goes on at `where`; opening this one for serving throws Moved from now on.
void mark_moved(Files&, const std::filesystem::path& directory, std::string_view where);

}  // namespace millrace::segments
