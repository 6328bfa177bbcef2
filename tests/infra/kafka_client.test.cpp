#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "infra/kafka/admin.hpp"
#include "infra/kafka/client.hpp"
#include "tests/support/kafka_mock.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

kafka::Options at(const std::string& brokers) {
  kafka::Options options;
  options.settings["bootstrap.servers"] = brokers;
  return options;
}

std::vector<kafka::Message> read(kafka::Consumer& consumer, std::size_t n) {
  std::vector<kafka::Message> all;
  for (int rounds = 0; all.size() < n && rounds < 100; ++rounds)
    for (auto& m : consumer.poll(100)) all.push_back(std::move(m));
  return all;
}

}  // namespace

TEST_CASE("what is put into a topic is read back with its key, headers and offset") {
  KafkaMock mock;
  mock.make_topic("t", 4);
  kafka::Producer producer{at(mock.bootstrap())};
  for (int n = 0; n < 3; ++n)
    CHECK(producer.put({"t", 2, -1, "key " + std::to_string(n), "value " + std::to_string(n), {{"ce_id", std::to_string(n)}, {"empty", ""}}}) == n);
  CHECK(producer.put({"t", 3, -1, "gone"}) == 0);
  kafka::Consumer consumer{at(mock.bootstrap())};
  CHECK(consumer.ends("t", {0, 2, 3}, 5000) == std::map<int, std::int64_t>{{0, 0}, {2, 3}, {3, 1}});
  consumer.start("t", 2, 1);
  const auto two = read(consumer, 2);
  REQUIRE(two.size() == 2);
  CHECK(two[0].offset == 1);
  CHECK(two[0].partition == 2);
  CHECK(two[1].key == "key 2");
  CHECK(two[1].value == "value 2");
  CHECK(two[1].headers == kafka::Headers{{"ce_id", "2"}, {"empty", ""}});
  consumer.stop("t", 2);
  consumer.start("t", 3, 0);
  const auto tombstone = read(consumer, 1);
  REQUIRE(tombstone.size() == 1);
  CHECK_FALSE(tombstone[0].value);
}

TEST_CASE("a key finds the partition that Java's clients give it") {
  KafkaMock mock;
  mock.make_topic("t", 64);
  kafka::Producer producer{at(mock.bootstrap())};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<kafka::Delivery> all;
  kafka::Producer hearing{at(mock.bootstrap()), {.delivered = [&](std::vector<kafka::Delivery> group) {
    const std::lock_guard lock{mutex};
    for (auto& d : group) all.push_back(std::move(d));
    changed.notify_all();
  }}};
  // murmur2("foobar") = -790332482 (Kafka's UtilsTest): & 0x7fffffff, mod 64.
  CHECK(hearing.send({"t", -1, -1, "foobar", "x"}, 17));
  std::unique_lock lock{mutex};
  changed.wait(lock, [&] { return !all.empty(); });
  CHECK(all[0].partition == (-790332482 & 0x7fffffff) % 64);
  CHECK(all[0].tag == 17);
  CHECK(all[0].value == "x");
  CHECK(all[0].error.empty());
}

// librdkafka counts a batch's offsets on from -1 when the brokers answer "a duplicate", which leaves out where it lies.
TEST_CASE("where a batch that the brokers call a duplicate lies is not known, of its later messages either") {
  KafkaMock mock;
  mock.make_topic("t", 1);
  auto options = at(mock.bootstrap());
  options.settings["linger.ms"] = "200";
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<kafka::Delivery> all;
  kafka::Producer producer{options, {.delivered = [&](std::vector<kafka::Delivery> group) {
    const std::lock_guard lock{mutex};
    for (auto& d : group) all.push_back(std::move(d));
    changed.notify_all();
  }}};
  mock.fail_next(KafkaMock::Api::produce, {46});
  for (int n = 0; n < 3; ++n) REQUIRE(producer.send({"t", 0, -1, {}, "x"}, 0));
  std::unique_lock lock{mutex};
  changed.wait(lock, [&] { return all.size() == 3; });
  for (const auto& d : all) CHECK(d.offset == -1);
}

TEST_CASE("settings and brokers that cannot work are named") {
  auto options = at("127.0.0.1:1");
  options.settings["no.such.thing"] = "1";
  CHECK_THROWS_WITH_AS(kafka::Consumer{options}, doctest::Contains("no.such.thing"), kafka::Refused);
  kafka::Consumer nobody{at("127.0.0.1:1")};
  CHECK_THROWS_AS(nobody.ends("t", {0}, 300), kafka::Trouble);
  kafka::Admin admin{at("127.0.0.1:1"), 300};
  CHECK_THROWS_WITH_AS(admin.brokers(), doctest::Contains("127.0.0.1:1"), kafka::Trouble);
}

TEST_CASE("a topic that does not exist has no shape; one that does has partitions") {
  KafkaMock mock{3};
  mock.make_topic("t", 7);
  kafka::Admin admin{at(mock.bootstrap())};
  CHECK(admin.brokers() == 3);
  REQUIRE(admin.topic("t"));
  CHECK(admin.topic("t")->partitions == 7);
}
