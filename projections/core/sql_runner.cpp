#include "projections/core/sql_runner.hpp"

#include <algorithm>
#include <exception>
#include <set>

namespace millrace {

namespace {

constexpr int tries = 3;
constexpr std::size_t batch_bytes = 8 << 20;

// What was in the tables before the batch.
class Loaded final : public Rows {
 public:
  explicit Loaded(std::map<Place, StampedRow> rows) : rows_(std::move(rows)) {}
  RowPtr get(const AnyFold&, const Uuid& tenant, const Key& key) const override { return at({tenant, key}).row; }
  std::int64_t version(const Uuid&, const Uuid&) const override { return 0; }
  StampedRow at(const Place& place) const {
    const auto found = rows_.find(place);
    return found == rows_.end() ? StampedRow{} : found->second;
  }

 private:
  std::map<Place, StampedRow> rows_;
};

// Says why a pure function failed three times, or nothing when it did not: it gets the same answer each time unless memory is short.
template <class Do>
std::optional<std::string> thrice(Do&& what) {
  std::string why;
  for (int i = 0; i < tries; ++i) try {
      what();
      return {};
    } catch (const std::exception& e) {
      why = e.what();
    }
  return why;
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

}  // namespace

void SqlRunner::remove(const Table& table, int number) {
  std::erase_if(generations_, [&](const auto& g) { return g.table == &table && g.number == number; });
}

SqlRunner::Step SqlRunner::step(Partition p, Offset end, const Scan& scan) {
  std::map<Offset, std::vector<Generation*>, std::greater<>> together;
  for (auto& g : generations_) together[g.stands[p].next].push_back(&g);
  auto out = Step::idle;
  Offset limit = end;
  for (auto& [next, generations] : together) {
    if (next < limit) {
      const auto did = batch(p, std::move(generations), limit, scan);
      if (did == Step::lost) return did;
      if (out == Step::idle || did == Step::moved) out = did;
    }
    limit = std::min(limit, next);
  }
  return out;
}

SqlRunner::Step SqlRunner::batch(Partition p, std::vector<Generation*> generations, Offset limit, const Scan& scan) {
  Batch b{p, generations[0]->stands[p], generations[0]->stands[p], {}};
  if (read(b, limit, scan) == Step::waiting) return Step::waiting;
  if (b.to.next == b.from.next) return Step::idle;
  std::vector<TableWork> work;
  for (auto* g : generations) work.push_back(fold(b, *g));
  try {
    return written(b, generations, work);
  } catch (const RefusedWrite& refused) {
    auto& r = refusals_[static_cast<std::size_t>(p)];
    if (b.to.next - b.from.next > 1) {
      r.slow_until = b.to.next;
    } else {
      auto& by = r.by[{refused.generation->table, refused.generation->number}];
      ++by.count;
      by.why = refused.why;
    }
    return Step::moved;
  }
}

SqlRunner::Step SqlRunner::written(Batch& b, const std::vector<Generation*>& generations, std::vector<TableWork>& work) {
  auto& refusals = refusals_[static_cast<std::size_t>(b.partition)];
  for (auto& w : work) {
    const auto by = refusals.by.find({w.generation->table, w.generation->number});
    if (by == refusals.by.end() || by->second.count < tries || w.writes.empty()) continue;
    w.parkings = {{w.writes[0].place.tenant, b.from.next, by->second.why}};      // one record, one tenant
    w.writes.clear();
  }
  if (!tables_.write(b.partition, work)) return Step::lost;
  for (std::size_t i = 0; i < work.size(); ++i) {
    generations[i]->stands[b.partition] = b.to;
    for (const auto& p : work[i].parkings) generations[i]->parked.emplace(p.tenant, p);
    refusals.by.erase({generations[i]->table, generations[i]->number});
  }
  return Step::moved;
}

// In step, what the process has in hand; behind, what the journal has up to there. The local store stops at a record that cannot be decoded or
// whose key has not arrived, too, and says why.
SqlRunner::Step SqlRunner::read(Batch& b, Offset limit, const Scan& scan) const {
  const std::size_t most = b.from.next < refusals_[static_cast<std::size_t>(b.partition)].slow_until ? 1 : batch_;
  std::size_t count = 0, bytes_read = 0;
  const auto take = [&](const RecentRecord& record) {
    b.to = {record.history, record.offset + 1};
    if (record.opened) b.records.push_back(record.opened);
    if (record.unread) b.records.push_back(Parking{record.unread->tenant, record.offset, record.unread->why});
    bytes_read += record.bytes;
    return ++count < most && bytes_read < batch_bytes && b.to.next < limit;
  };
  if (recent_)
    for (auto record = recent_->at(b.partition, b.to.next); record; record = recent_->at(b.partition, b.to.next))
      if (!take(*record)) break;
  if (count > 0) return Step::moved;
  const auto until = recent_ ? std::min(limit, recent_->first(b.partition)) : limit;
  bool waiting = false;
  scan(b.partition, b.from.next, [&](Offset at, const std::string& bytes) {
    if (at >= until) return false;
    const auto record = read_record(b.to.history, b.partition, at, bytes, vault_);
    waiting = !record;
    return record && take(*record);
  });
  return waiting && count == 0 ? Step::waiting : Step::moved;
}

TableWork SqlRunner::fold(Batch& b, Generation& g) {
  const auto& fold = *g.table->projection->fold;
  const Folds folds{{&fold}};
  TableWork work{&g, {}, {}, b.from, b.to};
  auto parked = g.parked;
  const auto park = [&](const Uuid& tenant, Offset at, std::string why) {
    const Parking parking{tenant, at, std::move(why)};
    if (parked.emplace(tenant, parking).second) work.parkings.push_back(parking);
  };
  std::set<Place> places;
  for (const auto& record : b.records) {
    const auto* c = committed(record);
    if (!c || parked.contains(c->commit.tenant)) continue;
    for (const auto& fact : c->facts)
      for (const auto& hears : folds.of(fact.type))
        if (const auto why = thrice([&] {
              for (auto& key : hears.listener->keys(fact.value.get())) places.insert({c->commit.tenant, std::move(key)});
            }))
          park(c->commit.tenant, c->offset, *why);
  }
  const Loaded loaded{places.empty() ? std::map<Place, StampedRow>{} : tables_.load(g, {places.begin(), places.end()})};
  Layer layer{loaded};
  std::map<Place, Stamp> stamps;
  parked = g.parked;
  work.parkings.clear();
  for (const auto& record : b.records) {
    const auto* c = committed(record);
    if (!c) {
      const auto& unreadable = std::get<Parking>(record);
      park(unreadable.tenant, unreadable.position, unreadable.why);
      continue;
    }
    if (parked.contains(c->commit.tenant)) continue;
    // In a layer of its own: a record is folded as a whole or not at all, however often it is tried.
    Layer own{static_cast<const Rows&>(layer)};               // above it, not a copy of it
    std::map<Place, Stamp> own_stamps;
    const auto why = thrice([&] {
      own.clear();
      own_stamps.clear();
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
    const bool was_there = loaded.at(place).row != nullptr;
    if (row || was_there) work.writes.push_back({place, {std::move(row), stamp}, was_there});
  }
  return work;
}

}  // namespace millrace
