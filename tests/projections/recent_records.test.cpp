// What the process has in hand of the journal, and the SQL runner behind it: in step, behind, joining again.
#include "projections/core/recent_records.hpp"

#include <doctest/doctest.h>

#include "schemas/journal/record_work.hpp"
#include "schemas/fold/forget.hpp"
#include "tests/support/notes.hpp"

namespace millrace {

namespace {

using namespace testing;

RecentRecord record_at(Partition p, Offset o, std::size_t bytes = 100) { return {.partition = p, .offset = o, .bytes = bytes}; }

// Tables in memory.
struct MemoryTables final : Tables {
  std::map<std::pair<const Table*, Place>, StampedRow> rows;
  std::map<Uuid, Parking> parked;
  std::map<Place, StampedRow> load(const Generation& g, const std::vector<Place>& places) override {
    std::map<Place, StampedRow> found;
    for (const auto& place : places)
      if (const auto row = rows.find({g.table, place}); row != rows.end()) found.emplace(place, row->second);
    return found;
  }
  std::map<Place, StampedRow> of_subject(const Generation& g, const Uuid& tenant, const Uuid& subject) override {
    std::map<Place, StampedRow> found;
    for (const auto& [at, row] : rows)
      if (at.first == g.table && at.second.tenant == tenant && holds_open(*g.table->projection->fold->row, row.row.get(), subject)) found.emplace(at.second, row);
    return found;
  }
  bool write(const std::vector<TableWork>& work) override {
    for (const auto& w : work) {
      for (const auto& write : w.writes)
        if (write.row.row) rows[{w.generation->table, write.place}] = write.row;
        else rows.erase({w.generation->table, write.place});
      for (const auto& p : w.parkings) parked.emplace(p.tenant, p);
    }
    return true;
  }
};

// A journal, a process that reads it ahead as its mill does, and a runner behind.
struct Followed {
  explicit Followed(std::size_t most_bytes, std::size_t batch = 1000) : recent(most_bytes), runner({{&table, 1}}, tables, vault, batch, &recent) {}

  void write(int records) { history.scribble(tenants, records); }
  void read_ahead() {
    for (Partition p = 0; p < partitions; ++p)
      for (auto at = recent.end(p); at < history.end(p); ++at) {
        const auto& bytes = history.records(p)[static_cast<std::size_t>(at)];
        auto record = std::get<Record>(decode(p, bytes));
        auto& state = states[static_cast<std::size_t>(p)];
        const bool counts = accept(state, p, at, record, bytes);
        RecentRecord out{.partition = p, .offset = at, .bytes = bytes.size(), .history = state};
        if (auto* commit = std::get_if<Commit>(&record); counts && commit)
          out.opened = std::make_shared<const Committed>(std::get<Committed>(open_commit(p, at, std::move(*commit), vault)));
        recent.add(std::move(out));
      }
  }
  // One round of the runner; how many records it has read for itself.
  std::int64_t round() {
    const auto before = record_work.decoded.load();
    for (Partition p = 0; p < partitions; ++p) runner.step(p, recent.end(p), history.scan());
    return record_work.decoded.load() - before;
  }
  bool in_step() const {
    for (Partition p = 0; p < partitions; ++p)
      if (runner.generations()[0].stands[static_cast<std::size_t>(p)].next != history.end(p)) return false;
    return true;
  }
  std::string content() const {
    std::string all;
    for (const auto& [at, row] : tables.rows)
      all += to_string(at.second.tenant) + to_json(*notes().fold->row, row.row.get()) + std::to_string(row.stamp.version) + "@" + std::to_string(row.stamp.position) + "\n";
    return all;
  }

  MemoryVault vault;
  NoteHistory history{vault, 11};
  std::vector<Uuid> tenants{history.uuid(), history.uuid(), history.uuid()};
  std::array<Accepted, partitions> states{};
  RecentRecords recent;
  Table table{notes()};
  MemoryTables tables;
  SqlRunner runner;
};

}  // namespace

TEST_CASE("recent records: all who ask for a record are given the very same one, up to the newest that has been read") {
  RecentRecords recent{1000};
  recent.begin(3, 7);
  CHECK(recent.first(3) == 7);
  CHECK(recent.end(3) == 7);
  CHECK_FALSE(recent.at(3, 6));                        // read before this process began
  CHECK_FALSE(recent.at(3, 7));                        // not read yet
  recent.add(record_at(3, 7));
  recent.add(record_at(3, 8));
  CHECK(recent.end(3) == 9);
  REQUIRE(recent.at(3, 7));
  CHECK(recent.at(3, 7) == recent.at(3, 7));
  CHECK(recent.at(3, 8)->offset == 8);
  CHECK_FALSE(recent.at(4, 7));
}

TEST_CASE("recent records: what is not the next of its partition is not taken") {
  RecentRecords recent{1000};
  recent.begin(3, 7);
  recent.add(record_at(3, 8));
  recent.add(record_at(3, 6));
  CHECK(recent.end(3) == 7);
  recent.add(record_at(3, 7));
  const auto kept = recent.at(3, 7);
  recent.add(record_at(3, 7));
  CHECK(recent.at(3, 7) == kept);
  CHECK(recent.end(3) == 8);
}

TEST_CASE("recent records: beyond the bound the oldest go, of whichever partition, and who holds one keeps it") {
  RecentRecords recent{300};
  recent.add(record_at(1, 0));
  recent.add(record_at(2, 0));
  recent.add(record_at(2, 1));
  const auto held = recent.at(1, 0);
  REQUIRE(held);
  recent.add(record_at(2, 2));
  CHECK_FALSE(recent.at(1, 0));
  CHECK(recent.first(1) == recent.end(1));
  CHECK(recent.at(2, 0));
  CHECK(held->offset == 0);
  recent.add(record_at(2, 3, 301));                    // one that is larger than the bound is not kept, nor is anything before it
  CHECK(recent.first(2) == 4);
  CHECK(recent.end(2) == 4);
  recent.add(record_at(2, 4));
  CHECK(recent.at(2, 4));
}

TEST_CASE("SQL runner: in step it decodes, hashes and opens nothing") {
  Followed f{1 << 20};
  for (int i = 0; i < 5; ++i) {
    f.write(40);
    f.read_ahead();
    const auto decoded = record_work.decoded.load(), hashed = record_work.hashed.load(), opened = record_work.opened.load();
    CHECK(f.round() == 0);
    CHECK(record_work.decoded.load() == decoded);
    CHECK(record_work.hashed.load() == hashed);
    CHECK(record_work.opened.load() == opened);
    CHECK(f.in_step());
  }
  CHECK(f.tables.rows.size() > 10);
}

TEST_CASE("SQL runner: it goes no further than the process has read") {
  Followed f{1 << 20};
  f.write(40);
  f.read_ahead();
  f.write(40);
  CHECK(f.round() == 0);
  CHECK_FALSE(f.in_step());
  f.read_ahead();
  CHECK(f.round() == 0);
  CHECK(f.in_step());
}

TEST_CASE("SQL runner: one that is behind what is kept reads the journal for itself until it has caught up, then joins") {
  Followed f{20'000};
  f.write(400);                                        // many times what is kept
  f.read_ahead();
  std::int64_t own = 0;
  for (int rounds = 0; rounds < 50 && !f.in_step(); ++rounds) own += f.round();
  REQUIRE(f.in_step());
  std::int64_t kept = 0, all = 0;
  for (Partition p = 0; p < partitions; ++p) {
    kept += f.recent.end(p) - f.recent.first(p);
    all += f.history.end(p);
  }
  CHECK(kept > 0);
  CHECK(own == all - kept);                            // what was in hand it has not read again
  f.write(5);
  f.read_ahead();
  CHECK(f.round() == 0);                               // in step again
  CHECK(f.in_step());
}

TEST_CASE("SQL runner: however far it is behind, and whatever is kept, the rows are the same") {
  std::string rows;
  for (const std::size_t most_bytes : {std::size_t{0}, std::size_t{700}, std::size_t{4000}, std::size_t{1} << 20})
    for (const std::size_t batch : {1, 7, 1000}) {
      Followed f{most_bytes, batch};
      for (int i = 0; i < 6; ++i) {
        f.write(30);
        f.read_ahead();
        if (i % 3 == 2) f.round();
      }
      for (int rounds = 0; rounds < 1000 && !f.in_step(); ++rounds) f.round();
      REQUIRE(f.in_step());
      if (rows.empty()) rows = f.content();
      CHECK_MESSAGE(f.content() == rows, most_bytes << " bytes kept, in batches of " << batch);
      CHECK(f.tables.parked.empty());
    }
  CHECK(rows.size() > 1000);
}

TEST_CASE("SQL runner: what nobody can read parks its tenant, in step as well") {
  Followed f{1 << 20};
  const auto tenant = f.tenants[0];
  const auto p = partition_of(tenant);
  RecentRecord unread{.partition = p, .offset = 0, .bytes = 10};
  unread.unread = RecentRecord::Unread{tenant, "nobody knows that fact"};
  f.recent.add(unread);
  CHECK(f.runner.step(p, 1, f.history.scan()) == SqlRunner::Step::moved);
  REQUIRE(f.tables.parked.contains(tenant));
  CHECK(f.tables.parked.at(tenant).position == 0);
  CHECK(f.tables.parked.at(tenant).why == "nobody knows that fact");
}

}  // namespace millrace
