#include "projections/core/sql_runner.hpp"

#include <algorithm>
#include <exception>

#include "schemas/fold/forget.hpp"

namespace millrace {

namespace {

constexpr int tries = 3;                                     // of a transaction that PostgreSQL refuses
constexpr std::size_t batch_bytes = 8 << 20;
constexpr std::size_t rows_known = 2048;                   // of a table, twice

// Says why a pure function failed, or nothing when it did not: it would say the same again.
template <class Do>
std::optional<std::string> failure_of(Do&& what) {
  try {
    what();
    return {};
  } catch (const std::exception& e) {
    return e.what();
  }
}

const Committed* committed(const std::variant<std::shared_ptr<const Committed>, Parking>& record) {
  const auto* c = std::get_if<std::shared_ptr<const Committed>>(&record);
  return c ? c->get() : nullptr;
}

// As the mill reads it. Nothing when it does not decode, or a key has not arrived.
std::optional<RecentRecord> read_record(const Accepted& before, Partition p, Offset at, const std::string& bytes, Vault& vault) {
  auto decoded = decode(p, bytes);
  auto* record = std::get_if<Record>(&decoded);
  if (!record) return {};
  RecentRecord out{.partition = p, .offset = at, .bytes = bytes.size(), .history = before};
  const bool counts = accept(out.history, p, at, *record, bytes);
  auto* commit = std::get_if<Commit>(record);
  if (!counts || !commit) return out;
  const auto tenant = commit->tenant;
  auto opened = open_commit(p, at, std::move(*commit), vault);
  if (auto* committed = std::get_if<Committed>(&opened)) {
    out.opened = std::make_shared<const Committed>(std::move(*committed));
    return out;
  }
  auto& unreadable = std::get<Unreadable>(opened);
  if (unreadable.missing_key) return {};
  out.unread = {tenant, std::move(unreadable.why)};
  return out;
}

std::string cache_key(const Place& place) { return std::string(place.tenant.raw()) + place.key.bytes; }

}  // namespace

// What was in a table before the batch.
class SqlRunner::Loaded final : public Rows {
 public:
  RowPtr get(const AnyFold&, const Uuid& tenant, const Key& key) const override { return at({tenant, key}).row; }
  std::int64_t version(const Uuid&, const Uuid&) const override { return 0; }
  StampedRow at(const Place& place) const {
    const auto found = rows_.find(place);
    return found == rows_.end() ? StampedRow{} : found->second;
  }
  void put(const Place& place, StampedRow row) { rows_.insert_or_assign(place, std::move(row)); }
  void presume_none(const Place& place) { presumed_.insert(place); }
  std::set<Place> take_presumed() { return std::exchange(presumed_, {}); }

 private:
  std::map<Place, StampedRow> rows_;                         // what is not here is not there
  std::set<Place> presumed_;
};

void SqlRunner::remove(const Table& table, int number) {
  std::erase_if(generations_, [&](const auto& g) { return g.table == &table && g.number == number; });
  known_.erase({&table, number});
}

SqlRunner::Step SqlRunner::step(Partition p, Offset end, const Scan& scan) {
  std::vector<Batch> batches;
  const auto found = collect(p, end, scan, batches);
  return batches.empty() ? found : write(std::move(batches));
}

// A partition that is gone through record by record goes alone: what it is refused is nobody else's business.
SqlRunner::Step SqlRunner::step_on(Partition& next, const std::function<Offset(Partition)>& end, const Scan& scan) {
  std::vector<Batch> batches;
  std::size_t count = 0, bytes = 0;
  bool waits = false;
  while (next < partitions && count < batch_ && bytes < batch_bytes) {
    const bool alone = std::any_of(generations_.begin(), generations_.end(), [&](const auto& g) { return slow(next, g.stands[next].next); });
    if (alone && !batches.empty()) break;
    const auto before = batches.size();
    waits |= collect(next, end(next), scan, batches) == Step::waiting;
    ++next;
    for (auto i = before; i < batches.size(); ++i) count += batches[i].count, bytes += batches[i].bytes;
    if (alone && !batches.empty()) break;
  }
  const auto did = batches.empty() ? Step::idle : write(std::move(batches));
  return waits && did != Step::lost ? Step::waiting : did;
}

// A batch for each set of tables that stand together there. What to say when there is none.
SqlRunner::Step SqlRunner::collect(Partition p, Offset end, const Scan& scan, std::vector<Batch>& batches) {
  std::map<Offset, std::vector<Generation*>, std::greater<>> together;
  for (auto& g : generations_) together[g.stands[p].next].push_back(&g);
  auto out = Step::idle;
  Offset limit = end;
  for (auto& [next, generations] : together) {
    if (next < limit) {
      const auto stand = generations[0]->stands[p];
      Batch b{.partition = p, .generations = std::move(generations), .from = stand, .to = stand};
      if (read(b, limit, scan) == Step::waiting) out = Step::waiting;
      if (b.to.next > b.from.next) batches.push_back(std::move(b));
    }
    limit = std::min(limit, next);
  }
  return out;
}

// All of them in one transaction, or each in its own when one is refused.
SqlRunner::Step SqlRunner::write(std::vector<Batch> batches, New rows) {
  const auto work = fold(batches, rows);
  try {
    if (!tables_.write(work)) return Step::lost;
  } catch (const AlreadyThere&) {
    if (rows == New::asked) throw;                           // then it is not the table that we know
    return write(std::move(batches), New::asked);
  } catch (const RefusedWrite& why) {
    if (batches.size() == 1) return refused(batches[0], why), Step::moved;
    for (auto& b : batches) {
      std::vector<Batch> alone;
      alone.push_back(std::move(b));
      if (write(std::move(alone)) == Step::lost) return Step::lost;
    }
    return Step::moved;
  }
  for (const auto& w : work) remember(w);
  for (const auto& b : batches) moved(b, work);
  return Step::moved;
}

void SqlRunner::refused(const Batch& b, const RefusedWrite& why) {
  auto& r = refusals_[static_cast<std::size_t>(b.partition)];
  if (b.to.next - b.from.next > 1) {
    r.slow_until = b.to.next;
    return;
  }
  auto& by = r.by[{why.generation->table, why.generation->number}];
  ++by.count;
  by.why = why.why;
}

void SqlRunner::moved(const Batch& b, const std::vector<TableWork>& work) {
  for (auto* g : b.generations) {
    g->stands[b.partition] = b.to;
    refusals_[static_cast<std::size_t>(b.partition)].by.erase({g->table, g->number});
    for (const auto& w : work)
      if (w.generation == g && w.partition == b.partition)
        for (const auto& p : w.parkings) g->parked.emplace(p.tenant, p);
  }
}

// In step, what the process has in hand; behind, what the journal has up to there. The local store stops at a record that cannot be decoded or
// whose key has not arrived, too, and says why.
SqlRunner::Step SqlRunner::read(Batch& b, Offset limit, const Scan& scan) const {
  const std::size_t most = slow(b.partition, b.from.next) ? 1 : batch_;
  const auto take = [&](const RecentRecord& record) {
    b.to = {record.history, record.offset + 1};
    if (record.opened) b.records.push_back(record.opened);
    if (record.unread) b.records.push_back(Parking{record.unread->tenant, record.offset, record.unread->why});
    b.bytes += record.bytes;
    return ++b.count < most && b.bytes < batch_bytes && b.to.next < limit;
  };
  if (recent_)
    for (auto record = recent_->at(b.partition, b.to.next); record; record = recent_->at(b.partition, b.to.next))
      if (!take(*record)) break;
  if (b.count > 0) return Step::moved;
  const auto until = recent_ ? std::min(limit, recent_->first(b.partition)) : limit;
  bool waiting = false;
  scan(b.partition, b.from.next, [&](Offset at, const std::string& bytes) {
    if (at >= until) return false;
    const auto record = read_record(b.to.history, b.partition, at, bytes, vault_);
    waiting = !record;
    return record && take(*record);
  });
  return waiting && b.count == 0 ? Step::waiting : Step::moved;
}

// Every table is asked once, for what all batches touch.
std::vector<TableWork> SqlRunner::fold(const std::vector<Batch>& batches, New rows) {
  std::map<const Generation*, Places> places;
  for (const auto& b : batches)
    for (const auto* g : b.generations) find_places(b, *g, places[g]);
  std::map<const Generation*, Loaded> loaded;
  for (const auto& [g, touched] : places) load(*g, touched, rows, loaded[g]);
  auto work = fold(batches, loaded);
  bool mistaken = false;
  for (auto& [g, l] : loaded) mistaken |= confirm(*g, work, l);
  return mistaken ? fold(batches, loaded) : work;
}

std::vector<TableWork> SqlRunner::fold(const std::vector<Batch>& batches, const std::map<const Generation*, Loaded>& loaded) {
  std::vector<TableWork> work;
  for (const auto& b : batches)
    for (const auto* g : b.generations) {
      work.push_back(fold(b, *g, loaded.at(g)));
      auto& w = work.back();
      const auto& refusals = refusals_[static_cast<std::size_t>(b.partition)].by;
      const auto by = refusals.find({g->table, g->number});
      if (by == refusals.end() || by->second.count < tries || w.writes.empty()) continue;
      w.parkings = {{w.writes[0].place.tenant, b.from.next, by->second.why}};      // one record, one tenant
      w.writes.clear();
    }
  return work;
}

const Folds& SqlRunner::folds_of(const Generation& g) {
  const auto* fold = g.table->projection->fold;
  return folds_.try_emplace(fold, std::vector{fold}).first->second;
}

// What the batch touches there. Behind what cannot be folded is nothing of its tenant.
void SqlRunner::find_places(const Batch& b, const Generation& g, Places& places) {
  const auto& folds = folds_of(g);
  std::set<Uuid> parked;
  for (const auto& record : b.records) {
    const auto* c = committed(record);
    if (!c || g.parked.contains(c->commit.tenant) || parked.contains(c->commit.tenant)) continue;
    for (std::size_t n = 0; n < c->facts.size(); ++n) {
      const auto& fact = c->facts[n];
      const bool first = c->commit.facts[n].version == 1;
      for (const auto& hears : folds.of(fact.type))
        if (failure_of([&] {
              for (auto& key : hears.listener->keys(fact.value.get())) {
                const bool begins = first && key == Key(fact.stream());
                places.try_emplace(Place{c->commit.tenant, std::move(key)}, begins);
              }
            }))
          parked.insert(c->commit.tenant);
    }
  }
}

// From memory what is known, the others out of the table.
void SqlRunner::load(const Generation& g, const Places& places, New rows, Loaded& loaded) {
  auto& cache = known(g);
  std::vector<Place> unknown;
  for (const auto& [place, begins] : places)
    if (const auto* row = cache.find(cache_key(place))) loaded.put(place, *row);
    else if (begins && rows == New::presumed) loaded.presume_none(place);
    else unknown.push_back(place);
  ask(g, unknown, loaded);
}

// True when some of them are there.
bool SqlRunner::ask(const Generation& g, const std::vector<Place>& places, Loaded& loaded) {
  if (places.empty()) return false;
  auto found = tables_.load(g, places);
  const bool any = !found.empty();
  for (const auto& place : places) loaded.put(place, known(g).put(cache_key(place), std::move(found[place])));
  return any;
}

// Of a row that was presumed not to be there the table says so when it is told to add one; where it is not, it is asked. True: some are there.
bool SqlRunner::confirm(const Generation& g, const std::vector<TableWork>& work, Loaded& loaded) {
  auto silent = loaded.take_presumed();
  for (const auto& w : work)
    if (w.generation == &g)
      for (const auto& write : w.writes)
        if (write.row.row) silent.erase(write.place);
  return ask(g, std::vector<Place>(silent.begin(), silent.end()), loaded);
}

RowCache& SqlRunner::known(const Generation& g) { return known_.try_emplace(std::pair{g.table, g.number}, rows_known).first->second; }

void SqlRunner::remember(const TableWork& w) {
  auto& cache = known(*w.generation);
  for (const auto& write : w.writes) cache.put(cache_key(write.place), write.row);
}

TableWork SqlRunner::fold(const Batch& b, const Generation& g) {
  Places places;
  find_places(b, g, places);
  Loaded loaded;
  load(g, places, New::asked, loaded);
  return fold(b, g, loaded);
}

TableWork SqlRunner::fold(const Batch& b, const Generation& g, const Loaded& loaded) {
  const auto& fold = *g.table->projection->fold;
  const auto& folds = folds_of(g);
  TableWork work{.generation = &g, .partition = b.partition, .writes = {}, .parkings = {}, .from = b.from, .to = b.to};
  auto parked = g.parked;
  const auto park = [&](const Uuid& tenant, Offset at, std::string why) {
    const Parking parking{tenant, at, std::move(why)};
    if (parked.emplace(tenant, parking).second) work.parkings.push_back(parking);
  };
  Layer layer{loaded};
  std::map<Place, Stamp> stamps;
  for (const auto& record : b.records) {
    const auto* c = committed(record);
    if (!c) {
      const auto& unreadable = std::get<Parking>(record);
      park(unreadable.tenant, unreadable.position, unreadable.why);
      continue;
    }
    const bool heard = std::any_of(c->facts.begin(), c->facts.end(), [&](const auto& fact) { return !folds.of(fact.type).empty(); });
    if (!heard || parked.contains(c->commit.tenant)) continue;
    // In a layer of its own: a record is folded as a whole or not at all.
    Layer own{static_cast<const Rows&>(layer)};               // above it, not a copy of it
    std::map<Place, Stamp> own_stamps;
    const auto why = failure_of([&] {
      for (std::size_t n = 0; n < c->facts.size(); ++n) {
        const auto& fact = c->facts[n];
        folds.apply(own, fact, meta_of(*c, n), [&](const AnyFold&, const Key& key, const RowPtr&, const RowPtr& after, const Meta& meta) {
          const Place place{meta.tenant, key};
          auto [stamp, fresh] = own_stamps.try_emplace(place);
          if (fresh) {
            const auto before = stamps.find(place);
            stamp->second = before == stamps.end() ? loaded.at(place).stamp : before->second;
          }
          if (!after) stamp->second = {};
          else if (stamp->second.position = meta.offset; key == Key(fact.stream())) stamp->second.version = meta.version;
        });
      }
    });
    if (why) {
      park(c->commit.tenant, c->offset, *why);
      continue;
    }
    layer.take(own);
    for (const auto& [place, stamp] : own_stamps) stamps[place] = stamp;
  }
  for (const auto& [place, stamp] : stamps) {
    auto row = layer.get(fold, place.tenant, place.key);
    auto before = loaded.at(place).row;
    if (row || before) work.writes.push_back({place, {std::move(row), stamp}, std::move(before)});
  }
  erase(b, g, work);
  return work;
}

// Behind all of the batch: nothing that comes after an erasure says more of its subject. As in the local store, parked or not, stamps stay.
void SqlRunner::erase(const Batch& b, const Generation& g, TableWork& work) {
  const auto& fold = *g.table->projection->fold;
  if (!may_hold_personal(*fold.row)) return;
  for (const auto& record : b.records) {
    const auto* c = committed(record);
    for (const auto& subject : c ? erased_by(*c) : std::vector<Uuid>{}) {
      auto there = tables_.of_subject(g, c->commit.tenant, subject);
      for (auto& write : work.writes) {
        if (write.place.tenant == c->commit.tenant) write.row.row = forgotten(fold, write.row.row, subject);
        there.erase(write.place);
      }
      for (auto& [place, stored] : there)
        if (auto row = forgotten(fold, stored.row, subject); row != stored.row) work.writes.push_back({place, {std::move(row), stored.stamp}, stored.row});
    }
  }
}

}  // namespace millrace
