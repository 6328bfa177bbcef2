#include <doctest/doctest.h>

#include "tests/support/records.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

// While the last partition is being caught up with, another process writes to the first ones, and the news of it arrives.
struct Busy final : testing::MemoryJournal {
  explicit Busy(Listener& l) : MemoryJournal(testing::Town::incarnation(), l), listener(l) {}
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    MemoryJournal::scan(p, from, each);
    if (p == partitions - 1 && !std::exchange(written, true)) const_cast<Busy*>(this)->write();
  }
  void write() {
    const auto other = uuid7(Time{}, 1, 1);
    std::vector<Stored> news;
    for (Partition p = 0; p < partitions - 1; ++p) {
      testing::ChainWriter writer{p, incarnation(), other};
      for (auto& bytes : {writer.fence({}), writer.noop(), writer.noop()}) {
        news.push_back({p, slip_in(p, bytes), bytes});
      }
    }
    listener.on_arrived(std::move(news));
  }
  Listener& listener;
  mutable bool written = false;
};

// It can be away; what is held back is acknowledged when the journal closes, as Kafka's is.
struct Slow final : testing::MemoryJournal {
  explicit Slow(Listener& l) : MemoryJournal(testing::Town::incarnation(), l), listener(l) {}
  ~Slow() override {
    for (auto& [p, bytes] : held) listener.on_appended({{p, slip_in(p, bytes), bytes}});
  }
  void append(Partition p, std::string bytes) override {
    if (!holding) return MemoryJournal::append(p, std::move(bytes));
    held.emplace_back(p, std::move(bytes));
    ++waiting;
  }
  void reach_end(Partition, std::function<void()> done) override {
    if (!holding) done();                              // else nobody says where it ends
  }
  std::string read(Partition p, Offset o) const override {
    if (away) throw JournalAway("told to be away");
    return MemoryJournal::read(p, o);
  }
  Listener& listener;
  std::atomic<bool> holding = false, away = false;
  std::atomic<int> waiting = 0;
  std::vector<std::pair<Partition, std::string>> held;
};

// It cannot be read, and has news to the last.
struct Broken final : testing::MemoryJournal {
  explicit Broken(Listener& l) : MemoryJournal(testing::Town::incarnation(), l), listener(l) {}
  ~Broken() override { listener.on_arrived({{0, 0, "news"}}); }
  void scan(Partition, Offset, const std::function<bool(const Stored&)>&) const override { throw JournalAway("told to be away"); }
  Listener& listener;
};

// What is not in hand any more is read out of the journal.
struct SlowTown {
  Slow* journal = nullptr;
  std::unique_ptr<testing::Town> town = std::make_unique<testing::Town>(house(), [this](Journal::Listener& listener) {
    auto made = std::make_unique<Slow>(listener);
    journal = made.get();
    return made;
  }, 0);
};

const testing::Town::Ask sign_up{"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"};
const testing::Town::Ask log_in{"POST", "/auth/login", R"({"email":"ann@example.org","password":"correct horse"})"};

std::string header(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

}  // namespace

TEST_CASE("what arrives between catching up and serving is heard by the store and the owner alike") {
  for (int n = 0; n < 20; ++n) {
    testing::Town town{house(), [](Journal::Listener& listener) { return std::make_unique<Busy>(listener); }};
    REQUIRE(town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"}).status == 201);
    REQUIRE(town.ask({"POST", "/auth/login", R"({"email":"ann@example.org","password":"correct horse"})"}).status == 200);
    REQUIRE(town.mill().figures().rejected == 0);
  }
}

TEST_CASE("a repeat whose record cannot be read just now is to be sent again; only what the vault has erased is gone") {
  SlowTown slow;
  auto& town = *slow.town;
  REQUIRE(town.ask(sign_up).status == 201);
  const testing::Town::Ask found{"POST", "/businesses", R"({"name":"Ann's"})", testing::at(town.ask(log_in), "access_token"), {}, "f-1"};
  const auto founded = town.ask(found);
  REQUIRE(founded.status == 201);                      // the store has it, so a repeat is answered out of the journal
  const auto again = town.ask(found);
  CHECK(again.status == 201);
  CHECK(again.body == founded.body);

  slow.journal->away = true;
  const auto away = town.ask(found);
  CHECK(away.status == 503);
  CHECK(header(away, "Retry-After") != "");
  slow.journal->away = false;
  town.vault().lost = true;
  const auto keyless = town.ask(found);
  CHECK(keyless.status == 503);
  CHECK(header(keyless, "Retry-After") != "");
  town.vault().lost = false;
  CHECK(town.ask(found).status == 201);

  const auto directory = partition_of({});
  for (Offset o = 0; o < slow.journal->end(directory); ++o)
    if (const auto record = town.mill().record(directory, o))
      for (const auto& [subject, key] : record->subject_keys) town.vault().destroy(key);
  const auto erased = town.ask(found);
  CHECK(erased.status == 410);
  CHECK(testing::at(erased, "type").find("subject.erased") != std::string::npos);
}

TEST_CASE("who still waits when the server goes is answered first, and news that comes later calls nobody") {
  SlowTown slow;
  const auto signed_up = slow.town->ask(sign_up);
  REQUIRE(signed_up.status == 201);
  const auto token = testing::at(slow.town->ask(log_in), "access_token");
  REQUIRE(token != "");
  auto far = header(signed_up, "Journal-Position");
  far.replace(far.rfind('.') + 1, std::string::npos, "99999");

  slow.journal->holding = true;
  auto reading = slow.town->begin({"GET", "/businesses", {}, token, {}, {}, {{"min_position", far}}, {{"prefer", "wait=30"}}});
  auto deciding = slow.town->begin({"POST", "/businesses", R"({"name":"Ann's"})", token});
  for (int tries = 0; tries < 1000 && !slow.journal->waiting; ++tries) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  REQUIRE(slow.journal->waiting > 0);
  slow.town.reset();
  REQUIRE(reading.wait_for(std::chrono::seconds{0}) == std::future_status::ready);
  CHECK(reading.get().status == 503);
  REQUIRE(deciding.wait_for(std::chrono::seconds{0}) == std::future_status::ready);
  CHECK(deciding.get().status == 503);
}

TEST_CASE("a start that fails hears the journal's last news without harm") {
  CHECK_THROWS_WITH_AS((testing::Town{house(), [](Journal::Listener& listener) { return std::make_unique<Broken>(listener); }}), "told to be away", JournalAway);
}

TEST_CASE("who has 256 requests under way hears 429 for the next, and nobody else does") {
  SlowTown slow;
  auto& town = *slow.town;
  REQUIRE(town.ask(sign_up).status == 201);
  const auto ann = testing::at(town.ask(log_in), "access_token");
  const auto founded = town.ask({"POST", "/businesses", R"({"name":"Ann's"})", ann});
  const auto business = testing::at(founded, "id"), widget = testing::at(founded, "widget_key");
  const auto zoe = testing::at(town.ask({"POST", "/widget/" + widget + "/visitors", R"({"name":"Zoe"})"}), "visitor_token");
  slow.journal->holding = true;
  std::vector<std::future<Response>> under_way;
  for (int i = 0; i < 256; ++i) under_way.push_back(town.begin({"POST", "/customers", R"({"name":"Bo"})", ann, business}));
  const auto refused = town.ask({"POST", "/customers", R"({"name":"Bo"})", ann, business});
  CHECK(refused.status == 429);
  CHECK(testing::at(refused, "type").find("limit.at_once") != std::string::npos);
  CHECK(header(refused, "Retry-After") == "1");
  auto others = town.begin({"POST", "/widget/" + widget + "/messages", R"({"text":"hello"})", zoe});
  do town.pass(std::chrono::seconds{11});                 // none is answered before its time is over
  while (others.wait_for(std::chrono::milliseconds{10}) != std::future_status::ready);
  CHECK(others.get().status == 503);
  for (auto& each : under_way) CHECK(each.get().status == 503);
  CHECK(town.ask({"GET", "/customers", {}, ann, business}).status != 429);
}
