#include "infra/kafka/admin.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "infra/kafka/handles.hpp"

namespace millrace::kafka {

using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyed<rd_kafka_AdminOptions_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroyed<rd_kafka_NewTopic_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyed<rd_kafka_ConfigResource_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroyed<rd_kafka_metadata_destroy>>;

constexpr int heard_every_ms = 50;                        // after a topic has been made
constexpr int refused_within_ms = 3'000;                  // who is not let in has heard of it by then
const Settings of_an_admin = {{"log.connection.close", "true"}};   // which says why: often TLS on one side alone

static bool unreached(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__RESOLVE;
}

struct Admin::Impl {
  Impl(const Options& options, int wait)
      : wait_ms(wait), voice(options), client(make_client(RD_KAFKA_PRODUCER, options, of_an_admin, voice)), queue(rd_kafka_queue_new(client.get())) {}

  // All brokers, and the topic if one is named.
  Metadata metadata(const std::string& name) {
    const Topic topic{name.empty() ? nullptr : rd_kafka_topic_new(client.get(), name.c_str(), nullptr)};
    const rd_kafka_metadata_t* found = nullptr;
    const auto ask = [&](int so_long_ms) { return rd_kafka_metadata(client.get(), 0, topic.get(), &found, so_long_ms); };
    const int refused_ms = std::min(wait_ms, refused_within_ms);
    auto code = ask(refused_ms);
    if (code && remedy(voice.last_trouble()).empty()) code = ask(wait_ms - refused_ms);
    if (!code) return Metadata{found};
    const auto what = "asking the brokers " + (name.empty() ? "for each other" : "for " + name);
    const auto why = voice.last_trouble();
    if (const auto mend = remedy(why); !mend.empty()) throw Refused(what + ": " + why + "; " + mend);
    fail(what, code, voice, unreached(code) ? "; check the address in --kafka.bootstrap-servers, that the brokers run, and --kafka.security.protocol if they want TLS" : "");
  }
  AdminOptions options(rd_kafka_admin_op_t what) {
    AdminOptions out{rd_kafka_AdminOptions_new(client.get(), what)};
    char why[256];
    rd_kafka_AdminOptions_set_request_timeout(out.get(), wait_ms, why, sizeof why);
    return out;
  }
  Event answer(const std::string& what) {
    Event event{rd_kafka_queue_poll(queue.get(), wait_ms + 1000)};
    if (!event) fail(what, RD_KAFKA_RESP_ERR__TIMED_OUT, voice);
    if (const auto code = rd_kafka_event_error(event.get())) fail(what, code, voice);
    return event;
  }

  std::optional<Settings> configuration(const std::string& topic, bool may_wait);

  const int wait_ms;
  Voice voice;
  Client client;
  Queue queue;                                                // answers
};

Admin::Admin(const Options& options, int wait_ms) : impl_(std::make_unique<Impl>(options, wait_ms)) {}
Admin::~Admin() = default;

int Admin::brokers() { return impl_->metadata("")->broker_cnt; }

std::optional<Admin::TopicShape> Admin::topic(const std::string& name) {
  const auto found = impl_->metadata(name);
  if (found->topic_cnt != 1) return {};
  const auto& topic = found->topics[0];
  if (topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return {};
  if (topic.err) fail(name, topic.err, impl_->voice);
  TopicShape out{topic.partition_cnt, topic.partition_cnt ? topic.partitions[0].replica_cnt : 0};
  for (int p = 0; p < topic.partition_cnt; ++p) out.replicas = std::min(out.replicas, topic.partitions[p].replica_cnt);
  return out;
}

// Nothing while the broker that was asked has not heard of the topic.
std::optional<Settings> Admin::Impl::configuration(const std::string& topic, bool may_wait) {
  const Resource resource{rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())};
  auto* raw = resource.get();
  rd_kafka_DescribeConfigs(client.get(), &raw, 1, options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS).get(), queue.get());
  const auto event = answer("reading the configuration of " + topic);
  std::size_t count = 0;
  const auto* resources = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  Settings out;
  for (std::size_t n = 0; n < count; ++n) {
    const auto code = rd_kafka_ConfigResource_error(resources[n]);
    if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART && may_wait) return {};
    if (code) fail("reading the configuration of " + topic, code, voice);
    std::size_t entries = 0;
    const auto* entry = rd_kafka_ConfigResource_configs(resources[n], &entries);
    for (std::size_t e = 0; e < entries; ++e)
      if (const auto* value = rd_kafka_ConfigEntry_value(entry[e])) out[rd_kafka_ConfigEntry_name(entry[e])] = value;
  }
  return out;
}

Settings Admin::configuration(const std::string& topic) {
  for (int waited_ms = 0;; waited_ms += heard_every_ms) {
    if (auto settings = impl_->configuration(topic, waited_ms < impl_->wait_ms)) return std::move(*settings);
    std::this_thread::sleep_for(std::chrono::milliseconds{heard_every_ms});
  }
}

bool Admin::create(const std::string& topic, TopicShape shape, const Settings& configuration) {
  char why[512];
  const NewTopic wanted{rd_kafka_NewTopic_new(topic.c_str(), shape.partitions, shape.replicas, why, sizeof why)};
  if (!wanted) throw Refused("topic " + topic + ": " + why);
  for (const auto& [name, value] : configuration) rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  const auto options = impl_->options(RD_KAFKA_ADMIN_OP_CREATETOPICS);
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), impl_->wait_ms, why, sizeof why);
  auto* raw = wanted.get();
  rd_kafka_CreateTopics(impl_->client.get(), &raw, 1, options.get(), impl_->queue.get());
  const auto event = impl_->answer("making topic " + topic);
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  bool fresh = true;
  for (std::size_t n = 0; n < count; ++n) {
    const auto code = rd_kafka_topic_result_error(results[n]);
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) fresh = false;
    const auto* said = rd_kafka_topic_result_error_string(results[n]);
    if (code && fresh) throw Trouble("making topic " + topic + ": " + (said ? said : rd_kafka_err2str(code)), false);
  }
  // Any broker answers, each hears of it at its own time, also of what somebody else has just made: all of them very likely have when
  // so many answers in a row say so.
  const int enough = 10 * brokers();
  for (int heard = 0, waited_ms = 0; heard < enough && waited_ms < impl_->wait_ms;) {
    if (this->topic(topic)) {
      ++heard;
      continue;
    }
    heard = 0;
    waited_ms += heard_every_ms;
    std::this_thread::sleep_for(std::chrono::milliseconds{heard_every_ms});
  }
  return fresh;
}

}  // namespace millrace::kafka
