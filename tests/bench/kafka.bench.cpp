// W9 and M17: commits through KafkaJournal against librdkafka's own producer, as it is best, taking turns on the same brokers: saturated,
// and at a fixed rate to one partition from the due time. With `paced` the producer alone at that rate, as JSON.
//   bench_kafka BROKERS [SECONDS [ROUNDS]]
//   bench_kafka BROKERS paced [SECONDS [RATE]]
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <sys/prctl.h>

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
constexpr double usual_rate = 500;
// Of the producer: under load the next requests are there when one is answered; paced, nothing waits behind a request that waits itself.
const kafka::Settings for_throughput = {{"linger.ms", "1"}, {"max.in.flight", "5"}}, for_latency = {{"linger.ms", "0"}, {"max.in.flight", "1"}};

struct Figures { double per_s, p50_us, p99_us; };

Figures figures(std::vector<float>& latencies_us, double seconds) {
  const auto at = [&](double q) {
    const auto nth = latencies_us.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(latencies_us.size() - 1));
    std::nth_element(latencies_us.begin(), nth, latencies_us.end());
    return static_cast<double>(*nth);
  };
  return {static_cast<double>(latencies_us.size()) / seconds, at(0.5), at(0.99)};
}

float us_since(Clock::time_point from) { return std::chrono::duration<float, std::micro>(Clock::now() - from).count(); }

// So many clients, each of which sends its next record when the one before is acknowledged.
struct Clients {
  explicit Clients(std::size_t outstanding) : begun(outstanding) { latencies_us.reserve(4'000'000); }
  void start(std::size_t client) { begun[client] = Clock::now(); }
  // False: the time is up, and this was its last.
  bool acknowledged(std::size_t client) {
    latencies_us.push_back(us_since(begun[client]));
    begun[client] = Clock::now();
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
    return figures(latencies_us, std::chrono::duration<double>(Clock::now() - from).count());
  }
  std::vector<Clock::time_point> begun;
  std::vector<float> latencies_us;
  std::atomic<bool> stopping = false;
  std::size_t idle = 0;
  std::mutex mutex;
  std::condition_variable changed;
};

// A record whenever one is due, whatever has become of those before; half a second of them do not count.
class Pace {
 public:
  Pace(int seconds, double rate)
      : x_between(static_cast<std::int64_t>(1e9 / rate)), x_warm_up(static_cast<std::size_t>(rate / 2)), x_all(x_warm_up + static_cast<std::size_t>(rate * seconds)) {
    x_latencies_us.reserve(x_all);
  }
  Figures run(const std::function<void()>& send) {
    ::prctl(PR_SET_TIMERSLACK, 1);
    x_begin = Clock::now() + x_between;
    for (std::size_t n = 0; n < x_all; ++n) {
      std::this_thread::sleep_until(due(n));
      send();
    }
    std::unique_lock lock{x_mutex};
    x_changed.wait(lock, [&] { return x_told == x_all; });
    return figures(x_latencies_us, std::chrono::duration<double>(Clock::now() - due(x_warm_up)).count());
  }
  // The oldest that was not. One thread calls it.
  void acknowledged() {
    if (x_told >= x_warm_up) x_latencies_us.push_back(us_since(due(x_told)));
    const std::lock_guard lock{x_mutex};
    if (++x_told == x_all) x_changed.notify_one();
  }

 private:
  Clock::time_point due(std::size_t n) const { return x_begin + static_cast<std::int64_t>(n) * x_between; }

  const std::chrono::nanoseconds x_between;
  const std::size_t x_warm_up, x_all;
  Clock::time_point x_begin;
  std::vector<float> x_latencies_us;
  std::size_t x_told = 0;
  std::mutex x_mutex;
  std::condition_variable x_changed;
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

struct OursPaced : Journal::Listener {
  explicit OursPaced(Pace& pace) : pace(pace) {}
  void on_appended(std::vector<Stored> group) override {
    for (std::size_t n = 0; n < group.size(); ++n) pace.acknowledged();
  }
  void on_append_failed(Partition, const std::string& why) override { fail(why); }
  Pace& pace;
};

Figures ours_paced(const kafka::Options& options, const std::string& topic, int seconds, double rate) {
  Pace pace{seconds, rate};
  OursPaced listener{pace};
  kafka::KafkaJournal journal{{.client = options, .topic = topic}, listener};
  return pace.run([&] { journal.append(0, std::string(record_bytes, 'x')); });
}

// librdkafka's own producer, and the thread that polls it.
class Peer {
 public:
  Peer(const kafka::Options& options, const kafka::Settings& more, const std::string& topic, std::function<void(std::size_t)> acknowledged)
      : x_acknowledged(std::move(acknowledged)) {
    auto* conf = rd_kafka_conf_new();
    char why[256];
    auto settings = options.settings;
    settings.insert({{"enable.idempotence", "true"}, {"socket.nagle.disable", "true"}, {"compression.codec", "lz4"}, {"queue.buffering.max.messages", "1000000"}});
    settings.insert(more.begin(), more.end());
    for (const auto& [name, value] : settings)
      if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK) fail(why);
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* m, void* opaque) {
      if (m->err) fail(rd_kafka_err2str(m->err));
      static_cast<Peer*>(opaque)->x_acknowledged(reinterpret_cast<std::size_t>(m->_private));
    });
    x_producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!x_producer) fail(why);
    x_topic = rd_kafka_topic_new(x_producer, topic.c_str(), nullptr);
    x_polling = std::thread{[this] { while (!x_done) rd_kafka_poll(x_producer, 100); }};
  }
  Peer(const Peer&) = delete;
  ~Peer() {
    x_done = true;
    x_polling.join();
    rd_kafka_topic_destroy(x_topic);
    rd_kafka_destroy(x_producer);
  }
  void send(std::size_t partition, std::size_t whose) {
    if (rd_kafka_produce(x_topic, static_cast<std::int32_t>(partition), RD_KAFKA_MSG_F_COPY, x_payload.data(), x_payload.size(), nullptr, 0,
                         reinterpret_cast<void*>(whose)) == -1)
      fail(rd_kafka_err2str(rd_kafka_last_error()));
  }

 private:
  const std::function<void(std::size_t)> x_acknowledged;
  std::string x_payload = std::string(record_bytes, 'x');
  rd_kafka_t* x_producer = nullptr;
  rd_kafka_topic_t* x_topic = nullptr;
  std::atomic<bool> x_done = false;
  std::thread x_polling;
};

Figures peer(const kafka::Options& options, const std::string& topic, std::size_t outstanding, int lines, int seconds) {
  Clients clients{outstanding};
  Peer* producer = nullptr;
  const auto send = [&](std::size_t client) { producer->send(client % static_cast<std::size_t>(lines), client); };
  Peer peer{options, for_throughput, topic, [&](std::size_t client) { if (clients.acknowledged(client)) send(client); }};
  producer = &peer;
  for (std::size_t c = 0; c < outstanding; ++c) {
    clients.start(c);
    send(c);
  }
  return clients.run(seconds);
}

Figures peer_paced(const kafka::Options& options, const kafka::Settings& how, const std::string& topic, int seconds, double rate) {
  Pace pace{seconds, rate};
  Peer peer{options, how, topic, [&](std::size_t) { pace.acknowledged(); }};
  return pace.run([&] { peer.send(0, 0); });
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

void compare_paced(const kafka::Options& options, const std::string& topic, int seconds, int rounds) {
  std::vector<double> us, them, pipelined, added, added_p99;
  for (int n = 0; n < rounds; ++n) {
    const auto a = ours_paced(options, topic, seconds, usual_rate);
    const auto b = peer_paced(options, for_latency, topic, seconds, usual_rate);
    us.push_back(a.p50_us);
    them.push_back(b.p50_us);
    pipelined.push_back(peer_paced(options, for_throughput, topic, seconds, usual_rate).p50_us);
    added.push_back(a.p50_us - b.p50_us);
    added_p99.push_back(a.p99_us - b.p99_us);
  }
  fmt::print("M17 paced_p50_us ours={:.0f} peer={:.0f} added={:.0f} added_p99_us={:.0f} peer_for_throughput={:.0f} rate={} partitions=1 bytes={} rounds={}\n",
             median(us), median(them), median(added), median(added_p99), median(pipelined), usual_rate, record_bytes, rounds);
}

// The producer's own latency, on a topic of one partition.
void alone(const kafka::Options& options, kafka::Admin& admin, const std::string& topic, int seconds, double rate) {
  const auto shape = kafka::replicated(1, admin.brokers());
  admin.create(topic, shape, kafka::durable(shape.replicas));
  const auto found = peer_paced(options, for_latency, topic, seconds, rate);
  fmt::print("{{\"p50_us\":{:.0f},\"p99_us\":{:.0f}}}\n", found.p50_us, found.p99_us);
}

void against_each_other(const kafka::Options& options, kafka::Admin& admin, const std::string& topic, int seconds, int rounds) {
  const auto shape = kafka::replicated(partitions, admin.brokers());
  admin.create(topic, shape, kafka::durable(shape.replicas));
  fmt::print("# kafka: {} replicas of {} brokers{}\n", shape.replicas, admin.brokers(), shape.replicas == 1 ? ", flush.messages=1" : "");
  for (const int lines : {1, 8})
    for (const std::size_t outstanding : {64, 512}) compare(options, topic, outstanding, lines, seconds, rounds);
  compare_paced(options, topic, seconds, rounds);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words{argv + 1, argv + argc};
  if (words.empty()) fail("which brokers? bench_kafka host:port,… [seconds [rounds]], or host:port,… paced [seconds [rate]]");
  const bool paced = words.size() > 1 && words[1] == "paced";
  const auto number = [&](std::size_t n, double otherwise) { return words.size() > n ? std::stod(words[n]) : otherwise; };
  kafka::Options options;
  options.settings["bootstrap.servers"] = words[0];
  const auto topic = fmt::format("millrace-bench-{}.journal", Clock::now().time_since_epoch().count());
  kafka::Admin admin{options};
  if (paced) alone(options, admin, topic, static_cast<int>(number(2, 3)), number(3, usual_rate));
  else against_each_other(options, admin, topic, static_cast<int>(number(1, 3)), static_cast<int>(number(2, 5)));
}
