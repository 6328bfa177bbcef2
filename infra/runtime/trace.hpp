// Where the time of a command goes, hop after hop: histograms millrace_command_hop_seconds in /metrics, there only when the server was told
// to keep them (`serve --trace`). Who takes part has a pointer to it, or none. Thread-safe.
#pragma once

#include "infra/runtime/metrics.hpp"

namespace millrace {

class Trace {
 public:
  using Instant = Metrics::Instant;
  using Hop = Metrics::Durations;

  explicit Trace(Metrics&);
  static Instant now() { return std::chrono::steady_clock::now(); }

  // In the order in which a command comes through them.
  const Hop to_strand;       // handed over by the gateway until the strand takes it
  const Hop decided;         // until what was decided upon it has been given to the journal
  const Hop held;            // Kafka: behind records of its partition that are under way
  const Hop sending;         // Kafka: in the client, until the request is sent
  const Hop at_brokers;      // Kafka: until their answer is there
  const Hop telling;         // Kafka: until the client's thread has it
  const Hop back_to_strand;  // announced by the journal until the strand takes it
  const Hop answered;        // until the gateway has been answered, and has given the reply to the connection
  const Hop whole;           // all of it
};

}  // namespace millrace
