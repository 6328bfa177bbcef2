// Keeps the SQL tables: takes batches of records, of one partition or of several, folds them in memory, writes each changed row once
// together with the checkpoints. Sans-I/O behind two ports; not thread-safe, one thread steps it.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "projections/core/recent_records.hpp"
#include "projections/core/row_cache.hpp"
#include "projections/core/table.hpp"

namespace millrace {

// A checkpoint: the accepted history before `next`.
struct Stand {
  Accepted history;
  Offset next = 0;
};

// Where a tenant's facts have stopped going into a table: its rows are those of the records before `position`.
struct Parking {
  Uuid tenant;
  Offset position;
  std::string why;
};

// One table with its rows at a known place in every partition. A projection may have two while the newer one catches up.
struct Generation {
  const Table* table;
  int number;
  std::array<Stand, partitions> stands{};
  std::map<Uuid, Parking> parked{};          // tenants whose facts it can no longer take
};

struct Place {
  Uuid tenant;
  Key key;
  auto operator<=>(const Place&) const = default;
};

// What one transaction does to one table in one partition. A row that is null is to be removed; `before` is null where there was none.
struct TableWork {
  struct Write { Place place; StampedRow row; RowPtr before; };
  const Generation* generation;
  Partition partition;
  std::vector<Write> writes;
  std::vector<Parking> parkings;
  Stand from, to;
  std::vector<Uuid> unparked = {};           // goes before the parkings
};

// The values of that table cannot be written, whoever tries. Anything else that a port throws passes through the runner, which
// then has to be made anew from what is stored.
struct RefusedWrite {
  const Generation* generation;
  std::string why;
};

// A row of which it was said that there is none is there. Nothing is written.
struct AlreadyThere : std::runtime_error { using runtime_error::runtime_error; };

class Tables {
 public:
  virtual ~Tables() = default;
  // Rows of those places; places without a row are left out.
  virtual std::map<Place, StampedRow> load(const Generation&, const std::vector<Place>&) = 0;
  // All rows of a tenant that hold text of that subject, or more of them. May read every row of the tenant.
  virtual std::map<Place, StampedRow> of_subject(const Generation&, const Uuid& tenant, const Uuid& subject) = 0;
  // All of it in one transaction, each checkpoint moving from exactly `from`. False: one stood elsewhere, nothing is written. Throws
  // RefusedWrite, AlreadyThere.
  [[nodiscard]] virtual bool write(const std::vector<TableWork>&) = 0;
};

class SqlRunner {
 public:
  // Durable records of a partition from an offset on, until `each` says false.
  using Scan = std::function<void(Partition, Offset from, const std::function<bool(Offset, const std::string& bytes)>& each)>;
  enum class Step {
    idle,                                    // nothing to do in this partition
    moved,                                   // at least one table has moved; there may be more
    waiting,                                 // a record cannot be decoded, or its key has not arrived in the key store; try again later
    lost,                                    // somebody else keeps these tables: stop
  };

  // `recent`, which outlives it, is what this process has read already; without it, everything is read here.
  SqlRunner(std::vector<Generation> generations, Tables& tables, Vault& vault, std::size_t batch = 1000, const RecentRecords* recent = nullptr)
      : generations_(std::move(generations)), tables_(tables), vault_(vault), batch_(batch), recent_(recent) {}

  // One batch in this partition, of records before `end`, for each set of tables that stand together; those behind follow and join
  // those ahead. `end` is recent's, when there is one, else the journal's.
  Step step(Partition, Offset end, const Scan&);
  // The same of the partitions from `next` on, in one transaction, until they make a batch; `next` is then the first that it has not come to.
  // `waiting` when one of them is, although others may have moved.
  Step step_on(Partition& next, const std::function<Offset(Partition)>& end, const Scan&);

  // Goes on with a parked tenant from where it stopped up to where its table stands. What it is parked for now, if anything;
  // `lost` as above.
  struct Retried { std::optional<Parking> still; std::int64_t records = 0; bool lost = false; };
  Retried retry(const Table&, int number, const Uuid& tenant, const Scan&);

  const std::vector<Generation>& generations() const { return generations_; }
  void add(Generation g) { generations_.push_back(std::move(g)); }
  void remove(const Table& table, int number);

 private:
  struct Batch {
    Partition partition;
    std::vector<Generation*> generations;                  // that stand together
    Stand from, to;
    std::vector<std::variant<std::shared_ptr<const Committed>, Parking>> records = {};   // accepted commits; or whose form nobody can read
    std::size_t count = 0, bytes = 0;                      // of all records between from and to
  };
  class Loaded;
  // What a batch touches, and whether that begins with the first fact of the row's own stream. Then there is no row, unless a fact of another
  // stream has made one; so nobody asks, and the table says so when it is told to add it.
  using Places = std::map<Place, bool>;
  enum class New { presumed, asked };

  const Folds& folds_of(const Generation&);
  Step collect(Partition, Offset end, const Scan&, std::vector<Batch>&);
  Step read(Batch&, Offset limit, const Scan&) const;
  bool slow(Partition p, Offset next) const { return next < refusals_[static_cast<std::size_t>(p)].slow_until; }
  std::vector<TableWork> fold(const std::vector<Batch>&, New);
  std::vector<TableWork> fold(const std::vector<Batch>&, const std::map<const Generation*, Loaded>&);
  TableWork fold(const Batch&, const Generation&);
  TableWork fold(const Batch&, const Generation&, const Loaded&);
  void erase(const Batch&, const Generation&, TableWork&);
  void find_places(const Batch&, const Generation&, Places&);
  void load(const Generation&, const Places&, New, Loaded&);
  bool ask(const Generation&, const std::vector<Place>&, Loaded&);
  bool confirm(const Generation&, const std::vector<TableWork>&, Loaded&);
  Step write(std::vector<Batch>, New = New::presumed);
  void refused(const Batch&, const RefusedWrite&);
  void moved(const Batch&, const std::vector<TableWork>&);
  RowCache& known(const Generation&);
  void remember(const TableWork&);

  std::vector<Generation> generations_;
  Tables& tables_;
  Vault& vault_;
  std::size_t batch_;
  const RecentRecords* recent_;
  // What the tables hold, of rows that were read or written lately: exactly that, since nobody but us moves a checkpoint that we have moved.
  // What is not written for sure is not here: whatever a port throws that is no refusal ends this runner.
  std::map<std::pair<const Table*, int>, RowCache> known_;
  std::map<const AnyFold*, Folds> folds_;                  // each alone
  // One chunk of a retry; true when it is in the tables. `next` is where the tenant goes on, nothing when it has caught up.
  bool went_on(Generation&, const Uuid& tenant, Batch&, std::optional<Offset> next, Retried&);
  bool one_by_one(Generation&, const Uuid& tenant, Batch&, std::optional<Offset> next, Retried&);

  // A batch that a table refused is gone through record by record; the third refusal of one by a table parks its tenant there.
  // Several tables may refuse the same record.
  struct Refused { int count = 0; std::string why; };
  struct Refusals { Offset slow_until = 0; std::map<std::pair<const Table*, int>, Refused> by; };
  std::array<Refusals, partitions> refusals_{};
};

}  // namespace millrace
