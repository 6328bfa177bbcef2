// What the table owner does: makes the house's tables and each projection's generation, points views, compares, drops. Connects
// as millrace_migrator for each call. Not thread-safe; every call is one transaction under one advisory lock.
#pragma once

#include <functional>

#include "infra/postgres/connection.hpp"
#include "projections/core/sql_runner.hpp"

namespace millrace {

// Of two generations at one place.
struct Comparison {
  bool equal = false;
  std::int64_t old_rows = 0, new_rows = 0;
  std::string difference;                    // for people: the first rows that only one of them has
};

class PgMigrator {
 public:
  explicit PgMigrator(std::string dsn) : dsn_(std::move(dsn)) {}

  // After it, each table has a generation of its fingerprint: the live one; or one that catches up beside a live one of another
  // fingerprint; on first start, a fresh one behind the view at once. `fill` reads its stands.
  std::vector<Generation> prepare(const std::vector<const Table*>&, const std::function<void(Generation&)>& fill);
  // Drops every generation of every table: all are built anew from the journal.
  void forget();
  // Another generation of that table, empty, beside the live one.
  Generation begin(const Table&);
  // Points the views at it and drops what was live. False: readers held the lock too long; try again.
  [[nodiscard]] bool switch_to(const Generation&);
  void drop(const Generation&);
  // Whether it is the one behind the view.
  bool live(const Generation&);
  // A partition of its own for that quarter, if it has none yet. False: readers held the lock too long, or rows of that quarter lie with
  // the rest already.
  [[nodiscard]] bool add_partition(const Generation&, Quarter);
  // The partitions of quarters before that one, and their indexes, that do not lie in that tablespace; and moving one of them there, which
  // locks it. What takes longer than that is left where it is: PgError busy, "57014".
  struct Piece { std::string name; bool index; };
  std::vector<Piece> pieces_outside(const Generation&, Quarter before, const std::string& tablespace);
  void move(const Piece&, const std::string& tablespace, int timeout_ms);

  // As the projector, whose connection it is: the owner sees no rows.
  static Comparison compare(PgConnection&, const Table&, int old_generation, int new_generation);

 private:
  enum class State { live, building };
  Generation create(PgConnection::Transaction&, const Table&, State);
  void point_views(PgConnection::Transaction&, const Table&, int generation);
  void drop(PgConnection::Transaction&, const std::string& view, int generation);
  template <class Do>
  void as_owner(Do&&);

  std::string dsn_;
};

}  // namespace millrace
