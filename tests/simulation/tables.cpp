#include "tests/simulation/tables.hpp"

#include "schemas/fold/forget.hpp"
#include "tests/simulation/mutation.hpp"

namespace millrace::simulation {

std::map<Place, StampedRow> SimulatedTables::load(const Generation& g, const std::vector<Place>& places) {
  const auto& kept = database_.tables[g.table->view];
  std::map<Place, StampedRow> found;
  for (const auto& place : places)
    if (const auto row = kept.rows.find(place); row != kept.rows.end()) found.insert(*row);
  return found;
}

std::map<Place, StampedRow> SimulatedTables::of_subject(const Generation& g, const Uuid& tenant, const Uuid& subject) {
  std::map<Place, StampedRow> found;
  for (const auto& [place, row] : database_.tables[g.table->view].rows)
    if (place.tenant == tenant && holds_open(*g.table->projection->fold->row, row.row.get(), subject)) found.emplace(place, row);
  return found;
}

bool SimulatedTables::write(const std::vector<TableWork>& work) {
  if (chance_.permille(faults_.sql)) throw BrokenOff{};
  for (const auto& w : work) {
    const auto& stand = database_.tables[w.generation->table->view].stands[static_cast<std::size_t>(w.partition)];
    const bool same = stand.next == w.from.next && stand.history == w.from.history;
    if (!same && !mutated("sql_checkpoint_unguarded")) return false;
  }
  for (const auto& w : work)
    for (const auto& write : w.writes)
      if (!write.before && write.row.row && !mutated("sql_checkpoint_unguarded") && database_.tables[w.generation->table->view].rows.contains(write.place))
        throw AlreadyThere("a row that was said not to be there");
  for (const auto& w : work) {
    auto& kept = database_.tables[w.generation->table->view];
    for (const auto& write : w.writes) {
      if (write.row.row) kept.rows[write.place] = write.row;
      else kept.rows.erase(write.place);
    }
    for (const auto& tenant : w.unparked) kept.parked.erase(tenant);
    for (const auto& parking : w.parkings) kept.parked.emplace(parking.tenant, parking);
    if (mutated("sql_checkpoint_in_its_own_transaction") && chance_.permille(faults_.sql)) throw BrokenOff{};
    kept.stands[static_cast<std::size_t>(w.partition)] = w.to;
  }
  if (chance_.permille(faults_.sql)) throw BrokenOff{};  // committed, but the one who asked will never know
  return true;
}

std::vector<Generation> SimulatedTables::generations(const std::vector<Table>& tables) const {
  std::vector<Generation> all;
  for (const auto& table : tables) {
    all.push_back({&table, 1});
    if (const auto kept = database_.tables.find(table.view); kept != database_.tables.end()) {
      all.back().stands = kept->second.stands;
      all.back().parked = kept->second.parked;
    }
  }
  return all;
}

}  // namespace millrace::simulation
