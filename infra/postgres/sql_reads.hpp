// Lists out of PostgreSQL: a small pool of threads with a connection each, as millrace_api, under row-level security.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "gateways/core/turns.hpp"
#include "infra/postgres/connection.hpp"
#include "projections/core/lists.hpp"

namespace millrace {

// Thread-safe. Who waits for a position occupies neither a thread nor a connection: the runner's word wakes it. Businesses take
// turns, and in a business those who ask; none has more than half of the connections. Projections outlive it.
class SqlReads final : public Lists {
 public:
  struct Options {
    std::string dsn;                         // without a user
    int connections = 4;
    Digest cursor_secret{};                  // Vault::secret("cursor")
    Uuid incarnation{};                      // of the journal; rows of another one are not shown. Nil: not compared
    // That wait or run, in all, of a business and of one who asks; more are answered `away` or `busy` at once.
    int most = 10'000, most_of_business = 1'000, most_of_one = 128;
    // A list has begun to wait for a position that the runner of this process has yet to pass. From the asker's thread; must be quick, and call
    // nothing of this.
    std::function<void()> awaits = {};
  };
  SqlReads(Options, const std::vector<const Projection*>&);
  ~SqlReads() override;                      // stops

  // Whoever still waits is answered by the time this returns, `behind` when it is a position that was waited for; from then on
  // a list is answered `away` at once and nothing else is called. Once, or again by the same thread.
  void stop();

  void list(ListRequest, std::function<void(ListAnswer)> done) override;
  // The tables have passed everything before `next` in that partition: the runner of this process says so. Never waits.
  void moved(Partition, Offset next);
  // Whether this process keeps the tables, another one does, or nobody knows just now.
  enum class Kept { here, elsewhere, unknown };
  void kept(Kept);
  // Whether a list waits for a position. Never waits itself.
  bool awaits() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    ListRequest request;
    std::function<void(ListAnswer)> done;
    Clock::time_point until;                 // when a position is given up
    Asker who = {};
    Partition partition = 0;
    Offset passed = 0;                       // where the tables stood when it was tried
  };

  void work();
  std::optional<Job> next_job(std::unique_lock<std::mutex>&);
  bool reached(const Job& j) const { return !j.request.at_least || *j.request.at_least < passed_[static_cast<std::size_t>(j.partition)]; }
  void make_ready(Job);
  void wake_reached(Partition);
  void give_up(std::unique_lock<std::mutex>&);
  void look(std::unique_lock<std::mutex>&, std::unique_ptr<PgConnection>&);
  ListAnswer ask(std::unique_ptr<PgConnection>&, const Table&, const ListRequest&, const ListStatement&) const;

  const Options options_;
  std::map<const Projection*, Table> tables_;

  mutable std::mutex mutex_;                // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false;
  Turns<Job> turns_;                        // what is ready
  std::multimap<Clock::time_point, Job> waiting_;           // for a position, by `until`
  std::array<Offset, partitions> passed_{};                 // one past what every table holds, as far as was heard
  Kept kept_ = Kept::unknown;
  Clock::time_point looked_{};
  bool looking_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace millrace
