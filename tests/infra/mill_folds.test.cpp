// The mill from one release to the next, in the test's own hand: what it folds anew, when, and who notices.
#include <doctest/doctest.h>

#include "infra/mill/mill.hpp"
#include "tests/support/counting.hpp"
#include "tests/support/memory_key_value.hpp"

namespace millrace {

namespace {

using testing::home;
using testing::one;
namespace counter = testing::counter;

const Time noon = at_micros(1'800'000'000'000'000);

struct CountRow {
  Id<testing::Counter> id;
  std::int64_t n = 0;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (id, n))

struct Counts : Fold<Id<testing::Counter>, CountRow> {
  static constexpr auto name = "test_counts";
  using Listens = List<counter::Counted>;
  static Keys keys(const counter::Counted& e) { return {Key(e.id)}; }
  static Row on(Maybe r, const counter::Counted& e, const Meta&) { return {e.id, (r ? r->n : 0) + e.by}; }
};

// Of that version, as a view or as what has to be whole.
House release(const AnyFold& counts, bool view) {
  House h{};
  h.write_side = testing::side();
  Projection p;
  p.fold = &counts;
  p.resource = "count";
  p.view = view;
  h.projections = {projections::waiting(), p};
  return h;
}

struct Nowhere final : FrameSink {
  void send(ConnectionId, std::shared_ptr<const std::string>) override {}
  std::size_t queued(ConnectionId) const override { return 0; }
  void read_on(ConnectionId, std::size_t) override {}
  void close(ConnectionId, int, std::string) override {}
};

// A journal of one partition and whoever turns the mill; what is read beside the strand waits until it is asked for.
struct World final : Journal, Miller {
  Uuid incarnation() const override { return testing::incarnation; }
  void append(Partition, std::string bytes) override { sent.push_back(std::move(bytes)); }
  Offset end(Partition) const override { return static_cast<Offset>(records.size()); }
  void reach_end(Partition, std::function<void()> done) override { looks.push_back(std::move(done)); }
  std::string read(Partition, Offset o) const override { return records[static_cast<std::size_t>(o)]; }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    if (away) throw JournalAway("the brokers are away");
    for (auto o = from; o < end(p); ++o) {
      ++scanned;
      if (!each({p, o, read(p, o)})) return;
    }
  }
  bool read_only() const override { return false; }

  void post(std::function<void(Time)> what) override { posted.push_back(std::move(what)); }
  void tick_after(Duration) override {}
  void beside(std::function<void()> what) override { besides.push_back(std::move(what)); }
  void log(const std::string& line) override { lines.push_back(line); }

  bool logged(std::string_view what) const {
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(what) != std::string::npos; });
  }

  std::vector<std::string> records, lines;
  std::deque<std::string> sent;
  std::deque<std::function<void()>> looks, besides;
  std::deque<std::function<void(Time)>> posted;
  bool away = false;
  mutable int scanned = 0;
};

// What outlives a process, and the one that runs.
struct Machine {
  struct Life {
    Life(Machine& m, House h, const char* name)
        : house(std::move(h)), folds(house.folds()), store(m.below, folds, house.projections, m.now),
          mill(Mill::Parts{.house = house, .services = m.services, .store = store, .below = m.below, .wire = m.wire, .journal = m.world,
                           .miller = m.world, .writer = uuid_of(name), .endpoint = "here", .partitions = {home}}) {}
    House house;
    Folds folds;
    LocalStore store;
    Mill mill;
  };
  // A release begins; returns what it has read of the journal until it serves.
  int start(House house, const char* name) {
    life.reset();
    world.posted.clear(), world.besides.clear(), world.lines.clear();
    world.scanned = 0;
    life = std::make_unique<Life>(*this, std::move(house), name);
    REQUIRE(life->mill.catch_up(now));
    const auto read = world.scanned;
    life->mill.serve();
    life->mill.take_over(now);
    const auto done = std::move(world.looks.front());
    world.looks.pop_front();
    done();
    run();
    land();
    REQUIRE(life->mill.owns(home));
    return read;
  }
  void run() {
    for (; !world.posted.empty(); world.posted.pop_front()) world.posted.front()(now);
  }
  bool read_beside() {
    if (world.besides.empty()) return false;
    const auto what = std::move(world.besides.front());
    world.besides.pop_front();
    what();
    run();
    return true;
  }
  void land() {
    while (!world.sent.empty()) {
      const auto offset = static_cast<Offset>(world.records.size());
      world.records.push_back(std::move(world.sent.front()));
      world.sent.pop_front();
      life->mill.on_appended({{home, offset, world.records.back()}}, now);
      run();
    }
  }
  bool count(std::string_view key) {
    auto answer = std::make_shared<std::optional<Outcome>>();
    const auto digest = sha256(key);
    Command c;
    c.id = uuid_of(raw(digest));
    c.tenant = testing::tenant;
    c.ask = AnyAsk::of(counter::Count{one, 1});
    life->mill.submit(std::move(c), [answer](Outcome outcome) { *answer = std::move(outcome); }, now);
    land();
    return *answer && std::holds_alternative<Done>(**answer);
  }
  void tick() {
    now += std::chrono::seconds{2};
    life->mill.on_tick(now);
    run();
  }
  std::int64_t counted(const AnyFold& counts) const {
    const auto row = life->store.reader()->row(counts, testing::tenant, one);
    return row ? static_cast<const CountRow*>(row->row.get())->n : 0;
  }

  World world;
  MemoryVault vault;
  SeededRandom random{7};
  Time now = noon;
  Uuid7Source ids{random, [this] { return now; }};
  Services services{vault, ids, [this] { return now; }, {}, {}, {}, 600, {}, {}, {}};
  MemoryKeyValue below;
  Nowhere wire;
  AnyFold first = fold_of<Counts>(1), second = fold_of<Counts>(2);
  std::unique_ptr<Life> life;
};

struct Counted : Machine {
  Counted() {
    start(release(first, true), "the-first-of-them");
    for (const auto* key : {"a", "b", "c"}) REQUIRE(count(key));
    REQUIRE(counted(first) == 3);
  }
};

}  // namespace

TEST_CASE("mill: a start with nothing to fold anew reads nothing of the journal") {
  Counted m;
  CHECK(m.start(release(m.first, true), "the-second-of-it") == 0);
  CHECK(m.world.besides.empty());
  CHECK_FALSE(m.world.logged("anew"));
  CHECK(m.counted(m.first) == 3);
}

TEST_CASE("mill: a view that has changed is built anew while commands are answered, and asked for says how far it is") {
  Counted m;
  CHECK(m.start(release(m.second, true), "the-second-of-it") == 0);
  CHECK(m.world.logged("test_counts is built anew while everything else is served"));
  CHECK(m.life->mill.figures().missing > 0);
  CHECK_THROWS_AS(m.counted(m.second), CatchingUp);
  CHECK(m.count("d"));
  CHECK_THROWS_AS(m.counted(m.second), CatchingUp);
  REQUIRE(m.read_beside());
  while (m.read_beside()) {}
  CHECK(m.counted(m.second) == 4);
  CHECK(m.life->mill.figures().missing == 0);
  CHECK(m.world.logged("all views are whole"));
  CHECK(m.count("e"));
  CHECK(m.counted(m.second) == 5);
  CHECK_FALSE(m.read_beside());
}

TEST_CASE("mill: what rules and rights read is whole before anything is served") {
  Counted m;
  CHECK(m.start(release(m.second, false), "the-second-of-it") > 0);
  CHECK(m.world.logged("test_counts is folded anew before anything is served"));
  CHECK(m.counted(m.second) == 3);
  CHECK(m.world.besides.empty());
}

TEST_CASE("mill: a view waits for a journal that is away, and then goes on") {
  Counted m;
  m.start(release(m.second, true), "the-second-of-it");
  m.world.away = true;
  REQUIRE(m.read_beside());
  CHECK(m.world.logged("a view cannot catch up"));
  CHECK_THROWS_AS(m.counted(m.second), CatchingUp);
  m.world.away = false;
  m.tick();
  while (m.read_beside()) {}
  CHECK(m.counted(m.second) == 3);
}

TEST_CASE("mill: a process that ends while a view is read again leaves it to the next one") {
  Counted m;
  m.start(release(m.second, true), "the-second-of-it");
  REQUIRE_FALSE(m.world.besides.empty());
  m.start(release(m.second, true), "the-third-process");
  while (m.read_beside()) {}
  CHECK(m.counted(m.second) == 3);
}

}  // namespace millrace
