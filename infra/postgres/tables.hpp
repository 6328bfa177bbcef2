// The SQL tables over one connection as the projector: arrays in, rows out. Not thread-safe.
#pragma once

#include "infra/postgres/connection.hpp"
#include "infra/postgres/partitions.hpp"
#include "projections/core/sql_runner.hpp"

namespace millrace {

class PgTables final : public Tables {
 public:
  // The connection is as millrace_projector. It outlives this, as do the partitions; without those, what is by time lies in one.
  explicit PgTables(PgConnection& connection, PgPartitions* partitions = nullptr) : connection_(connection), partitions_(partitions) {}

  std::map<Place, StampedRow> load(const Generation&, const std::vector<Place>&) override;
  bool write(Partition, const std::vector<TableWork>&) override;
  // Fills the stands and parked tenants of a generation from what is stored.
  void open(Generation&);

 private:
  using Writes = std::vector<const TableWork::Write*>;
  void upsert(PgConnection::Transaction&, const Generation&, const Writes&);
  void write_sets(PgConnection::Transaction&, const Generation&, const Writes& upserts, const Writes& stale);

  PgConnection& connection_;
  PgPartitions* const partitions_;
};

// Where any table of this database stands in a partition, as its checkpoints say.
std::vector<std::pair<Partition, Stand>> stands_in(PgConnection&);

// One-dimensional PostgreSQL array literals, written element by element.
class PgArray {
 public:
  void null() { next() += "NULL"; }
  void text(std::string_view);               // quoted and escaped
  void plain(std::string_view v) { next() += v; }   // of digits, letters, '-', ':' and '.' only
  void bytes(std::string_view);              // of a bytea array
  std::string done() && { return (out_ += '}', std::move(out_)); }

 private:
  std::string& next() { return out_.size() > 1 ? out_ += ',' : out_; }
  std::string out_ = "{";
};

}  // namespace millrace
