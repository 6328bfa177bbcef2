// What librdkafka counts, in the few figures that say how the journal's producer fares. Fed from the client's threads, read by any.
#pragma once

#include <atomic>
#include <string_view>

namespace millrace::kafka {

struct Statistics {
  std::atomic<double> waiting_messages = 0;            // sent by us, outcome not known
  std::atomic<double> brokers_up = 0;
  std::atomic<double> request_errors = 0;              // since the client was made: not sent, refused, or without an answer
  std::atomic<double> round_trip_p99_s = 0;            // of the slowest broker, over the last interval

  // One text of statistics.interval.ms; what is not in it stays.
  void take(std::string_view json);
};

}  // namespace millrace::kafka
