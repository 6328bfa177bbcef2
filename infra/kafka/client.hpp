// A Kafka client for the rest of infra, without the vendor's types: an idempotent producer, and a consumer of named partitions
// that belongs to no group. Settings have librdkafka's names (its CONFIGURATION.md); offsets are stored by whoever reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace millrace::kafka {

using Settings = std::map<std::string, std::string>;

struct Options {
  Settings settings;                                          // "bootstrap.servers" at least; above the house's own
  std::function<void(const std::string& line)> log = {};      // warnings and errors; from threads of the client, must not block
  std::function<void(const std::string& json)> statistics = {};   // every statistics.interval.ms, if that is set
  std::function<int(int port)> route = {};                    // for tests that put something in between: the port that is called instead
};

// The brokers are away or have refused. `again`: the same may succeed later.
struct Trouble : std::runtime_error {
  Trouble(const std::string& why, bool again) : runtime_error(why), again(again) {}
  bool again;
};
// A setting or a credential that can never work as it is.
struct Refused : Trouble {
  explicit Refused(const std::string& why) : Trouble(why, false) {}
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Message {
  std::string topic;
  int partition = -1;                                         // to send with -1: murmur2 of the key, as Java's clients
  std::int64_t offset = -1;                                   // of what has been read
  std::optional<std::string> key = {}, value = {};
  Headers headers = {};
};

// What became of a message that was sent.
struct Delivery {
  std::uint64_t tag;
  int partition;
  std::int64_t offset;                                        // -1: unknown
  std::string value;                                          // as it was sent
  std::string error;                                          // empty: it is in the topic, on all replicas in sync
};

// Plain and idempotent, acks=all, linger.ms=0: what is sent to a partition lies there in the order of the calls, or has failed.
// An error does not say that the message is not in the topic. Thread-safe.
class Producer {
 public:
  // Where the time went of a message that is in the topic: in the client until it was sent, at the brokers until their answer was there,
  // in the client until its thread told.
  struct Stages { std::chrono::microseconds sending, at_brokers, telling; };
  struct Heard {
    // In the order of each partition; one call a group. From the producer's thread; must not block.
    std::function<void(std::vector<Delivery>)> delivered = {};
    // The producer can send nothing more; make another one.
    std::function<void(const std::string& why)> broken = {};
    // Of each message, before `delivered`. For who traces: each message costs a few readings of the clock.
    std::function<void(const Stages&)> staged = {};
  };
  explicit Producer(const Options&);
  Producer(const Options&, Heard);
  // Waits so long for what is on its way, then drops it; the outcome of every message has been told when it returns.
  ~Producer();
  void close(int wait_ms);                                    // the same; nothing may be sent any more

  // Queues; false when the queue is full. Throws Trouble.
  bool send(Message, std::uint64_t tag = 0);
  // Sends and waits until it is durable: its offset. Throws Trouble; it may nevertheless be in the topic.
  std::int64_t put(Message);
  // Sent and not yet told of.
  std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Reads partitions from given offsets. One thread at a time calls it.
class Consumer {
 public:
  explicit Consumer(const Options&);
  ~Consumer();

  // From that offset on; a partition that is being read already must be stopped before. Throws Trouble.
  void start(const std::string& topic, int partition, std::int64_t offset);
  void stop(const std::string& topic, int partition);
  // Waits at most so long for a message, then takes what has come. What is wrong with a partition for good (its offset is not
  // there any more) is thrown as Trouble; what may pass is logged and tried again by the client.
  std::vector<Message> poll(int wait_ms, std::size_t most = 1000);
  // One past the newest message of each of these partitions, for those that answer in time. Throws Trouble when none does.
  std::map<int, std::int64_t> ends(const std::string& topic, const std::vector<int>& partitions, int wait_ms);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::kafka
