#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <thread>

#include "infra/kafka/journal.hpp"
#include "infra/kafka/statistics.hpp"
#include "infra/main/kafka_options.hpp"
#include "infra/main/wrong_use.hpp"
#include "tests/support/kafka_mock.hpp"

using namespace millrace;
using namespace millrace::testing;
using kafka::KafkaJournal;

namespace {

const std::string topic = "millrace.journal";
constexpr auto patience = std::chrono::seconds{30};

struct Heard : Journal::Listener {
  void on_appended(std::vector<Stored> group) override { take(appended, std::move(group)); }
  void on_arrived(std::vector<Stored> group) override { take(arrived, std::move(group)); }
  void on_append_failed(Partition p, const std::string&) override {
    const std::lock_guard lock{mutex};
    failed.push_back(p);
    changed.notify_all();
  }
  void take(std::vector<Stored>& into, std::vector<Stored> group) {
    const std::lock_guard lock{mutex};
    for (auto& s : group) into.push_back(std::move(s));
    changed.notify_all();
  }
  bool wait(const std::function<bool()>& until) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, patience, until);
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Stored> appended, arrived;
  std::vector<Partition> failed;
};

struct Process {
  explicit Process(const KafkaMock& mock, int stuck_after_ms = 15'000, std::size_t batch_bytes = 1'000'000) {
    KafkaJournal::Options options;
    options.client.settings = {{"bootstrap.servers", mock.bootstrap()}, {"message.timeout.ms", "4000"}, {"retry.backoff.ms", "10"},
                               {"reconnect.backoff.max.ms", "100"}};
    options.look_every_ms = 50;
    options.stuck_after_ms = stuck_after_ms;
    options.close_wait_ms = 100;
    options.batch_bytes = batch_bytes;
    journal = std::make_unique<KafkaJournal>(options, heard);
  }
  bool reaches_the_end(Partition p) {
    auto reached = std::make_shared<std::promise<void>>();
    journal->reach_end(p, [reached] { reached->set_value(); });
    return reached->get_future().wait_for(patience) == std::future_status::ready;
  }
  Heard heard;
  std::unique_ptr<KafkaJournal> journal;
};

}  // namespace

TEST_CASE("kafka journal: what another process writes arrives in order, and no sooner is the end reached") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock}, b{mock};
  for (int n = 0; n < 50; ++n) a.journal->append(3, "a" + std::to_string(n));
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 50; }));
  REQUIRE(b.reaches_the_end(3));
  CHECK(b.journal->end(3) == 50);
  CHECK(b.journal->read(3, 49) == "a49");
  REQUIRE(b.heard.wait([&] { return b.heard.arrived.size() == 50; }));
  for (int n = 0; n < 50; ++n) {
    CHECK(b.heard.arrived[n].offset == n);
    CHECK(b.heard.arrived[n].bytes == "a" + std::to_string(n));
  }
  a.journal->append(3, "unasked");                       // it is followed from now on
  REQUIRE(b.heard.wait([&] { return b.heard.arrived.size() == 51; }));
  a.journal->append(4, "seen by chance");                // and the others are looked at now and then
  REQUIRE(b.heard.wait([&] { return b.heard.arrived.size() == 52; }));
  CHECK(a.heard.arrived.empty());                        // nobody reads back what it has written itself
}

TEST_CASE("kafka journal: a record that others' lie in front of says so by its offset, and all of them arrive") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock}, b{mock};
  a.journal->append(3, "a0");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 1; }));
  REQUIRE(b.reaches_the_end(3));
  b.journal->append(3, "b1");
  b.journal->append(3, "b2");
  REQUIRE(b.heard.wait([&] { return b.heard.appended.size() == 2; }));
  CHECK(b.heard.appended[0].offset == 1);
  a.journal->append(3, "a3");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 2; }));
  CHECK(a.heard.appended[1].offset == 3);
  REQUIRE(a.reaches_the_end(3));
  CHECK(a.journal->end(3) == 4);
  REQUIRE(a.heard.wait([&] { return a.heard.arrived.size() >= 2; }));
  CHECK(a.heard.arrived[0].bytes == "b1");
  CHECK(a.heard.arrived[1].bytes == "b2");
  CHECK(a.journal->read(3, 3) == "a3");
}

TEST_CASE("kafka journal: while the brokers are away nothing is called durable; when they are back the end can be reached") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock};
  a.journal->append(3, "before");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 1; }));
  mock.set_down(1, true);
  a.journal->append(3, "lost or not");
  REQUIRE(a.heard.wait([&] { return !a.heard.failed.empty(); }));
  CHECK(a.heard.failed == std::vector<Partition>{3});
  CHECK_FALSE(a.journal->reachable());
  auto reached = std::make_shared<std::promise<void>>();
  a.journal->reach_end(3, [reached] { reached->set_value(); });
  auto end = reached->get_future();
  CHECK(end.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout);
  mock.set_down(1, false);
  REQUIRE(end.wait_for(patience) == std::future_status::ready);
  const auto begin = a.journal->end(3);
  a.journal->append(3, "after");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 2; }));
  CHECK(a.heard.appended[1].offset == begin);
  CHECK(a.journal->reachable());
}

TEST_CASE("kafka journal: clients that make no progress are made anew") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock, 300};
  mock.set_down(1, true);
  for (int n = 0; a.journal->rebuilt() == 0 && n < 200; ++n) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  CHECK(a.journal->rebuilt() > 0);
  mock.set_down(1, false);
  REQUIRE(a.reaches_the_end(5));
  a.journal->append(5, "x");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 1; }));
}

TEST_CASE("kafka journal: what was appended behind a record that the brokers refuse is not written") {
  constexpr int too_large = 10;
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock};
  a.journal->append(3, "begin");                         // the producer knows its way from here on
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 1; }));
  mock.set_round_trip_ms(1, 300);
  mock.fail_next(KafkaMock::Api::produce, {too_large});
  for (const auto* bytes : {"refused", "behind it", "behind both"}) a.journal->append(3, bytes);
  REQUIRE(a.heard.wait([&] { return !a.heard.failed.empty(); }));
  REQUIRE(a.reaches_the_end(3));
  CHECK(a.journal->end(3) == 1);
  a.journal->append(3, "after");
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 2; }));
  CHECK(a.heard.appended[1].offset == 1);
  CHECK(a.heard.appended[1].bytes == "after");
  CHECK(a.heard.failed == std::vector<Partition>{3});    // once for all three
}

TEST_CASE("kafka journal: one that is closed while records wait behind others writes them all, in their order") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  mock.set_round_trip_ms(1, 50);
  Heard heard;
  KafkaJournal::Options options;
  options.client.settings = {{"bootstrap.servers", mock.bootstrap()}};
  {
    KafkaJournal journal{options, heard};
    for (int n = 0; n < 10; ++n) journal.append(3, std::to_string(n));
  }
  Process b{mock};
  REQUIRE(b.reaches_the_end(3));
  REQUIRE(b.journal->end(3) == 10);
  for (int n = 0; n < 10; ++n) CHECK(b.journal->read(3, n) == std::to_string(n));
}

TEST_CASE("kafka journal: who traces is told of each record where it has been") {
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  mock.set_round_trip_ms(1, 20);
  Heard heard;
  std::atomic<int> held = 0, staged = 0, strange = 0;
  KafkaJournal::Options options;
  options.client.settings = {{"bootstrap.servers", mock.bootstrap()}};
  options.held = [&](auto took) { ++held, strange += took.count() < 0; };
  options.staged = [&](const kafka::Producer::Stages& s) { ++staged, strange += s.sending.count() < 0 || s.at_brokers.count() <= 0 || s.telling.count() < 0; };
  KafkaJournal journal{options, heard};
  for (int n = 0; n < 10; ++n) journal.append(n % 2, std::to_string(n));
  REQUIRE(heard.wait([&] { return heard.appended.size() == 10; }));
  CHECK(held == 10);
  CHECK(staged == 10);
  CHECK(strange == 0);
}

TEST_CASE("kafka statistics: brokers, errors and the slowest round trip are found") {
  kafka::Statistics s;
  s.take(R"({"msg_cnt":7,"brokers":{
    "host:1/1":{"nodeid":1,"state":"UP","txerrs":1,"rxerrs":2,"req_timeouts":3,"rtt":{"p99":1500}},
    "host:2/2":{"nodeid":2,"state":"DOWN","txerrs":0,"rxerrs":0,"req_timeouts":1,"rtt":{"p99":2500}},
    "host:1/bootstrap":{"nodeid":-1,"state":"UP","txerrs":9,"rtt":{"p99":9999}}}})");
  CHECK(s.waiting_messages == 7);
  CHECK(s.brokers_up == 1);
  CHECK(s.request_errors == 7);
  CHECK(s.round_trip_p99_s == doctest::Approx(0.0025));
  s.take("no JSON");
  CHECK(s.waiting_messages == 7);
}

TEST_CASE("kafka options: settings of librdkafka go through, as flags and as variables") {
  const char* words[] = {"millrace", "serve", "--kafka.sasl.username=ann", "--kafka.linger.ms", "5", "--kafka.topic-prefix", "x", "--dev"};
  CHECK(with_kafka_settings(8, words) ==
        std::vector<std::string>{"millrace", "serve", "--kafka", "sasl.username=ann", "--kafka", "linger.ms=5", "--kafka.topic-prefix", "x", "--dev"});
  CHECK(kafka_variable("kafka.sasl.username") == "MILLRACE_KAFKA_SASL_USERNAME");
  KafkaOptions o;
  CHECK_THROWS_AS(o.place({}), WrongUse);
  o.brokers = "b:1";
  o.settings = {"sasl.username=ann"};
  CHECK(o.place({}).client.settings.at("sasl.username") == "ann");
  CHECK(o.place({}).client.settings.at("bootstrap.servers") == "b:1");
  o.settings = {"sasl.username"};
  CHECK_THROWS_AS(o.place({}), WrongUse);
}

TEST_CASE("kafka journal: a record that is left out for the one behind it is no success, whatever lies in its place") {
  constexpr int not_enough_replicas = 19;                // sent again after that, it comes too late
  KafkaMock mock;
  mock.make_topic(topic, partitions);
  Process a{mock, 15'000, 1};                            // none waits for the one before it
  a.journal->append(3, "begin");                         // the producer knows its way from here on
  REQUIRE(a.heard.wait([&] { return a.heard.appended.size() == 1; }));
  for (int broker = 1; broker <= 3; ++broker) mock.set_round_trip_ms(broker, 100);
  mock.fail_next(KafkaMock::Api::produce, {not_enough_replicas});
  a.journal->append(3, "first");
  std::this_thread::sleep_for(std::chrono::milliseconds{30});   // each in a request of its own
  a.journal->append(3, "second");
  REQUIRE(a.heard.wait([&] { return a.heard.failed.size() + a.heard.appended.size() == 3; }));
  REQUIRE(a.reaches_the_end(3));
  CHECK(a.heard.failed.size() >= 1);
  for (const auto& s : a.heard.appended) CHECK(a.journal->read(3, s.offset) == s.bytes);
}
