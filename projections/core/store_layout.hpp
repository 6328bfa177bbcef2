// How the local store lays out its keys and values. The writer and the readers of snapshots share one layout; it is made at the
// start and never changes, so any thread may use it. Everything here can be rebuilt from the journal: a store that was laid out
// in another way, or for another journal, is emptied and folded again (foundation), a fold that has changed alone (fingerprint).
//
// Whole numbers are big-endian, so that keys sort by them; ids are their 16 bytes.
//
//   A partition                        → checkpoint
//   R fold tenant key                  → version, position, row (row_bytes.hpp)
//   X fold index tenant place key      → length of the key    a list of one tenant
//   Y fold index place tenant key      → … of tenant and key  the same over all tenants
//   V tenant stream                    → version, offsets of its newest commits
//   S tenant stream offset             → as many before them, up to that one
//   B fold tenant key                  → how many commits have changed that row, offsets of the newest    where Projection::history says so
//   B fold tenant key offset           → as many before them, up to that one
//   C tenant command                   → offset, fingerprint
//   K tenant subject                   → key id
//   U fold tenant subject key          → nothing              that row holds text of that subject, or has held it
//   H tenant                           → how many commits it has, offsets of the newest
//   H tenant offset                    → as many before them, up to that one
//   T partition offset                 → what a record published (record_feed.hpp)
//   F partition channel offset         → nothing              that this channel was among those; of its name a hash
//   P fold tenant                      → why it is parked     fold ffff: all of them
//   N name of a fold                   → its number in keys, for as long as it has any; version, fingerprint
//   W partition wire name              → offset               of the first commit with such a fact
//   G fold partition                   → offset               of the first record that the fold has not had, while it is not whole
//   J fold partition                   → offset               what it has published is complete above
#pragma once

#include <map>
#include <span>
#include <stdexcept>
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

// The store was written by a newer release, and is left as it is: what this one would fold is not what that one reads.
struct StoreOfNewerRelease : std::runtime_error { using runtime_error::runtime_error; };

// What a store knows of a fold whose rows it holds.
struct StoredFold {
  std::uint16_t number;
  std::int64_t version;
  Digest fingerprint;
};

// How far a stream, or a tenant as a whole, has come, and by which commits.
struct StoredStream {
  static constexpr std::size_t most_newest = 16;   // when there is one more, so many go to a key of their own
  std::int64_t version = 0;
  std::vector<Offset> newest = {};                 // ascending
};

// The newest commit under a command's id.
struct SeenCommand {
  Offset offset;
  Digest fingerprint;
};

class StoreLayout {
 public:
  // `numbers` are those that names have already, also of folds that are gone; the others are given the next ones, in the order of their
  // names. Throws std::logic_error when two folds share a name or a projection's fold is not among them. The folds outlive it.
  StoreLayout(const Folds&, std::vector<Projection>, const std::map<std::string, std::uint16_t>& numbers = {});

  struct About {
    std::uint16_t number;                          // of the fold in keys
    std::vector<const Projection*> projections;
    std::vector<const Index*> indexes;             // of all its projections
    bool history = false;                          // of each of its rows
    bool personal = false;                         // its rows may hold text about people
  };
  const About& about(const AnyFold&) const;
  // Where a row stands in each of its fold's indexes; null row: nowhere.
  std::vector<std::optional<std::string>> places(const About&, const void* row) const;
  const AnyFold* fold_numbered(std::uint16_t) const;     // null when there is none
  const std::vector<const AnyFold*>& folds() const { return folds_; }                  // by name
  // Those that publish on channels of that one's family.
  std::vector<const AnyFold*> publishers(std::string_view channel) const;

  std::string rows(const AnyFold&) const;          // prefix of all rows
  std::string row(const AnyFold&, const Uuid& tenant, std::string_view key) const;
  // Of the row of an aggregate's state, the key under which its stream's version stands.
  static std::string stream_of_state(std::string_view row);
  std::string row_history(const AnyFold&, const Uuid& tenant, std::string_view key) const;          // as history() of a tenant
  std::string listed(const AnyFold&, std::size_t index, const std::optional<Uuid>& tenant) const;   // prefix of X or Y
  std::string of_subject(const AnyFold&, const Uuid& tenant, const Uuid& subject) const;            // prefix; the row's key follows
  std::string parked(const AnyFold*, const Uuid& tenant) const;                                     // null: all folds

  std::string progress(const AnyFold&, Partition) const;
  std::string joined(const AnyFold&, Partition) const;

  // What all folds stand on: this layout, and the journal that it is folded from. A store with another one is emptied.
  static std::string foundation(const Uuid& incarnation);
  static bool of_newer_release(std::string_view foundation);
  // What decides the rows of a fold: its version, their shape, what it listens to, its indexes.
  Digest fingerprint(const AnyFold&) const;
  // The epoch of each family of channels that is published on: the journal, and what publishes there. Equal on all nodes of a release.
  std::map<std::string, std::string, std::less<>> epochs(const Uuid& incarnation) const;

 private:
  std::vector<Projection> projections_;
  std::unordered_map<const AnyFold*, About> about_;
  std::vector<const AnyFold*> folds_;
  std::map<std::uint16_t, const AnyFold*> numbered_;
};

namespace layout {

inline constexpr std::uint16_t every_fold = 0xffff;

void append_u16(std::string&, std::uint16_t);
void append_i64(std::string&, std::int64_t);       // sorts like the number as long as it is not negative
std::int64_t i64_at(std::string_view, std::size_t at);
std::uint16_t u16_at(std::string_view, std::size_t at);

std::string checkpoint(Partition);
std::string name(std::string_view fold);
std::string wire(Partition, std::string_view name);
std::string version(const Uuid& tenant, const Uuid& stream);
std::string command(const Uuid& tenant, const Uuid& id);
std::string subject(const Uuid& tenant, const Uuid& subject);
std::string history(const Uuid& tenant);           // of the newest; and a prefix of those before, an offset follows
std::string history(const Uuid& tenant, const Uuid& stream);     // the prefix alone: the newest stand with the version
std::string feed(Partition, std::string_view channel);   // prefix; an offset follows. Two channels may have the same
std::string published(Partition);                  // prefix; an offset follows
std::string with(std::string prefix, Offset);

std::string value_of(const Checkpoint&);
Checkpoint checkpoint_of(std::string_view value);
std::string value_of(const StoredFold&);
StoredFold stored_fold_of(std::string_view value);
std::vector<std::string> of_fold(std::uint16_t number);    // prefixes of everything that is of one fold
std::string value_of(const StoredStream&);
StoredStream stream_of(std::string_view value);
std::string value_of(std::span<const Offset>);             // ascending
std::vector<Offset> offsets_of(std::string_view value);
std::string length_of_key(std::size_t);                    // at the end of a place in a list
std::size_t key_length(std::string_view value);
std::string value_of(const SeenCommand&);
SeenCommand seen_of(std::string_view value);
std::string value_of(const AnyFold&, const StampedRow&);
StampedRow row_of(const AnyFold&, std::string_view value);

}  // namespace layout
}  // namespace millrace
