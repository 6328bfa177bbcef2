// librdkafka's C handles, owned. The only header that names the vendor; included by the sources of infra/kafka alone.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <mutex>

#include "infra/kafka/client.hpp"

namespace millrace::kafka {

template <auto destroy>
struct Destroyed {
  template <class T>
  void operator()(T* t) const { destroy(t); }
};
// Of a client without a group there is nothing to leave; nothing is waited for.
inline void destroy_client(rd_kafka_t* client) { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }

using Client = std::unique_ptr<rd_kafka_t, Destroyed<destroy_client>>;
using Configuration = std::unique_ptr<rd_kafka_conf_t, Destroyed<rd_kafka_conf_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyed<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyed<rd_kafka_event_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroyed<rd_kafka_topic_destroy>>;
using Received = std::unique_ptr<rd_kafka_message_t, Destroyed<rd_kafka_message_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyed<rd_kafka_topic_partition_list_destroy>>;
using Failure = std::unique_ptr<rd_kafka_error_t, Destroyed<rd_kafka_error_destroy>>;

// What a client says of itself, from threads of its own.
struct Voice {
  explicit Voice(const Options& o) : log(o.log), statistics(o.statistics), route(o.route) {}
  std::string last_trouble() const {
    const std::lock_guard lock{mutex};
    return trouble;
  }

  const std::function<void(const std::string&)> log, statistics;
  const std::function<int(int)> route;
  mutable std::mutex mutex;                            // guards the next
  std::string trouble;
};

// A client with the house's settings, then those of the options. Throws Refused for a setting that librdkafka does not take.
// `events`: RD_KAFKA_EVENT_… that come on the main queue in place of callbacks; `on_new` adds interceptors. The voice outlives the client.
Client make_client(rd_kafka_type_t, const Options&, const Settings& house, Voice&, int events = 0, rd_kafka_interceptor_f_on_new_t* on_new = nullptr);

// What mends a trouble that does not pass by itself; else empty.
std::string remedy(const std::string& trouble);

// Throws Trouble, with what the client has said last: that names the broker and the reason better than the code.
[[noreturn]] void fail(const std::string& what, rd_kafka_resp_err_t, const Voice&, const std::string& mend = {});

}  // namespace millrace::kafka
