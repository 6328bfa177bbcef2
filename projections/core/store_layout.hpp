// How the local store lays out its keys and values. The writer and the readers of snapshots share one layout; it is made at the
// start and never changes, so any thread may use it. Everything here can be rebuilt from the journal: a store that was laid out
// by another house is emptied and folded again (fingerprint).
//
// Whole numbers are big-endian, so that keys sort by them; ids are their 16 bytes.
//
//   A partition                        → checkpoint
//   R fold tenant key                  → version, position, row as JSON (personal text with its subject)
//   X fold index tenant place key      → key                  a list of one tenant
//   Y fold index place tenant key      → tenant key           the same over all tenants
//   V tenant stream                    → version
//   C tenant command                   → offset, fingerprint
//   K tenant subject                   → key id
//   H tenant offset                    → nothing              every commit of a tenant
//   S tenant stream offset             → nothing              every commit of a stream
//   F partition channel 0 offset       → publication
//   T partition offset                 → log time, channels   what a record published, for trimming
//   P fold tenant                      → why it is parked     fold ffff: all of them
#pragma once

#include <unordered_map>

#include "projections/core/projection.hpp"
#include "schemas/journal/accept.hpp"

namespace millrace {

// Where the store stands in one partition.
struct Checkpoint {
  Accepted accepted;
  Offset next = 0;           // of the first record that has not been folded
  Offset floor = -1;         // publications above it are complete
};

// The newest commit under a command's id.
struct SeenCommand {
  Offset offset;
  Digest fingerprint;
};

class StoreLayout {
 public:
  // Throws std::logic_error when two folds share a name or a projection's fold is not among them. The folds outlive it.
  StoreLayout(const Folds&, std::vector<Projection>);

  struct About {
    std::uint16_t number;                          // of the fold in keys
    std::vector<const Projection*> projections;
    std::vector<const Index*> indexes;             // of all its projections
  };
  const About& about(const AnyFold&) const;
  // Where a row stands in each of its fold's indexes; null row: nowhere.
  std::vector<std::optional<std::string>> places(const About&, const void* row) const;
  const AnyFold* fold_numbered(std::uint16_t) const;

  std::string rows(const AnyFold&) const;          // prefix of all rows
  std::string row(const AnyFold&, const Uuid& tenant, std::string_view key) const;
  std::string listed(const AnyFold&, std::size_t index, const std::optional<Uuid>& tenant) const;   // prefix of X or Y
  std::string parked(const AnyFold*, const Uuid& tenant) const;                                     // null: all folds

  // All that decides what is stored: folds, versions, row shapes, indexes, this layout, and the journal it comes from.
  std::string fingerprint(const Uuid& incarnation) const;

 private:
  std::vector<Projection> projections_;
  std::unordered_map<const AnyFold*, About> about_;
  std::vector<const AnyFold*> numbered_;
};

namespace layout {

inline constexpr std::uint16_t every_fold = 0xffff;

void append_u16(std::string&, std::uint16_t);
void append_i64(std::string&, std::int64_t);       // sorts like the number as long as it is not negative
std::int64_t i64_at(std::string_view, std::size_t at);

std::string checkpoint(Partition);
std::string version(const Uuid& tenant, const Uuid& stream);
std::string command(const Uuid& tenant, const Uuid& id);
std::string subject(const Uuid& tenant, const Uuid& subject);
std::string history(const Uuid& tenant);           // prefix; an offset follows
std::string history(const Uuid& tenant, const Uuid& stream);
std::string feed(Partition, std::string_view channel);   // prefix; an offset follows
std::string trimming(Partition);                   // prefix; an offset follows
std::string with(std::string prefix, Offset);

std::string value_of(const Checkpoint&);
Checkpoint checkpoint_of(std::string_view value);
std::string value_of(const SeenCommand&);
SeenCommand seen_of(std::string_view value);
std::string value_of(const AnyFold&, const StampedRow&);
StampedRow row_of(const AnyFold&, std::string_view value);

}  // namespace layout
}  // namespace millrace
