#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <future>

#include "infra/postgres/sql_reads.hpp"
#include "infra/postgres/sql_runner_thread.hpp"
#include "projections/core/search.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/notes.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

struct Deaf : Journal::Listener {
  void on_appended(std::vector<Stored>) override {}
  void on_append_failed(Partition, const std::string&) override {}
};

// What stands in a history, as a journal.
struct Copied {
  explicit Copied(const NoteHistory& h) : history(h) { follow(); }
  void follow() {
    for (Partition p = 0; p < partitions; ++p)
      for (auto at = journal.end(p); at < history.end(p); ++at) journal.slip_in(p, history.records(p)[static_cast<std::size_t>(at)]);
  }
  const NoteHistory& history;
  Deaf deaf;
  MemoryJournal journal{history.incarnation(), deaf};
};

// Runner and pool as a server has them.
struct Running {
  explicit Running(const Journal& journal, Vault& vault, std::string where = fresh_database())
      : dsn(std::move(where)),
        reads({dsn, 2, Digest{1, 2, 3}, journal.incarnation()}, note_projections()),
        runner({.dsn = dsn, .batch = 100, .retry_ms = 50, .gather_ms = 1,
                .moved = [this](Partition p, Offset next) { reads.moved(p, next); },
                .became = [this](SqlState::How how) {
                  reads.kept(how == SqlState::How::running   ? SqlReads::Kept::here
                             : how == SqlState::How::standby ? SqlReads::Kept::elsewhere
                                                             : SqlReads::Kept::unknown);
                }}, note_projections(), journal, vault) {}

  ListAnswer ask(ListRequest q) {
    const auto done = std::make_shared<std::promise<ListAnswer>>();
    auto answer = done->get_future();
    reads.list(std::move(q), [done](ListAnswer a) { done->set_value(std::move(a)); });
    return answer.get();
  }
  ListPage page(ListRequest q) {
    auto answer = ask(std::move(q));
    if (const auto* wrong = std::get_if<ListError>(&answer)) throw std::runtime_error(wrong->name + ": " + wrong->detail);
    return std::get<ListPage>(std::move(answer));
  }
  ListError::Kind wrong(ListRequest q) { return std::get<ListError>(ask(std::move(q))).kind; }

  std::string dsn;
  SqlReads reads;
  SqlRunnerThread runner;
};

// Of what other threads and processes do; false after a minute.
bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 3000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

ListRequest of(const Projection& p, const Uuid& scope, Offset at_least) {
  ListRequest q;
  q.projection = &p;
  q.scope = scope;
  q.at_least = at_least;
  q.wait_ms = 60'000;
  return q;
}

const NoteRow& note(const ListItem& item) { return *static_cast<const NoteRow*>(item.row.row.get()); }

TEST_CASE("lists: every filter and sort gives what the rows say, page by page, of one's own business only") {
  MemoryVault vault;
  NoteHistory h{vault, 21};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 300, 60);
  const auto p = partition_of(a);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto all = of(notes(), a, h.end(p) - 1);

  auto everything = all;
  everything.limit = 200;
  const auto whole = sql.page(everything);
  REQUIRE(whole.items.size() > 10);
  CHECK(whole.position == h.end(p) - 1);
  for (const auto& other : sql.page(of(notes(), b, h.end(partition_of(b)) - 1)).items)
    for (const auto& own : whole.items) CHECK(note(own).id != note(other).id);

  for (const std::string sort : {"", "changed_at", "-changed_at", "text", "-text", "links", "-links", "filed_at", "-filed_at"}) {
    auto q = all;
    q.sort = sort;
    q.limit = 7;
    std::vector<ListItem> paged;
    for (;;) {
      auto page = sql.page(q);
      for (auto& i : page.items) paged.push_back(std::move(i));
      if (!page.next_cursor) break;
      CHECK(page.items.size() == 7);
      q.cursor = *page.next_cursor;
    }
    CHECK_MESSAGE(paged.size() == whole.items.size(), sort);
    const auto before = [&](const ListItem& x, const ListItem& y) {
      const auto key = [&](const ListItem& i) {
        const auto& r = note(i);
        const auto text = std::string(column_text(r.text.value));
        const auto number = sort.ends_with("links") ? r.place.links : micros(sort.ends_with("filed_at") ? r.filed_at.value_or(latest) : r.changed_at);
        return sort.ends_with("text") ? std::tuple{text, std::int64_t{0}, i.key} : std::tuple{std::string{}, number, i.key};
      };
      const bool up = sort == "text" || sort == "filed_at" || sort == "-links" || sort == "-changed_at";
      return up ? key(x) < key(y) : key(y) < key(x);
    };
    for (std::size_t i = 1; i < paged.size(); ++i) CHECK_MESSAGE(before(paged[i - 1], paged[i]), sort << " at " << i);
  }

  const auto with = [&](std::string name, std::string value) {
    auto q = everything;
    q.filters = {{std::move(name), std::move(value)}};
    return sql.page(q).items;
  };
  const auto count = [&](auto&& holds) {
    return static_cast<std::size_t>(std::count_if(whole.items.begin(), whole.items.end(), [&](const auto& i) { return holds(note(i)); }));
  };
  CHECK(with("shelf", "filed").size() == count([](const NoteRow& r) { return r.place.shelf == Shelf::filed; }));
  CHECK(with("shelf", "filed,secret").size() == count([](const NoteRow& r) { return r.place.shelf != Shelf::open; }));
  CHECK(with("shelf", "open,filed,secret,open").size() == whole.items.size());
  CHECK(with("filed", "true").size() == count([](const NoteRow& r) { return r.filed_at.has_value(); }));
  CHECK(with("filed", "false").size() == count([](const NoteRow& r) { return !r.filed_at; }));
  CHECK(with("author_id", "none").size() == count([](const NoteRow& r) { return !r.author_id; }));
  CHECK(with("touched", "true").size() == count([](const NoteRow& r) { return r.touched; }));
  for (const std::string tag : {"mill", "a\"b\\c", "{x,y}", "NULL", ""})
    CHECK(with("tag", tag).size() == count([&](const NoteRow& r) { return std::count(r.tags.begin(), r.tags.end(), tag) > 0; }));
  const auto middle = note(whole.items[whole.items.size() / 2]).changed_at;
  CHECK(with("since", to_rfc3339(middle)).size() + with("until", to_rfc3339(middle)).size() == whole.items.size());
  for (const auto& i : with("since", to_rfc3339(middle))) CHECK(note(i).changed_at >= middle);
  auto q = everything;
  q.q = "größe";
  CHECK(sql.page(q).items.size() == count([](const NoteRow& r) {
    return r.text.value.find("größe") != std::string::npos || std::count(r.tags.begin(), r.tags.end(), "größe") > 0;
  }));
}

TEST_CASE("lists: who asks for a count hears how many there are on all pages, under the same filters and search") {
  MemoryVault vault;
  NoteHistory h{vault, 23};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 300, 60);
  Copied copy{h};
  Running sql{copy.journal, vault};
  auto q = of(notes(), a, h.end(partition_of(a)) - 1);
  q.limit = 200;
  q.count = true;
  const auto all = sql.page(q);
  REQUIRE_FALSE(all.next_cursor);
  CHECK(all.total == static_cast<std::int64_t>(all.items.size()));
  q.limit = 3;
  const auto first = sql.page(q);
  CHECK(first.items.size() == 3);
  CHECK(first.total == all.total);
  q.cursor = *first.next_cursor;
  CHECK(sql.page(q).total == all.total);
  q.cursor.clear();
  q.limit = 200;
  for (const auto& [filter, value] : {std::pair<std::string, std::string>{"shelf", "filed"}, {"tag", "mill"}, {"author_id", "none"}}) {
    q.filters = {{filter, value}};
    const auto some = sql.page(q);
    CHECK_MESSAGE(some.total == static_cast<std::int64_t>(some.items.size()), filter);
    q.q = "mill";
    const auto found = sql.page(q);
    CHECK_MESSAGE(found.total == static_cast<std::int64_t>(found.items.size()), filter);
    q.q.clear();
  }
  q.filters = {{"since", "9999-01-01T00:00:00Z"}};
  CHECK(sql.page(q).total == 0);
  q.count = false;
  CHECK_FALSE(sql.page(q).total);
}

TEST_CASE("lists: a page that rows may have passed by since the first one says so, and no other page does") {
  MemoryVault vault;
  NoteHistory h{vault, 41};
  const auto a = h.uuid(), b = h.uuid();
  std::vector<Id<Note>> all;
  const auto p = partition_of(a);
  for (int n = 0; n < 6; ++n) {
    all.push_back({h.uuid()});
    h.commit(a, {AnyValue::of(NoteWritten{all.back(), {}, about(all.back(), "x"), {"t"}})});
  }
  const auto other = h.uuid();
  h.commit(b, {AnyValue::of(NoteWritten{{other}, {}, about(Id<Note>{other}, "y"), {}})});
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto open = [&](std::string filter, std::string value) {
    auto q = of(notes(), a, h.end(p) - 1);
    q.limit = 2;
    q.filters = {{std::move(filter), std::move(value)}};
    return q;
  };
  auto untouched = open("shelf", "open"), tagged = open("tag", "t");
  for (auto* q : {&untouched, &tagged}) {
    const auto first = sql.page(*q);
    CHECK_FALSE(first.moved);
    q->cursor = *first.next_cursor;
    const auto second = sql.page(*q);
    CHECK_FALSE(second.moved);
    CHECK(note(second.items[0]).id == all[3]);
  }
  const auto changed = [&](const Uuid& tenant, AnyValue fact) {
    const auto at = h.commit(tenant, {std::move(fact)});
    copy.follow();
    sql.runner.notify();
    if (tenant == a) untouched.at_least = tagged.at_least = at;
  };
  changed(b, AnyValue::of(NoteTagged{{other}, {"t"}}));                                // another business's
  changed(a, AnyValue::of(NoteShelved{all[5], Shelf::filed}));                         // left the list: nothing is missing in it
  CHECK_FALSE(sql.page(untouched).moved);
  changed(a, AnyValue::of(NoteLinked{all[0], all[0]}));                                // from the end to the front
  const auto third = sql.page(untouched);
  CHECK(third.moved);
  CHECK(sql.page(tagged).moved);
  if (third.next_cursor) {                                                             // and so does every page after it
    untouched.cursor = *third.next_cursor;
    CHECK(sql.page(untouched).moved);
  }
  untouched.cursor.clear();
  CHECK_FALSE(sql.page(untouched).moved);
}

TEST_CASE("lists: what is not in the tables of values is refused, never ignored") {
  MemoryVault vault;
  NoteHistory h{vault, 22};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 60);
  Copied copy{h};
  Running sql{copy.journal, vault};
  auto q = of(notes(), a, h.end(partition_of(a)) - 1);
  const auto asked = [&](auto&& change) {
    auto changed = q;
    change(changed);
    return sql.wrong(changed);
  };
  using K = ListError::Kind;
  CHECK(asked([](auto& x) { x.filters = {{"colour", "red"}}; }) == K::unknown_filter);
  CHECK(asked([](auto& x) { x.filters = {{"scope_id", "x"}}; }) == K::unknown_filter);
  CHECK(asked([](auto& x) { x.filters = {{"shelf", "sold"}}; }) == K::bad_filter);
  for (const auto* value : {"filed,sold", ",", "filed,", ",filed", "filed, open", "none,filed", "filed}"})
    CHECK_MESSAGE(asked([&](auto& x) { x.filters = {{"shelf", value}}; }) == K::bad_filter, value);
  CHECK(asked([](auto& x) { x.filters = {{"filed", "yes"}}; }) == K::bad_filter);
  CHECK(asked([](auto& x) { x.filters = {{"author_id", "me' OR true --"}}; }) == K::bad_filter);
  CHECK(asked([](auto& x) { x.filters = {{"links", "1e3"}}; }) == K::bad_filter);
  CHECK(asked([](auto& x) { x.filters = {{"shelf", "open"}, {"shelf", "filed"}}; }) == K::bad_filter);
  CHECK(asked([](auto& x) { x.sort = "data"; }) == K::unknown_sort);
  CHECK(asked([](auto& x) { x.limit = 0; }) == K::bad_limit);
  CHECK(asked([](auto& x) { x.limit = 201; }) == K::bad_limit);
  CHECK(asked([](auto& x) { x.cursor = "abc"; }) == K::bad_cursor);
  auto drafts_q = q;
  drafts_q.projection = &drafts();
  drafts_q.q = "x";
  CHECK(sql.wrong(drafts_q) == K::unknown_filter);
  q.limit = 2;
  const auto cursor = *sql.page(q).next_cursor;
  auto tampered = cursor;
  tampered[5] = tampered[5] == 'A' ? 'B' : 'A';
  CHECK(asked([&](auto& x) { x.cursor = tampered; }) == K::bad_cursor);
  CHECK(asked([&](auto& x) { x.cursor = cursor; x.scope = b; x.at_least = 0; }) == K::bad_cursor);
  CHECK(asked([&](auto& x) { x.cursor = cursor; x.sort = "text"; }) == K::bad_cursor);
  CHECK(asked([&](auto& x) { x.cursor = cursor; x.filters = {{"shelf", "open"}}; }) == K::bad_cursor);
}

TEST_CASE("search: a row is found by what it says now, within its own business; nothing to search for is refused, an empty q is no search") {
  MemoryVault vault;
  NoteHistory h{vault, 32};
  const auto a = h.uuid(), b = h.uuid();
  const Id<Note> one{h.uuid()}, other{h.uuid()};
  const auto write = [&](const Uuid& tenant, const Id<Note>& id, const std::string& text) { return h.commit(tenant, {AnyValue::of(NoteWritten{id, {}, about(id, text), {"Über-Tag"}})}); };
  write(a, one, "Zoë, +49 (0)30 123-45");
  write(b, other, "Zoë, +49 (0)30 123-45");
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto found = [&](const Uuid& tenant, const std::string& q) {
    auto asked = of(notes(), tenant, h.end(partition_of(tenant)) - 1);
    asked.q = q;
    return sql.page(asked).items;
  };
  for (const auto* q : {"zoe", "2345", "uber", "ubertag zoe", ""}) {
    const auto items = found(a, q);
    REQUIRE_MESSAGE(items.size() == 1, q);
    CHECK(items[0].key == Key(one));
  }
  write(a, one, "Max");
  copy.follow();
  sql.runner.notify();
  CHECK(found(a, "zoe").empty());
  CHECK(found(a, "max").size() == 1);
  CHECK(found(b, "zoe").size() == 1);
  auto asked = of(notes(), a, h.end(partition_of(a)) - 1);
  asked.q = "?!";
  CHECK(sql.wrong(asked) == ListError::Kind::bad_filter);
}

TEST_CASE("search: while the table is one of an earlier release it is not asked what it does not understand; its list goes on") {
  MemoryVault vault;
  NoteHistory h{vault, 34};
  const auto a = h.uuid();
  h.scribble({a}, 20);
  Copied copy{h};
  Running sql{copy.journal, vault};
  auto asked = of(notes(), a, h.end(partition_of(a)) - 1);
  asked.q = "mill";
  sql.page(asked);
  as_superuser(sql.dsn, fmt::format("ALTER VIEW app.test_notes RENAME COLUMN {} TO search", search_column));
  CHECK(sql.wrong(asked) == ListError::Kind::building);
  asked.q.clear();
  CHECK_FALSE(sql.page(asked).items.empty());
}

TEST_CASE("search: text that has been erased is in no row that is built afterwards, and nothing finds it") {
  MemoryVault vault;
  NoteHistory h{vault, 33};
  const auto a = h.uuid();
  const Id<Note> gone{h.uuid()}, kept{h.uuid()};
  h.commit(a, {AnyValue::of(NoteWritten{gone, {}, about(gone, "secret 12345"), {}}), AnyValue::of(NoteWritten{kept, {}, about(kept, "secret 12345"), {}})});
  Copied copy{h};
  Running sql{copy.journal, vault};
  auto asked = of(notes(), a, h.end(partition_of(a)) - 1);
  asked.q = "secret 2345";
  CHECK(sql.page(asked).items.size() == 2);
  h.erase(gone.value);
  CHECK(sql.runner.rebuild("test_notes", true).get().switched);
  const auto left = sql.page(asked).items;
  REQUIRE(left.size() == 1);
  CHECK(left[0].key == Key(kept));
  CHECK(as_superuser(sql.dsn, fmt::format("SELECT count(*) FROM app.test_notes WHERE {}::text LIKE '%secret%'", search_column)) == "1");
}

TEST_CASE("lists: rows with a reader are seen by that reader alone") {
  MemoryVault vault;
  NoteHistory h{vault, 23};
  const auto a = h.uuid();
  const Id<Person> ann{h.uuid()}, bob{h.uuid()};
  const Id<Note> one{h.uuid()}, two{h.uuid()};
  h.commit(a, {AnyValue::of(NoteWritten{one, ann, about(one, "x"), {"t"}}), AnyValue::of(NoteWritten{two, bob, about(two, "y"), {"t"}})});
  Copied copy{h};
  Running sql{copy.journal, vault};
  auto q = of(drafts(), a, h.end(partition_of(a)) - 1);
  CHECK(sql.page(q).items.empty());
  q.reader = ann.value;
  CHECK(sql.page(q).items.size() == 1);
  q.filters = {{"tag", "t"}};
  const auto page = sql.page(q);
  REQUIRE(page.items.size() == 1);
  CHECK(page.items[0].key == Key(one));
}

TEST_CASE("a checkpoint held back by an open transaction: a list that wants more waits, says that it is behind, and then has the row") {
  MemoryVault vault;
  NoteHistory h{vault, 24};
  const auto a = h.uuid();
  h.scribble({a}, 20);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto p = partition_of(a);
  sql.page(of(notes(), a, h.end(p) - 1));
  const Id<Note> late{h.uuid()};
  PgConnection holder{sql.dsn, "millrace_projector", "millrace-test"};
  std::unique_ptr<PgConnection::Transaction> held{new PgConnection::Transaction(holder.begin())};
  held->run("SELECT FROM app.checkpoint FOR UPDATE");
  const auto at = h.commit(a, {AnyValue::of(NoteWritten{late, {}, about(late, "late"), {}})});
  copy.follow();
  sql.runner.notify();
  auto q = of(notes(), a, at);
  q.wait_ms = 300;
  CHECK(sql.wrong(q) == ListError::Kind::behind);
  q.at_least.reset();
  CHECK(sql.page(q).position == at - 1);                     // older rows are there meanwhile
  held.reset();
  const auto page = sql.page(of(notes(), a, at));
  CHECK(page.position >= at);
  CHECK(page.items[0].key == Key(late));
}

TEST_CASE("PostgreSQL goes away and comes back: lists say so, and the runner catches up by itself") {
  MemoryVault vault;
  NoteHistory h{vault, 25};
  const auto a = h.uuid();
  h.scribble({a}, 50);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto p = partition_of(a);
  sql.page(of(notes(), a, h.end(p) - 1));
  cluster("stop");
  h.scribble({a}, 50);
  copy.follow();
  sql.runner.notify();
  CHECK(sql.wrong(of(notes(), a, h.end(p) - 1)) == ListError::Kind::away);
  CHECK(eventually([&] { return sql.runner.state().how == SqlState::How::away; }));
  CHECK_FALSE(sql.runner.state().why.empty());
  cluster("start");
  CHECK(eventually([&] { return sql.runner.state().how == SqlState::How::running; }));
  CHECK(sql.page(of(notes(), a, h.end(p) - 1)).position == h.end(p) - 1);
}

std::string sum(const std::string& dsn, const std::string& table) {
  return as_superuser(dsn, fmt::format("SELECT count(*) || ' ' || sum(hashtextextended(x::text, 0)) FROM app.{} x", table));
}

TEST_CASE("a rebuild under traffic ends equal and behind the view; a damaged table is told and only switched when accepted") {
  MemoryVault vault;
  NoteHistory h{vault, 26};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 300);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto p = partition_of(a);
  sql.page(of(notes(), a, h.end(p) - 1));
  auto rebuilding = sql.runner.rebuild("test_notes", false);
  for (int i = 0; i < 10; ++i) {
    h.scribble({a, b}, 20);
    copy.follow();
    sql.runner.notify();
    CHECK(sql.page(of(notes(), a, h.end(p) - 1)).position >= h.end(p) - 1);
  }
  const auto report = rebuilding.get();
  CHECK(report.switched);
  CHECK(report.comparison.equal);
  CHECK(report.comparison.new_rows > 10);
  CHECK(as_superuser(sql.dsn, "SELECT string_agg(generation || state, ',') FROM app.generations WHERE projection = 'test_notes'") == "2live");
  sql.page(of(notes(), a, h.end(p) - 1));
  const auto right = sum(sql.dsn, "test_notes");

  as_superuser(sql.dsn, "UPDATE app.test_notes_g2 SET place_links = place_links + 1 WHERE key = (SELECT key FROM app.test_notes_g2 LIMIT 1)");
  const auto refused = sql.runner.rebuild("test_notes", false).get();
  CHECK_FALSE(refused.switched);
  CHECK_FALSE(refused.comparison.equal);
  CHECK(refused.comparison.difference.find("- test_notes_g0: (") != std::string::npos);
  CHECK(sum(sql.dsn, "test_notes") != right);
  CHECK(sql.runner.rebuild("test_notes", true).get().switched);
  CHECK(sum(sql.dsn, "test_notes") == right);
  CHECK_FALSE(sql.runner.rebuild("nonsense", true).get().error.empty());
}

TEST_CASE("tables that know records which the journal lacks stay as they are, and it is said, until that is accepted") {
  MemoryVault vault;
  NoteHistory h{vault, 27}, another{vault, 28};
  const auto a = h.uuid();
  h.scribble({a}, 80);
  another.scribble({a}, 40);
  const Id<Note> last{h.uuid()};
  h.commit(a, {AnyValue::of(NoteWritten{last, {}, about(last, "the last one"), {}})});
  const auto p = partition_of(a);
  Copied whole{h}, other{another};
  MemoryJournal shorter{h.incarnation(), whole.deaf}, diverged{h.incarnation(), whole.deaf};
  for (Offset at = 0; at + 1 < h.end(p); ++at)
    for (auto* journal : {&shorter, &diverged}) journal->slip_in(p, h.records(p)[static_cast<std::size_t>(at)]);
  diverged.slip_in(p, h.records(p)[0]);
  std::string dsn, right;
  {
    Running sql{whole.journal, vault};
    dsn = sql.dsn;
    sql.page(of(notes(), a, h.end(p) - 1));
    right = sum(dsn, "test_notes");
  }
  for (const Journal* journal : {static_cast<const Journal*>(&shorter), static_cast<const Journal*>(&diverged), static_cast<const Journal*>(&other.journal)}) {
    PgConnection projector{dsn, "millrace_projector", "millrace-test"};
    CHECK_FALSE(contradiction(projector, *journal).empty());
    Running sql{*journal, vault, dsn};
    CHECK(eventually([&] { return sql.runner.state().how == SqlState::How::diverged; }));
    CHECK_FALSE(sql.runner.rebuild("test_notes", true).get().switched);
    CHECK(sum(dsn, "test_notes") == right);
  }
  {
    PgConnection projector{dsn, "millrace_projector", "millrace-test"};
    CHECK(contradiction(projector, whole.journal).empty());
  }
  PgMigrator{dsn}.forget();
  Running sql{other.journal, vault, dsn};
  sql.page(of(notes(), a, another.end(p) - 1));
  CHECK(sum(dsn, "test_notes") != right);
}

TEST_CASE("tables of other columns are not kept: the next start builds them again") {
  MemoryVault vault;
  NoteHistory h{vault, 27};
  const auto a = h.uuid();
  h.scribble({a}, 80);
  Copied copy{h};
  std::string dsn, right;
  {
    Running sql{copy.journal, vault};
    dsn = sql.dsn;
    sql.page(of(notes(), a, h.end(partition_of(a)) - 1));
    right = sum(dsn, "test_notes");
  }
  as_superuser(dsn, "UPDATE app.generations SET fingerprint = 'of an older release'");
  Running sql{copy.journal, vault, dsn};
  CHECK(eventually([&] {
    return as_superuser(dsn, "SELECT string_agg(generation || state, ',') FROM app.generations WHERE projection = 'test_notes'") == "2live";
  }));
  sql.page(of(notes(), a, h.end(partition_of(a)) - 1));
  CHECK(sum(dsn, "test_notes") == right);
}

TEST_CASE("lists that are stopped: who waits is answered before that ends, and nobody is called afterwards") {
  MemoryVault vault;
  NoteHistory h{vault, 31};
  const auto a = h.uuid();
  h.scribble({a}, 5);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto p = partition_of(a);
  sql.page(of(notes(), a, h.end(p) - 1));
  std::atomic<int> answered = 0;
  std::atomic<bool> refused = true;
  for (int i = 0; i < 5; ++i)
    sql.reads.list(of(notes(), a, h.end(p)), [&](ListAnswer answer) {                  // which no record reaches
      if (!std::get_if<ListError>(&answer)) refused = false;
      ++answered;
    });
  sql.reads.stop();
  CHECK(answered == 5);
  CHECK(refused);
  sql.reads.moved(p, h.end(p) + 1);
  CHECK(sql.wrong(of(notes(), a, 0)) == ListError::Kind::away);
  sql.reads.stop();
  CHECK(answered == 5);
}

TEST_CASE("a value that no store can hold is a wrong filter, not a database that is away") {
  MemoryVault vault;
  NoteHistory h{vault, 34};
  const auto a = h.uuid();
  h.scribble({a}, 20);
  Copied copy{h};
  Running sql{copy.journal, vault};
  sql.page(of(notes(), a, h.end(partition_of(a)) - 1));
  const auto asked = [&](std::string name, std::string value) {
    auto request = of(notes(), a, 0);
    request.filters = {{std::move(name), std::move(value)}};
    return sql.wrong(request);
  };
  const std::string since = "since";
  for (const auto* time : {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-01-01T00:00:60Z", "10000-01-01T00:00:00Z"})
    CHECK_MESSAGE(asked(since, time) == ListError::Kind::bad_filter, time);
  // What PostgreSQL itself finds wrong with a value, whatever it is.
  as_superuser(sql.dsn, "CREATE OR REPLACE VIEW app.test_notes_at AS SELECT partition, incarnation, next_offset / 0 AS next_offset, false AS parked FROM app.checkpoint");
  CHECK(sql.wrong(of(notes(), a, 0)) == ListError::Kind::bad_filter);
}

TEST_CASE("the runner says who is parked and why, and takes them up again when it is told to") {
  MemoryVault vault;
  NoteHistory h{vault, 35};
  const auto a = h.uuid();
  const Id<Note> id{h.uuid()};
  Copied copy{h};
  Running sql{copy.journal, vault};
  CHECK(eventually([&] { return sql.runner.state().how == SqlState::How::running; }));
  as_superuser(sql.dsn, "ALTER TABLE app.test_notes_g1 ADD CONSTRAINT luck CHECK (text <> 'unlucky')");
  const auto at = h.commit(a, {AnyValue::of(NoteWritten{id, {}, about(id, "unlucky"), {}})});
  copy.follow();
  sql.runner.notify();
  REQUIRE(eventually([&] { return sql.runner.parked().size() == 1; }));
  const auto parked = sql.runner.parked()[0];
  CHECK(parked.projection == "test_notes");
  CHECK(parked.business == a);
  CHECK(parked.position == at);
  CHECK(parked.why.find("luck") != std::string::npos);
  CHECK(sql.runner.state().parked == 1);
  CHECK(sql.wrong(of(notes(), a, at)) == ListError::Kind::parked);
  CHECK(sql.runner.retry(std::pair{std::string("test_notes"), h.uuid()}).get().tried.empty());
  CHECK(sql.runner.retry({}).get().still.size() == 1);
  as_superuser(sql.dsn, "ALTER TABLE app.test_notes_g1 DROP CONSTRAINT luck");
  const auto done = sql.runner.retry(std::pair{std::string("test_notes"), a}).get();
  CHECK(done.error == "");
  CHECK(done.tried.size() == 1);
  CHECK(done.still.empty());
  CHECK(sql.runner.parked().empty());
  CHECK(sql.page(of(notes(), a, at)).items.size() == 1);
}

std::string newest_question(const std::string& dsn) {
  return as_superuser(dsn, "SELECT max(query_start) FROM pg_stat_activity WHERE application_name = 'millrace-api'");
}

TEST_CASE("lists: who waits for a position asks PostgreSQL nothing, and nobody waits for those who wait") {
  MemoryVault vault;
  NoteHistory h{vault, 33};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 20);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto p = partition_of(a);
  sql.page(of(notes(), a, h.end(p) - 1));
  sql.page(of(notes(), b, h.end(partition_of(b)) - 1));
  std::atomic<int> answered = 0, busy = 0, pages = 0;
  auto ahead = of(notes(), a, h.end(p));
  for (int i = 0; i < 200; ++i)
    sql.reads.list(ahead, [&](ListAnswer answer) {
      const auto* wrong = std::get_if<ListError>(&answer);
      busy += wrong && wrong->kind == ListError::Kind::busy;
      pages += !wrong;
      ++answered;
    });
  CHECK(busy == 200 - 128);                            // of one who asks
  const auto before = newest_question(sql.dsn);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(newest_question(sql.dsn) == before);
  CHECK(sql.page(of(notes(), b, h.end(partition_of(b)) - 1)).position >= 0);
  CHECK(answered == busy);
  h.commit(a, {AnyValue::of(NoteWritten{Id<Note>{h.uuid()}, {}, about(Id<Note>{h.uuid()}, "at last"), {}})});
  copy.follow();
  sql.runner.notify();
  CHECK(eventually([&] { return answered == 200; }));
  CHECK(pages == 128);
}

TEST_CASE("lists: that somebody waits for a position is said to the runner, once, and is so until it has passed it") {
  const Uuid business = *parse_uuid("01234567-89ab-cdef-0123-456789abcdef");
  std::atomic<int> said = 0;
  SqlReads reads{{.dsn = "host=/nowhere", .connections = 1, .awaits = [&] { ++said; }}, note_projections()};
  reads.kept(SqlReads::Kept::here);
  CHECK_FALSE(reads.awaits());
  std::promise<ListAnswer> answered;
  reads.list(of(notes(), business, 5), [&](ListAnswer a) { answered.set_value(std::move(a)); });
  CHECK(said == 1);
  CHECK(reads.awaits());
  reads.moved(partition_of(business), 5);                    // what lies before 5
  CHECK(reads.awaits());
  reads.moved(partition_of(business), 6);
  CHECK(std::get<ListError>(answered.get_future().get()).kind == ListError::Kind::away);
  CHECK_FALSE(reads.awaits());
  CHECK(said == 1);
}

TEST_CASE("lists: where another process keeps the tables, who waits for a position gets it when that process has come so far") {
  MemoryVault vault;
  NoteHistory h{vault, 34};
  const auto a = h.uuid();
  h.scribble({a}, 20);
  Copied copy{h};
  Running keeper{copy.journal, vault};
  const auto p = partition_of(a);
  keeper.page(of(notes(), a, h.end(p) - 1));
  Running other{copy.journal, vault, keeper.dsn};
  CHECK(eventually([&] { return other.runner.state().how == SqlState::How::standby; }));
  auto late = std::async(std::launch::async, [&] { return other.page(of(notes(), a, h.end(p))).position; });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto at = h.end(p);
  h.commit(a, {AnyValue::of(NoteWritten{Id<Note>{h.uuid()}, {}, about(Id<Note>{h.uuid()}, "at last"), {}})});
  copy.follow();
  keeper.runner.notify();
  CHECK(late.get() >= at);
}

TEST_CASE("lists: a business whose lists take long leaves connections to others") {
  MemoryVault vault;
  NoteHistory h{vault, 35};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 20);
  Copied copy{h};
  Running sql{copy.journal, vault};
  sql.page(of(notes(), a, h.end(partition_of(a)) - 1));
  sql.page(of(notes(), b, h.end(partition_of(b)) - 1));
  // A rule that holds up every look at a's rows: sleeping in place of a table that is large.
  PgConnection holder{sql.dsn, "bootstrap", "millrace-test"};
  std::unique_ptr<PgConnection::Transaction> held{new PgConnection::Transaction(holder.begin())};
  held->run("LOCK TABLE app.test_drafts_g1 IN ACCESS EXCLUSIVE MODE");
  std::atomic<int> answered = 0;
  for (int i = 0; i < 10; ++i) {
    auto q = of(drafts(), a, 0);
    q.at_least.reset();
    q.reader = h.uuid();
    sql.reads.list(q, [&](ListAnswer) { ++answered; });
  }
  CHECK(sql.page(of(notes(), b, h.end(partition_of(b)) - 1)).position >= 0);
  CHECK(answered == 0);
  held.reset();
  CHECK(eventually([&] { return answered == 10; }));
}

// Relations of ours, with their kind.
std::vector<PgRow> relations(PgConnection& c) {
  auto t = c.begin();
  return t.run("SELECT relname, relkind, relrowsecurity AND relforcerowsecurity, relkind = 'v' AND 'security_invoker=true' = ANY (reloptions),"
               " pg_get_userbyid(relowner), (SELECT quote_ident(attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND attnum = 1)"
               " FROM pg_class c WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r','v','m','p','f') ORDER BY 1").rows;
}

TEST_CASE("row-level security: without a scope nothing, with one its own, and nothing can be written; for every table and view there is") {
  MemoryVault vault;
  NoteHistory h{vault, 29};
  const auto a = h.uuid(), b = h.uuid();
  h.scribble({a, b}, 200);
  Copied copy{h};
  Running sql{copy.journal, vault};
  const auto author = [&](const Uuid& scope) { return note(sql.page(of(notes(), scope, h.end(partition_of(scope)) - 1)).items.at(0)).author_id; };
  author(a), author(b);
  as_superuser(sql.dsn, fmt::format("INSERT INTO app.parked SELECT 'test_drafts', 1, s, 1, 'x' FROM unnest(ARRAY['{}','{}']::uuid[]) s", to_string(a), to_string(b)));
  PgConnection api{sql.dsn, "millrace_api", "millrace-api"};
  const auto all = relations(api);
  CHECK(all.size() >= 11);
  for (const auto& r : all) {
    const auto& name = *r[0];
    CHECK_MESSAGE(*r[r[1] == "v" ? 3 : 2] == "t", name << " is not covered");
    CHECK_MESSAGE((r[1] == "v" || r[1] == "r"), name << " is of a kind that row-level security does not cover");
    CHECK(*r[4] == "millrace_owner");
    // Who may not even look sees nothing.
    const auto rows = [&](const Uuid* scope, const Uuid* reader) -> std::vector<PgRow> {
      try {
        auto t = api.begin();
        if (scope) t.run("SELECT set_config('app.scope', $1, true), set_config('app.reader', $2, true)", {to_string(*scope), reader ? to_string(*reader) : ""});
        return t.run(fmt::format("SELECT to_jsonb(x)->>'scope_id' FROM app.{} x", name)).rows;
      } catch (const PgError& e) {
        CHECK(e.sqlstate == "42501");
        return {};
      }
    };
    CHECK_MESSAGE(rows(nullptr, nullptr).empty(), name);
    const auto reader = as_superuser(sql.dsn, fmt::format("SELECT author_id FROM app.test_drafts_g1 WHERE scope_id = '{}' LIMIT 1", to_string(a)));
    const auto person = parse_uuid(reader).value_or(Uuid{});
    for (const auto& scope : {a, b})
      for (const auto& row : rows(&scope, &person)) CHECK_MESSAGE(row[0].value_or(to_string(scope)) == to_string(scope), name);
    if (name.starts_with("test_notes")) CHECK_MESSAGE(!rows(&a, nullptr).empty(), name);
    if (name.starts_with("test_drafts") && !name.ends_with("_at")) {
      CHECK(rows(&a, nullptr).empty());
      CHECK_MESSAGE((!rows(&a, &person).empty() || name.find("tags") != std::string::npos), name);
      CHECK(rows(&b, &person).empty());
    }
    for (const auto* write : {"INSERT INTO app.{0} SELECT * FROM app.{0}", "UPDATE app.{0} SET {1} = {1}", "DELETE FROM app.{0}", "TRUNCATE app.{0}", "COPY app.{0} FROM STDIN",
                              "CREATE INDEX ON app.{0} ((1))", "DROP TABLE app.{0}"}) {
      std::string state;
      try {
        auto t = api.begin();
        t.run("SELECT set_config('app.scope', $1, true)", {to_string(a)});
        t.run(fmt::format(fmt::runtime(write), name, *r[5]));
      } catch (const PgError& e) {
        state = e.sqlstate;
      }
      // Denied; or, on a view, wrong in itself.
      CHECK_MESSAGE((state == "42501" || (r[1] == "v" && (state == "42809" || state == "55000" || state == "0A000"))), fmt::format("{} {}: {}", write, name, state));
    }
  }
  for (const auto* make : {"CREATE TABLE app.x (y int)", "CREATE TABLE public.x (y int)", "CREATE TEMP TABLE x (y int)", "SET ROLE millrace_owner", "SET ROLE millrace_projector"}) {
    bool denied = false;
    try {
      auto t = api.begin();
      t.run(make);
    } catch (const PgError& e) {
      denied = e.sqlstate == "42501";
    }
    CHECK_MESSAGE(denied, std::string(make));
  }
}

TEST_CASE("no connection of ours is a superuser, owns a table or passes row-level security") {
  MemoryVault vault;
  NoteHistory h{vault, 30};
  const auto a = h.uuid();
  h.scribble({a}, 5);
  Copied copy{h};
  Running sql{copy.journal, vault};
  sql.page(of(notes(), a, h.end(partition_of(a)) - 1));
  const auto ours = "FROM pg_stat_activity s JOIN pg_roles r ON r.rolname = s.usename WHERE s.datname = current_database() AND s.application_name LIKE 'millrace-%'";
  CHECK(as_superuser(sql.dsn, fmt::format("SELECT string_agg(DISTINCT usename, ',' ORDER BY usename) {}", ours)) == "millrace_api,millrace_projector");
  CHECK(as_superuser(sql.dsn, fmt::format("SELECT count(*) {} AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
                                          " OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid))", ours)) == "0");
  CHECK(as_superuser(sql.dsn, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'millrace%' AND (rolsuper OR rolbypassrls)") == "0");
  CHECK(as_superuser(sql.dsn, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'millrace_owner'") == "f");
}

}  // namespace
}  // namespace millrace
