// The thread that keeps PostgreSQL: migrates, follows the journal, rebuilds, and starts over whenever PostgreSQL has been away.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "commands/core/journal.hpp"
#include "infra/postgres/migrator.hpp"
#include "infra/postgres/tables.hpp"

namespace millrace {

struct SqlState {
  enum class How { starting, running, standby, away, diverged };   // diverged: the tables know records that the journal lacks
  How how = How::starting;
  std::string why;                           // but of running: one line for people
  std::int64_t lag_records = 0;              // between the journal's ends and what readers see
  std::int64_t parked = 0;                   // (projection, tenant) pairs
};

// A business whose facts a table has not taken from that record on.
struct ParkedBusiness {
  std::string projection;
  Uuid business;
  Offset position;
  std::string why;
};

// A generation of a table: how many records it has had.
struct TableState {
  std::string name;
  int version, generation;
  bool live;                                 // it is the one that readers see
  Offset read;
};

// What came of trying again with those that were asked for.
struct RetryReport {
  std::vector<ParkedBusiness> tried, still;  // those that are parked for what stands there now
  std::string error;                         // why nothing could be tried
};

struct RebuildReport {
  bool switched = false;
  Comparison comparison;
  std::string error;                         // why nothing could be compared
};

// What PostgreSQL's checkpoints say that this journal does not have, for people: the journal has lost records, was restored from an
// older backup, or is another one. Empty when nothing contradicts. Throws PgError. The
// connection is as millrace_projector.
std::string contradiction(PgConnection&, const Journal&);

// Thread-safe. Journal, vault and projections outlive it.
class SqlRunnerThread {
 public:
  struct Options {
    std::string dsn;                         // without a user
    std::size_t batch = 1000;                // records
    int retry_ms = 1000;                     // after PostgreSQL has gone away
    // From one round to the next, so that many records share a transaction and a row that many of them touch is written once. Half as long when
    // somebody waits for what is there; under load four times as long, unless a whole batch is there before.
    int gather_ms = 50;
    // Whether somebody waits for readers' view to move on. From the runner's thread; must be quick.
    std::function<bool()> awaited = {};
    ColdTablespace cold = {};                // for old partitions of tables by time
    const RecentRecords* recent = nullptr;   // what this process has read already, and outlives the thread; null: it reads everything itself
    // Readers' view of that partition now ends before `next`. From the runner's thread.
    std::function<void(Partition, Offset next)> moved = {};
    std::function<void(const std::string& line)> log = {};
    // It keeps the tables from now on, another process does, or PostgreSQL is away. From the runner's thread.
    std::function<void(SqlState::How)> became = {};
  };
  // Throws std::logic_error when a projection cannot be a table; a PostgreSQL that is down is only a state.
  SqlRunnerThread(Options, const std::vector<const Projection*>&, const Journal&, Vault&);
  ~SqlRunnerThread();                        // ends after the batch in hand

  void notify();                             // the journal has grown. Never waits
  void hurry();                              // somebody waits for readers' view to move on. Never waits
  SqlState state() const;
  std::vector<std::string> names() const;    // of the projections that are tables
  // As of the last round, also while PostgreSQL is away; and where readers' view ends, partition by partition.
  std::vector<TableState> tables() const;
  std::array<Offset, partitions> shown() const;
  // Builds the next generation beside the live one, compares both at one place, and switches if they are equal or `accept`.
  std::future<RebuildReport> rebuild(std::string projection, bool accept);
  // As far as is known; also while PostgreSQL is away.
  std::vector<ParkedBusiness> parked() const;
  // Goes on with that business in that table, or with all that are parked.
  std::future<RetryReport> retry(std::optional<std::pair<std::string, Uuid>> which);

 private:
  struct Rebuild {
    std::string projection;
    bool accept;
    std::promise<RebuildReport> done;
    int number = 0;                          // of the generation that is being built; 0: not begun
  };

  using Which = std::optional<std::pair<std::string, Uuid>>;
  struct Retry {
    Which which;
    std::promise<RetryReport> done;
  };

  void run();
  void session();
  SqlRunner::Scan scan() const;
  enum class Round { idle, moved, waiting, lost };
  Round round(SqlRunner&);
  void begin_rebuilds(SqlRunner&);
  void finish(SqlRunner&, PgConnection&);
  void end(Rebuild&, RebuildReport);
  bool do_retries(SqlRunner&);               // false when the tables are lost
  RetryReport retried(SqlRunner&, const Which&, bool& lost);
  void tell_parked(const SqlRunner&);
  std::vector<TableState> standing(const SqlRunner&) const;
  void announce(const SqlRunner&);
  void became(SqlState::How, std::string why);
  bool sleep(int ms);                        // true when it is time to end
  void gather(std::chrono::steady_clock::time_point round_began, std::int64_t moved);

  const Options options_;
  std::deque<Table> tables_;
  const Journal& journal_;
  Vault& vault_;
  PgMigrator migrator_;

  mutable std::mutex mutex_;                // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false, grown_ = false, hurried_ = false;
  SqlState state_;                           // but for the lag
  std::array<Offset, partitions> shown_{};   // where readers' view ends, also while PostgreSQL is away
  std::vector<ParkedBusiness> parked_;
  std::vector<TableState> standing_;
  std::deque<std::shared_ptr<Rebuild>> rebuilds_;
  std::deque<std::shared_ptr<Retry>> retries_;

  std::set<std::pair<const Table*, int>> live_;             // runner's thread only
  std::array<Offset, partitions> announced_{};
  std::thread thread_;
};

}  // namespace millrace
