#include "tests/support/kafka_mock.hpp"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <stdexcept>

namespace millrace::testing {

struct KafkaMock::Impl {
  explicit Impl(int brokers) {
    char why[256];
    auto* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!client) throw std::runtime_error(why);
    cluster = rd_kafka_mock_cluster_new(client, brokers);
    if (!cluster) throw std::runtime_error("the mock cluster does not start");
  }
  ~Impl() {
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(client);
  }
  rd_kafka_t* client;
  rd_kafka_mock_cluster_t* cluster;
};

KafkaMock::KafkaMock(int brokers) : impl_(std::make_unique<Impl>(brokers)) {}
KafkaMock::~KafkaMock() = default;

std::string KafkaMock::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(impl_->cluster); }

void KafkaMock::make_topic(const std::string& name, int partitions) {
  if (const auto code = rd_kafka_mock_topic_create(impl_->cluster, name.c_str(), partitions, 1)) throw std::runtime_error(rd_kafka_err2str(code));
}

void KafkaMock::fail_next(Api api, const std::vector<int>& codes) {
  std::vector<rd_kafka_resp_err_t> all;
  for (const auto c : codes) all.push_back(static_cast<rd_kafka_resp_err_t>(c));
  rd_kafka_mock_push_request_errors_array(impl_->cluster, static_cast<std::int16_t>(api), all.size(), all.data());
}

void KafkaMock::forgive(Api api) { rd_kafka_mock_clear_request_errors(impl_->cluster, static_cast<std::int16_t>(api)); }

void KafkaMock::set_down(int broker, bool down) {
  down ? rd_kafka_mock_broker_set_down(impl_->cluster, broker) : rd_kafka_mock_broker_set_up(impl_->cluster, broker);
}

void KafkaMock::set_round_trip_ms(int broker, int ms) { rd_kafka_mock_broker_set_rtt(impl_->cluster, broker, ms); }

void KafkaMock::set_leader(const std::string& topic, int partition, int broker) {
  rd_kafka_mock_partition_set_leader(impl_->cluster, topic.c_str(), partition, broker);
}

}  // namespace millrace::testing
