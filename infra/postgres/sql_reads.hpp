// Lists out of PostgreSQL: a small pool of threads with a connection each, as millrace_api, under row-level security.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "infra/postgres/connection.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

// Thread-safe. Who waits for a position occupies no thread of it. Projections outlive it.
class SqlReads final : public Lists {
 public:
  struct Options {
    std::string dsn;                         // without a user
    int connections = 4;
    Digest cursor_secret{};                  // Vault::secret("cursor")
    Uuid incarnation{};                      // of the journal; rows of another one are not shown. Nil: not compared
    std::size_t most_waiting = 10'000;       // more are answered `away` at once
  };
  SqlReads(Options, const std::vector<const Projection*>&);
  ~SqlReads() override;                      // stops

  // Whoever still waits is answered by the time this returns, `behind` when it is a position that was waited for; from then on
  // a list is answered `away` at once and nothing else is called. Once, or again by the same thread.
  void stop();

  void list(ListRequest, std::function<void(ListAnswer)> done) override;
  // The tables have passed everything before `next` in that partition: the runner of this process says so. Never waits.
  void moved(Partition, Offset next);

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    ListRequest request;
    std::function<void(ListAnswer)> done;
    Clock::time_point until;                 // when a position is given up
    Clock::time_point due;                   // when it is tried next
  };

  void work();
  std::optional<Job> next_job(std::unique_lock<std::mutex>&);
  ListAnswer ask(std::unique_ptr<PgConnection>&, const Table&, const ListRequest&, const ListStatement&) const;

  const Options options_;
  std::map<const Projection*, Table> tables_;

  std::mutex mutex_;                        // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false;
  std::deque<Job> ready_;
  std::multimap<Clock::time_point, Job> waiting_;           // by `due`
  std::vector<std::thread> threads_;
};

}  // namespace millrace
