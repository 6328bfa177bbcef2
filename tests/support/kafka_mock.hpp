// librdkafka's mock cluster, in this process: a log in memory that speaks the protocol and breaks when it is told to. It keeps at
// most 5 MiB a partition, knows no topic configuration, and its brokers answer on loopback.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace millrace::testing {

class KafkaMock {
 public:
  // Numbers of requests in the protocol.
  enum class Api { produce = 0, fetch = 1, list_offsets = 2, metadata = 3, init_producer_id = 22 };

  explicit KafkaMock(int brokers = 1);
  ~KafkaMock();
  std::string bootstrap() const;
  void make_topic(const std::string& name, int partitions);
  // The next requests of this kind are answered with these error codes of the protocol (0: none), one each; -195 and the like,
  // librdkafka's own, cut the connection.
  void fail_next(Api, const std::vector<int>& codes);
  void forgive(Api);
  void set_down(int broker, bool down);
  void set_round_trip_ms(int broker, int ms);
  void set_leader(const std::string& topic, int partition, int broker);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::testing
