// A database for the SQL runner: tables, checkpoints and transactions that break off, before or after they were committed.
#pragma once

#include "projections/core/sql_runner.hpp"
#include "tests/simulation/log.hpp"

namespace millrace::simulation {

// What all processes share.
struct Database {
  struct Kept {
    std::map<Place, StampedRow> rows;
    std::array<Stand, partitions> stands{};
    std::map<Uuid, Parking> parked;
  };
  std::map<std::string, Kept> tables;                    // by view
};

class SimulatedTables final : public Tables {
 public:
  struct BrokenOff {};

  SimulatedTables(Database& database, Chance& chance, const Faults& faults) : database_(database), chance_(chance), faults_(faults) {}
  std::map<Place, StampedRow> load(const Generation&, const std::vector<Place>&) override;
  std::map<Place, StampedRow> of_subject(const Generation&, const Uuid& tenant, const Uuid& subject) override;
  bool write(const std::vector<TableWork>&) override;
  // What a runner begins with.
  std::vector<Generation> generations(const std::vector<Table>&) const;

 private:
  Database& database_;
  Chance& chance_;
  const Faults& faults_;
};

}  // namespace millrace::simulation
