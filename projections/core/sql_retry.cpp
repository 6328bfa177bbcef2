#include <algorithm>
#include <stdexcept>

#include "projections/core/sql_runner.hpp"

namespace millrace {

namespace {

Offset offset_of(const std::variant<std::shared_ptr<const Committed>, Parking>& record) {
  const auto* c = std::get_if<std::shared_ptr<const Committed>>(&record);
  return c ? (*c)->offset : std::get<Parking>(record).position;
}

}  // namespace

// The rows of a parked tenant are those of the records before its position, so going on from there is all there is to do. What
// counts in a partition is known from its beginning only.
SqlRunner::Retried SqlRunner::retry(const Table& table, int number, const Uuid& tenant, const Scan& scan) {
  const auto g = std::find_if(generations_.begin(), generations_.end(), [&](const auto& x) { return x.table == &table && x.number == number; });
  Retried out;
  if (g == generations_.end() || !g->parked.contains(tenant)) return out;
  const auto p = partition_of(tenant);
  const auto stand = g->stands[p];
  const auto from = g->parked.at(tenant).position;
  Batch chunk{.partition = p, .generations = {}, .from = stand, .to = stand};
  Accepted history;
  scan(p, 0, [&](Offset at, const std::string& bytes) {
    if (at >= stand.next) return false;
    auto record = decode(p, bytes);
    auto* r = std::get_if<Record>(&record);
    if (!r) throw std::runtime_error("a record before the checkpoint does not decode any more");
    auto* commit = std::get_if<Commit>(r);
    const bool counts = accept(history, p, at, *r, bytes);
    if (!counts || !commit || commit->tenant != tenant || at < from) return true;
    auto opened = open_commit(p, at, std::move(*commit), vault_);
    if (auto* unreadable = std::get_if<Unreadable>(&opened))
      chunk.records.push_back(Parking{tenant, at, unreadable->missing_key ? "its key has not arrived" : unreadable->why});
    else chunk.records.push_back(std::make_shared<const Committed>(std::move(std::get<Committed>(opened))));
    return chunk.records.size() < batch_ || went_on(*g, tenant, chunk, at + 1, out);
  });
  if (!out.still && !out.lost) went_on(*g, tenant, chunk, {}, out);
  return out;
}

bool SqlRunner::went_on(Generation& g, const Uuid& tenant, Batch& chunk, std::optional<Offset> next, Retried& out) {
  auto without = g;                                    // fold() leaves out who is parked
  auto parking = without.parked.extract(tenant).mapped();
  auto work = fold(chunk, without);
  const bool folded = work.parkings.empty();
  if (folded && next) work.parkings = {{tenant, *next, parking.why}};
  work.unparked = {tenant};
  try {
    if (!tables_.write({work})) return out.lost = true, false;
  } catch (const RefusedWrite& refused) {
    if (chunk.records.size() > 1) return one_by_one(g, tenant, chunk, next, out);
    work.writes.clear();
    work.parkings = {{tenant, offset_of(chunk.records.at(0)), refused.why}};
    if (!tables_.write({work})) return out.lost = true, false;
    out.still = work.parkings[0];
  }
  remember(work);
  g.parked.erase(tenant);
  for (const auto& p : work.parkings) g.parked.emplace(tenant, p);
  if (!folded) out.still = work.parkings[0];
  if (!out.still) out.records += static_cast<std::int64_t>(chunk.records.size());
  chunk.records.clear();
  return !out.still;
}

bool SqlRunner::one_by_one(Generation& g, const Uuid& tenant, Batch& chunk, std::optional<Offset> next, Retried& out) {
  for (std::size_t i = 0; i < chunk.records.size(); ++i) {
    Batch one{.partition = chunk.partition, .generations = {}, .from = chunk.from, .to = chunk.to, .records = {chunk.records[i]}};
    const bool last = i + 1 == chunk.records.size();
    if (!went_on(g, tenant, one, last ? next : offset_of(chunk.records[i + 1]), out)) return false;
  }
  chunk.records.clear();
  return true;
}

}  // namespace millrace
