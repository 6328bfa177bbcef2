// A small context for tests of the read side: notes, with every kind of field that a table can have; and a journal's partitions
// full of them, written as an owner does.
#pragma once

#include <random>

#include "projections/core/sql_runner.hpp"
#include "schemas/json/wires.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::testing {

struct Note;
struct Person;

enum class Shelf { open, filed, secret };
BOOST_DESCRIBE_ENUM(Shelf, open, filed, secret)

struct NoteWritten {
  static constexpr auto wire = "test_note.written.v1";
  Id<Note> id;
  std::optional<Id<Person>> author_id;
  Personal<std::string> text;
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(NoteWritten, (), (id, author_id, text, tags))
struct NoteTagged {
  static constexpr auto wire = "test_note.tagged.v1";
  Id<Note> id;
  std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(NoteTagged, (), (id, tags))
struct NoteShelved {
  static constexpr auto wire = "test_note.shelved.v1";
  Id<Note> id;
  Shelf shelf = Shelf::open;
};
BOOST_DESCRIBE_STRUCT(NoteShelved, (), (id, shelf))
struct NoteLinked {                                          // touches two rows
  static constexpr auto wire = "test_note.linked.v1";
  Id<Note> id;
  Id<Note> other_id;
};
BOOST_DESCRIBE_STRUCT(NoteLinked, (), (id, other_id))
struct NoteTorn {
  static constexpr auto wire = "test_note.torn.v1";
  Id<Note> id;
};
BOOST_DESCRIBE_STRUCT(NoteTorn, (), (id))
struct NoteCursed {                                          // no fold can take it
  static constexpr auto wire = "test_note.cursed.v1";
  Id<Note> id;
};
BOOST_DESCRIBE_STRUCT(NoteCursed, (), (id))

using NoteFacts = List<NoteWritten, NoteTagged, NoteShelved, NoteLinked, NoteTorn, NoteCursed>;

struct NotePlace { Shelf shelf = Shelf::open; std::int64_t links = 0; };
BOOST_DESCRIBE_STRUCT(NotePlace, (), (shelf, links))
struct NoteRow {
  Id<Note> id;
  std::optional<Id<Person>> author_id;
  Personal<std::string> text;
  std::vector<std::string> tags;
  NotePlace place;
  bool touched = false;
  Time written_at{}, changed_at{};
  std::optional<Time> filed_at;                              // while it is
};
BOOST_DESCRIBE_STRUCT(NoteRow, (), (id, author_id, text, tags, place, touched, written_at, changed_at, filed_at))

struct Notes : Fold<Id<Note>, NoteRow> {
  static constexpr auto name = "test_notes";
  using Listens = NoteFacts;
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Keys keys(const NoteLinked& e) { return present<Note>({e.id, e.other_id}); }
  static Maybe on(Maybe, const NoteWritten& e, const Meta& m) {
    return NoteRow{e.id, e.author_id, e.text, e.tags, {}, false, m.at, m.at, {}};
  }
  static void on(NoteRow& r, const NoteTagged& e, const Meta& m) { r.tags = e.tags; changed(r, m); }
  static void on(NoteRow& r, const NoteShelved& e, const Meta& m) {
    r.place.shelf = e.shelf;
    r.filed_at = e.shelf == Shelf::filed ? std::optional{m.at} : std::nullopt;
    changed(r, m);
  }
  static void on(NoteRow& r, const NoteLinked&, const Meta& m) { r.place.links += 1; changed(r, m); }
  static Maybe on(Maybe, const NoteTorn&, const Meta&) { return {}; }
  static Maybe on(Maybe, const NoteCursed&, const Meta&) { throw std::runtime_error("nobody can fold this"); }

 private:
  static void changed(NoteRow& r, const Meta& m) {
    r.touched = true;
    r.changed_at = m.at;
  }
};

// Rows of which each belongs to one reader.
struct DraftRow { Id<Note> id; Id<Person> author_id; Time written_at{}; std::vector<std::string> tags; };
BOOST_DESCRIBE_STRUCT(DraftRow, (), (id, author_id, written_at, tags))
struct Drafts : Fold<Id<Note>, DraftRow> {
  static constexpr auto name = "test_drafts";
  using Listens = List<NoteWritten, NoteTorn>;
  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Maybe on(Maybe, const NoteWritten& e, const Meta& m) {
    if (!e.author_id) return {};
    return DraftRow{e.id, *e.author_id, m.at, e.tags};
  }
  static Maybe on(Maybe, const NoteTorn&, const Meta&) { return {}; }
};

const Projection& notes();
const Projection& drafts();
inline std::vector<const Projection*> note_projections() { return {&notes(), &drafts()}; }

// Partitions as an owner writes them, in memory.
class NoteHistory {
 public:
  explicit NoteHistory(MemoryVault& vault, std::uint64_t seed = 1);

  // One record with these facts; where it stands.
  Offset commit(const Uuid& tenant, const std::vector<AnyFact>& facts);
  // Random records of these tenants, nonsensical ones, zombies' and unreadable bytes among them; nothing that cannot be folded.
  void scribble(const std::vector<Uuid>& tenants, int records, int notes_a_tenant = 30);
  Offset append(Partition, std::string bytes);               // raw
  void erase(const Uuid& subject) { vault_.destroy(keys_.at(subject)); }
  const Uuid& incarnation() const { return incarnation_; }
  Uuid uuid() { return uuid_from(random_); }

  SqlRunner::Scan scan() const;
  Offset end(Partition p) const { return static_cast<Offset>(records_[static_cast<std::size_t>(p)].size()); }
  const std::vector<std::string>& records(Partition p) const { return records_[static_cast<std::size_t>(p)]; }

 private:
  static Uuid uuid_from(std::mt19937_64&);
  AnyFact random_fact(const std::vector<Id<Note>>&);

  MemoryVault& vault_;
  std::mt19937_64 random_;
  Uuid incarnation_, writer_;
  std::array<std::vector<std::string>, partitions> records_;
  std::array<Accepted, partitions> states_{};
  std::map<std::pair<Uuid, Uuid>, std::int64_t> versions_;
  std::map<Uuid, Uuid> keys_;
  std::map<Uuid, std::vector<Id<Note>>> notes_;
  Time now_ = at_micros(1'790'000'000'000'000);
};

}  // namespace millrace::testing
