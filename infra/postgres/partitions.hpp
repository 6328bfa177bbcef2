// Keeps the partitions of tables by time (quarter.hpp): they are made before the first row of their quarter is written, and moved to a
// cheaper tablespace when they are old. Nothing depends on either: rows without a partition of their own lie with the rest, and a moved
// one is read as before. Not thread-safe: the runner's thread.
#pragma once

#include <functional>
#include <set>

#include "infra/postgres/migrator.hpp"

namespace millrace {

// What is older by its quarter's end is moved; no tablespace: nothing is. The table owner, millrace_owner, needs CREATE on it.
struct ColdTablespace {
  std::string name = {};
  int after_months = 12;
  int timeout_ms = 5'000;                    // for one partition or index, which is locked meanwhile; lists wait twice as long
};

class PgPartitions {
 public:
  using Log = std::function<void(const std::string& line)>;
  // The migrator outlives it.
  PgPartitions(PgMigrator& migrator, ColdTablespace cold, Log log) : migrator_(migrator), cold_(std::move(cold)), log_(std::move(log)) {}

  // Those that the rows of this work lack, but for quarters that are still to come or that nobody can have written in.
  void make_room(const std::vector<TableWork>&, Time now);
  // Those of this quarter and the next, then one move. True: there may be more to move.
  bool tend(const std::vector<Generation>&, Time now);

 private:
  enum class Again { no, yes };              // whether it is tried again when readers would not let it in
  void add(const Generation&, Quarter, Again);
  bool moved_one(const Generation&, Quarter before);

  PgMigrator& migrator_;
  const ColdTablespace cold_;
  const Log log_;
  std::set<std::string> known_;              // names of partitions that need not be made
  std::set<std::string> too_large_;          // what could not be moved in time
};

}  // namespace millrace
