// The store as it stood: rows folded again from the records that have changed them, up to any of these.
#include <doctest/doctest.h>

#include <set>

#include "infra/runtime/house.hpp"
#include "projections/core/as_of_reader.hpp"
#include "projections/desk/tickets.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"
#include "tests/support/laws.hpp"
#include "tests/support/random_facts.hpp"
#include "tests/support/small_house.hpp"

namespace millrace {
namespace {

// What a reader shows of everything that facts of a history have named.
class Shown {
 public:
  Shown(const Folds& folds, const std::vector<Projection>& projections, const History& history) : projections_(projections) {
    const StoreLayout layout{folds, projections};
    for (const auto& g : history) {
      if (!g.opened) continue;
      const auto& tenant = g.opened->commit.tenant;
      for (const auto& fact : g.opened->facts) {
        streams_[tenant].insert(fact.stream());
        for (const auto& hears : folds.of(fact.type)) {
          if (!hears.fold->of_own_stream() && !layout.about(*hears.fold).history) continue;
          for (const auto& key : hears.listener->keys(fact.value.get())) rows_[tenant].insert({hears.fold, key});
        }
      }
    }
  }
  std::string by(const Reader& reader, const Uuid& tenant) const {
    std::string all;
    if (const auto known = rows_.find(tenant); known != rows_.end())
      for (const auto& [fold, key] : known->second)
        if (const auto row = reader.row(*fold, tenant, key)) all += said(*fold, key, *row);
    if (const auto known = streams_.find(tenant); known != streams_.end())
      for (const auto& stream : known->second) all += to_string(stream) + ' ' + std::to_string(reader.version(tenant, stream)) + '\n';
    return all + lists(reader, tenant);
  }

 private:
  static std::string said(const AnyFold& fold, const Key& key, const StampedRow& row) {
    return fold.name + ' ' + base64url(key.bytes) + ' ' + std::to_string(row.stamp.version) + '@' + std::to_string(row.stamp.position) + ' ' +
           to_json(*fold.row, row.row.get(), Personals::named) + '\n';
  }
  // Page by page, from both ends.
  std::string lists(const Reader& reader, const Uuid& tenant) const {
    std::string all;
    for (const auto& p : projections_)
      for (const auto& index : p.indexes)
        for (const bool downwards : {false, true}) {
          if (!reader.kept(*p.fold, index.name)) continue;
          Reader::Page page{.prefix = {}, .downwards = downwards, .limit = 3};
          for (bool more = true; more;) {
            const auto found = reader.list(*p.fold, index.name, tenant, page);
            for (const auto& listed : found) (all += index.name) += ' ' + base64url(listed.place) + ' ' + said(*p.fold, listed.key, listed.row);
            more = found.size() == page.limit;
            if (more) page.after = found.back().place;
          }
        }
    return all;
  }

  const std::vector<Projection>& projections_;
  std::map<Uuid, std::set<std::pair<const AnyFold*, Key>>> rows_;
  std::map<Uuid, std::set<Uuid>> streams_;
};

// The history without what was withdrawn in it.
History retold(const History& history, const Reader& now) {
  auto told = history;
  for (auto& g : told) {
    if (!g.opened) continue;
    auto opened = *g.opened;
    for (std::size_t n = 0; n < opened.facts.size(); ++n)
      opened.facts[n] = as_told(opened.facts[n], opened.commit.tenant, opened.commit.facts[n].stream, withdrawn_in(now));
    g.opened = std::make_shared<const Committed>(std::move(opened));
  }
  return told;
}

// As of any record, rows, versions and lists that keep their order are what the store showed when it stood there, but for texts that have
// been withdrawn since.
void check_as_of(const std::vector<const AnyFold*>& all, const std::vector<Projection>& projections, std::uint64_t seed, std::size_t records) {
  const Folds folds{all};
  const auto history = random_history(all, seed, records);
  const auto now = at_micros(1'790'000'000'000'000);
  MemoryKeyValue below_whole, below;
  LocalStore whole{below_whole, folds, projections, now}, live{below, folds, projections, now};
  std::map<std::pair<Partition, Offset>, std::shared_ptr<const Committed>> opened;
  std::set<Uuid> tenants;
  for (const auto& g : history) {
    whole.on_record(g.partition, g.offset, g.record, g.bytes, g.opened);
    if (!g.opened) continue;
    opened[{g.partition, g.offset}] = g.opened;
    tenants.insert(g.opened->commit.tenant);
  }
  REQUIRE(whole.commit());
  const auto today = whole.reader();
  const Shown shown{folds, projections, history};
  EarlierRows earlier{64};
  for (const auto& g : retold(history, *today)) {
    live.on_record(g.partition, g.offset, g.record, g.bytes, g.opened);
    REQUIRE(live.commit());
    for (const auto& tenant : tenants) {
      if (partition_of(tenant) != g.partition) continue;
      CAPTURE(g.offset);
      const auto record = [&](Offset offset) { return opened.at({g.partition, offset}); };
      const AsOfReader then{{.now = *today, .tenant = tenant, .at = g.offset, .record = record, .earlier = earlier, .worth_keeping = 2}};
      CHECK(shown.by(then, tenant) == shown.by(*live.reader(), tenant));
    }
  }
}

const House& the_house() {
  static const House it = [] {
    auto made = house();
    made.register_types();
    return made;
  }();
  return it;
}

// Those of its projections, with the folds that they need, whose rows that area shows.
std::vector<Projection> views(std::initializer_list<std::string_view> resources) {
  std::vector<Projection> some;
  for (const auto& p : the_house().projections)
    if (std::find(resources.begin(), resources.end(), p.resource) != resources.end()) some.push_back(p);
  REQUIRE(some.size() == resources.size());
  return some;
}

void check(const std::vector<Projection>& views, const std::vector<const AnyFold*>& states, std::uint64_t seeds, std::size_t records) {
  auto folds = states;
  for (const auto& view : views) folds.push_back(view.fold);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    check_as_of(folds, views, seed, records);
  }
}

}  // namespace

TEST_CASE("as of any position rows, versions and threads are what they were when the store stood there") {
  check(small::projections(), {&state_of<small::Talk>(), &state_of<small::Line>()}, 3, 120);
  check(views({"conversation", "message", "customer", "customer_note", "read_marker", "member", "member_name"}),
        {&state_of<Conversation>(), &state_of<Message>(), &state_of<Customer>()}, 3, 150);
  check(views({"ticket", "ticket_description", "ticket_comment", "customer", "member_name", "effect"}), {&state_of<Ticket>(), &state_of<Message>(), &state_of<Effect>()}, 3, 150);
}

TEST_CASE("the history of every view's rows is known: of one stream, or kept") {
  for (const auto& p : the_house().projections)
    if (!p.resource.empty()) CHECK_MESSAGE((p.history || p.fold->of_own_stream()), p.resource, ": say `history` in its Projection");
}

TEST_CASE("rows stay where they came to stand in a list that says so, whatever is said of them") {
  const auto& all = the_house().projections;
  const StoreLayout layout{Folds{the_house().folds()}, all};
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto history = random_history(the_house().folds(), seed, 400);
    for (const auto& p : all)
      for (const auto& index : p.indexes) {
        if (!index.kept) continue;
        const Folds one{{p.fold}};
        const Nothing nothing;
        Layer rows{nothing};
        for (const auto& g : history)
          for (std::size_t n = 0; g.opened && n < g.opened->facts.size(); ++n)
            one.apply(rows, g.opened->facts[n], meta_of(*g.opened, n), [&](const AnyFold&, const Key&, const RowPtr& before, const RowPtr& after, const Meta&) {
              REQUIRE(after);
              if (before) CHECK(index.place(before.get()) == index.place(after.get()));
            });
      }
  }
}

namespace {

// Talks of one tenant, and what is written in them.
struct Talking {
  Talking() {
    for (int n = 0; n < 40; ++n) say(small::Said{Id<small::Line>{ids.fresh()}, talk, {{}, "line", false, {}}, {}});
    REQUIRE(store.commit());
    now = store.reader();
  }
  template <class... F>
  Offset say(const F&... facts) {
    const auto& r = writer.commit(tenant, {AnyFact::of(facts)...}, at_micros(1'790'000'000'000'000), ids.fresh());
    for (const auto& h : writer.history)
      if (h.partition == p && h.offset >= store.next(p)) store.on_record(p, h.offset, h.record, h.bytes, h.opened);
    return r.offset;
  }
  AsOfReader as_of(Offset at, std::size_t most_records) {
    return AsOfReader{{.now = *now, .tenant = tenant, .at = at, .record = [this](Offset o) { return ++read, writer.history[static_cast<std::size_t>(o)].opened; },
                       .earlier = earlier, .most_records = most_records, .worth_keeping = 4}};
  }

  MemoryKeyValue below;
  Folds folds{small::folds()};
  LocalStore store{below, folds, small::projections(), at_micros(1'790'000'000'000'000)};
  HistoryWriter writer;
  RandomValues ids{5};
  Uuid tenant = ids.fresh();
  Partition p = partition_of(tenant);
  Id<small::Talk> talk{ids.fresh()};
  Offset opened = say(small::Opened{talk, {{}, "a", false, {}}});
  std::shared_ptr<const Reader> now;
  EarlierRows earlier{8};
  std::size_t read = 0;
};

std::int64_t lines(const AsOfReader& reader, const Talking& t) {
  const auto row = reader.row(lookup_of<small::Talks>(), t.tenant, t.talk);
  return row ? static_cast<const small::TalkRow*>(row->row.get())->lines : -1;
}

}  // namespace

TEST_CASE("as of a position: what has not changed since is read as it is, and what was not there yet costs nothing") {
  Talking t;
  const auto newest = t.now->offset(t.p);
  CHECK(lines(t.as_of(newest, 0), t) == 40);
  CHECK(lines(t.as_of(t.opened - 1, 0), t) == -1);
  CHECK(t.read == 0);
}

TEST_CASE("as of a position: whoever moves through time goes on from the nearest place before") {
  Talking t;
  CHECK(lines(t.as_of(t.opened + 20, 100), t) == 20);
  CHECK(t.read == 21);
  CHECK(lines(t.as_of(t.opened + 25, 100), t) == 25);
  CHECK(t.read == 26);
  CHECK(lines(t.as_of(t.opened + 22, 100), t) == 22);
  CHECK(t.read == 28);
  // The row has changed since: what it showed then may have been withdrawn meanwhile.
  t.say(small::Said{Id<small::Line>{t.ids.fresh()}, t.talk, {}, {}});
  REQUIRE(t.store.commit());
  t.now = t.store.reader();
  CHECK(lines(t.as_of(t.opened + 25, 100), t) == 25);
  CHECK(t.read == 28 + 26);
}

TEST_CASE("as of a position: more records than are read at once are refused, and asked again it goes on") {
  Talking t;
  int tries = 1;
  for (;; ++tries) {
    REQUIRE(tries < 10);
    try {
      const auto found = lines(t.as_of(t.opened + 39, 8), t);
      CHECK(found == 39);
      break;
    } catch (const HistoryTooLong&) {
    }
  }
  CHECK(tries == 5);
  CHECK(t.read == 40);
}

TEST_CASE("as of a position: another tenant's rows are not asked for, nor lists whose rows change their places") {
  Talking t;
  const auto reader = t.as_of(t.opened, 100);
  CHECK_THROWS_AS(reader.row(lookup_of<small::Talks>(), t.ids.fresh(), t.talk), std::logic_error);
  CHECK_THROWS_AS(reader.list(lookup_of<small::Talks>(), "with", t.tenant, {}), std::logic_error);
  CHECK_THROWS_AS(reader.history_of_row(lookup_of<small::PersonLoad>(), t.tenant, t.talk, -1, 9), std::logic_error);
}

}  // namespace millrace
