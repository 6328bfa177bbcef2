// The local store, record by record: what is published, listed, kept, trimmed and parked.
#include <doctest/doctest.h>

#include <set>

#include "tests/support/laws.hpp"
#include "tests/support/random_facts.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {
namespace {

using namespace small;
using std::chrono::days;

struct Store {
  Folds folds{small::folds()};
  MemoryKeyValue below;
  Time now = at_micros(1'790'000'000'000'000);
  std::unique_ptr<LocalStore> store = std::make_unique<LocalStore>(below, folds, small::projections(), now);
  HistoryWriter writer;
  RandomValues ids{1};
  std::size_t given = 0;
  Uuid tenant = ids.fresh();
  Partition partition = partition_of(tenant);

  // Appends one commit and gives the store everything that it has not had; its offset.
  template <class... F>
  Offset say(const F&... facts) {
    writer.commit(tenant, {AnyFact::of(facts)...}, now, ids.fresh());
    give();
    return writer.history.back().offset;
  }
  void give() {
    for (; given < writer.history.size(); ++given) hear(writer.history[given]);
  }
  LocalStore::Heard hear(const ReadRecord& g) { return store->on_record(g.partition, g.offset, g.record, g.bytes, g.opened); }
  void reopen() { store = std::make_unique<LocalStore>(below, folds, small::projections(), now); }
  void commit() { REQUIRE(store->commit()); }
  std::string channel(std::string_view family, std::string_view rest = {}) const {
    return std::string(family) + ":" + to_string(tenant) + std::string(rest);
  }
};

Personal<std::string> text(std::string s) { return {{}, std::move(s), false, {}}; }

template <class T>
Id<T> id_of(RandomValues& ids) { return {ids.fresh()}; }

}  // namespace

TEST_CASE("local store: what one record changes on one channel is one publication, sorted, and only last states count") {
  Store s;
  const auto talk = id_of<Talk>(s.ids), other = id_of<Talk>(s.ids);
  const auto ann = id_of<Person>(s.ids), bob = id_of<Person>(s.ids);
  const auto offset = s.say(Opened{other, text("second")}, Opened{talk, text("first")}, Given{talk, {}, ann}, Given{talk, ann, bob});
  const auto folded = s.store->take();
  REQUIRE(folded.publications.size() == 2);
  const auto row = [&](const Id<Talk>& id, const char* title, const std::string& with) {
    return R"({"resource":"talk","op":"upsert","row":{"id":")" + to_string(id) + R"(","title":")" + title + R"(","with":)" + with +
           R"(,"lines":0,"last_at":")" + to_rfc3339(s.now) + R"("}})";
  };
  const auto end = R"(],"position":)" + std::to_string(offset) + "}";
  CHECK(folded.publications[0].channel == s.channel("talks"));
  CHECK(folded.publications[0].offset == offset);
  CHECK(*folded.publications[0].data ==
        R"({"changes":[)" + row(talk, "first", "\"" + to_string(bob) + "\"") + "," + row(other, "second", "null") + end);
  // Ann never had it as far as anybody could see.
  CHECK(folded.publications[1].channel == s.channel("talks", ":" + to_string(bob)));
  CHECK(*folded.publications[1].data == R"({"changes":[)" + row(talk, "first", "\"" + to_string(bob) + "\"") + end);
  CHECK(s.store->take().publications.empty());
}

TEST_CASE("local store: touched rows are told once a record, as they were left") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  s.say(Opened{talk, text("a")}, Closed{talk});
  const auto rows = s.store->take().rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fold == &state_of<Talk>());
  CHECK(std::holds_alternative<Talk::Shut>(*static_cast<const Talk::State*>(rows[0].after.get())));
  CHECK(rows[1].fold == &lookup_of<Talks>());
  CHECK(rows[1].after == nullptr);
}

TEST_CASE("local store: the strand reads what is folded, a snapshot only what is committed") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  const auto early = s.store->reader();
  const auto offset = s.say(Opened{talk, text("a")});
  const auto command = std::get<Commit>(s.writer.history.back().record).command;
  CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 1);
  CHECK(s.store->version(s.tenant, talk.value) == 1);
  CHECK(s.store->command(s.tenant, command)->offset == offset);
  CHECK_FALSE(s.store->command(s.tenant, talk.value));
  CHECK(s.store->reader()->offset(s.partition) == -1);
  CHECK_FALSE(s.store->reader()->row(lookup_of<Talks>(), s.tenant, talk));

  s.below.busy = true;
  CHECK_FALSE(s.store->commit());
  CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 1);
  s.below.busy = false;
  s.commit();
  const auto reader = s.store->reader();
  CHECK(reader->offset(s.partition) == offset);
  REQUIRE(reader->row(lookup_of<Talks>(), s.tenant, talk));
  CHECK(reader->row(lookup_of<Talks>(), s.tenant, talk)->stamp.version == 1);
  CHECK(reader->row(lookup_of<Talks>(), s.tenant, talk)->stamp.position == offset);
  CHECK(find_row<Talks>(*reader, s.tenant, talk)->title.value == "a");
  CHECK(reader->version(s.tenant, talk.value) == 1);
  CHECK_FALSE(reader->row(lookup_of<Talks>(), talk.value, talk));
  CHECK(early->offset(s.partition) == -1);
  CHECK_FALSE(early->row(lookup_of<Talks>(), s.tenant, talk));
}

TEST_CASE("local store: a list is read in pages, both ways, of one tenant or over all") {
  Store s;
  const auto talk = id_of<Talk>(s.ids), other = id_of<Talk>(s.ids);
  std::vector<Id<Line>> lines;
  for (int n = 0; n < 5; ++n) {
    lines.push_back(id_of<Line>(s.ids));
    s.say(Said{lines.back(), talk, text(std::to_string(n)), {}}, Said{id_of<Line>(s.ids), other, text("elsewhere"), {}});
  }
  s.commit();
  const auto reader = s.store->reader();
  const auto& fold = lookup_of<Lines>();
  const auto texts = [](const std::vector<Reader::Listed>& rows) {
    std::string out;
    for (const auto& r : rows) out += static_cast<const LineRow*>(r.row.row.get())->text.value;
    return out;
  };
  Reader::Page page{Key(talk).bytes};
  CHECK(texts(reader->list(fold, "thread", s.tenant, page)) == "01234");
  page.downwards = true;
  page.limit = 2;
  const auto last = reader->list(fold, "thread", s.tenant, page);
  CHECK(texts(last) == "43");
  CHECK(last[0].key == Key(lines[4]));
  page.after = last.back().place;
  CHECK(texts(reader->list(fold, "thread", s.tenant, page)) == "21");
  page.downwards = false;
  CHECK(texts(reader->list(fold, "thread", s.tenant, page)) == "4");
  // A place that the caller made itself stands for every row there.
  LineRow at{{}, talk, static_cast<const LineRow*>(last[1].row.row.get())->position, {}, {}};
  page.after = *Lines::thread(&at);
  CHECK(texts(reader->list(fold, "thread", s.tenant, page)) == "4");
  page.downwards = true;
  CHECK(texts(reader->list(fold, "thread", s.tenant, page)) == "21");
  page.limit = 0;
  CHECK(reader->list(fold, "thread", s.tenant, page).empty());
  CHECK_THROWS_AS(reader->list(fold, "thread", {}, page), std::logic_error);
  CHECK_THROWS_AS(reader->list(fold, "nothing", s.tenant, page), std::logic_error);
}

TEST_CASE("local store: a list over all tenants, and a row that leaves its place") {
  Store s;
  const auto ann = id_of<Person>(s.ids);
  const auto here = id_of<Talk>(s.ids), there = id_of<Talk>(s.ids);
  const auto first = s.tenant, second = s.ids.fresh();
  s.say(Opened{here, text("here")}, Given{here, {}, ann});
  s.tenant = second;
  s.say(Opened{there, text("there")}, Given{there, {}, ann});
  s.commit();
  const auto& fold = lookup_of<Talks>();
  const Reader::Page page{Key(ann).bytes};
  CHECK(s.store->reader()->list(fold, "with", {}, page).size() == 2);
  CHECK(s.store->reader()->list(fold, "with", first, page).size() == 1);
  CHECK(s.store->reader()->list(fold, "with", first, page)[0].key == Key(here));
  s.say(Given{there, ann, {}});
  s.commit();
  CHECK(s.store->reader()->list(fold, "with", {}, page).size() == 1);
  CHECK(s.store->reader()->list(fold, "with", second, page).empty());
}

TEST_CASE("local store: history of a tenant and of a stream") {
  Store s;
  const auto talk = id_of<Talk>(s.ids), other = id_of<Talk>(s.ids);
  const auto a = s.say(Opened{talk, text("a")});
  const auto b = s.say(Opened{other, text("b")});
  const auto c = s.say(Closed{talk}, Closed{other});
  const auto d = s.say();
  s.commit();
  const auto reader = s.store->reader();
  using Offsets = std::vector<Offset>;
  CHECK(reader->history(s.tenant, -1, 9) == Offsets{a, b, c, d});
  CHECK(reader->history(s.tenant, a, 2) == Offsets{b, c});
  CHECK(reader->history_of(s.tenant, talk.value, -1, 9) == Offsets{a, c});
  CHECK(reader->history_of(s.tenant, other.value, b, 9) == Offsets{c});
  CHECK(reader->history(s.ids.fresh(), -1, 9).empty());
}

TEST_CASE("local store: the history of a stream that goes on for long is read in pages, and does not depend on when it was committed") {
  Store s, rebuilt;
  const auto talk = id_of<Talk>(s.ids);
  std::vector<Offset> at{s.say(Opened{talk, text("a")})};
  while (at.size() < 3 * StoredStream::most_newest + 2) {
    s.say();                                             // of which the stream knows nothing
    at.push_back(s.say(Given{talk, {}, {}}, Given{talk, {}, {}}));
    if (at.size() % 5 == 0) s.commit();
    if (at.size() % 20 == 0) s.reopen();
  }
  s.commit();
  const auto reader = s.store->reader();
  CHECK(reader->history_of(s.tenant, talk.value, -1, 999) == at);
  CHECK(reader->version(s.tenant, talk.value) == static_cast<std::int64_t>(2 * at.size() - 1));
  CHECK(s.store->version(s.tenant, talk.value) == static_cast<std::int64_t>(2 * at.size() - 1));
  for (std::size_t n = 0; n < at.size(); ++n) {
    const auto page = reader->history_of(s.tenant, talk.value, at[n] - 1, 7);
    CHECK(page == std::vector<Offset>(at.begin() + static_cast<std::ptrdiff_t>(n), at.begin() + static_cast<std::ptrdiff_t>(std::min(n + 7, at.size()))));
  }
  for (const auto& g : s.writer.history) rebuilt.hear(g);
  rebuilt.commit();
  CHECK(rebuilt.below.content == s.below.content);
}

TEST_CASE("local store: a snapshot goes on showing what it held, whoever has read what before") {
  Store s;
  const auto talk = id_of<Talk>(s.ids), other = id_of<Talk>(s.ids);
  const auto ann = id_of<Person>(s.ids);
  const auto with = [&](const Reader& reader) { return find_row<Talks>(reader, s.tenant, talk)->with; };
  s.say(Opened{talk, text("a")});
  s.commit();
  const auto unread = s.store->reader();
  CHECK(s.store->reader() == unread);
  s.say(Opened{other, text("b")});
  s.commit();
  const auto before = s.store->reader();
  CHECK(before != unread);
  CHECK_FALSE(with(*before).has_value());
  CHECK_FALSE(find_row<Talks>(*unread, s.tenant, other));
  s.say(Given{talk, {}, ann});
  CHECK_FALSE(with(*s.store->reader()).has_value());
  s.below.busy = true;
  CHECK_FALSE(s.store->commit());
  CHECK_FALSE(with(*s.store->reader()).has_value());
  s.below.busy = false;
  s.commit();
  const auto after = s.store->reader();
  CHECK(with(*after) == ann);
  CHECK_FALSE(with(*before).has_value());
  CHECK_FALSE(with(*unread).has_value());
  CHECK(with(*s.store->reader()) == ann);
  s.say(Closed{talk});
  s.commit();
  CHECK_FALSE(find_row<Talks>(*s.store->reader(), s.tenant, talk));
  CHECK(with(*after) == ann);
  CHECK_FALSE(with(*before).has_value());
}

TEST_CASE("local store: what is asked of it before it is there is found once it is") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  const auto subject = s.ids.fresh(), key = s.ids.fresh();
  CHECK(s.store->version(s.tenant, talk.value) == 0);
  CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 0);
  CHECK_FALSE(s.store->subject_key(s.tenant, subject));
  s.writer.commit(s.tenant, {AnyFact::of(Opened{talk, text("a")})}, s.now, s.ids.fresh(), {{subject, key}});
  s.give();
  for (const auto committed : {false, true}) {
    if (committed) s.commit();
    CHECK(s.store->version(s.tenant, talk.value) == 1);
    CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 1);
    CHECK(s.store->subject_key(s.tenant, subject) == key);
  }
  // The first key stays.
  s.writer.commit(s.tenant, {}, s.now, s.ids.fresh(), {{subject, s.ids.fresh()}});
  s.give();
  CHECK(s.store->subject_key(s.tenant, subject) == key);
}

TEST_CASE("local store: the feed of a channel as it is committed, after an offset") {
  Store s;
  std::vector<Offset> at;
  for (int n = 0; n < 3; ++n) at.push_back(s.say(Opened{id_of<Talk>(s.ids), text("a")}));
  s.commit();
  const auto earlier = s.store->reader();
  for (int n = 0; n < 2; ++n) at.push_back(s.say(Opened{id_of<Talk>(s.ids), text("a")}));
  CHECK(s.store->reader()->feed(s.partition, s.channel("talks"), -1, 9).size() == 3);
  s.commit();
  const auto reader = s.store->reader();
  const auto offsets = [](const std::vector<Reader::Published>& feed) {
    std::vector<Offset> out;
    for (const auto& p : feed) out.push_back(p.offset);
    return out;
  };
  using Offsets = std::vector<Offset>;
  CHECK(offsets(reader->feed(s.partition, s.channel("talks"), -1, 9)) == at);
  CHECK(offsets(reader->feed(s.partition, s.channel("talks"), at[1], 9)) == Offsets{at[2], at[3], at[4]});
  CHECK(offsets(reader->feed(s.partition, s.channel("talks"), at[3], 9)) == Offsets{at[4]});
  CHECK(offsets(reader->feed(s.partition, s.channel("talks"), at[1], 2)) == Offsets{at[2], at[3]});
  CHECK(offsets(earlier->feed(s.partition, s.channel("talks"), -1, 9)) == Offsets{at[0], at[1], at[2]});
  CHECK(reader->feed(s.partition, s.channel("talks", ":"), -1, 9).empty());
  CHECK(reader->feed(s.partition, s.channel("talk"), -1, 9).empty());
}

TEST_CASE("local store: the feed is kept for seven days, and a refold writes nothing older") {
  Store s;
  const auto tick_all = [&] {
    for (Partition p = 0; p < partitions; ++p) {
      s.store->on_tick(s.now);
      s.commit();
    }
  };
  const auto first = s.say(Opened{id_of<Talk>(s.ids), text("a")});
  s.now += days(2);
  const auto second = s.say(Opened{id_of<Talk>(s.ids), text("b")});
  s.commit();
  s.now += days(4);
  tick_all();
  CHECK(s.store->feed_floor(s.partition) == -1);
  s.now += days(2);
  const auto third = s.say(Opened{id_of<Talk>(s.ids), text("c")});
  s.commit();
  tick_all();
  CHECK(s.store->feed_floor(s.partition) == first);
  const auto feed = s.store->reader()->feed(s.partition, s.channel("talks"), -1, 9);
  REQUIRE(feed.size() == 2);
  CHECK(feed[0].offset == second);
  CHECK(feed[1].offset == third);
  CHECK(s.store->reader()->feed_floor(s.partition) == first);
  CHECK_FALSE(s.below.content.contains(layout::with(layout::published(s.partition), first)));

  const auto trimmed = s.below.content;
  s.below.content.clear();
  s.reopen();
  for (const auto& g : s.writer.history) s.hear(g);
  CHECK(s.store->take().publications.size() == 2);
  s.commit();
  CHECK(s.below.content == trimmed);
}

TEST_CASE("local store: trimming is bounded, and goes on when it has been committed") {
  Store s;
  LocalStore::Options options;
  options.trimmed_records = 2;
  std::vector<Offset> at;
  for (int n = 0; n < 5; ++n) at.push_back(s.say(Opened{id_of<Talk>(s.ids), text("a")}));
  s.commit();
  s.now += days(8);
  s.store = std::make_unique<LocalStore>(s.below, s.folds, small::projections(), s.now, options);
  while (s.store->feed_floor(s.partition) == -1) s.store->on_tick(s.now);
  CHECK(s.store->feed_floor(s.partition) == at[1]);
  for (int n = 0; n < 3 * partitions; ++n) s.store->on_tick(s.now);            // nothing more until that is committed
  CHECK(s.store->feed_floor(s.partition) == at[1]);
  for (int n = 0; n < 3 * partitions; ++n) {
    s.commit();
    s.store->on_tick(s.now);
  }
  CHECK(s.store->feed_floor(s.partition) == at[4]);
  for (const auto& [key, value] : s.below.content) CHECK((key[0] != 'F' && key[0] != 'T'));
}

TEST_CASE("local store: records that were folded before are known, rejected ones are passed over") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  s.say(Opened{talk, text("a")});
  CHECK(s.hear(s.writer.history.back()) == LocalStore::Heard::known);
  CHECK(s.store->take().publications.size() == 1);
  s.writer.stale(s.tenant, {AnyFact::of(Closed{talk})}, s.now, s.ids.fresh());
  const auto& stale = s.writer.history.back();
  CHECK(s.hear(stale) == LocalStore::Heard::rejected);
  CHECK(s.store->next(s.partition) == stale.offset + 1);
  CHECK_FALSE(s.store->command(s.tenant, std::get<Commit>(stale.record).command));
  CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 1);
  s.commit();
  s.reopen();
  CHECK(s.hear(stale) == LocalStore::Heard::known);
  CHECK(s.store->next(s.partition) == stale.offset + 1);
}

TEST_CASE("local store: a missing key stops its partition until it is there") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  s.say();
  const auto before = s.store->next(s.partition);
  const auto& g = s.writer.commit(s.tenant, {AnyFact::of(Opened{talk, text("a")})}, s.now, s.ids.fresh());
  const Unreadable why{talk.value, "the key store lacks a key"};
  CHECK(s.store->on_record(g.partition, g.offset, g.record, g.bytes, nullptr, &why) == LocalStore::Heard::stopped);
  CHECK(s.store->next(s.partition) == before);
  CHECK(s.store->take().parked.empty());
  CHECK(s.hear(g) == LocalStore::Heard::folded);
  CHECK(state_row<Talk>(*s.store, s.tenant, talk.value)->index() == 1);
}

TEST_CASE("local store: a record that cannot be read parks all folds of its tenant, and its command stays known") {
  Store s;
  const auto talk = id_of<Talk>(s.ids);
  const auto bad = s.tenant, good = s.ids.fresh();
  s.say(Opened{talk, text("a")});
  const auto command = s.ids.fresh();
  const auto& g = s.writer.commit(bad, {AnyFact::of(Closed{talk})}, s.now, command);
  const Unreadable why{{}, "fact small.closed.v1 is unknown to this release"};
  CHECK(s.store->on_record(g.partition, g.offset, g.record, g.bytes, nullptr, &why) == LocalStore::Heard::folded);
  s.given = s.writer.history.size();
  s.say(Closed{talk});                             // not applied any more
  CHECK(s.store->take().parked[0].why == why.why);
  s.tenant = good;
  s.say(Opened{talk, text("b")}, Closed{talk});
  const auto check = [&] {
    CHECK(s.store->command(bad, command)->offset == g.offset);
    CHECK(s.store->version(bad, talk.value) == 3);
    CHECK(s.store->parked(lookup_of<Talks>(), bad));
    CHECK(state_row<Talk>(*s.store, bad, talk.value)->index() == 1);
    CHECK_FALSE(s.store->parked(lookup_of<Talks>(), good));
    CHECK(state_row<Talk>(*s.store, good, talk.value)->index() == 2);
  };
  check();
  s.commit();
  CHECK(s.store->reader()->parked(lookup_of<Talks>(), bad));
  CHECK_FALSE(s.store->reader()->parked(lookup_of<Talks>(), good));
  // What it holds stands still, and is not shown as if it did not.
  CHECK_THROWS_AS(s.store->reader()->row(lookup_of<Talks>(), bad, Key(talk)), FoldParked);
  CHECK_THROWS_AS(s.store->reader()->list(lookup_of<Talks>(), small::projections()[0].indexes[0].name, bad, {}), FoldParked);
  CHECK(s.store->reader()->get(lookup_of<Talks>(), bad, Key(talk)));
  CHECK_NOTHROW(s.store->reader()->row(lookup_of<Talks>(), good, Key(talk)));
  s.reopen();
  check();
  CHECK(s.store->parked().size() == 1);
  CHECK_THROWS_AS(s.store->reader()->row(lookup_of<Talks>(), bad, Key(talk)), FoldParked);
}

TEST_CASE("local store: a fold that throws is parked for that tenant, alone and for good") {
  static AnyFold touchy;
  touchy = lookup_of<Talks>();
  touchy.name = "touchy";
  for (auto& l : touchy.listeners)
    if (l.fact == &wire_type<Said>()) l.apply = [](const RowPtr&, const void*, const Meta&) -> RowPtr { throw std::runtime_error("no"); };
  Store s;
  auto all = small::folds();
  all.push_back(&touchy);
  const Folds folds{all};
  s.store = std::make_unique<LocalStore>(s.below, folds, small::projections(), s.now);
  const auto talk = id_of<Talk>(s.ids);
  s.say(Opened{talk, text("a")});
  s.say(Said{id_of<Line>(s.ids), talk, text("b"), {}});
  const auto parked = s.store->take().parked;
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].fold == &touchy);
  CHECK(parked[0].why == "small.said.v1: no");
  s.say(Said{id_of<Line>(s.ids), talk, text("c"), {}}, Closed{talk});
  CHECK(s.store->take().parked.empty());
  s.commit();
  s.store = std::make_unique<LocalStore>(s.below, folds, small::projections(), s.now);
  CHECK(s.store->parked(touchy, s.tenant));
  CHECK(s.store->get(touchy, s.tenant, talk));
  CHECK_FALSE(s.store->parked(lookup_of<Talks>(), s.tenant));
  CHECK_FALSE(s.store->get(lookup_of<Talks>(), s.tenant, talk));
  CHECK(s.store->reader()->parked(touchy, s.tenant));
  const auto other = s.tenant;
  s.tenant = s.ids.fresh();
  s.say(Opened{talk, text("a")});
  CHECK_FALSE(s.store->parked(touchy, s.tenant));
  CHECK(s.store->parked(touchy, other));
}

TEST_CASE("local store: the first key of a subject stays its key") {
  Store s;
  const auto zoe = s.ids.fresh(), first = s.ids.fresh(), second = s.ids.fresh();
  s.writer.commit(s.tenant, {}, s.now, s.ids.fresh(), {{zoe, first}, {zoe, second}});
  s.give();
  CHECK(s.store->subject_key(s.tenant, zoe) == first);
  s.commit();
  s.writer.commit(s.tenant, {}, s.now, s.ids.fresh(), {{zoe, second}});
  s.give();
  s.commit();
  s.reopen();
  CHECK(s.store->subject_key(s.tenant, zoe) == first);
  CHECK_FALSE(s.store->subject_key(s.ids.fresh(), zoe));
}

TEST_CASE("local store: every row of a fold, the uncommitted ones too") {
  Store s;
  std::set<std::string> wanted;
  std::vector<Id<Talk>> talks;
  for (int n = 0; n < 4; ++n) {
    talks.push_back(id_of<Talk>(s.ids));
    s.say(Opened{talks.back(), text("a")});
    if (n == 1) s.commit();
  }
  s.say(Closed{talks[0]});                         // committed before
  for (int n = 1; n < 4; ++n) wanted.insert(Key(talks[static_cast<std::size_t>(n)]).bytes);
  std::set<std::string> seen;
  s.store->each(lookup_of<Talks>(), [&](const Uuid& tenant, const Key& key, const RowPtr& row) {
    CHECK(tenant == s.tenant);
    CHECK(Key(static_cast<const TalkRow*>(row.get())->id) == key);
    seen.insert(key.bytes);
  });
  CHECK(seen == wanted);
}

TEST_CASE("local store: the fingerprint of a fold changes with whatever changes its rows, and with nothing else") {
  auto all = small::folds();
  auto projections = small::projections();
  const auto print = [&](const AnyFold& fold) { return StoreLayout{Folds{all}, projections}.fingerprint(fold); };
  const auto talks = print(lookup_of<Talks>()), load = print(lookup_of<PersonLoad>());
  CHECK(talks != load);
  std::reverse(all.begin(), all.end());
  CHECK(print(lookup_of<Talks>()) == talks);
  projections[0].indexes[0].across_tenants = false;
  CHECK(print(lookup_of<Talks>()) != talks);
  CHECK(print(lookup_of<PersonLoad>()) == load);
  AnyFold newer = lookup_of<PersonLoad>();
  newer.version = 2;
  std::replace(all.begin(), all.end(), &lookup_of<PersonLoad>(), static_cast<const AnyFold*>(&newer));
  CHECK(print(newer) != load);
  newer.version = 1;
  CHECK(print(newer) == load);
  newer.row = &shape_of<TalkRow>();
  CHECK(print(newer) != load);
  newer = lookup_of<PersonLoad>();
  newer.listeners.push_back(*lookup_of<Talks>().listener(&wire_type<Closed>()));
  CHECK(print(newer) != load);
  all.push_back(&newer);
  CHECK_THROWS_AS((StoreLayout{Folds{all}, projections}), std::logic_error);
}

TEST_CASE("local store: what all folds stand on is the layout and the journal, and a newer layout is known for one") {
  const Uuid journal = uuid_of("0123456789abcdef");
  const auto foundation = StoreLayout::foundation(journal);
  CHECK(foundation == StoreLayout::foundation(journal));
  CHECK(foundation != StoreLayout::foundation(Uuid{}));
  CHECK_FALSE(StoreLayout::of_newer_release(foundation));
  CHECK(StoreLayout::of_newer_release("millrace local store 999999999999 of another time"));
  CHECK_FALSE(StoreLayout::of_newer_release("millrace local store 1 of another time"));
  CHECK_FALSE(StoreLayout::of_newer_release("thirty-two bytes, as before"));
}

}  // namespace millrace
