// Everything in one run: the log, the database, the processes, the people, and what is remembered of them for the judge.
#pragma once

#include "tests/simulation/history.hpp"
#include "tests/simulation/process.hpp"
#include "tests/simulation/topics.hpp"

namespace millrace::simulation {

struct People;

struct Town {
  Town(std::uint64_t seed, std::size_t lines_kept);
  ~Town();
  Town(const Town&) = delete;

  void run();                                            // faults, then peace until nothing is left to do
  void violation(std::string what);
  // Between two that may lose sight of one another; not at all when the message is lost.
  void send(std::function<void()>);
  Process& anybody() { return processes[chance.below(processes.size())]; }
  bool heard_lately_of(const Uuid& writer) const;
  bool peaceful() const;                                 // and what was before is over
  bool owner_in_doubt(Partition) const;                  // when somebody else comes, it is most awkward

  Chance chance;
  Scheduler scheduler;
  Trace trace;
  Faults faults;
  SimulatedLog log;
  Keys::Shared keys;
  Database database;
  Topics topics;
  std::vector<Table> tables;
  const Folds& folds;
  Services::SignedIn nobody{};
  Uuid incarnation;
  std::vector<Uuid> tenants;
  std::vector<Partition> parts;
  std::deque<Process> processes;
  std::map<Uuid, int> writers;                           // whose process a fence's writer is
  std::map<Uuid, Time> beats;                            // when a writer was last heard of
  Duration all_clocks{};                                 // weeks that have passed besides
  bool peace = false;                                    // no more faults
  History history;
  std::vector<std::string> violations;
  std::unique_ptr<People> people;

 private:
  Time peace_since_{};

  void trouble();
  void a_week_passes();
  std::string unsettled() const;
};

}  // namespace millrace::simulation
