// The laws of every fold and of the store that keeps them, checked over random histories made from the shapes of what they hear.
#pragma once

#include <deque>

#include "projections/core/local_store.hpp"
#include "tests/support/memory_key_value.hpp"

namespace millrace {

// One record as a reader of the journal gets it.
struct ReadRecord {
  Partition partition;
  Offset offset;
  Record record;
  std::string bytes;
  std::shared_ptr<const Committed> opened;         // of an accepted COMMIT
};
using History = std::deque<ReadRecord>;               // references to its records stay good

// Writes records as owners do: a fence for each partition, then commits that continue its chain.
class HistoryWriter {
 public:
  ReadRecord& commit(const Uuid& tenant, std::vector<AnyFact> facts, Time at, const Uuid& command,
                std::vector<std::pair<Uuid, Uuid>> subject_keys = {});
  void fence(Partition, Time at);
  void noop(Partition, Time at);
  // A commit as a writer would make it that has been replaced: in the journal, never accepted.
  void stale(const Uuid& tenant, std::vector<AnyFact> facts, Time at, const Uuid& command);

  History history;

 private:
  struct At { Accepted accepted; Offset next = 0; };
  Commit draft(const Uuid& tenant, const std::vector<AnyFact>&, Time, const Uuid& command) const;
  ReadRecord& add(Partition, Record, std::shared_ptr<Committed>);

  std::map<Partition, At> at_;
  std::map<std::pair<Uuid, Uuid>, std::int64_t> versions_;
};

// Random records of three tenants, from all facts that these folds hear.
History random_history(const std::vector<const AnyFold*>&, std::uint64_t seed, std::size_t records);

// live == rebuild from zero == any batch split == after any crash; nothing is parked; rows, stamps, lists, deduplication and
// history are what the records say; a checkpoint never stands without its rows. Checks by doctest.
void check_laws(const std::vector<const AnyFold*>&, const std::vector<Projection>&, std::uint64_t seed, std::size_t records);

// Behind an erasure, a store that has read the subject's texts holds the same as one that has been rebuilt without them, whatever was committed
// when, and nothing of the subject in the open. Checks by doctest.
void check_erasure(const std::vector<const AnyFold*>&, const std::vector<Projection>&, std::uint64_t seed, std::size_t records);

}  // namespace millrace
