// The accept rule: the one pure fold that says which records of a partition count. Owner, runners, publisher and verifier all
// apply it. The chain is the compare-and-append: a zombie's write, a repeated write and a suffix after a loss all name a chain
// that is no longer current.
#pragma once

#include <concepts>

#include "schemas/journal/record.hpp"

namespace millrace {

struct Accepted {                      // where an accepted history stands
  Uuid incarnation{};                  // nil before the first fence
  std::int64_t epoch = 0;
  Uuid writer{};
  std::int64_t seq = 0;
  Chain chain{};
  Time ts{};
  Offset fence = -1;                   // of the last accepted fence
  bool operator==(const Accepted&) const = default;
};

// The chain before the first record of a partition: SHA-256 of the incarnation and the partition.
Chain genesis(const Uuid& incarnation, Partition);
// SHA-256(prev ‖ the record's bytes).
Chain next_chain(const Chain& prev, std::string_view record_bytes);

// A record's bytes on their way to those who check them against the chain: hashed once, however many do. The bytes outlive it; one
// thread uses it.
class RecordBytes {
 public:
  template <std::convertible_to<std::string_view> Bytes>
  RecordBytes(const Bytes& bytes) : bytes_(bytes) {}   // bytes are what it is

  // What comes behind `prev` with these bytes is known: whoever has written them has hashed them.
  void know(const Chain& prev, const Chain& next) { prev_ = prev, next_ = next, known_ = true; }
  Chain after(const Chain& prev) const;

 private:
  std::string_view bytes_;
  mutable bool known_ = false;
  mutable Chain prev_{}, next_{};
};

// FENCE: accepted iff its epoch is greater; COMMIT and NOOP: iff prev_chain is the chain. Anything else changes nothing.
// True when accepted; `state` has then moved on. `bytes` are the record's own.
bool accept(Accepted& state, Partition, Offset, const Record&, const RecordBytes& bytes);
bool accept(Accepted& state, Partition, Offset, const Commit&, const RecordBytes& bytes);

}  // namespace millrace
