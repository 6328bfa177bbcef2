// Topics and their configuration: made, looked at, never changed. Every call waits at most `wait_ms` and throws Trouble.
#pragma once

#include "infra/kafka/client.hpp"

namespace millrace::kafka {

class Admin {
 public:
  struct TopicShape {
    int partitions;
    int replicas;                                             // of the partition that has fewest
  };

  explicit Admin(const Options&, int wait_ms = 15'000);
  ~Admin();

  int brokers();
  std::optional<TopicShape> topic(const std::string& name);
  // Its settings by Kafka's names, defaults included.
  Settings configuration(const std::string& topic);
  // False when it is there already. Returns when every broker has heard of it, or the time is up.
  bool create(const std::string& topic, TopicShape, const Settings& configuration);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::kafka
