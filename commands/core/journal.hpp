// The journal as this house sees it: 64 ordered partitions of records; the only truth. Implemented in memory (tests), over
// segment files (infra/segments) and over Kafka; tests/infra/journal_conformance holds for each of them.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>

#include "schemas/journal/record.hpp"

namespace millrace {

// A record in its place, as bytes.
struct Stored {
  Partition partition;
  Offset offset;
  std::string bytes;
};

// It cannot be read just now; later it can.
struct JournalAway : std::runtime_error { using runtime_error::runtime_error; };

class Journal {
 public:
  // What became of appends. Called from a thread of the journal's own, in the order of each partition; implementations post to
  // the strand of the owner and must not block.
  struct Listener {
    virtual ~Listener() = default;
    // These are durable, where they stand. One call a group: reply first, then fold. A record that does not follow on what has
    // been announced before has others' in front of it: on_arrived brings them all, and it once more.
    virtual void on_appended(std::vector<Stored>) = 0;
    // These lie there, whoever wrote them; each partition's in order, each behind what has been announced. Only where others can write.
    virtual void on_arrived(std::vector<Stored>) {}
    // Nobody knows whether what was appended to this partition since is in the journal.
    virtual void on_append_failed(Partition, const std::string& why) = 0;
  };

  virtual ~Journal() = default;
  virtual Uuid incarnation() const = 0;
  // Queues; returns at once. Records of one partition are written in the order of the calls.
  virtual void append(Partition, std::string bytes) = 0;
  // One past the newest durable record that this process knows of.
  virtual Offset end(Partition) const = 0;
  // Calls `done`, on any thread, once end() is no less than where the partition ended when this was called, whoever has written.
  virtual void reach_end(Partition, std::function<void()> done) { done(); }
  // One durable record; empty when there is none at that offset. Any thread; may read the disk. Throws JournalAway, as scan().
  virtual std::string read(Partition, Offset) const = 0;
  // All durable records from there to the end, in order, until `each` says false. Any thread.
  virtual void scan(Partition, Offset from, const std::function<bool(const Stored&)>& each) const = 0;
  // Less room than the low-water mark: nothing more may be appended until there is space again.
  virtual bool read_only() const = 0;
  // Whether, as far as is known, what is appended now will be durable in time. Nothing depends on it; probes and people ask. Any thread.
  virtual bool reachable() const { return true; }
  // Whether a writer that is silent for a day has to begin again.
  virtual bool forgets_silent_writers() const { return false; }
};

}  // namespace millrace
