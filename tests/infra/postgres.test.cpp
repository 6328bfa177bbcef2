#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>

#include "infra/postgres/migrator.hpp"
#include "infra/postgres/tables.hpp"
#include "tests/support/notes.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

TEST_CASE("PostgreSQL reads out of an array in binary form what was written into it") {
  using Of = PgArray::Of;
  PgArray ids{Of::uuid}, keys{Of::bytea}, numbers{Of::bigint}, small{Of::integer}, flags{Of::boolean}, texts{Of::text}, lists{Of::text},
      times{Of::timestamptz}, rows{Of::jsonb};
  const auto id = *parse_uuid("01234567-89ab-cdef-0123-456789abcdef");
  ids.uuid(id), keys.bytes(std::string_view{"\0\xff{\"", 4}), numbers.bigint(-1), small.integer(-2), flags.boolean(true);
  texts.text("größer \"1\" \\ {2},NULL"), lists.text(text_array({"a,b", "NULL", "", "\"\\"}));
  times.time(*parse_rfc3339("1999-12-31T23:59:59.999999Z")), rows.json(R"({"a":"\"x\""})");
  ids.null(), keys.null(), numbers.null(), small.null(), flags.null(), texts.null(), lists.null(), times.null(), rows.null();
  numbers.bigint(std::numeric_limits<std::int64_t>::max()), times.time(earliest), times.time(latest), flags.boolean(false);
  PgConnection connection{fresh_database(), "millrace_projector", "millrace-test"};
  auto t = connection.begin(PgConnection::Mode::read_only);
  std::vector<PgBinary> all;
  for (auto* array : {&ids, &keys, &numbers, &small, &flags, &texts, &lists, &times, &rows}) all.push_back(std::move(*array).done());
  const auto read = t.run_binary("SELECT i, encode(k, 'hex'), n, s, f, t, l::text[] = ARRAY['a,b', 'NULL', '', '\"\\'],"
                                 " to_char(a AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), r->>'a'"
                                 " FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::integer[], $5::boolean[], $6::text[], $7::text[], $8::timestamptz[], $9::jsonb[]) x(i, k, n, s, f, t, l, a, r)", all).rows;
  const std::optional<std::string> none;
  CHECK(read == std::vector<PgRow>{
      {to_string(id), "00ff7b22", "-1", "-2", "t", "größer \"1\" \\ {2},NULL", "t", "1999-12-31 23:59:59.999999", "\"x\""},
      {none, none, none, none, none, none, none, none, none},
      {none, none, "9223372036854775807", none, "f", none, none, "0001-01-01 00:00:00.000000", none},
      {none, none, none, none, none, none, none, "9999-12-31 23:59:59.999999", none}});
  CHECK(t.run_binary("SELECT coalesce(array_length($1::bigint[], 1), 0)", {PgArray{Of::bigint}.done()}).rows[0][0] == "0");
}

// Both test tables in a database of their own, and a way to keep them.
struct Kept {
  std::string dsn = fresh_database();
  Table notes_table{notes()}, drafts_table{drafts()};
  PgMigrator migrator{dsn};
  PgConnection connection{dsn, "millrace_projector", "millrace-projector"};
  PgTables tables{connection};

  std::vector<Generation> prepare() {
    return migrator.prepare({&notes_table, &drafts_table}, [&](Generation& g) { return tables.open(g), true; });
  }
  PgResult as(const std::string& role, const std::string& sql) {
    PgConnection c{dsn, "millrace_" + role, "millrace-test"};
    auto t = c.begin();
    auto out = t.run(sql);
    t.commit();
    return out;
  }
  std::string checksum(const std::string& table) {
    const auto r = as("projector", fmt::format("SELECT count(*), sum(hashtextextended(x::text, 0)) FROM app.{} x", table)).rows[0];
    return *r[0] + " rows, " + r[1].value_or("0");
  }
};

void run_all(SqlRunner& runner, const NoteHistory& h, int from = 0, int to = partitions) {
  for (bool moved = true; moved;) {
    moved = false;
    for (Partition p = from; p < to; ++p) moved |= runner.step(p, h.end(p), h.scan()) == SqlRunner::Step::moved;
  }
}

const std::vector<std::string> all_tables{"test_notes_g1", "test_notes_tags_g1", "test_drafts_g1", "test_drafts_tags_g1"};

TEST_CASE("SQL tables: live is a rebuild is any split into batches") {
  MemoryVault vault;
  NoteHistory h{vault, 7};
  const std::vector<Uuid> tenants{h.uuid(), h.uuid(), h.uuid()};
  std::vector<std::string> live;
  Kept kept;
  {
    SqlRunner runner{kept.prepare(), kept.tables, vault};
    for (int i = 0; i < 20; ++i) {                           // as it grows
      h.scribble(tenants, 30);
      run_all(runner, h);
    }
    for (const auto& t : all_tables) live.push_back(kept.checksum(t));
    CHECK(live[0] > "10 rows");
  }
  for (const std::size_t batch : {1, 7, 1000}) {
    Kept again;
    SqlRunner runner{again.prepare(), again.tables, vault, batch};
    run_all(runner, h);
    for (std::size_t i = 0; i < all_tables.size(); ++i) CHECK_MESSAGE(again.checksum(all_tables[i]) == live[i], all_tables[i] << " in batches of " << batch);
  }
  // From the stored stands, with nothing left to do, nothing moves.
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  for (Partition p = 0; p < partitions; ++p) CHECK(runner.step(p, h.end(p), h.scan()) == SqlRunner::Step::idle);
}

TEST_CASE("of two SQL runners at once, one loses and stops, and no record is applied twice") {
  MemoryVault vault;
  NoteHistory h{vault, 8};
  const auto tenant = h.uuid();
  h.scribble({tenant}, 200);
  const auto p = partition_of(tenant);
  Kept kept;
  PgConnection other{kept.dsn, "millrace_projector", "millrace-projector"};
  PgTables others{other};
  SqlRunner one{kept.prepare(), kept.tables, vault, 20}, two{kept.prepare(), others, vault, 30};
  CHECK(one.step(p, h.end(p), h.scan()) == SqlRunner::Step::moved);
  CHECK(two.step(p, h.end(p), h.scan()) == SqlRunner::Step::lost);
  run_all(one, h);
  const auto after = kept.checksum("test_notes");
  CHECK(two.step(p, h.end(p), h.scan()) == SqlRunner::Step::lost);
  CHECK(kept.checksum("test_notes") == after);
  Kept alone;
  SqlRunner runner{alone.prepare(), alone.tables, vault};
  run_all(runner, h);
  CHECK(alone.checksum("test_notes") == after);
}

TEST_CASE("a connection that is killed in the middle of a batch leaves nothing of it, and the next runner ends in the same place") {
  MemoryVault vault;
  NoteHistory h{vault, 9};
  const std::vector<Uuid> tenants{h.uuid(), h.uuid()};
  h.scribble(tenants, 300);
  Kept kept;
  auto generations = kept.prepare();

  // Dies between the rows and the commit of its third transaction.
  struct Dying final : Tables {
    Kept& kept;
    PgConnection connection{kept.dsn, "millrace_projector", "millrace-dying"};
    PgTables tables{connection};
    int left = 3;
    explicit Dying(Kept& k) : kept(k) {}
    std::map<Place, StampedRow> load(const Generation& g, const std::vector<Place>& places) override { return tables.load(g, places); }
    std::map<Place, StampedRow> of_subject(const Generation& g, const Uuid& tenant, const Uuid& subject) override { return tables.of_subject(g, tenant, subject); }
    bool write(const std::vector<TableWork>& work) override {
      if (--left == 0)
        as_superuser(kept.dsn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'millrace-dying'");
      return tables.write(work);
    }
  } dying{kept};
  SqlRunner cut{generations, dying, vault, 50};
  PgError::Kind kind{};
  try {
    run_all(cut, h);
  } catch (const PgError& e) {
    kind = e.kind;
  }
  CHECK(kind == PgError::Kind::away);
  CHECK_FALSE(dying.connection.open());
  SqlRunner next{kept.prepare(), kept.tables, vault, 50};
  run_all(next, h);
  Kept alone;
  SqlRunner runner{alone.prepare(), alone.tables, vault};
  run_all(runner, h);
  for (const auto& t : all_tables) CHECK(kept.checksum(t) == alone.checksum(t));
}

TEST_CASE("what was written comes back as it was, in the row and in its columns") {
  MemoryVault vault;
  NoteHistory h{vault, 10};
  const auto tenant = h.uuid();
  const Id<Note> id{h.uuid()};
  const std::string text = "größer als \"1\" \\ {2}";
  h.commit(tenant, {AnyValue::of(NoteWritten{id, {}, about(id, text), {"a,b", "NULL", ""}})});
  h.commit(tenant, {AnyValue::of(NoteLinked{Id<Note>{h.uuid()}, id})});
  Kept kept;
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  const auto rows = kept.tables.load(runner.generations()[0], {{tenant, Key(id)}});
  REQUIRE(rows.size() == 1);
  const auto& stamped = rows.begin()->second;
  const auto& row = *static_cast<const NoteRow*>(stamped.row.get());
  CHECK(row.text == about(id, text));
  CHECK(row.tags == std::vector<std::string>{"a,b", "NULL", ""});
  CHECK(row.place.links == 1);
  CHECK(stamped.stamp.version == 1);                         // the link is a fact of another stream
  CHECK(stamped.stamp.position == 2);
  const auto columns = kept.as("projector", "SELECT text, tags[2], author_id, place_shelf, written_at < changed_at FROM app.test_notes").rows[0];
  CHECK(columns == PgRow{text, "NULL", std::nullopt, "open", "t"});
}

TEST_CASE("a fact that cannot be folded parks its tenant in that table and nobody else") {
  MemoryVault vault;
  NoteHistory h{vault, 11};
  const auto good = h.uuid();
  auto cursed = h.uuid();
  while (partition_of(cursed) != partition_of(good)) cursed = h.uuid();
  const Id<Note> one{h.uuid()}, two{h.uuid()};
  h.commit(cursed, {AnyValue::of(NoteWritten{one, Id<Person>{h.uuid()}, about(one, "before"), {}})});
  const auto at = h.commit(cursed, {AnyValue::of(NoteTagged{one, {"half"}}), AnyValue::of(NoteCursed{one})});
  h.commit(cursed, {AnyValue::of(NoteTagged{one, {"after"}})});
  h.commit(good, {AnyValue::of(NoteWritten{two, {}, about(two, "well"), {}})});
  Kept kept;
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  run_all(runner, h);
  CHECK(kept.as("projector", "SELECT projection, scope_id, position, why FROM app.parked").rows ==
        std::vector<PgRow>{{"test_notes", to_string(cursed), std::to_string(at), "nobody can fold this"}});
  CHECK(kept.as("projector", "SELECT count(*) FROM app.test_notes WHERE tags = '{}'").rows[0][0] == "2");   // nothing of the cursed record
  CHECK(kept.as("projector", "SELECT count(*) FROM app.test_drafts").rows[0][0] == "1");
  SqlRunner later{kept.prepare(), kept.tables, vault};
  CHECK(later.generations()[0].parked.contains(cursed));
}

TEST_CASE("values that PostgreSQL refuses park their tenant after three tries, and the rest of the batch is written") {
  MemoryVault vault;
  NoteHistory h{vault, 12};
  const auto good = h.uuid();
  auto bad = h.uuid();
  while (partition_of(bad) != partition_of(good)) bad = h.uuid();
  const Id<Note> one{h.uuid()}, two{h.uuid()}, three{h.uuid()};
  h.commit(good, {AnyValue::of(NoteWritten{one, {}, about(one, "first"), {}})});
  h.commit(bad, {AnyValue::of(NoteWritten{two, {}, about(two, "unlucky"), {}})});
  h.commit(good, {AnyValue::of(NoteWritten{three, {}, about(three, "last"), {}})});
  Kept kept;
  as_superuser(kept.dsn, "SET ROLE millrace_owner; SELECT 1");
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  as_superuser(kept.dsn, "ALTER TABLE app.test_notes_g1 ADD CHECK (text <> 'unlucky')");
  run_all(runner, h);
  CHECK(kept.as("projector", "SELECT count(*) FROM app.test_notes").rows[0][0] == "2");
  CHECK(kept.as("projector", "SELECT scope_id FROM app.parked").rows == std::vector<PgRow>{{to_string(bad)}});
}

// A business of good and one of bad luck in one partition; text 'unlucky' is refused in notes, its author in drafts.
struct Unlucky {
  MemoryVault vault;
  NoteHistory h;
  Uuid good, bad;
  Id<Note> note;
  Id<Person> author;
  Offset at;
  Kept kept;
  explicit Unlucky(std::uint64_t seed) : h(vault, seed), good(h.uuid()), bad(h.uuid()), note{h.uuid()}, author{h.uuid()} {
    while (partition_of(bad) != partition_of(good)) bad = h.uuid();
    writes(good, "first");
    writes(bad, "before");
    at = h.commit(bad, {AnyValue::of(NoteWritten{note, author, about(note, "unlucky"), {"a"}})});
    h.commit(bad, {AnyValue::of(NoteTagged{note, {"b", "c"}})});
    writes(good, "between");
    writes(bad, "after");
    h.commit(bad, {AnyValue::of(NoteShelved{note, Shelf::filed})});
    writes(good, "last");
  }
  void writes(const Uuid& who, const std::string& text) {
    const Id<Note> id{h.uuid()};
    h.commit(who, {AnyValue::of(NoteWritten{id, Id<Person>{h.uuid()}, about(id, text), {}})});
  }
  void refuse() {
    as_superuser(kept.dsn, "ALTER TABLE app.test_notes_g1 ADD CONSTRAINT luck CHECK (text <> 'unlucky');"
                           "ALTER TABLE app.test_drafts_g1 ADD CONSTRAINT luck CHECK (author_id <> '" + to_string(author) + "')");
  }
  void take() {
    as_superuser(kept.dsn, "ALTER TABLE app.test_notes_g1 DROP CONSTRAINT luck; ALTER TABLE app.test_drafts_g1 DROP CONSTRAINT luck");
  }
  PgResult parked() { return kept.as("projector", "SELECT projection, scope_id, position FROM app.parked ORDER BY 1"); }
};

// Until nothing moves any more; false when that takes longer than it may.
bool settles(SqlRunner& runner, const NoteHistory& h, Partition p) {
  for (int i = 0; i < 100; ++i)
    if (runner.step(p, h.end(p), h.scan()) == SqlRunner::Step::idle) return true;
  return false;
}

TEST_CASE("a record that two tables refuse parks its business in both, and the others of the partition go on") {
  Unlucky story{31};
  SqlRunner runner{story.kept.prepare(), story.kept.tables, story.vault};
  story.refuse();
  REQUIRE(settles(runner, story.h, partition_of(story.good)));
  const auto at = std::to_string(story.at), bad = to_string(story.bad);
  CHECK(story.parked().rows == std::vector<PgRow>{{"test_drafts", bad, at}, {"test_notes", bad, at}});
  CHECK(story.kept.as("projector", "SELECT count(*) FROM app.test_notes").rows[0][0] == "4");
  CHECK(story.kept.as("projector", "SELECT count(*) FROM app.test_drafts").rows[0][0] == "4");
}

TEST_CASE("a parked business is taken up again from where it stopped, and is then what a rebuild makes of it") {
  for (const std::size_t batch : {1, 2, 1000}) {
    Unlucky story{32};
    {
      SqlRunner runner{story.kept.prepare(), story.kept.tables, story.vault, batch};
      story.refuse();
      REQUIRE(settles(runner, story.h, partition_of(story.good)));
      // What refuses it is still there: it stays where it was.
      const auto& table = *runner.generations()[0].table;
      const auto refused = runner.retry(table, 1, story.bad, story.h.scan());
      REQUIRE(refused.still);
      CHECK(refused.still->position == story.at);
      CHECK(story.parked().rows.size() == 2);
      CHECK(runner.generations()[0].parked.contains(story.bad));
    }
    story.take();
    SqlRunner runner{story.kept.prepare(), story.kept.tables, story.vault, batch};
    for (const auto* table : {&story.kept.notes_table, &story.kept.drafts_table}) {
      const auto done = runner.retry(*table, 1, story.bad, story.h.scan());
      CHECK_FALSE(done.still);
      CHECK(done.records == 4);
    }
    CHECK(story.parked().rows.empty());
    story.writes(story.bad, "and on");
    REQUIRE(settles(runner, story.h, partition_of(story.good)));
    Kept alone;
    SqlRunner anew{alone.prepare(), alone.tables, story.vault};
    run_all(anew, story.h);
    for (const auto& t : all_tables) CHECK_MESSAGE(story.kept.checksum(t) == alone.checksum(t), t << " in batches of " << batch);
  }
}

// Earlier releases took such times from outside; journals hold them for ever.
TEST_CASE("a time that PostgreSQL cannot hold stands in its column as the nearest that it can, and as it is in the row") {
  MemoryVault vault;
  NoteHistory h{vault, 33};
  const auto tenant = h.uuid();
  Kept kept;
  auto generations = kept.prepare();
  auto& g = generations[0];
  const auto p = partition_of(tenant);
  int n = 0;
  for (const auto* text : {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"}) {
    NoteRow row;
    row.id = {h.uuid()};
    row.written_at = row.changed_at = *parse_rfc3339(text);
    const TableWork work{&g, p, {{{tenant, Key(row.id)}, {std::make_shared<NoteRow>(row), {1, ++n}}, {}}}, {}, g.stands[p], g.stands[p]};
    CHECK(kept.tables.write({work}));
  }
  CHECK(kept.as("projector", "SELECT to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM app.test_notes ORDER BY 1").rows ==
        std::vector<PgRow>{{"0001-01-01 00:00:00"}, {"9999-12-31 23:59:59"}});
}

TEST_CASE("a row that is said not to be there and is there is refused as such, and nothing is written") {
  MemoryVault vault;
  NoteHistory h{vault, 34};
  const auto tenant = h.uuid();
  Kept kept;
  auto generations = kept.prepare();
  auto& g = generations[0];
  const auto p = partition_of(tenant);
  const auto work = [&](const Id<Note>& id, const std::string& text) {
    NoteRow row;
    row.id = id;
    row.text = about(id, text);
    return TableWork{&g, p, {{{tenant, Key(id)}, {std::make_shared<NoteRow>(row), {1, 1}}, {}}}, {}, g.stands[p], g.stands[p]};
  };
  const Id<Note> one{h.uuid()}, other{h.uuid()};
  REQUIRE(kept.tables.write({work(one, "first")}));
  auto both = work(other, "second");
  both.writes.push_back(work(one, "again").writes[0]);
  CHECK_THROWS_AS((void)kept.tables.write({both}), AlreadyThere);
  CHECK(kept.as("projector", "SELECT text FROM app.test_notes").rows == std::vector<PgRow>{{"first"}});
}

TEST_CASE("a record whose key has not arrived stops its partition until it has") {
  MemoryVault vault, empty{2};
  NoteHistory h{vault, 13};
  const auto tenant = h.uuid();
  const Id<Note> id{h.uuid()};
  h.commit(tenant, {AnyValue::of(NoteTorn{id})});
  h.commit(tenant, {AnyValue::of(NoteWritten{id, {}, about(id, "sealed"), {}})});
  const auto p = partition_of(tenant);
  Kept kept;
  SqlRunner without{kept.prepare(), kept.tables, empty};
  CHECK(without.step(p, h.end(p), h.scan()) == SqlRunner::Step::moved);
  CHECK(without.step(p, h.end(p), h.scan()) == SqlRunner::Step::waiting);
  SqlRunner with{kept.prepare(), kept.tables, vault};
  CHECK(with.step(p, h.end(p), h.scan()) == SqlRunner::Step::moved);
  CHECK(kept.as("projector", "SELECT count(*) FROM app.test_notes").rows[0][0] == "1");
}

// A newer version may have written it, or somebody who mends the journal has yet to remove it.
TEST_CASE("a record that does not decode stops its partition until it does") {
  MemoryVault vault;
  NoteHistory h{vault, 13};
  const auto tenant = h.uuid();
  h.commit(tenant, {AnyValue::of(NoteTorn{Id<Note>{h.uuid()}})});
  h.commit(tenant, {AnyValue::of(NoteWritten{Id<Note>{h.uuid()}, {}, {}, {}})});
  const auto p = partition_of(tenant);
  Offset unknown = 1;
  const SqlRunner::Scan scan = [&](Partition, Offset from, const auto& each) {
    h.scan()(p, from, [&](Offset at, const std::string& bytes) { return each(at, at == unknown ? "of another time" : bytes); });
  };
  Kept kept;
  SqlRunner runner{kept.prepare(), kept.tables, vault};
  CHECK(runner.step(p, h.end(p), scan) == SqlRunner::Step::moved);
  CHECK(runner.step(p, h.end(p), scan) == SqlRunner::Step::waiting);
  unknown = -1;
  CHECK(runner.step(p, h.end(p), scan) == SqlRunner::Step::moved);
  CHECK(kept.as("projector", "SELECT count(*) FROM app.test_notes").rows[0][0] == "1");
}

}  // namespace
}  // namespace millrace
