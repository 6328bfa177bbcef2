#include "tests/support/laws.hpp"

#include <doctest/doctest.h>

#include <set>

#include "projections/core/record_feed.hpp"
#include "projections/core/snapshot_reader.hpp"
#include "schemas/fold/forget.hpp"
#include "schemas/json/codec.hpp"
#include "tests/support/random_facts.hpp"

namespace millrace {

// --- histories -------------------------------------------------------------------------------------------------------------

Commit HistoryWriter::draft(const Uuid& tenant, const std::vector<AnyFact>& facts, Time at, const Uuid& command) const {
  Commit c;
  c.ts = at;
  c.tenant = tenant;
  c.command = command;
  c.fingerprint = sha256(command.raw());
  c.ask = "small.ask.v1";
  auto versions = versions_;
  for (const auto& fact : facts)
    c.facts.push_back({std::string(fact.type->wire), fact.stream(), ++versions[{tenant, fact.stream()}], at, Origin::live, "{}"});
  return c;
}

ReadRecord& HistoryWriter::add(Partition p, Record record, std::shared_ptr<Committed> opened) {
  auto& at = at_[p];
  auto bytes = encode(p, record);
  const auto offset = at.next++;
  const bool counts = accept(at.accepted, p, offset, record, bytes);
  if (opened) opened->offset = offset;
  if (!counts) opened = nullptr;
  return history.emplace_back(ReadRecord{p, offset, std::move(record), std::move(bytes), std::move(opened)});
}

void HistoryWriter::fence(Partition p, Time at) {
  Uuid incarnation, writer;
  incarnation.bytes[0] = 1;
  writer.bytes[0] = static_cast<std::uint8_t>(at_[p].accepted.epoch + 1);
  add(p, Fence{incarnation, at_[p].accepted.epoch + 1, writer, at, ""}, nullptr);
}

void HistoryWriter::noop(Partition p, Time at) {
  const auto& a = at_[p].accepted;
  add(p, Noop{a.epoch, a.writer, a.seq + 1, a.chain, at}, nullptr);
}

ReadRecord& HistoryWriter::commit(const Uuid& tenant, std::vector<AnyFact> facts, Time at, const Uuid& command,
                             std::vector<std::pair<Uuid, Uuid>> subject_keys) {
  const auto p = partition_of(tenant);
  if (at_[p].accepted.fence < 0) fence(p, at);
  auto c = draft(tenant, facts, at, command);
  const auto& a = at_[p].accepted;
  c.epoch = a.epoch, c.writer = a.writer, c.seq = a.seq + 1, c.prev_chain = a.chain;
  for (const auto& entry : c.facts) versions_[{tenant, entry.stream}] = entry.version;
  auto opened = std::make_shared<Committed>(Committed{p, 0, c, std::move(facts), std::move(subject_keys)});
  return add(p, std::move(c), std::move(opened));
}

void HistoryWriter::stale(const Uuid& tenant, std::vector<AnyFact> facts, Time at, const Uuid& command) {
  auto c = draft(tenant, facts, at, command);
  c.prev_chain = sha256("another");
  add(partition_of(tenant), std::move(c), nullptr);
}

History random_history(const std::vector<const AnyFold*>& folds, std::uint64_t seed, std::size_t records) {
  std::set<std::pair<std::string_view, const WireType*>> sorted;
  for (const auto* fold : folds)
    for (const auto& listener : fold->listeners)
      if (listener.fact->wire != SubjectErased::wire) sorted.insert({listener.fact->wire, listener.fact});   // check_erasure has it
  const std::vector<std::pair<std::string_view, const WireType*>> facts(sorted.begin(), sorted.end());
  REQUIRE(!facts.empty());
  RandomValues random{seed};
  const Uuid tenants[] = {random.fresh(), random.fresh(), random.fresh()};
  HistoryWriter writer;
  auto now = at_micros(1'790'000'000'000'000);
  while (writer.history.size() < records) {
    const auto& tenant = tenants[random.below(3)];
    now += Duration{static_cast<std::int64_t>(random.below(3'000'000))};
    std::vector<AnyFact> said;
    for (auto n = random.below(6); n; --n) said.push_back(random.value(*facts[random.below(facts.size())].second));
    const auto what = random.below(40);
    if (what == 0) writer.fence(partition_of(tenant), now);
    else if (what == 1) writer.noop(partition_of(tenant), now);
    else if (what < 4) writer.stale(tenant, std::move(said), now, random.fresh());
    else if (what < 12) writer.commit(tenant, std::move(said), now, random.fresh(), {{random.id(), random.fresh()}});
    else writer.commit(tenant, std::move(said), now, random.fresh());
  }
  return std::move(writer.history);
}

// --- laws ------------------------------------------------------------------------------------------------------------------

namespace {

using Content = MemoryKeyValue::Content;
using Histories = std::map<std::pair<Uuid, Uuid>, std::vector<Offset>>;    // by tenant and stream
using RowHistories = std::map<Layer::At, std::vector<Offset>>;
using Feed = std::map<std::tuple<Partition, std::string, Offset>, std::string>;

enum class Then { go_on, commit, busy, reopen, crash };

struct Law {
  const Folds& folds;
  const std::vector<Projection>& projections;
  const History& history;
  Time now = at_micros(1'790'000'000'000'000);

  // The content of the store after the history, and what was published on the way. `then` says what befalls it after each record.
  Content folded(const std::function<Then(std::size_t)>& then, Feed& published,
                 const std::function<void(const Content&)>& committed = {}) const {
    MemoryKeyValue below;
    auto store = std::make_unique<LocalStore>(below, folds, projections, now);
    const auto reopen = [&] {
      store.reset();
      store = std::make_unique<LocalStore>(below, folds, projections, now);
    };
    for (std::size_t n = 0; n < history.size(); ++n) {
      const auto& g = history[n];
      store->on_record(g.partition, g.offset, g.record, g.bytes, g.opened);
      heard(*store, published);
      switch (then(n)) {
        case Then::go_on: continue;
        case Then::busy:
          below.busy = true;
          CHECK_FALSE(store->commit());
          below.busy = false;
          continue;
        case Then::crash:
          reopen();
          for (std::size_t again = 0; again <= n; ++again)
            if (const auto& r = history[again]; r.offset >= store->next(r.partition))
              store->on_record(r.partition, r.offset, r.record, r.bytes, r.opened);
          heard(*store, published);
          continue;
        case Then::commit:
        case Then::reopen:
          REQUIRE(store->commit());
          if (committed) committed(below.content);
          if (then(n) == Then::reopen) reopen();
      }
    }
    REQUIRE(store->commit());
    return below.content;
  }

  static void heard(LocalStore& store, Feed& published) {
    const auto folded = store.take();
    for (const auto& p : folded.publications) {
      const auto [at, added] = published.try_emplace({p.partition, p.channel, p.offset}, *p.data);
      if (!added) CHECK(at->second == *p.data);
    }
    for (const auto& parked : folded.parked) FAIL_CHECK("a fold is not total: ", (parked.fold ? parked.fold->name : "all"), ": ", parked.why);
  }

  void feed_is_what_was_published(const Content& content, const Feed& published) const {
    std::size_t kept = 0;
    for (const auto& [key, value] : content) kept += key[0] == 'F';
    CHECK(kept == published.size());
    for (const auto& [at, data] : published) {
      const auto& [partition, channel, offset] = at;
      CHECK(content.contains(layout::with(layout::feed(partition, channel), offset)));
      const auto found = content.find(layout::with(layout::published(partition), offset));
      REQUIRE(found != content.end());
      CHECK(record_feed::data(found->second, channel, offset) == data);
    }
  }

  void rows_are_what_the_facts_say(const Content& content) const {
    const Nothing nothing;
    Layer rows{nothing};
    std::map<Layer::At, Stamp> stamps;
    RowHistories of_rows;
    Histories of_streams;
    std::map<Uuid, std::vector<Offset>> of_tenants;
    std::size_t commits = 0;
    for (const auto& g : history) {
      if (!g.opened) continue;
      ++commits;
      std::set<Uuid> in_record;
      for (std::size_t n = 0; n < g.opened->facts.size(); ++n) {
        const auto stream = g.opened->facts[n].stream();
        in_record.insert(stream);
        folds.apply(rows, g.opened->facts[n], meta_of(*g.opened, n),
                    [&](const AnyFold& fold, const Key& key, const RowPtr& before, const RowPtr&, const Meta& meta) {
                      auto& stamp = stamps[{&fold, meta.tenant, key}];
                      if (!before) stamp = {};
                      if (key.bytes == stream.raw()) stamp.version = meta.version;
                      stamp.position = g.offset;
                      auto& changes = of_rows[{&fold, meta.tenant, key}];
                      if (changes.empty() || changes.back() != g.offset) changes.push_back(g.offset);
                    });
      }
      const auto& commit = g.opened->commit;
      const auto seen = content.find(layout::command(commit.tenant, commit.command));
      REQUIRE(seen != content.end());
      CHECK(layout::seen_of(seen->second).offset == g.offset);
      CHECK(layout::seen_of(seen->second).fingerprint == commit.fingerprint);
      of_tenants[commit.tenant].push_back(g.offset);
      for (const auto& stream : in_record) of_streams[{commit.tenant, stream}].push_back(g.offset);
    }
    std::map<char, std::size_t> kept;
    for (const auto& [key, value] : content) ++kept[key[0]];
    CHECK(kept['C'] == commits);
    CHECK(kept['V'] == rows.versions().size());
    const SnapshotReader reader{std::make_shared<MemoryKeyValue::Snapshot>(content), std::make_shared<const StoreLayout>(folds, projections)};
    std::size_t full_of_streams = 0, of_all = 0;
    for (const auto& [at, offsets] : of_streams) {
      CHECK(reader.version(at.first, at.second) == rows.version(at.first, at.second));
      CHECK(reader.history_of(at.first, at.second, -1, history.size()) == offsets);
      full_of_streams += (offsets.size() - 1) / StoredStream::most_newest;
    }
    for (const auto& [tenant, offsets] : of_tenants) {
      CHECK(reader.history(tenant, -1, history.size()) == offsets);
      of_all += 1 + (offsets.size() - 1) / StoredStream::most_newest;
    }
    std::size_t kept_of_rows = 0;
    for (const auto& [at, offsets] : of_rows) {
      if (!StoreLayout(folds, projections).about(*at.fold).history) continue;
      CHECK(reader.history_of_row(*at.fold, at.tenant, at.key, -1, history.size()) == offsets);
      back_again(offsets, [&](Offset before, std::size_t limit) { return reader.history_of_row_back(*at.fold, at.tenant, at.key, before, limit); });
      kept_of_rows += 1 + (offsets.size() - 1) / StoredStream::most_newest;
    }
    CHECK(kept['B'] == kept_of_rows);
    for (const auto& [at, offsets] : of_streams)
      back_again(offsets, [&](Offset before, std::size_t limit) { return reader.history_back(at.first, at.second, before, limit); });
    for (const auto& [tenant, offsets] : of_tenants)
      back_again(offsets, [&](Offset before, std::size_t limit) { return reader.history_back(tenant, {}, before, limit); });
    CHECK(kept['S'] == full_of_streams);
    CHECK(kept['H'] == of_all);
    compare(content, rows, stamps, kept);
  }

  // The same, from any place, the other way round.
  template <typename Back>
  static void back_again(const std::vector<Offset>& offsets, Back back) {
    for (std::size_t n = 0; n <= offsets.size(); n += 1 + n / 3) {
      const auto before = n == offsets.size() ? offsets.back() + 1 : offsets[n];
      std::vector<Offset> expected(offsets.begin(), offsets.begin() + static_cast<std::ptrdiff_t>(n));
      std::reverse(expected.begin(), expected.end());
      CHECK(back(before, offsets.size()) == expected);
      expected.resize(std::min<std::size_t>(n, 5));
      CHECK(back(before, 5) == expected);
    }
  }

  void compare(const Content& content, const Layer& rows, std::map<Layer::At, Stamp>& stamps, std::map<char, std::size_t>& kept) const {
    const StoreLayout layout{folds, projections};
    std::size_t there = 0, listed = 0, listed_across = 0;
    for (const auto& [at, value] : rows.rows()) {
      if (!value.row) continue;
      ++there;
      const auto found = content.find(layout.row(*at.fold, at.tenant, at.key.bytes));
      REQUIRE(found != content.end());
      CHECK(found->second == layout::value_of(*at.fold, {value.row, stamps[at]}));
      const auto stored = layout::row_of(*at.fold, found->second);
      CHECK(to_json(*at.fold->row, stored.row.get(), Personals::named) == to_json(*at.fold->row, value.row.get(), Personals::named));
      CHECK(stored.stamp.version == stamps[at].version);
      CHECK(stored.stamp.position == stamps[at].position);
      const auto& about = layout.about(*at.fold);
      const auto places = layout.places(about, value.row.get());
      for (std::size_t n = 0; n < places.size(); ++n) {
        if (!places[n]) continue;
        ++listed;
        CHECK(content.contains(layout.listed(*at.fold, n, at.tenant) + *places[n] + at.key.bytes));
        listed_across += about.indexes[n]->across_tenants;
      }
    }
    CHECK(kept['R'] == there);
    CHECK(kept['X'] == listed);
    CHECK(kept['Y'] == listed_across);
  }

  // Whatever was committed is exactly the fold of the records before its own checkpoints.
  void checkpoint_and_rows_are_one(const Content& content) const {
    MemoryKeyValue below;
    LocalStore store{below, folds, projections, now};
    for (const auto& g : history) {
      const auto at = content.find(layout::checkpoint(g.partition));
      if (at != content.end() && g.offset < layout::checkpoint_of(at->second).next)
        store.on_record(g.partition, g.offset, g.record, g.bytes, g.opened);
    }
    REQUIRE(store.commit());
    CHECK(below.content == content);
  }
};

}  // namespace

void check_laws(const std::vector<const AnyFold*>& all, const std::vector<Projection>& projections, std::uint64_t seed,
                std::size_t records) {
  const Folds folds{all};
  const auto history = random_history(all, seed, records);
  const Law law{folds, projections, history};

  Feed live_feed;
  const auto live = law.folded([](std::size_t) { return Then::commit; }, live_feed);
  law.feed_is_what_was_published(live, live_feed);
  law.rows_are_what_the_facts_say(live);

  Feed feed;
  CHECK(law.folded([](std::size_t) { return Then::go_on; }, feed) == live);       // a rebuild in one batch
  CHECK(feed == live_feed);
  for (const auto befalls : {Then::busy, Then::reopen, Then::crash}) {
    RandomValues random{seed + static_cast<std::uint64_t>(befalls)};
    std::vector<Then> thens(history.size());
    for (auto& then : thens) then = random.chance(9) ? befalls : random.chance(7) ? Then::commit : Then::go_on;
    feed.clear();
    std::size_t commits = 0;
    const auto content = law.folded([&](std::size_t n) { return thens[n]; }, feed, [&](const Content& c) {
      if (commits++ % 16 == 0) law.checkpoint_and_rows_are_one(c);
    });
    CHECK(content == live);
    CHECK(feed == live_feed);
  }
}

namespace {

// All text in it is about whose stream it is.
void about_itself(const Shape& shape, void* p, const Uuid& whose) {
  if (shape.kind == Shape::Kind::personal) static_cast<Personal<std::string>*>(p)->subject_id = whose;
  for (const auto& f : shape.fields) about_itself(*f.shape, value_at(p, f), whose);
  if (shape.kind == Shape::Kind::optional && shape.count(p)) about_itself(*shape.inner[0], const_cast<void*>(shape.at(p, 0)), whose);
}

// Rows by where they stand, without their stamps: a lookup of several people's says when it was told of somebody who is gone.
std::map<std::string, std::string> shown_rows(const Content& content, const StoreLayout& layout) {
  std::map<std::string, std::string> rows;
  for (const auto& [key, value] : content) {
    if (key[0] != 'R') continue;
    const auto& fold = *layout.fold_numbered(layout::u16_at(key, 1));
    rows[fold.name + ' ' + key] = to_json(*fold.row, layout::row_of(fold, value).row.get(), Personals::named);
  }
  return rows;
}

}  // namespace

void check_erasure(const std::vector<const AnyFold*>& all, const std::vector<Projection>& projections, std::uint64_t seed, std::size_t records) {
  const Folds folds{all};
  std::set<std::pair<std::string_view, const WireType*>> facts;
  for (const auto* fold : all)
    for (const auto& listener : fold->listeners)
      if (listener.fact->wire != SubjectErased::wire) facts.insert({listener.fact->wire, listener.fact});
  const std::vector<std::pair<std::string_view, const WireType*>> known(facts.begin(), facts.end());
  RandomValues random{seed};
  const auto tenant = random.fresh();
  const auto subject = random.id();
  HistoryWriter as_it_was, opened_later;                 // the second: by who finds the key destroyed
  auto now = at_micros(1'790'000'000'000'000);
  const auto say = [&](std::vector<AnyFact> said) {
    const auto command = random.fresh();
    now += std::chrono::seconds{1};
    auto later = said;
    for (auto& fact : later) fact = forgotten(fact, subject);
    as_it_was.commit(tenant, std::move(said), now, command);
    opened_later.commit(tenant, std::move(later), now, command);
  };
  for (std::size_t n = 0; n < records; ++n) {
    std::vector<AnyFact> said;
    for (auto n_facts = random.below(6); n_facts; --n_facts) {
      auto fact = random.value(*known[random.below(known.size())].second);
      // Nobody is erased so where accounts have identities, nor whom the company's own directory names.
      if (fact.type->wire.starts_with("identity.") || fact.type->wire == "member.catalogued.v1") about_itself(*fact.type->shape, const_cast<void*>(fact.value.get()), random.fresh());
      if (fact.type->wire.starts_with("customer.")) about_itself(*fact.type->shape, const_cast<void*>(fact.value.get()), fact.stream());
      said.push_back(std::move(fact));
    }
    say(std::move(said));
  }
  say({AnyFact::of(SubjectErased{Id<Erasure>{random.fresh()}, subject, {}})});
  Feed feed;
  const Law live{folds, projections, as_it_was.history}, rebuilt{folds, projections, opened_later.history};
  const auto expected = shown_rows(rebuilt.folded([](std::size_t) { return Then::go_on; }, feed), StoreLayout{folds, projections});
  CHECK_FALSE(expected.empty());
  for (const auto then : {Then::commit, Then::go_on, Then::reopen}) {
    feed.clear();
    RandomValues when{seed};
    const auto content = live.folded([&](std::size_t n) { return then == Then::go_on || n % 3 == when.below(3) ? then : Then::go_on; }, feed);
    const auto rows = shown_rows(content, StoreLayout{folds, projections});
    for (const auto& [at, row] : expected) {
      const auto found = rows.find(at);
      CHECK_MESSAGE((found != rows.end() && found->second == row), at.substr(0, at.find(' ')) << " would be " << row << " and is " << (found == rows.end() ? "not there" : found->second));
    }
    for (const auto& [at, row] : rows) CHECK_MESSAGE(expected.contains(at), at.substr(0, at.find(' ')) << " would not be there, and is " << row);
    for (const auto& [key, value] : content) CHECK_MESSAGE((key[0] != 'T' && key[0] != 'F'), "the feed of before is still there");
  }
}

}  // namespace millrace
