// The public topics of a whole server, read back from librdkafka's mock cluster.
#include <doctest/doctest.h>

#include <set>

#include "infra/kafka/publisher.hpp"
#include "schemas/journal/record_work.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/kafka_mock.hpp"
#include "tests/support/town.hpp"

namespace millrace {

namespace {

using testing::at;
using testing::KafkaMock;

struct Shop : testing::Town {
  Shop() : testing::Town(house()) {
    const auto signed_up = ask({"POST", "/auth/signup", R"({"email":"olga@example.org","password":"correct horse","name":"Olga"})"});
    olga = at(signed_up, "access_token");
    const auto made = ask({"POST", "/businesses", R"({"name":"Acme"})", olga});
    business = at(made, "id");
    widget = at(made, "widget_key");
    zoe = at(ask({"POST", "/widget/" + widget + "/visitors", R"({"name":"Zoe"})", {}, {}, to_string(services().ids.next())}), "visitor_token");
  }
  void writes(const std::string& text) {
    REQUIRE(ask({"POST", "/widget/" + widget + "/messages", R"({"text":")" + text + "\"}", zoe}).status == 201);
  }
  std::string olga, business, widget, zoe;
};

struct Broker : KafkaMock {
  Broker() {
    make_topic("millrace.messages", partitions);
    make_topic("millrace.customers", partitions);
    make_topic("millrace.tickets", partitions);
  }
  kafka::Options options() const { return {{{"bootstrap.servers", bootstrap()}}}; }
};

using Snapshot = std::function<std::shared_ptr<const Reader>()>;

std::unique_ptr<kafka::PublisherThread> publisher(const Broker& broker, Shop& shop, std::function<bool(Partition)> owns = [](Partition) { return true; },
                                                  Snapshot snapshot = {}) {
  kafka::PublisherThread::Options o;
  o.client = broker.options();
  o.owns = std::move(owns);
  o.snapshot = snapshot ? std::move(snapshot) : [&] { return shop.mill().snapshot(); };
  o.now = shop.services().now;
  o.retry_ms = 10;
  return std::make_unique<kafka::PublisherThread>(std::move(o), shop.mill().journal(), shop.services().vault);
}

// Reads a business's partition of a topic from its beginning until it has seen that many different events.
struct Heard {
  std::vector<kafka::Message> all;
  std::vector<std::string> ids;                        // each once, in order
};
Heard hear(const Broker& broker, const std::string& topic, Partition p, std::size_t different, int wait_ms = 20'000) {
  auto options = broker.options();
  options.settings["auto.offset.reset"] = "earliest";
  kafka::Consumer consumer{options};
  consumer.start(topic, p, 0);
  Heard heard;
  std::set<std::string> known;
  for (int waited = 0; heard.ids.size() < different && waited < wait_ms; waited += 50)
    for (auto& m : consumer.poll(50)) {
      for (const auto& [name, value] : m.headers)
        if (name == "ce_id" && known.insert(value).second) heard.ids.push_back(value);
      heard.all.push_back(std::move(m));
    }
  return heard;
}
std::string header(const kafka::Message& m, std::string_view name) {
  for (const auto& [n, value] : m.headers)
    if (n == name) return value;
  return {};
}

}  // namespace

TEST_CASE("kafka publisher: what happens is in the topics, in binary mode, under the key and in the partition of its business") {
  Shop shop;
  Broker broker;
  const auto thread = publisher(broker, shop);
  shop.writes("hello");
  shop.writes("is anybody there?");
  thread->notify();
  const auto p = partition_of(*parse_uuid(shop.business));
  const auto heard = hear(broker, "millrace.messages", p, 3);
  REQUIRE(heard.all.size() == 3);
  CHECK(header(heard.all[0], "ce_type") == "com.millrace.conversation.opened.v1");
  const auto& said = heard.all[1];
  CHECK(header(said, "ce_type") == "com.millrace.message.appended.v1");
  CHECK(header(said, "content-type") == "application/json");
  CHECK(header(said, "ce_specversion") == "1.0");
  CHECK(said.key == shop.business);
  const Document data{*said.value};
  CHECK(data.root().find("text")->text() == "hello");
  const auto customers = hear(broker, "millrace.customers", p, 1);
  REQUIRE(customers.all.size() == 1);
  CHECK(customers.all[0].value->find("Zoe") != std::string::npos);
}

TEST_CASE("kafka publisher: in step it decodes and opens nothing of what the process has in hand") {
  Shop shop;
  Broker broker;
  kafka::PublisherThread::Options o;
  o.client = broker.options();
  o.owns = [](Partition) { return true; };
  o.snapshot = [&] { return shop.mill().snapshot(); };
  o.now = shop.services().now;
  o.recent = &shop.mill().recent();
  kafka::PublisherThread thread{std::move(o), shop.mill().journal(), shop.services().vault};
  const auto p = partition_of(*parse_uuid(shop.business));
  shop.writes("hello");
  thread.notify();
  REQUIRE(hear(broker, "millrace.messages", p, 2).ids.size() == 2);    // it has begun
  const auto read = [&] {
    Offset all = 0;
    for (Partition each = 0; each < partitions; ++each) all += shop.mill().recent().end(each);
    return all;
  };
  const auto before = read();
  const auto decoded = record_work.decoded.load(), opened = record_work.opened.load();
  for (int n = 0; n < 20; ++n) shop.writes("are you there?");
  thread.notify();
  CHECK(hear(broker, "millrace.messages", p, 22).ids.size() == 22);
  CHECK(read() - before >= 20);
  CHECK(record_work.decoded.load() - decoded == read() - before);      // each by the mill
  CHECK(record_work.opened.load() == opened);
}

TEST_CASE("kafka publisher: one that begins again goes on behind the newest event, and repeats nothing without need") {
  Shop shop;
  Broker broker;
  const auto p = partition_of(*parse_uuid(shop.business));
  for (int round = 1; round <= 3; ++round) {
    shop.writes("hello");
    const auto thread = publisher(broker, shop);
    CHECK(hear(broker, "millrace.messages", p, static_cast<std::size_t>(round) + 1).ids.size() == static_cast<std::size_t>(round) + 1);
  }
  CHECK(hear(broker, "millrace.messages", p, 4).all.size() == 4);
  CHECK(hear(broker, "millrace.customers", p, 1).all.size() == 1);
}

TEST_CASE("kafka publisher: brokers that go away, refuse or forget cost time and repeats, and no event") {
  Shop shop;
  Broker broker;
  const auto p = partition_of(*parse_uuid(shop.business));
  const auto thread = publisher(broker, shop);
  std::size_t events = 1;
  const auto say = [&](int n) {
    for (; n > 0; --n, ++events) shop.writes("hello");
    thread->notify();
  };
  say(5);
  broker.fail_next(KafkaMock::Api::produce, {7, 7, 6, -195, 5});      // timed out, not the leader, cut, no leader
  say(20);
  CHECK(hear(broker, "millrace.messages", p, events).ids.size() == events);
  broker.set_down(1, true);
  say(20);
  broker.set_down(1, false);
  CHECK(hear(broker, "millrace.messages", p, events).ids.size() == events);
  broker.fail_next(KafkaMock::Api::produce, {10});                     // too large: the producer is lost, and made anew
  say(20);
  const auto heard = hear(broker, "millrace.messages", p, events);
  CHECK(heard.ids.size() == events);
  for (std::size_t n = 1; n < heard.ids.size(); ++n) CHECK(*parse_event_id(heard.ids[n - 1]) < *parse_event_id(heard.ids[n]));
}

TEST_CASE("kafka publisher: partitions that another process owns are left to it") {
  Shop shop;
  Broker broker;
  const auto p = partition_of(*parse_uuid(shop.business));
  std::atomic<bool> mine = false;
  const auto thread = publisher(broker, shop, [&](Partition) { return mine.load(); });
  shop.writes("hello");
  thread->notify();
  CHECK(hear(broker, "millrace.messages", p, 1, 500).all.empty());
  mine = true;
  thread->notify();
  CHECK(hear(broker, "millrace.messages", p, 2).ids.size() == 2);
}

TEST_CASE("kafka publisher: what the owner before has published, this one's store may not hold yet") {
  Shop shop;
  Broker broker;
  const auto p = partition_of(*parse_uuid(shop.business));
  shop.writes("hello");
  const auto behind = shop.mill().snapshot();
  shop.writes("again");
  const std::size_t before = 3;                        // opened, and two messages
  {
    const auto owner = publisher(broker, shop);
    CHECK(hear(broker, "millrace.messages", p, before).ids.size() == before);
  }
  std::atomic<bool> caught_up = false;
  const auto next = publisher(broker, shop, [](Partition) { return true; }, [&] { return caught_up ? shop.mill().snapshot() : behind; });
  for (int looks = 0; looks < 200 && next->state().why.empty(); ++looks) hear(broker, "millrace.messages", p, before + 1, 100);
  CHECK_FALSE(next->state().running);
  caught_up = true;
  shop.writes("and on");
  next->notify();
  CHECK(hear(broker, "millrace.messages", p, before + 1).ids.size() == before + 1);
  for (int looks = 0; looks < 200 && !next->state().running; ++looks) hear(broker, "millrace.messages", p, before + 2, 100);
  CHECK(next->state().running);
}

TEST_CASE("kafka publisher: a topic that holds what this journal never said is left alone") {
  Shop shop;
  Broker broker;
  const auto p = partition_of(*parse_uuid(shop.business));
  kafka::Producer other{broker.options()};
  other.put({"millrace.messages", p, -1, shop.business, "{}", {{"ce_id", to_string(EventId{p, 1'000'000, 0})}}});
  const auto thread = publisher(broker, shop);
  shop.writes("hello");
  thread->notify();
  for (int looks = 0; looks < 200 && thread->state().why.empty(); ++looks) hear(broker, "millrace.messages", p, 2, 100);
  CHECK(hear(broker, "millrace.messages", p, 2, 300).all.size() == 1);
  CHECK_FALSE(thread->state().running);
  CHECK(thread->state().why.find("does not know") != std::string::npos);
}

}  // namespace millrace
