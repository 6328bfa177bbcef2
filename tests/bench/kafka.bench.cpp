// W9 and M17: commits through KafkaJournal against librdkafka's own producer, with the same settings, taking turns on the same brokers.
//   bench_kafka BROKERS [SECONDS [ROUNDS]]
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "infra/kafka/admin.hpp"
#include "infra/kafka/journal.hpp"
#include "infra/kafka/topics.hpp"

using namespace millrace;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t record_bytes = 600;

struct Figures { double per_s, p50_us, p99_us; };

// So many clients, each of which sends its next record when the one before is acknowledged.
struct Clients {
  explicit Clients(std::size_t outstanding) : begun(outstanding) { latencies_us.reserve(4'000'000); }
  void start(std::size_t client) { begun[client] = Clock::now(); }
  // False: the time is up, and this was its last.
  bool acknowledged(std::size_t client) {
    const auto now = Clock::now();
    latencies_us.push_back(std::chrono::duration<float, std::micro>(now - begun[client]).count());
    begun[client] = now;
    if (!stopping) return true;
    const std::lock_guard lock{mutex};
    if (++idle == begun.size()) changed.notify_one();
    return false;
  }
  Figures run(int seconds) {
    const auto from = Clock::now();
    std::unique_lock lock{mutex};
    changed.wait_for(lock, std::chrono::seconds(seconds), [] { return false; });
    stopping = true;
    changed.wait(lock, [&] { return idle == begun.size(); });
    const auto took = std::chrono::duration<double>(Clock::now() - from).count();
    const auto at = [&](double q) {
      const auto nth = latencies_us.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(latencies_us.size() - 1));
      std::nth_element(latencies_us.begin(), nth, latencies_us.end());
      return static_cast<double>(*nth);
    };
    return {static_cast<double>(latencies_us.size()) / took, at(0.5), at(0.99)};
  }
  std::vector<Clock::time_point> begun;
  std::vector<float> latencies_us;
  std::atomic<bool> stopping = false;
  std::size_t idle = 0;
  std::mutex mutex;
  std::condition_variable changed;
};

[[noreturn]] void fail(const std::string& why) {
  fmt::print(stderr, "bench_kafka: {}\n", why);
  std::exit(1);
}

// Records of one partition come back in the order in which they were sent, so a queue a partition says whose each is.
struct Ours : Journal::Listener {
  explicit Ours(std::size_t outstanding) : clients(outstanding) {}
  void on_appended(std::vector<Stored> group) override {
    for (auto& s : group) {
      auto& line = waiting[static_cast<std::size_t>(s.partition)];
      const auto client = line.front();
      line.pop_front();
      if (!clients.acknowledged(client)) continue;
      line.push_back(client);
      journal->append(s.partition, std::move(s.bytes));
    }
  }
  void on_append_failed(Partition, const std::string& why) override { fail(why); }
  Clients clients;
  std::array<std::deque<std::size_t>, partitions> waiting;
  Journal* journal = nullptr;
};

Figures ours(const kafka::Options& options, const std::string& topic, std::size_t outstanding, int lines, int seconds) {
  Ours listener{outstanding};
  kafka::KafkaJournal journal{{.client = options, .topic = topic}, listener};
  listener.journal = &journal;
  for (std::size_t c = 0; c < outstanding; ++c) listener.waiting[c % static_cast<std::size_t>(lines)].push_back(c);
  for (std::size_t c = 0; c < outstanding; ++c) {
    listener.clients.start(c);
    journal.append(static_cast<Partition>(c % static_cast<std::size_t>(lines)), std::string(record_bytes, 'x'));
  }
  return listener.clients.run(seconds);
}

struct Peer {
  explicit Peer(std::size_t outstanding) : clients(outstanding) {}
  void send(std::size_t client) {
    const auto partition = static_cast<std::int32_t>(client % static_cast<std::size_t>(lines));
    if (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, payload.data(), payload.size(), nullptr, 0, reinterpret_cast<void*>(client)) == -1)
      fail(rd_kafka_err2str(rd_kafka_last_error()));
  }
  Clients clients;
  std::string payload = std::string(record_bytes, 'x');
  rd_kafka_topic_t* topic = nullptr;
  int lines = 1;
};

Figures peer(const kafka::Options& options, const std::string& topic, std::size_t outstanding, int lines, int seconds) {
  Peer peer{outstanding};
  peer.lines = lines;
  auto* conf = rd_kafka_conf_new();
  char why[256];
  auto settings = options.settings;
  settings.insert({{"enable.idempotence", "true"}, {"linger.ms", "1"}, {"socket.nagle.disable", "true"}, {"compression.codec", "lz4"},
                   {"queue.buffering.max.messages", "1000000"}});
  for (const auto& [name, value] : settings)
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK) fail(why);
  rd_kafka_conf_set_opaque(conf, &peer);
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* m, void* opaque) {
    auto& peer = *static_cast<Peer*>(opaque);
    if (m->err) fail(rd_kafka_err2str(m->err));
    const auto client = reinterpret_cast<std::size_t>(m->_private);
    if (peer.clients.acknowledged(client)) peer.send(client);
  });
  auto* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
  if (!producer) fail(why);
  peer.topic = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
  std::atomic<bool> done = false;
  std::thread polling{[&] { while (!done) rd_kafka_poll(producer, 100); }};
  for (std::size_t c = 0; c < outstanding; ++c) {
    peer.clients.start(c);
    peer.send(c);
  }
  const auto figures = peer.clients.run(seconds);
  done = true;
  polling.join();
  rd_kafka_topic_destroy(peer.topic);
  rd_kafka_destroy(producer);
  return figures;
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

void compare(const kafka::Options& options, const std::string& topic, std::size_t outstanding, int lines, int seconds, int rounds) {
  std::vector<double> us, them, ratio, added_p50, added_p99;
  for (int n = 0; n < rounds; ++n) {
    const bool we_first = n % 2 == 0;
    Figures a{}, b{};
    if (we_first) a = ours(options, topic, outstanding, lines, seconds);
    b = peer(options, topic, outstanding, lines, seconds);
    if (!we_first) a = ours(options, topic, outstanding, lines, seconds);
    us.push_back(a.per_s);
    them.push_back(b.per_s);
    ratio.push_back(a.per_s / b.per_s);
    added_p50.push_back(a.p50_us - b.p50_us);
    added_p99.push_back(a.p99_us - b.p99_us);
  }
  fmt::print("M17 commits_per_s ours={:.0f} peer={:.0f} ratio={:.2f} goal=0.9 outstanding={} partitions={} bytes={} added_p50_us={:.0f} added_p99_us={:.0f} rounds={}\n",
             median(us), median(them), median(ratio), outstanding, lines, record_bytes, median(added_p50), median(added_p99), rounds);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) fail("which brokers? bench_kafka host:port,… [seconds [rounds]]");
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 3, rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  kafka::Options options;
  options.settings["bootstrap.servers"] = argv[1];
  const auto topic = fmt::format("millrace-bench-{}.journal", Clock::now().time_since_epoch().count());
  kafka::Admin admin{options};
  const auto shape = kafka::replicated(partitions, admin.brokers());
  admin.create(topic, shape, kafka::durable(shape.replicas));
  fmt::print("# kafka: {} replicas of {} brokers{}\n", shape.replicas, admin.brokers(), shape.replicas == 1 ? ", flush.messages=1" : "");
  for (const int lines : {1, 8})
    for (const std::size_t outstanding : {64, 512}) compare(options, topic, outstanding, lines, seconds, rounds);
}
