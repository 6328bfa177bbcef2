// The local store from one release to the next: folds that are new, have changed or are gone, and the others, which notice nothing.
#include <doctest/doctest.h>

#include "tests/support/laws.hpp"
#include "tests/support/random_facts.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {
namespace {

using namespace small;
using Need = LocalStore::Need;
using Content = MemoryKeyValue::Content;

// The small house, and how another release of it differs.
struct Release {
  std::vector<const AnyFold*> all = small::folds();
  std::vector<Projection> projections = small::projections();
  std::deque<AnyFold> own;

  const AnyFold& in_version(const AnyFold& fold, int version) {
    auto& changed = own.emplace_back(fold);
    changed.version = version;
    std::replace(all.begin(), all.end(), &fold, static_cast<const AnyFold*>(&changed));
    for (auto& p : projections)
      if (p.fold == &fold) p.fold = &changed;
    return changed;
  }
  void without(const AnyFold& fold) {
    std::erase(all, &fold);
    std::erase_if(projections, [&](const Projection& p) { return p.fold == &fold; });
  }
};

template <class T>
Id<T> id_of(RandomValues& ids) { return {ids.fresh()}; }
Personal<std::string> text(std::string s) { return {{}, std::move(s), false, {}}; }

// What is kept of rows, in lists and out of them.
Content rows_of(const Content& content) {
  Content out;
  for (const auto& entry : content)
    if (std::string_view("RXYP").find(entry.first[0]) != std::string_view::npos) out.insert(entry);
  return out;
}

struct World {
  explicit World(const Release& first) { open(first); }
  void open(const Release& release) {
    store.reset();
    folds = std::make_unique<Folds>(release.all);
    store = std::make_unique<LocalStore>(below, *folds, release.projections, now);
    commit();
  }
  void commit() { REQUIRE(store->commit()); }
  template <class... F>
  Offset say(const F&... facts) {
    const auto& r = writer.commit(tenant, {AnyFact::of(facts)...}, now, ids.fresh());
    for (const auto& h : writer.history)
      if (h.partition == p && h.offset >= store->next(p)) store->on_record(p, h.offset, h.record, h.bytes, h.opened);
    commit();
    return r.offset;
  }
  // Reads so many of the records that are missing; false when none are.
  bool catch_up(Need need, std::size_t most = 1000) {
    const auto piece = store->missing(need, p);
    if (!piece) return false;
    auto next = piece->from;
    for (const auto& h : writer.history) {
      if (h.partition != p || h.offset < piece->from || h.offset >= piece->until || most == 0) continue;
      --most;
      if (const auto* commit = std::get_if<Commit>(&h.record)) give(*piece, h.offset, *commit, h.opened);
      next = h.offset + 1;
    }
    store->on_passed(*piece, next);
    commit();
    return true;
  }
  void give(const LocalStore::Piece& piece, Offset offset, const Commit& commit, std::shared_ptr<const Committed> opened) {
    const bool matters = std::any_of(commit.facts.begin(), commit.facts.end(), [&](const auto& f) { return piece.wires.contains(f.wire); });
    if (matters && opened) store->on_past(piece, {offset, commit.tenant, std::move(opened), {}});
  }
  // The rows of a store that the release has folded from the beginning on.
  Content from_the_beginning(const Release& release) const {
    MemoryKeyValue fresh;
    const Folds all{release.all};
    LocalStore one{fresh, all, release.projections, now};
    for (const auto& h : writer.history) one.on_record(h.partition, h.offset, h.record, h.bytes, h.opened);
    REQUIRE(one.commit());
    return rows_of(fresh.content);
  }
  std::string channel(std::string_view family) const { return std::string(family) + ":" + to_string(tenant); }

  MemoryKeyValue below;
  HistoryWriter writer;
  RandomValues ids{3};
  Uuid tenant = ids.fresh();
  Partition p = partition_of(tenant);
  Time now = at_micros(1'790'000'000'000'000);
  std::unique_ptr<Folds> folds;
  std::unique_ptr<LocalStore> store;
};

// Talks with lines, and whose they are.
struct Busy : World {
  explicit Busy(const Release& first = {}) : World(first) {
    say(Opened{talk, text("a")});
    said = say(Said{id_of<Line>(ids), talk, text("b"), {}});
    say(Given{talk, {}, ann});
    say(Said{id_of<Line>(ids), talk, text("c"), {}}, Opened{id_of<Talk>(ids), text("d")});
    store->take();
  }
  Id<Talk> talk = id_of<Talk>(ids);
  Id<Person> ann = id_of<Person>(ids);
  Offset said = 0;
};

}  // namespace

TEST_CASE("folds of a release: one that is new, and listens to what has never happened, is whole at once and moves nobody") {
  Release before;
  before.without(lookup_of<Lines>());                    // whose name comes before those of others
  before.without(state_of<Line>());
  World w{before};
  const auto talk = id_of<Talk>(w.ids);
  w.say(Opened{talk, text("a")}, Given{talk, {}, id_of<Person>(w.ids)});
  const auto kept = rows_of(w.below.content);
  const Release after;
  w.open(after);
  CHECK_FALSE(w.store->missing(Need::before_serving, w.p));
  CHECK_FALSE(w.store->missing(Need::views, w.p));
  CHECK_FALSE(w.store->catching_up());
  CHECK(rows_of(w.below.content) == kept);
  w.say(Said{id_of<Line>(w.ids), talk, text("b"), {}});
  CHECK(w.store->reader()->list(lookup_of<Lines>(), "thread", w.tenant, {Key(talk).bytes}).size() == 1);
}

TEST_CASE("folds of a release: nothing has changed, and nothing is read or written") {
  Busy w;
  const auto kept = w.below.content;
  w.open(Release{});
  CHECK(w.below.content == kept);
  CHECK_FALSE(w.store->catching_up());
}

TEST_CASE("folds of a release: a view that has changed catches up beside the others, and is not read before it is whole") {
  Busy w;
  Release next;
  const auto& lines = next.in_version(lookup_of<Lines>(), 2);
  w.open(next);
  CHECK_FALSE(w.store->missing(Need::before_serving, w.p));
  const auto piece = w.store->missing(Need::views, w.p);
  REQUIRE(piece);
  CHECK(piece->from == w.said);                          // nothing before it matters
  CHECK(piece->wires == std::set<std::string, std::less<>>{"small.said.v1"});
  CHECK(w.store->missing(Need::views).folds == std::set<std::string>{"small_lines"});

  const auto in_thread = [&] { return w.store->reader()->list(lines, "thread", w.tenant, {Key(w.talk).bytes}).size(); };
  CHECK_THROWS_AS(in_thread(), CatchingUp);
  CHECK_THROWS_AS(w.store->whole().get(lines, w.tenant, Key(w.talk)), CatchingUp);
  CHECK(w.store->reader()->row(lookup_of<Talks>(), w.tenant, w.talk));
  CHECK(find_row<Talks>(w.store->whole(), w.tenant, w.talk));

  // What comes meanwhile is told by who is whole.
  const auto newest = w.say(Said{id_of<Line>(w.ids), w.talk, text("e"), {}});
  auto folded = w.store->take();
  REQUIRE(folded.publications.size() == 2);              // talks:<tenant>, and Ann's
  for (const auto& p : folded.publications) CHECK(p.channel.starts_with("talks:"));
  CHECK(folded.missed.empty());
  CHECK(w.store->reader()->feed_floor(w.p, w.channel("talk")) == newest);
  CHECK(w.store->reader()->feed_floor(w.p, w.channel("talks")) == -1);

  CHECK(w.catch_up(Need::views, 1));
  CHECK_THROWS_AS(in_thread(), CatchingUp);
  while (w.catch_up(Need::views, 1)) {}
  CHECK(in_thread() == 3);
  CHECK_FALSE(w.store->catching_up());
  folded = w.store->take();
  CHECK(folded.publications.empty());
  CHECK(folded.missed == std::map<Partition, std::set<std::string>>{{w.p, {"talk"}}});
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
  // Who has heard the channel before does not go on from there.
  const auto later = w.say(Said{id_of<Line>(w.ids), w.talk, text("f"), {}});
  CHECK(w.store->reader()->feed_floor(w.p, w.channel("talk")) == newest);
  CHECK(w.store->reader()->feed(w.p, w.channel("talk") + ":" + to_string(w.talk), newest, 9).size() == 1);
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
  CHECK(later == newest + 1);
}

TEST_CASE("folds of a release: a lookup that has changed is to be whole before anything is served") {
  Busy w;
  Release next;
  const auto& load = next.in_version(lookup_of<PersonLoad>(), 2);
  w.open(next);
  CHECK_FALSE(w.store->missing(Need::views, w.p));
  const auto missing = w.store->missing(Need::before_serving);
  CHECK(missing.folds == std::set<std::string>{"small_load"});
  CHECK(missing.records == w.store->next(w.p) - 3);      // from the one on that gives a talk to somebody
  CHECK_FALSE(w.store->get(load, w.tenant, Key(w.ann)));
  while (w.catch_up(Need::before_serving)) {}
  CHECK(static_cast<const Load*>(w.store->get(load, w.tenant, Key(w.ann)).get())->open == 1);
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
}

TEST_CASE("folds of a release: a crash amid a rebuild, and it goes on from where it was") {
  Busy w;
  Release next;
  const auto& lines = next.in_version(lookup_of<Lines>(), 2);
  w.open(next);
  REQUIRE(w.catch_up(Need::views, 1));
  w.below.flush();
  REQUIRE(w.catch_up(Need::views, 1));
  w.below.crash();
  w.open(next);
  const auto piece = w.store->missing(Need::views, w.p);
  REQUIRE(piece);
  CHECK(piece->from == w.said + 1);
  CHECK_THROWS_AS(w.store->reader()->row(lines, w.tenant, Key(w.talk)), CatchingUp);
  while (w.catch_up(Need::views, 1)) {}
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
}

TEST_CASE("folds of a release: folds that change in the midst of a rebuild begin again, and others go on") {
  Busy w;
  Release second;
  second.in_version(lookup_of<Lines>(), 2);
  w.open(second);
  REQUIRE(w.catch_up(Need::views, 1));
  Release third;
  third.in_version(lookup_of<Lines>(), 3);
  third.in_version(lookup_of<Talks>(), 2);
  w.open(third);
  CHECK(w.store->missing(Need::views, w.p)->from == w.said);
  CHECK(w.store->missing(Need::before_serving, w.p)->folds.size() == 1);
  while (w.catch_up(Need::before_serving, 2)) {}
  CHECK(w.store->missing(Need::views, w.p)->from == w.said);
  while (w.catch_up(Need::views, 2)) {}
  CHECK(rows_of(w.below.content) == w.from_the_beginning(third));
}

TEST_CASE("folds of a release: every fold may change at once, whatever has happened") {
  const auto history = random_history(small::folds(), 11, 400);
  MemoryKeyValue below;
  const auto now = at_micros(1'790'000'000'000'000);
  Release next;
  for (const auto* fold : small::folds()) next.in_version(*fold, 2);
  {
    const Folds first{small::folds()};
    LocalStore store{below, first, small::projections(), now};
    for (const auto& h : history) store.on_record(h.partition, h.offset, h.record, h.bytes, h.opened);
    REQUIRE(store.commit());
  }
  const auto kept = rows_of(below.content);
  const Folds folds{next.all};
  LocalStore store{below, folds, next.projections, now};
  REQUIRE(store.commit());
  CHECK(rows_of(below.content).empty());
  for (const auto need : {Need::before_serving, Need::views})
    for (Partition p = 0; p < partitions; ++p)
      while (const auto piece = store.missing(need, p)) {
        auto next_offset = piece->from;
        for (const auto& h : history) {
          if (h.partition != p || h.offset < piece->from || h.offset >= piece->from + 7) continue;
          next_offset = h.offset + 1;
          const auto* commit = std::get_if<Commit>(&h.record);
          if (!commit) continue;
          auto opened = h.opened;
          if (!opened) opened = std::make_shared<const Committed>(Committed{p, h.offset, *commit, {}, {}});   // it was refused
          store.on_past(*piece, {h.offset, commit->tenant, opened, {}});
        }
        store.on_passed(*piece, next_offset);
        REQUIRE(store.commit());
      }
  CHECK(rows_of(below.content) == kept);
  CHECK(store.take().parked.empty());
}

TEST_CASE("folds of a release: a commit that was refused is not folded later either") {
  Busy w;
  w.writer.stale(w.tenant, {AnyFact::of(Said{id_of<Line>(w.ids), w.talk, text("never"), {}})}, w.now, w.ids.fresh());
  const auto stale = w.writer.history.back();
  w.say(Opened{id_of<Talk>(w.ids), text("e")});
  Release next;
  next.in_version(lookup_of<Lines>(), 2);
  w.open(next);
  const auto piece = w.store->missing(Need::views, w.p);
  REQUIRE(piece);
  const auto& commit = std::get<Commit>(stale.record);
  auto opened = std::make_shared<Committed>(Committed{w.p, stale.offset, commit, {}, {}});
  opened->facts.push_back(AnyFact::of(Said{id_of<Line>(w.ids), w.talk, text("never"), {}}));
  w.store->on_past(*piece, {stale.offset, w.tenant, opened, {}});
  while (w.catch_up(Need::views)) {}
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
}

TEST_CASE("folds of a release: what throws over old records is parked, and only there") {
  Busy w;
  Release next;
  const auto& lines = next.in_version(lookup_of<Lines>(), 2);
  for (auto& l : next.own.back().listeners) l.apply = [](const RowPtr&, const void*, const Meta&) -> RowPtr { throw std::runtime_error("no"); };
  w.open(next);
  while (w.catch_up(Need::views, 1)) {}
  const auto parked = w.store->take().parked;
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].fold == &lines);
  CHECK(w.store->parked(lines, w.tenant));
  CHECK_FALSE(w.store->parked(lookup_of<Talks>(), w.tenant));
  // Mended, it begins anew, and is not parked any more.
  Release mended;
  const auto& good = mended.in_version(lookup_of<Lines>(), 3);
  w.open(mended);
  while (w.catch_up(Need::views, 1)) {}
  CHECK_FALSE(w.store->parked(good, w.tenant));
  CHECK(rows_of(w.below.content) == w.from_the_beginning(mended));
}

TEST_CASE("folds of a release: what is gone leaves nothing, and when it comes back it is folded anew") {
  Busy w;
  Release without;
  without.without(lookup_of<Lines>());
  w.open(without);
  CHECK(rows_of(w.below.content).size() < w.from_the_beginning({}).size());
  w.open(Release{});
  CHECK(w.store->missing(Need::views).folds == std::set<std::string>{"small_lines"});
  while (w.catch_up(Need::views)) {}
  const auto talks = w.store->reader()->list(lookup_of<Lines>(), "thread", w.tenant, {Key(w.talk).bytes});
  CHECK(talks.size() == 2);
  CHECK(w.store->reader()->row(lookup_of<Talks>(), w.tenant, w.talk));
}

TEST_CASE("folds of a release: a store that a newer one has folded is refused, and left as it is") {
  Release newer;
  newer.in_version(lookup_of<PersonLoad>(), 2);
  Busy w{newer};
  const auto kept = w.below.content;
  const Folds folds{small::folds()};
  CHECK_THROWS_AS((LocalStore{w.below, folds, small::projections(), w.now}), StoreOfNewerRelease);
  CHECK(w.below.content == kept);
}

TEST_CASE("folds of a release: with a record that the release before could not read, everything is folded anew") {
  Busy w;
  const auto& g = w.writer.commit(w.tenant, {AnyFact::of(Closed{w.talk})}, w.now, w.ids.fresh());
  const Unreadable why{{}, "fact small.closed.v1 is unknown to this release"};
  CHECK(w.store->on_record(g.partition, g.offset, g.record, g.bytes, nullptr, &why) == LocalStore::Heard::folded);
  w.commit();
  w.open(Release{});                                     // the same one knows no more than before
  CHECK(w.store->parked(lookup_of<Talks>(), w.tenant));
  Release next;
  next.in_version(state_of<Talk>(), 2);
  w.open(next);
  CHECK(w.store->next(w.p) == 0);
  CHECK_FALSE(w.store->parked(lookup_of<Talks>(), w.tenant));
  CHECK_FALSE(w.store->catching_up());
  for (const auto& h : w.writer.history) w.store->on_record(h.partition, h.offset, h.record, h.bytes, h.opened);
  w.commit();
  CHECK(rows_of(w.below.content) == w.from_the_beginning(next));
}

TEST_CASE("folds of a release: a record before the first commit finds nothing of what is to go, for it is not taken") {
  Busy w;
  Release next;
  next.in_version(lookup_of<Lines>(), 2);
  const Folds folds{next.all};
  w.below.busy = true;
  LocalStore store{w.below, folds, next.projections, w.now};
  CHECK_FALSE(store.commit());
  const auto& g = w.writer.commit(w.tenant, {AnyFact::of(Closed{w.talk})}, w.now, w.ids.fresh());
  CHECK_THROWS_AS(store.on_record(g.partition, g.offset, g.record, g.bytes, g.opened), std::logic_error);
  w.below.busy = false;
  REQUIRE(store.commit());
  CHECK(store.on_record(g.partition, g.offset, g.record, g.bytes, g.opened) == LocalStore::Heard::folded);
}

TEST_CASE("folds of a release: an epoch is of the journal and of what publishes on the family") {
  const auto epochs = [](const Release& r, const Uuid& journal) { return StoreLayout{Folds{r.all}, r.projections}.epochs(journal); };
  const auto first = epochs({}, Uuid{});
  CHECK(first.size() == 2);
  CHECK(first.at("talk") != first.at("talks"));
  CHECK(first == epochs({}, Uuid{}));
  CHECK(first.at("talk") != epochs({}, uuid_of("another-journal-")).at("talk"));
  Release next;
  next.in_version(lookup_of<Lines>(), 2);
  CHECK(epochs(next, Uuid{}).at("talk") != first.at("talk"));
  CHECK(epochs(next, Uuid{}).at("talks") == first.at("talks"));
  Release lookup;
  lookup.in_version(lookup_of<PersonLoad>(), 2);
  CHECK(epochs(lookup, Uuid{}) == first);
}

TEST_CASE("folds of a release: names that have been retired are read as what they have become") {
  Wires wires;
  wires.add(&wire_type<Said>());
  CHECK(wires.newest("small.said.v1") == &wire_type<Said>());
  CHECK(wires.newest("small.never.v1") == nullptr);
  wires.add_retired(&wire_type<Opened>(), [](const void*) { return AnyValue{}; }, &wire_type<Given>());
  wires.add_retired(&wire_type<Given>(), [](const void*) { return AnyValue{}; }, &wire_type<Closed>());
  wires.add(&wire_type<Closed>());
  CHECK(wires.newest("small.opened.v1") == &wire_type<Closed>());
}

}  // namespace millrace
