// Tables by time: which rows lie where, that nobody sees a difference, and that old partitions move and are read as before.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/postgres/partitions.hpp"
#include "infra/postgres/tables.hpp"
#include "tests/support/notes.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

Projection by_time() {
  auto p = notes();
  p.by_time = true;
  return p;
}
const auto now = *parse_rfc3339("2025-06-15T02:00:00Z");

// The test table of that form in a database of its own, and a way to keep it.
struct Kept {
  Projection projection;
  std::string dsn = fresh_database();
  Table table{projection};
  PgMigrator migrator{dsn};
  PgConnection connection{dsn, "millrace_projector", "millrace-projector"};
  std::vector<std::string> log;
  PgPartitions partitions;
  PgTables tables{connection, &partitions};

  explicit Kept(Projection p, ColdTablespace cold = {})
      : projection(std::move(p)), partitions(migrator, std::move(cold), [this](const std::string& line) { log.push_back(line); }) {}
  std::vector<Generation> prepare() {
    return migrator.prepare({&table}, [&](Generation& g) { tables.open(g); });
  }
  std::string read(const std::string& sql) {
    auto t = connection.begin();
    return t.run(sql).rows[0][0].value_or("");
  }
  // "test_notes_g1_2024q1:2 test_notes_g1_rest:1", of partitions that hold anything.
  std::string places() {
    return read("SELECT coalesce(string_agg(name || ':' || n, ' ' ORDER BY name), '') FROM"
                " (SELECT c.relname AS name, count(*) AS n FROM app.test_notes_g1 t JOIN pg_class c ON c.oid = t.tableoid GROUP BY 1) x");
  }
  std::string rows() { return read("SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(x::text, 0)), 0) FROM app.test_notes x"); }
};

void run_all(SqlRunner& runner, const NoteHistory& h) {
  for (bool moved = true; moved;) {
    moved = false;
    for (Partition p = 0; p < partitions; ++p) moved |= runner.step(p, h.end(p), h.scan()) == SqlRunner::Step::moved;
  }
}

// A tablespace of that name, in the cluster's own directory.
void make_tablespace(const std::string& name) {
  as_superuser(fresh_database(), fmt::format("SET allow_in_place_tablespaces = on; CREATE TABLESPACE {0} LOCATION '';"
                                             "GRANT CREATE ON TABLESPACE {0} TO millrace_owner", name));
}

Id<Note> note_of(const char* when, std::uint64_t n = 0) { return {uuid7(*parse_rfc3339(when), 0, n)}; }
AnyFact written(const Id<Note>& id, const std::string& text) { return AnyValue::of(NoteWritten{id, {}, about(id, text), {"a"}}); }

TEST_CASE("a row lies in the partition of the quarter that its key was made in, what is of no known one with the rest") {
  MemoryVault vault;
  NoteHistory h{vault, 71};
  const auto tenant = h.uuid();
  const auto old = note_of("2024-02-03T00:00:00Z"), last = note_of("2024-03-31T23:59:59.999Z"), next = note_of("2024-04-01T00:00:00Z");
  for (const auto& id : {old, last, next, note_of("1990-01-01T00:00:00Z"), note_of("9000-01-01T00:00:00Z")}) h.commit(tenant, {written(id, "hello")});
  Kept kept{by_time()};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  CHECK(kept.places() == "test_notes_g1_2024q1:2 test_notes_g1_2024q2:1 test_notes_g1_rest:2");
  // Found by the key, changed and removed where they lie.
  h.commit(tenant, {AnyValue::of(NoteTagged{old, {"b"}})});
  h.commit(tenant, {AnyValue::of(NoteTorn{next})});
  run_all(runner, h);
  CHECK(kept.places() == "test_notes_g1_2024q1:2 test_notes_g1_rest:2");
  CHECK(kept.tables.load(runner.generations()[0], {{tenant, Key(old)}, {tenant, Key(next)}}).size() == 1);
  CHECK(kept.read("SELECT count(*) FROM app.test_notes WHERE tags = '{b}'") == "1");
}

TEST_CASE("a table by time has the rows of one that is not, in any batches, and a rebuild of it is equal") {
  MemoryVault vault;
  NoteHistory h{vault, 72};
  const std::vector<Uuid> tenants{h.uuid(), h.uuid()};
  for (std::uint64_t n = 0; n < 4; ++n) {
    h.scribble(tenants, 60);
    for (const auto& tenant : tenants)
      h.commit(tenant, {written(note_of("2024-05-01T00:00:00Z", n), "spring"), written(note_of("2024-12-01T00:00:00Z", n), "winter")});
  }
  Kept plain{notes()};
  SqlRunner one{plain.prepare(), plain.tables, vault};
  run_all(one, h);
  for (const std::size_t batch : {1, 7, 1000}) {
    Kept kept{by_time()};
    SqlRunner runner{kept.prepare(), kept.tables, vault, batch};
    run_all(runner, h);
    CHECK_MESSAGE(kept.rows() == plain.rows(), "in batches of " << batch);
    auto again = kept.migrator.begin(kept.table);
    runner.add(again);
    run_all(runner, h);
    CHECK(PgMigrator::compare(kept.connection, kept.table, 1, again.number).equal);
    REQUIRE(kept.migrator.switch_to(again));
    CHECK(kept.rows() == plain.rows());
    CHECK(kept.read("SELECT count(*) FROM pg_class WHERE relname LIKE 'test\\_notes\\_g1%'") == "0");   // its partitions went with it
  }
}

TEST_CASE("nobody reads another business's rows through a partition") {
  MemoryVault vault;
  NoteHistory h{vault, 73};
  const auto tenant = h.uuid();
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z"), "mine")});
  Kept kept{by_time()};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  const std::vector<std::pair<std::string, std::string>> asked{{to_string(tenant), "1"}, {to_string(h.uuid()), "0"}, {"", "0"}};
  for (const auto& [scope, count] : asked) {
    PgConnection api{kept.dsn, "millrace_api", "millrace-test"};
    auto t = api.begin();
    t.run("SELECT set_config('app.scope', $1::text, true)", {scope});
    CHECK(t.run("SELECT count(*) FROM app.test_notes").rows[0][0] == count);
    CHECK_THROWS_AS(t.run("SELECT count(*) FROM app.test_notes_g1_2024q1"), PgError);
  }
  CHECK_THROWS_AS(kept.read("SELECT count(*) FROM app.test_notes_g1_rest"), PgError);      // nor the projector
}

TEST_CASE("this quarter and the next have their partitions before anything is written, as often as one looks") {
  Kept kept{by_time()};
  const auto generations = kept.prepare();
  for (int look = 0; look < 2; ++look) {
    PgPartitions partitions{kept.migrator, {}, [&](const std::string& line) { kept.log.push_back(line); }};
    CHECK_FALSE(partitions.tend(generations, now));
  }
  CHECK(kept.log.empty());
  CHECK(kept.read("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'test\\_notes\\_g1\\_%'") ==
        "test_notes_g1_2025q2 test_notes_g1_2025q3 test_notes_g1_rest");
}

TEST_CASE("rows that lie with the rest stay there: their quarter gets no partition, which is said once, and nothing is lost") {
  MemoryVault vault;
  NoteHistory h{vault, 74};
  const auto tenant = h.uuid();
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z", 1), "before there were partitions")});
  Kept kept{by_time()};
  PgTables without{kept.connection};
  SqlRunner earlier{kept.prepare(), without, vault};
  run_all(earlier, h);
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z", 2), "since")});
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z", 3), "and on")});
  run_all(runner, h);
  CHECK(kept.places() == "test_notes_g1_rest:3");
  CHECK(kept.log.size() == 1);
}

TEST_CASE("old partitions move to the cheaper tablespace with their indexes, piece by piece, and are read and changed there") {
  MemoryVault vault;
  NoteHistory h{vault, 75};
  const auto tenant = h.uuid();
  const auto old = note_of("2024-02-03T00:00:00Z"), young = note_of("2024-05-03T00:00:00Z");
  h.commit(tenant, {written(old, "old")});
  h.commit(tenant, {written(young, "young")});
  make_tablespace("cold_test");
  Kept kept{by_time(), {.name = "cold_test", .after_months = 12}};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  const auto before = kept.rows();
  const auto cold = [&] {
    return kept.read("SELECT coalesce(string_agg(DISTINCT t.relname, ' '), '') FROM pg_class c JOIN pg_tablespace s ON s.oid = c.reltablespace"
                     " LEFT JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = coalesce(i.indrelid, c.oid)"
                     " WHERE s.spcname = 'cold_test' AND c.relname NOT LIKE 'pg\\_toast%'");
  };
  const auto pieces = std::stoi(kept.read("SELECT 1 + count(*) FROM pg_index WHERE indrelid = 'app.test_notes_g1_2024q1'::regclass"));
  int moves = 0;
  while (kept.partitions.tend(runner.generations(), now)) ++moves;
  CHECK(moves == pieces);
  CHECK(cold() == "test_notes_g1_2024q1");                                  // the second quarter is not over for twelve months
  CHECK(kept.rows() == before);
  h.commit(tenant, {AnyValue::of(NoteTagged{old, {"late"}})});
  run_all(runner, h);
  CHECK(kept.read("SELECT count(*) FROM app.test_notes WHERE tags = '{late}'") == "1");
  CHECK_FALSE(kept.partitions.tend(runner.generations(), now));
}

TEST_CASE("the pieces to be moved are the partitions of earlier quarters with their indexes, oldest first, and neither later ones nor the rest") {
  MemoryVault vault;
  NoteHistory h{vault, 77};
  const auto tenant = h.uuid();
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z"), "old")});
  Kept kept{by_time(), {.name = "elsewhere", .after_months = 12}};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  const auto pieces = kept.migrator.pieces_outside(runner.generations()[0], quarter_of(now), "elsewhere");
  REQUIRE(pieces.size() > 3);
  CHECK(pieces[0].name == "app.test_notes_g1_2024q1");
  CHECK_FALSE(pieces[0].index);
  CHECK(pieces[1].index);
  CHECK(kept.migrator.pieces_outside(runner.generations()[0], quarter_of(*parse_rfc3339("2024-02-03T00:00:00Z")), "elsewhere").empty());
}

TEST_CASE("what a reader has locked stays for now, and what is free moves") {
  MemoryVault vault;
  NoteHistory h{vault, 78};
  const auto tenant = h.uuid();
  h.commit(tenant, {written(note_of("2023-02-03T00:00:00Z"), "older")});
  h.commit(tenant, {written(note_of("2024-02-03T00:00:00Z"), "old")});
  make_tablespace("cold_locked");
  Kept kept{by_time(), {.name = "cold_locked", .after_months = 12}};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  const auto outside = [&] { return kept.migrator.pieces_outside(runner.generations()[0], quarter_of(now), "cold_locked"); };
  {
    PgConnection reader{kept.dsn, "bootstrap", "millrace-test"};
    auto t = reader.begin();
    t.run("LOCK TABLE app.test_notes_g1_2023q1 IN ACCESS SHARE MODE");
    while (kept.partitions.tend(runner.generations(), now)) {}
    REQUIRE_FALSE(outside().empty());
    for (const auto& piece : outside()) CHECK(piece.name.find("2023q1") != std::string::npos);
  }
  while (kept.partitions.tend(runner.generations(), now)) {}
  CHECK(outside().empty());
  CHECK(kept.places() == "test_notes_g1_2023q1:1 test_notes_g1_2024q1:1");
}

TEST_CASE("a partition that cannot be moved stays where it is and says so, once") {
  MemoryVault vault;
  NoteHistory h{vault, 76};
  h.commit(h.uuid(), {written(note_of("2024-02-03T00:00:00Z"), "old")});
  Kept kept{by_time(), {.name = "no such tablespace"}};
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  CHECK_FALSE(kept.partitions.tend(runner.generations(), now));
  REQUIRE(kept.log.size() == 1);
  CHECK(kept.log[0].find("no such tablespace") != std::string::npos);
  CHECK(kept.places() == "test_notes_g1_2024q1:1");
}

}  // namespace
}  // namespace millrace
