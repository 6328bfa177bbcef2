#include "infra/kafka/heartbeats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "infra/kafka/topics.hpp"

namespace millrace::kafka {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int ask_ms = 5'000, poll_ms = 100, farewell_ms = 1'000;
constexpr std::string_view alive = "alive", gone = "gone";

}  // namespace

bool check_heartbeat_topic(Admin& admin, const std::string& topic) {
  const auto shape = admin.topic(topic);
  if (shape && shape->partitions != 1)
    refuse(topic, fmt::format("has {} partitions, not 1", shape->partitions),
           fmt::format("it keeps nothing: remove it (kafka-topics.sh --delete --topic {}), and the next start makes it anew", topic));
  return shape.has_value();
}

void prepare_heartbeat_topic(Admin& admin, const std::string& topic) {
  if (check_heartbeat_topic(admin, topic)) return;
  admin.create(topic, {1, std::min(3, admin.brokers())}, {{"cleanup.policy", "compact,delete"}, {"retention.ms", "3600000"}, {"segment.ms", "3600000"}});
}

Heartbeats::Heartbeats(Options options, const Uuid& writer)
    : options_(std::move(options)), mine_(to_string(writer)), thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

Heartbeats::~Heartbeats() = default;

bool Heartbeats::silent(const Uuid& writer) const {
  const std::lock_guard lock{mutex_};
  return since_.try_emplace(to_string(writer), 0).first->second >= options_.silent_beats;
}

void Heartbeats::hear(const std::vector<Message>& messages) {
  const std::lock_guard lock{mutex_};
  for (const auto& message : messages) {
    if (message.key != mine_) {
      since_[message.key.value_or("")] = message.value == gone ? options_.silent_beats : 0;
      continue;
    }
    for (auto& [writer, beats] : since_) ++beats;
  }
}

// Each beat is sent when the one before has arrived, so that none wait for brokers that are away and come back in one heap.
void Heartbeats::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    try {
      Producer producer{options_.client};
      Consumer consumer{options_.client};
      consumer.start(options_.topic, 0, consumer.ends(options_.topic, {0}, ask_ms)[0]);
      while (!stop.stop_requested()) {
        producer.put({options_.topic, 0, -1, mine_, std::string(alive)});
        for (const auto next = steady_clock::now() + milliseconds{options_.beat_ms}; steady_clock::now() < next && !stop.stop_requested();)
          hear(consumer.poll(std::min(poll_ms, options_.beat_ms)));
      }
      producer.send({options_.topic, 0, -1, mine_, std::string(gone)});
      producer.close(farewell_ms);                       // brokers that are away are not waited for: others miss the beats, too
    } catch (const Trouble& e) {
      if (options_.client.log) options_.client.log(std::string("kafka: heartbeats: ") + e.what());
      for (const auto until = steady_clock::now() + milliseconds{options_.beat_ms}; steady_clock::now() < until && !stop.stop_requested();)
        std::this_thread::sleep_for(milliseconds{poll_ms});
    }
  }
}

}  // namespace millrace::kafka
