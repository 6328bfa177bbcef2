#include "infra/kafka/head_topic.hpp"

#include "schemas/json/codec.hpp"

namespace millrace::kafka {

void publish_heads(const Place& place, const std::vector<SignedHead>& heads) {
  const auto topic = place.topic("heads");
  if (Admin admin{place.client}; !admin.topic(topic)) {
    const auto shape = replicated(1, admin.brokers());
    auto settings = durable(shape.replicas);
    settings.insert({{"cleanup.policy", "delete"}, {"retention.ms", "-1"}, {"retention.bytes", "-1"}});
    admin.create(topic, shape, settings);
  }
  Producer producer{place.client};
  for (const auto& head : heads) producer.put({topic, 0, -1, std::to_string(head.partition), to_json(head)});
}

}  // namespace millrace::kafka
