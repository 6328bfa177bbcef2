// A log as Kafka is one: several writers append to ordered partitions; what they hear of it comes late, in order, or not at all.
#pragma once

#include <map>
#include <memory>

#include "schemas/journal/record.hpp"
#include "tests/simulation/chance.hpp"

namespace millrace::simulation {

// How often things go wrong, of a thousand. A run has its own mixture, so that rare faults also meet alone.
struct Faults {
  int lost = 0;              // never lands; the writer hears that nobody knows
  int unreported = 0;        // lands; the writer hears that nobody knows
  int late = 0;              // the writer hears that nobody knows; then it lands
  int doubled = 0;           // lands twice: a repeated request that the broker did not recognise
  int message_lost = 0;      // between people and processes, and between processes
  int crash = 0, pause = 0;  // in every 20 ms of a process
  int suspicion = 0;         // somebody takes over although the owner is well
  int busy = 0;              // the key-value store takes no batch just now
  int no_key = 0;            // a key reaches the other processes late
  int sql = 0;               // a transaction breaks off, before or after it was committed
  int topics = 0;            // an event, and all behind it, does not reach its topic
  int clock = 0;             // a clock jumps
  int week = 0;              // a week passes
  int lag = 0;               // not of a thousand: so many milliseconds, at most, until a record is read
};

class SimulatedLog {
 public:
  SimulatedLog(Scheduler& scheduler, Chance& chance, Trace& trace, const Faults& faults)
      : scheduler_(scheduler), chance_(chance), trace_(trace), faults_(faults), records_(partitions) {}

  Offset end(Partition p) const { return static_cast<Offset>(records_[static_cast<std::size_t>(p)].size()); }
  const std::string& read(Partition p, Offset o) const { return records_[static_cast<std::size_t>(p)][static_cast<std::size_t>(o)]; }
  // Hears of every record that lands.
  std::function<void(Partition)> landed = {};

  // One process's way in. What it has sent still lands after it is gone; nobody hears of it then.
  class Producer {
   public:
    // The offset; nothing when nobody knows.
    using Reported = std::function<void(Partition, std::optional<Offset>)>;
    Producer(SimulatedLog& log, Reported reported) : log_(log), state_(std::make_shared<State>(State{std::move(reported), {}})) {}
    ~Producer() { state_->reported = nullptr; }
    void append(Partition, std::string bytes);

   private:
    struct Outstanding { std::uint64_t no; bool known = false; std::optional<Offset> offset; };
    struct Line { Time landing{}, report{}; std::uint64_t next = 0; std::deque<Outstanding> outstanding; };
    struct State { Reported reported; std::map<Partition, Line> lines; };
    static void learn(const std::shared_ptr<State>&, Partition, std::uint64_t no, std::optional<Offset>);

    SimulatedLog& log_;
    std::shared_ptr<State> state_;
  };

 private:
  Offset put(Partition, const std::string& bytes);

  Scheduler& scheduler_;
  Chance& chance_;
  Trace& trace_;
  const Faults& faults_;
  std::vector<std::vector<std::string>> records_;
};

}  // namespace millrace::simulation
