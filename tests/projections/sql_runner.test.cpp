// The SQL runner above tables in memory: what it remembers of them, and what shares a transaction.
#include "projections/core/sql_runner.hpp"

#include <doctest/doctest.h>

#include "schemas/fold/forget.hpp"
#include "tests/support/notes.hpp"

namespace millrace {

namespace {

using namespace testing;

struct BrokenOff {};

// They check what a runner says of them: that a row was there, and how it looked, and where its checkpoints stand.
struct CheckedTables final : Tables {
  struct Kept {
    std::map<Place, StampedRow> rows;
    std::array<Stand, partitions> stands{};
    std::map<Uuid, Parking> parked;
  };
  std::map<std::string, Kept> kept;                          // by view
  std::int64_t loads = 0, asked = 0, writes = 0;
  bool wrong = false;                                        // about what was there before
  std::function<void(bool written)> interfere = [](bool) {}; // called before and after a transaction takes effect
  std::function<bool(const TableWork::Write&)> refuses = [](const auto&) { return false; };

  static std::string text(const Table& table, const RowPtr& row) { return row ? to_json(*table.projection->fold->row, row.get()) : ""; }

  std::map<Place, StampedRow> load(const Generation& g, const std::vector<Place>& places) override {
    ++loads;
    asked += static_cast<std::int64_t>(places.size());
    std::map<Place, StampedRow> found;
    for (const auto& place : places)
      if (const auto row = kept[g.table->view].rows.find(place); row != kept[g.table->view].rows.end()) found.insert(*row);
    return found;
  }
  std::map<Place, StampedRow> of_subject(const Generation& g, const Uuid& tenant, const Uuid& subject) override {
    std::map<Place, StampedRow> found;
    for (const auto& [place, row] : kept[g.table->view].rows)
      if (place.tenant == tenant && holds_open(*g.table->projection->fold->row, row.row.get(), subject)) found.emplace(place, row);
    return found;
  }
  bool write(const std::vector<TableWork>& work) override {
    interfere(false);
    for (const auto& w : work)
      for (const auto& write : w.writes)
        if (refuses(write)) throw RefusedWrite{w.generation, "unlucky"};
    for (const auto& w : work)
      if (kept[w.generation->table->view].stands[static_cast<std::size_t>(w.partition)].next != w.from.next) return false;
    for (const auto& w : work)
      for (const auto& write : w.writes)
        if (write.row.row && !write.before && kept[w.generation->table->view].rows.contains(write.place)) throw AlreadyThere("there is one");
    ++writes;
    for (const auto& w : work) {
      const auto& table = *w.generation->table;
      auto& into = kept[table.view];
      for (const auto& tenant : w.unparked) into.parked.erase(tenant);
      for (const auto& p : w.parkings) into.parked.emplace(p.tenant, p);
      for (const auto& write : w.writes) {
        wrong |= text(table, into.rows[write.place].row) != text(table, write.before);
        if (write.row.row) into.rows[write.place] = write.row;
        else into.rows.erase(write.place);
      }
      into.stands[static_cast<std::size_t>(w.partition)] = w.to;
    }
    interfere(true);
    return true;
  }
};

struct World {
  explicit World(std::uint64_t seed) : history(vault, seed) {}

  SqlRunner runner(std::size_t batch = 1000) {
    std::vector<Generation> all;
    for (const auto* table : {&notes_table, &drafts_table}) {
      all.push_back({table, 1});
      all.back().stands = tables.kept[table->view].stands;
      all.back().parked = tables.kept[table->view].parked;
    }
    return {std::move(all), tables, vault, batch};
  }
  void step_on(SqlRunner& runner) {
    for (Partition next = 0; next < partitions;) {           // what breaks off is no business of CHECK
      const auto did = runner.step_on(next, [this](Partition p) { return history.end(p); }, history.scan());
      CHECK(did != SqlRunner::Step::lost);
    }
  }
  bool in_step() const {
    for (const auto& [view, kept] : tables.kept)
      for (Partition p = 0; p < partitions; ++p)
        if (kept.stands[static_cast<std::size_t>(p)].next != history.end(p)) return false;
    return true;
  }
  std::string content() {
    std::string all;
    for (const auto* table : {&notes_table, &drafts_table})
      for (const auto& [place, row] : tables.kept[table->view].rows)
        all += to_string(place.tenant) + CheckedTables::text(*table, row.row) + std::to_string(row.stamp.version) + "@" +
               std::to_string(row.stamp.position) + "\n";
    return all;
  }

  MemoryVault vault;
  NoteHistory history;
  Table notes_table{notes()}, drafts_table{drafts()};
  CheckedTables tables;
};

// Once for every partition, whether it moves or not.
void step_each(World& k, SqlRunner& runner) {
  for (Partition p = 0; p < partitions; ++p) CHECK(runner.step(p, k.history.end(p), k.history.scan()) != SqlRunner::Step::lost);
}

std::vector<Uuid> in_different_partitions(NoteHistory& h, std::size_t many) {
  std::vector<Uuid> out;
  std::set<Partition> taken;
  while (out.size() < many)
    if (const auto tenant = h.uuid(); taken.insert(partition_of(tenant)).second) out.push_back(tenant);
  return out;
}

}  // namespace

TEST_CASE("SQL runner: a row that it has written is not asked for again, nor one that was not there") {
  World k{41};
  const auto tenant = k.history.uuid();
  const Id<Note> note{k.history.uuid()}, nowhere{k.history.uuid()};
  auto runner = k.runner();
  k.history.commit(tenant, {AnyValue::of(NoteWritten{note, {}, about(note, "one"), {}}), AnyValue::of(NoteTagged{nowhere, {"a"}})});
  step_each(k, runner);
  const auto asked = k.tables.asked;
  CHECK(asked > 0);
  k.history.commit(tenant, {AnyValue::of(NoteTagged{note, {"b"}}), AnyValue::of(NoteTagged{nowhere, {"c"}})});
  k.history.commit(tenant, {AnyValue::of(NoteTorn{note})});
  step_each(k, runner);
  k.history.commit(tenant, {AnyValue::of(NoteWritten{note, {}, about(note, "two"), {}})});
  step_each(k, runner);
  CHECK(k.tables.asked == asked);
  CHECK_FALSE(k.tables.wrong);
  auto next = k.runner();                                    // knows nothing
  k.history.commit(tenant, {AnyValue::of(NoteTagged{note, {"d"}})});
  step_each(k, next);
  CHECK(k.tables.asked == asked + 1);
  CHECK_FALSE(k.tables.wrong);
}

TEST_CASE("SQL runner: what it knows is what the tables hold, however many rows there are and whatever breaks off") {
  std::string rows;
  for (const std::size_t batch : {1, 7, 1000}) {
    World k{42};
    std::vector<Uuid> tenants{k.history.uuid(), k.history.uuid(), k.history.uuid()};
    std::mt19937 chance{static_cast<unsigned>(batch)};
    k.tables.interfere = [&](bool) { if (chance() % 10 == 0) throw BrokenOff{}; };
    std::optional<SqlRunner> runner;
    int broken = 0;
    for (int i = 0; i < 60 || !k.in_step(); ++i) {
      if (i < 60) k.history.scribble(tenants, 20, 200);
      if (!runner) runner.emplace(k.runner(batch));
      try {
        k.step_on(*runner);
      } catch (const BrokenOff&) {                           // before it was written, or behind: nobody knows
        ++broken;
        runner.reset();
      }
    }
    CHECK(broken > 0);
    CHECK_FALSE(k.tables.wrong);
    if (rows.empty()) rows = k.content();
    CHECK_MESSAGE(k.content() == rows, "in batches of " << batch);
  }
  CHECK(rows.size() > 1000);
}

TEST_CASE("SQL runner: of a row whose stream begins nobody asks; where there is one all the same, what it was is not lost") {
  const auto row_of = [](const Id<Note>& id) {
    auto row = std::make_shared<NoteRow>();
    row->id = id;
    row->place.links = 7;
    return row;
  };
  World k{48};
  const auto tenant = k.history.uuid();
  const Id<Person> author{k.history.uuid()};
  const Id<Note> usual{k.history.uuid()}, linked{k.history.uuid()}, tagged{k.history.uuid()};
  auto runner = k.runner();
  k.history.commit(tenant, {AnyValue::of(NoteWritten{usual, author, about(usual, "text"), {}})});
  step_each(k, runner);
  CHECK(k.tables.asked == 0);
  auto& rows = k.tables.kept["test_notes"].rows;
  for (const auto& id : {linked, tagged}) rows[{tenant, Key(id)}] = {row_of(id), {}};
  k.history.commit(tenant, {AnyValue::of(NoteLinked{linked, usual})});          // changes the row
  k.history.commit(tenant, {AnyValue::of(NoteTagged{tagged, {"tag"}})});
  step_each(k, runner);
  CHECK_FALSE(k.tables.wrong);
  CHECK(static_cast<const NoteRow*>(rows.at({tenant, Key(linked)}).row.get())->place.links == 8);
  CHECK(static_cast<const NoteRow*>(rows.at({tenant, Key(tagged)}).row.get())->tags == std::vector<std::string>{"tag"});
  const Id<Note> written{k.history.uuid()};
  rows[{tenant, Key(written)}] = {row_of(written), {}};
  k.history.commit(tenant, {AnyValue::of(NoteWritten{written, author, about(written, "anew"), {}})});   // told to be added: it is there
  step_each(k, runner);
  CHECK_FALSE(k.tables.wrong);
  CHECK(k.in_step());
  CHECK(static_cast<const NoteRow*>(rows.at({tenant, Key(written)}).row.get())->place.links == 0);
}

TEST_CASE("SQL runner: more rows than it remembers are asked for again") {
  World k{43};
  const auto tenant = k.history.uuid();
  std::vector<Id<Note>> all;
  for (int i = 0; i < 6000; ++i) all.push_back({k.history.uuid()});
  auto runner = k.runner();
  const auto round = [&](auto fact) {
    for (std::size_t i = 0; i < all.size(); i += 50) {
      std::vector<AnyFact> facts;
      for (auto n = i; n < i + 50; ++n) facts.push_back(fact(all[n]));
      k.history.commit(tenant, facts);
    }
    while (!k.in_step()) k.step_on(runner);
  };
  round([](const Id<Note>& id) { return AnyValue::of(NoteWritten{id, {}, about(id, "text"), {}}); });
  const auto asked = k.tables.asked;
  round([](const Id<Note>& id) { return AnyValue::of(NoteTagged{id, {"tag"}}); });
  CHECK(k.tables.asked > asked);
  CHECK_FALSE(k.tables.wrong);
}

TEST_CASE("SQL runner: partitions that have little to say share a transaction, and their rows are what each alone would have") {
  World together{44}, alone{44};
  std::int64_t asked = 0, apart = 0;
  for (auto* k : {&together, &alone}) {
    const auto tenants = in_different_partitions(k->history, 20);
    auto runner = k->runner();
    for (int i = 0; i < 5; ++i) {
      k->history.scribble(tenants, 200);
      if (k == &together) k->step_on(runner);
      else step_each(*k, runner);
    }
    CHECK(k->in_step());
    CHECK_FALSE(k->tables.wrong);
    (k == &together ? asked : apart) = k->tables.asked;
  }
  CHECK(together.content() == alone.content());
  CHECK(together.tables.writes == 5);                        // a thousand records at most in one
  CHECK(alone.tables.writes > 50);
  CHECK(asked == apart);
  CHECK(together.tables.loads < alone.tables.loads);
}

TEST_CASE("SQL runner: a transaction takes no more than a batch, and goes on where it has stopped") {
  World k{45};
  const auto tenants = in_different_partitions(k.history, 10);
  k.history.scribble(tenants, 300);
  auto runner = k.runner(40);
  Partition next = 0;
  std::vector<Partition> stops;
  while (next < partitions) {
    CHECK(runner.step_on(next, [&](Partition p) { return k.history.end(p); }, k.history.scan()) != SqlRunner::Step::lost);
    stops.push_back(next);
  }
  CHECK(stops.size() > 3);
  CHECK(stops.size() < 12);
  CHECK(std::is_sorted(stops.begin(), stops.end()));
  while (!k.in_step()) k.step_on(runner);
  CHECK_FALSE(k.tables.wrong);
}

TEST_CASE("SQL runner: a row that is refused parks its tenant alone, whoever shares the transaction") {
  World k{46}, lucky{46};
  for (auto* one : {&k, &lucky}) {
    const auto tenants = in_different_partitions(one->history, 6);
    one->history.scribble(tenants, 200);
    const Id<Note> note{one->history.uuid()};
    one->history.commit(tenants[2], {AnyValue::of(NoteWritten{note, {}, about(note, "unlucky"), {}})});
    one->history.scribble(tenants, 100);
    if (one == &k)
      k.tables.refuses = [note](const TableWork::Write& write) { return write.row.row && write.place.key == Key(note); };
    auto runner = one->runner();
    for (int i = 0; i < 2000 && !one->in_step(); ++i) one->step_on(runner);
    REQUIRE(one->in_step());
    CHECK_FALSE(one->tables.wrong);
    auto& parked = one->tables.kept["test_notes"].parked;
    CHECK(parked.empty() == (one == &lucky));
    if (one == &lucky) continue;
    REQUIRE(parked.size() == 1);
    REQUIRE(parked.contains(tenants[2]));
    CHECK(parked.at(tenants[2]).why == "unlucky");
    // Once it is taken, the tenant goes on from there.
    k.tables.refuses = [](const auto&) { return false; };
    CHECK_FALSE(runner.retry(k.notes_table, 1, tenants[2], k.history.scan()).still);
    CHECK(parked.empty());
    CHECK_FALSE(k.tables.wrong);
  }
  CHECK(k.content() == lucky.content());
}

TEST_CASE("SQL runner: when one of the partitions in a transaction stands elsewhere, nothing of it is written and the runner is lost") {
  World k{47};
  const auto tenants = in_different_partitions(k.history, 4);
  k.history.scribble(tenants, 40);
  auto one = k.runner(), two = k.runner();
  const auto p = partition_of(tenants[1]);
  CHECK(one.step(p, k.history.end(p), k.history.scan()) == SqlRunner::Step::moved);
  const auto before = k.content();
  Partition next = 0;
  CHECK(two.step_on(next, [&](Partition at) { return k.history.end(at); }, k.history.scan()) == SqlRunner::Step::lost);
  CHECK(k.content() == before);
}

}  // namespace millrace
