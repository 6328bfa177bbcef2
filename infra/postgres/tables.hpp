// The SQL tables over one connection as the projector: arrays in, rows out. Not thread-safe.
#pragma once

#include "infra/postgres/arrays.hpp"
#include "infra/postgres/partitions.hpp"
#include "projections/core/sql_runner.hpp"

namespace millrace {

class PgTables final : public Tables {
 public:
  // The connection is as millrace_projector. It outlives this, as do the partitions; without those, what is by time lies in one.
  explicit PgTables(PgConnection& connection, PgPartitions* partitions = nullptr) : connection_(connection), partitions_(partitions) {}

  std::map<Place, StampedRow> load(const Generation&, const std::vector<Place>&) override;
  std::map<Place, StampedRow> of_subject(const Generation&, const Uuid& tenant, const Uuid& subject) override;
  bool write(const std::vector<TableWork>&) override;
  // Fills the stands and parked tenants of a generation from what is stored.
  void open(Generation&);

 private:
  using Writes = std::vector<const TableWork::Write*>;
  static bool move_checkpoints(PgConnection::Transaction&, const std::vector<TableWork>&);
  static void write_some(PgConnection::Transaction&, const Generation&, const Writes&);
  static void write_rows(PgConnection::Transaction&, const Generation&, const std::string& sql, const Writes&);
  static void write_set(PgConnection::Transaction&, const Generation&, std::size_t set, const Writes&);

  PgConnection& connection_;
  PgPartitions* const partitions_;
};

// Where any table of this database stands in a partition, as its checkpoints say.
std::vector<std::pair<Partition, Stand>> stands_in(PgConnection&);

}  // namespace millrace
