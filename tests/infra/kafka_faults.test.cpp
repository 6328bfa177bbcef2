// A whole server over a Kafka that refuses, forgets, moves and cuts: what was acknowledged is in the journal once, and nothing else is.
// MILLRACE_CYCLES and MILLRACE_SEED make it as long as one likes (tests/proof kafka-faults).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <future>
#include <set>

#include "infra/kafka/journal.hpp"
#include "schemas/journal/accept.hpp"
#include "tests/support/kafka_mock.hpp"
#include "tests/support/kafka_proxy.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using namespace millrace::testing;
using Api = KafkaMock::Api;

namespace {

constexpr int shops = 3, clients = 4, asks_of_a_client = 2, patience_ms = 30'000, retry_ms = 10;
const std::string topic = "millrace.journal";

int setting(const char* name, int otherwise) {
  const auto* text = std::getenv(name);
  return text ? std::atoi(text) : otherwise;
}

// Answers of brokers, by their numbers in the protocol; -195 cuts the connection.
struct Faults { Api api; std::vector<int> codes; };
const std::vector<Faults> faults = {
    {Api::produce, {2, 3, 5, 6, 7, 8, 10, 13, 19, 20, 29, 45, 46, 47, 56, 59, -195}},
    {Api::list_offsets, {3, 5, 6, 7, 13, 78, -195}},
    {Api::fetch, {2, 3, 5, 6, 56, 74, 76, -195}},
    {Api::metadata, {3, 5, 7, 8, -195}},
    {Api::init_producer_id, {14, 15, 16, 31, 7, -195}},
};

kafka::Options client(const KafkaMock& mock) {
  kafka::Options options;
  options.settings = {{"bootstrap.servers", mock.bootstrap()}, {"message.timeout.ms", "2000"}, {"retry.backoff.ms", "20"},
                      {"socket.timeout.ms", "1000"}, {"topic.metadata.refresh.fast.interval.ms", "50"}, {"reconnect.backoff.max.ms", "100"}};
  return options;
}

struct Sea {
  KafkaMock kafka{3};
  KafkaProxy proxy;                                        // between the server and the brokers
  explicit Sea(const std::vector<int>& of_the_first_producer) {
    kafka.make_topic(topic, partitions);
    kafka.fail_next(Api::init_producer_id, of_the_first_producer);
  }
};

struct Acked { std::string key, business, id; };

// Shops on a journal that lies in the sea.
struct Coast : Sea, Town {
  explicit Coast(const std::vector<int>& of_the_first_producer)
      : Sea(of_the_first_producer), Town(house(), [this](Journal::Listener& listener) {
          kafka::KafkaJournal::Options options;
          options.client = client(kafka);
          options.client.route = [this](int port) { return proxy.route(port); };
          options.incarnation = incarnation();
          options.look_every_ms = 100;
          return std::make_unique<kafka::KafkaJournal>(options, listener);
        }) {
    token = at(until_done({"POST", "/auth/signup", R"({"email":"olga@example.org","password":"correct horse","name":"Olga"})"}), "access_token");
    for (int n = 0; n < shops; ++n) businesses.push_back(at(until_done({"POST", "/businesses", R"({"name":"Shop"})", token}), "id"));
  }

  // As a client does it: the same request with the same key, until there is an answer for good.
  Response until_done(Ask ask) {
    if (ask.key.empty()) ask.key = to_string(services().ids.next());
    for (int waited = 0; waited < patience_ms; waited += retry_ms) {
      auto response = Town::ask(ask);
      if (response.status != 503) return response;
      std::this_thread::sleep_for(std::chrono::milliseconds{retry_ms});
    }
    return {599, {}, "no answer in time"};
  }

  // Customers are made at all shops at once.
  void trade() {
    std::vector<std::future<std::vector<Acked>>> working;
    for (int c = 0; c < clients; ++c)
      working.push_back(std::async(std::launch::async, [this, c] {
        std::vector<Acked> mine;
        for (int n = 0; n < asks_of_a_client; ++n) {
          Acked made{to_string(services().ids.next()), businesses[static_cast<std::size_t>((c + n) % shops)], {}};
          const auto response = until_done({"POST", "/customers", R"({"name":"Zoe"})", token, made.business, made.key});
          if (response.status == 201) made.id = at(response, "id");
          mine.push_back(std::move(made));
        }
        return mine;
      }));
    for (auto& w : working)
      for (auto& a : w.get()) acked.push_back(std::move(a));
  }

  // Somebody else's record: a zombie's, which names a chain that is not current.
  void slip_in(std::size_t shop) {
    const auto p = partition_of(*parse_uuid(businesses[shop]));
    kafka::Producer zombie{client(kafka)};
    zombie.put({topic, p, -1, {}, encode(p, Record{Noop{1, services().ids.next(), 1, {}, services().now()}})});
  }

  // What a reader of the topic finds that applies the accept rule, and nothing else.
  std::map<std::string, int> customers() {
    std::map<std::string, int> found;
    kafka::Consumer reader{client(kafka)};
    std::set<Partition> where;
    for (const auto& b : businesses) where.insert(partition_of(*parse_uuid(b)));
    for (const auto p : where) {
      const auto end = reader.ends(topic, {p}, patience_ms).at(p);
      Accepted state;
      reader.start(topic, p, 0);
      for (Offset next = 0; next < end;)
        for (const auto& m : reader.poll(100)) {
          if (m.partition != p) continue;
          REQUIRE(m.offset == next++);
          const auto record = decode(p, *m.value);
          REQUIRE(std::holds_alternative<Record>(record));
          if (!accept(state, p, m.offset, std::get<Record>(record), *m.value)) continue;
          const auto* commit = std::get_if<Commit>(&std::get<Record>(record));
          for (const auto& fact : commit ? commit->facts : std::vector<Entry>{})
            if (fact.wire.starts_with("customer.created")) ++found[to_string(fact.stream)];
        }
      reader.stop(topic, p);
    }
    return found;
  }

  std::string token;
  std::vector<std::string> businesses;
  std::vector<Acked> acked;
};

struct Findings { int lost = 0, duplicated = 0, diverged = 0, acked = 0, disturbed = 0; };

// One coast after another, each left for the next when its producer is to begin among errors.
class Voyage {
 public:
  void cycle(std::size_t n) {
    const auto& [api, codes] = faults[n % faults.size()];
    const auto code = codes[n / faults.size() % codes.size()];
    std::vector<int> answers(n / 2 % 3, 0);                // the first request, or a later one
    for (std::size_t times = 0; times <= n % 3; ++times) answers.push_back(code);
    CAPTURE(n);
    CAPTURE(code);
    if (!coast_ || api == Api::init_producer_id) {
      judge();
      coast_.reset();
      coast_ = std::make_unique<Coast>(api == Api::init_producer_id ? answers : std::vector<int>{});
    }
    auto& kafka = coast_->kafka;
    if (api == Api::fetch || api == Api::list_offsets) coast_->slip_in(n % shops);
    if (api == Api::metadata) kafka.fail_next(Api::produce, {6});      // whoever hears that asks anew who leads
    if (api != Api::init_producer_id) kafka.fail_next(api, answers);
    if (n % 7 == 5) trade_through_moods(n);
    else if (n % 7 == 3) trade_while_a_broker_goes(1 + static_cast<int>(n % 3));
    else coast_->trade();
    kafka.forgive(api);
  }

  void judge() {
    if (!coast_) return;
    const auto found = coast_->customers();
    std::set<std::string> heard;
    for (const auto& a : coast_->acked) {
      CHECK_MESSAGE(!a.id.empty(), "a command was never answered");
      if (a.id.empty()) continue;
      heard.insert(a.id);
      const auto is = found.find(a.id);
      findings.lost += is == found.end();
      findings.duplicated += is != found.end() && is->second > 1;
      const auto again = coast_->ask({"POST", "/customers", R"({"name":"Zoe"})", coast_->token, a.business, a.key});
      findings.diverged += again.status != 201 || at(again, "id") != a.id;
    }
    for (const auto& [id, times] : found) findings.diverged += !heard.contains(id);
    findings.acked += static_cast<int>(heard.size());
    findings.disturbed += coast_->proxy.disturbed();
  }

  Findings findings;

 private:
  void trade_through_moods(std::size_t n) {                // of the network, while it works
    constexpr std::array moods{KafkaProxy::Mood::swallow, KafkaProxy::Mood::cut, KafkaProxy::Mood::delay};
    auto trading = std::async(std::launch::async, [&] { coast_->trade(); });
    for (int times = 0; times < 3; ++times) {
      coast_->proxy.be(moods[(n / 7) % moods.size()]);
      trading.wait_for(std::chrono::milliseconds{60});
      coast_->proxy.be(KafkaProxy::Mood::pass);
      trading.wait_for(std::chrono::milliseconds{40});
    }
    trading.get();
  }
  void trade_while_a_broker_goes(int broker) {             // with what it was about to answer, and comes back
    auto& kafka = coast_->kafka;
    kafka.set_round_trip_ms(broker, 200);
    auto trading = std::async(std::launch::async, [&] { coast_->trade(); });
    trading.wait_for(std::chrono::milliseconds{100});
    kafka.set_down(broker, true);
    trading.wait_for(std::chrono::milliseconds{300});
    kafka.set_round_trip_ms(broker, 0);
    kafka.set_down(broker, false);
    trading.get();
  }

  std::unique_ptr<Coast> coast_;
};

}  // namespace

TEST_CASE("kafka faults: what was acknowledged is in the journal exactly once") {
  constexpr int voyages = 4;                               // at once: most of a cycle is waiting
  const auto cycles = setting("MILLRACE_CYCLES", 60), seed = setting("MILLRACE_SEED", 1);
  std::vector<std::future<Findings>> under_way;
  for (int v = 0; v < voyages; ++v)
    under_way.push_back(std::async(std::launch::async, [=] {
      Voyage voyage;
      for (int n = v; n < cycles; n += voyages) voyage.cycle(static_cast<std::size_t>(n + seed - 1));
      voyage.judge();
      return voyage.findings;
    }));
  Findings all;
  for (auto& one : under_way) {
    const auto f = one.get();
    all.lost += f.lost;
    all.duplicated += f.duplicated;
    all.diverged += f.diverged;
    all.acked += f.acked;
    all.disturbed += f.disturbed;
  }
  fmt::print("kafka faults: cycles={} acked={} lost={} duplicated={} diverged={} seed={}\n", cycles, all.acked, all.lost, all.duplicated, all.diverged, seed);
  CHECK(all.acked == cycles * clients * asks_of_a_client);
  CHECK((cycles < 10 || all.disturbed > 0));
  CHECK(all.lost == 0);
  CHECK(all.duplicated == 0);
  CHECK(all.diverged == 0);
}

TEST_CASE("kafka journal: after twelve hours of silence every partition says that it is still written") {
  Coast coast{{}};
  kafka::Consumer reader{client(coast.kafka)};
  const auto quiet = reader.ends(topic, {5}, patience_ms).at(5);
  coast.pass(std::chrono::hours{13});
  auto end = quiet;
  for (int waited = 0; end == quiet && waited < patience_ms; waited += 50) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    end = reader.ends(topic, {5}, patience_ms).at(5);
  }
  CHECK(end == quiet + 1);
  coast.trade();
  CHECK(coast.acked.size() == clients * asks_of_a_client);
  for (const auto& a : coast.acked) CHECK_FALSE(a.id.empty());
}
