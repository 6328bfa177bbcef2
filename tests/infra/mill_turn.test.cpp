// The mill in the test's own hand: no thread, no clock; what it has appended lands, and what it has posted runs, when the test says.
#include "infra/mill/mill.hpp"

#include <doctest/doctest.h>

#include "schemas/journal/record_work.hpp"
#include "tests/support/counting.hpp"
#include "tests/support/memory_key_value.hpp"

namespace millrace {

namespace {

using testing::home;
using testing::one;
namespace counter = testing::counter;

const Time noon = at_micros(1'800'000'000'000'000);

House house_of(WriteSide side) {
  House h{};
  h.write_side = std::move(side);
  h.projections = {projections::waiting()};
  return h;
}
House counting_house() { return house_of(testing::side()); }

struct Greet {
  static constexpr auto wire = "counter.greet.v1";
  using Of = testing::Counter;
  Id<testing::Counter> id;
  Personal<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Greet, (), (id, words))
struct Plan {                                          // to greet in an hour
  static constexpr auto wire = "counter.plan.v1";
  using Of = testing::Counter;
  Id<testing::Counter> id;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (id))
struct Planner : Decider {
  using Aggregates = List<testing::Counter>;
  using Asks = List<Plan>;
  static Verdict on(const auto&, const Plan& ask, const Context& c) {
    return accept(later::TimerSet{Id<Timer>{ask.id.value}, c.now + std::chrono::hours{1}, AnyAsk::of(Greet{ask.id, about(ask.id, "Hello!")})});
  }
};
struct Greeter : Decider {
  using Aggregates = List<testing::Counter>;
  using Asks = List<Greet>;
  static Verdict on(const auto&, const Greet& ask, const Context&) { return accept(counter::Counted{ask.id, 1, ask.words}); }
};

struct Nowhere final : FrameSink {
  void send(ConnectionId, std::shared_ptr<const std::string>) override {}
  std::size_t queued(ConnectionId) const override { return 0; }
  void read_on(ConnectionId, std::size_t) override {}
  void close(ConnectionId, int, std::string) override {}
};

// A journal of one partition, and whoever turns the mill.
struct World final : Journal, Miller {
  explicit World(std::vector<std::string> there) : records(std::move(there)) {}

  Uuid incarnation() const override { return testing::incarnation; }
  void append(Partition, std::string bytes) override { sent.push_back(std::move(bytes)); }
  Offset end(Partition) const override { return static_cast<Offset>(records.size()); }
  void reach_end(Partition, std::function<void()> done) override { looks.push_back(std::move(done)); }
  std::string read(Partition, Offset o) const override { return records[static_cast<std::size_t>(o)]; }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    for (auto o = from; o < end(p) && each({p, o, read(p, o)}); ++o) {}
  }
  bool read_only() const override { return false; }

  void post(std::function<void(Time)> what) override { posted.push_back(std::move(what)); }
  void post_after(Duration d, std::function<void(Time)> what) override {
    pause = d;
    post(std::move(what));
  }
  void tick_after(Duration d) override { tick = d; }
  void owned_elsewhere(Partition, const std::string& endpoint) override { owner = endpoint; }

  std::vector<std::string> records;
  std::deque<std::string> sent;
  std::deque<std::function<void()>> looks;
  std::deque<std::function<void(Time)>> posted;
  Duration tick{}, pause{};
  std::string owner;
};

struct Turned {
  // A later process over what an earlier one has left, its keys among it.
  explicit Turned(House of = counting_house(), const Turned* before = nullptr)
      : world(before ? before->world.records : std::vector<std::string>{}), keys(before ? before->keys : std::make_shared<MemoryVault>()),
        now(before ? before->now : noon), house(std::move(of)), below(before ? before->below : MemoryKeyValue{}) {
    REQUIRE(mill.catch_up(now));
    mill.serve();
    mill.take_over(now);
    look();
    land();
    REQUIRE(mill.owns(home));
  }
  void run() {
    for (; !world.posted.empty(); world.posted.pop_front()) world.posted.front()(now);
  }
  // The oldest look at the end of the journal has come there.
  void look() {
    const auto done = std::move(world.looks.front());
    world.looks.pop_front();
    done();
    run();
  }
  void land() {
    while (!world.sent.empty()) {
      const auto offset = static_cast<Offset>(world.records.size());
      world.records.push_back(std::move(world.sent.front()));
      world.sent.pop_front();
      mill.on_appended({{home, offset, world.records.back()}}, now);
      run();
    }
  }
  void land_together() {
    std::vector<Stored> group;
    for (; !world.sent.empty(); world.sent.pop_front()) {
      group.push_back({home, world.end(home), world.sent.front()});
      world.records.push_back(std::move(world.sent.front()));
    }
    mill.on_appended(group, now);
    run();
  }
  void tick(Duration later) {
    now += later;
    mill.on_tick(now);
    run();
  }
  template <class Ask>
  std::shared_ptr<std::optional<Outcome>> ask(std::string_view key, Ask what) {
    const auto answer = std::make_shared<std::optional<Outcome>>();
    const auto digest = sha256(key);
    Command c;
    c.id = uuid_of(raw(digest));
    c.tenant = testing::tenant;
    c.ask = AnyAsk::of(std::move(what));
    mill.submit(std::move(c), [answer](Outcome outcome) { *answer = std::move(outcome); }, now);
    return answer;
  }
  std::shared_ptr<std::optional<Mill::Reached>> when_stored(Offset offset) {
    const auto told = std::make_shared<std::optional<Mill::Reached>>();
    mill.when_stored(home, offset, 1000, [told](Mill::Reached reached) { *told = reached; }, now);
    return told;
  }

  World world;
  std::shared_ptr<MemoryVault> keys;
  MemoryVault& vault = *keys;
  SeededRandom random{7};
  Time now;
  Uuid7Source ids{random, [this] { return now; }};
  House house = counting_house();
  Folds folds{house.folds()};
  Services services{vault, ids, [this] { return now; }, {}, {}, {}, 600, {}, {}, {}};
  MemoryKeyValue below;
  Nowhere wire;
  LocalStore store{below, folds, house.projections, noon};
  Mill mill{Mill::Parts{.house = house, .services = services, .store = store, .below = below, .wire = wire, .journal = world,
                        .miller = world, .writer = uuid_of("a-mill-in-a-test"), .endpoint = "here", .partitions = {home}}};
};

}  // namespace

TEST_CASE("mill: a command is answered when its record is reported, and its record is stored in the same turn") {
  Turned t;
  const auto answer = t.ask("k1", counter::Count{one, 1});
  CHECK_FALSE(*answer);
  t.land();
  REQUIRE(*answer);
  const auto* done = std::get_if<Done>(&**answer);
  REQUIRE(done);
  CHECK(t.mill.stored(home) == done->record->offset + 1);
  CHECK(t.mill.figures().waiting == 0);
}

TEST_CASE("mill: a large batch of the store is followed by a pause; a small one, or one of long ago, is not") {
  Turned t;
  const auto any = [&] {                                 // one of them counts to ten only
    auto counter = one;
    counter.value = t.ids.next();
    return counter;
  };
  t.ask("small", counter::Count{any(), 1});
  t.land();
  for (int n = 0; n < 30; ++n) t.ask("large " + std::to_string(n), counter::Count{any(), 1});
  t.land_together();
  CHECK(t.world.pause == Duration{});
  t.ask("soon", counter::Count{any(), 1});
  t.land();
  CHECK(t.world.pause == 30 * Pace{}.gather);
  for (int n = 0; n < 100; ++n) t.ask("larger " + std::to_string(n), counter::Count{any(), 1});
  t.land_together();
  t.world.pause = {};
  t.ask("at most", counter::Count{any(), 1});
  t.land();
  CHECK(t.world.pause == Pace{}.gather_most);
  t.world.pause = {};
  t.now += std::chrono::seconds{1};
  t.ask("later", counter::Count{any(), 1});
  t.land();
  CHECK(t.world.pause == Duration{});
}

TEST_CASE("mill: its own record is hashed once, when it is written, decoded once, when it is read back, and never opened") {
  Turned t;
  const auto decoded = record_work.decoded.load(), hashed = record_work.hashed.load(), opened = record_work.opened.load();
  for (const auto* key : {"k1", "k2", "k3"}) t.ask(key, counter::Count{one, 1});
  t.land();
  const auto end = t.world.end(home);
  CHECK(t.mill.recent().end(home) == end);
  CHECK(record_work.decoded.load() - decoded == 3);
  CHECK(record_work.hashed.load() - hashed == 3);
  CHECK(record_work.opened.load() == opened);
  const auto newest = t.mill.recent().at(home, end - 1);
  REQUIRE(newest);
  REQUIRE(newest->opened);
  CHECK(newest->opened->commit.seq == 3);
  CHECK(newest->history == t.store.accepted(home));
  CHECK(t.mill.record(home, end - 1) == newest->opened);   // nor read again by who asks for it
  CHECK(record_work.decoded.load() - decoded == 3);
}

TEST_CASE("mill: another's record is decoded, hashed and opened once, for the store, the owner and who follows") {
  Turned first;
  first.ask("k1", counter::Count{one, 1});
  first.land();
  Turned t;
  const auto decoded = record_work.decoded.load(), hashed = record_work.hashed.load(), opened = record_work.opened.load();
  Fence fence{testing::incarnation, t.store.accepted(home).epoch + 1, uuid_of("another-mill-now"), t.now, "there"};
  auto chained = t.store.accepted(home);
  auto take = [&](const Record& record) {
    t.world.records.push_back(encode(home, record));
    t.mill.on_arrived({{home, t.world.end(home) - 1, t.world.records.back()}}, t.now);
    t.run();
    return t.mill.recent().at(home, t.world.end(home) - 1);
  };
  REQUIRE(take(fence));
  auto commit = std::get<Commit>(std::get<Record>(decode(home, first.world.records.back())));
  commit.prev_chain = t.store.accepted(home).chain;
  commit.epoch = fence.epoch;
  commit.writer = fence.writer;
  const auto counted = take(commit);
  REQUIRE(counted);
  CHECK(counted->opened);
  const auto stale = take(commit);                     // written twice: it names a chain that is no longer current
  REQUIRE(stale);
  CHECK_FALSE(stale->opened);
  CHECK(stale->history == counted->history);
  CHECK(record_work.decoded.load() - decoded == 4);    // one of them here, in the test
  CHECK(record_work.hashed.load() - hashed == 2);
  CHECK(record_work.opened.load() - opened == 2);      // the stale one, too: whether it counts is the store's to say
  CHECK(t.mill.figures().rejected == 1);
}

TEST_CASE("mill: what was opened while its key was there is not given away when that has been destroyed") {
  Turned t;
  t.ask("k1", counter::Count{one, 0});                 // says something about somebody
  t.land();
  const auto at = t.world.end(home) - 1;
  const auto record = t.mill.record(home, at);
  REQUIRE(record);
  CHECK(record == t.mill.recent().at(home, at)->opened);
  REQUIRE(record->subject_keys.size() == 1);
  t.vault.destroy(record->subject_keys[0].second);
  const auto again = t.mill.record(home, at);
  REQUIRE(again);
  const auto* said = again->facts.at(0).as<counter::Counted>();
  REQUIRE(said);
  REQUIRE(said->said);
  CHECK(said->said->erased);
}

TEST_CASE("mill: a busy store is tried again soon, and nobody hears that it has what it has not") {
  Turned t;
  t.below.busy = true;
  const auto answer = t.ask("k1", counter::Count{one, 1});
  t.land();
  CHECK(*answer);                                      // durable, if not stored
  CHECK(t.world.tick == Pace{}.busy_again);
  const auto told = t.when_stored(t.world.end(home) - 1);
  t.tick(Pace{}.busy_again);
  CHECK_FALSE(*told);
  CHECK(t.world.tick == Pace{}.busy_again);
  t.below.busy = false;
  t.tick(Pace{}.busy_again);
  CHECK(*told == Mill::Reached::yes);
  CHECK(t.world.tick == Pace{}.tick);
}

TEST_CASE("mill: what was read for an earlier question is no answer to a later one") {
  Turned t;
  t.mill.take_over(t.now);
  t.mill.take_over(t.now);
  REQUIRE(t.world.looks.size() == 2);
  t.look();
  CHECK(t.world.sent.empty());
  t.look();
  CHECK(t.world.sent.size() == 1);                     // a fence
  t.land();
  CHECK(t.mill.owns(home));
}

TEST_CASE("mill: a position that the journal has never had is said to be none by a look that began after it was asked for") {
  Turned t;
  const auto first = t.when_stored(99);
  REQUIRE(t.world.looks.size() == 1);
  const auto second = t.when_stored(99);
  t.look();
  CHECK(*first == Mill::Reached::never);
  CHECK_FALSE(*second);
  t.look();
  CHECK(*second == Mill::Reached::never);
  CHECK(t.world.looks.empty());
}

TEST_CASE("mill: a timer fires by itself when it is due, and one that was cancelled does not") {
  Turned t;
  t.ask("k1", counter::Remind{one, noon + std::chrono::hours{1}});
  t.land();
  t.tick(std::chrono::minutes{59});
  CHECK(t.world.sent.empty());
  t.tick(std::chrono::minutes{1});
  REQUIRE(t.world.sent.size() == 1);
  t.land();
  t.tick(std::chrono::hours{1});
  CHECK(t.world.sent.empty());                         // once
  t.ask("k2", counter::Remind{one, t.now + std::chrono::hours{1}});
  t.ask("k3", counter::Forget{one});
  t.land();
  t.tick(std::chrono::hours{2});
  CHECK(t.world.sent.empty());
  CHECK(t.mill.figures().later == 0);
}

TEST_CASE("mill: what an earlier release has kept as it came is put once its name is known, with what was sealed in it") {
  const auto planning = join({testing::side(), write_side_of<Planner>()}), greeting = join({planning, write_side_of<Greeter>()});
  for (const auto tell : write_side_of<Planner>().wires) tell(Wires::house());
  Turned first{house_of(planning)};
  first.ask("k1", Plan{one});
  first.land();
  first.below = {};                                      // the store of the next is made anew, from the journal

  Turned earlier{house_of(planning), &first};
  earlier.tick(std::chrono::hours{2});
  CHECK(earlier.world.sent.empty());

  for (const auto tell : write_side_of<Greeter>().wires) tell(Wires::house());
  Turned t{house_of(greeting), &earlier};              // long due: put as soon as it owns the partition
  const auto greeted = t.mill.record(home, t.world.end(home) - 1);
  REQUIRE(greeted);
  const auto* said = greeted->facts.back().as<counter::Counted>();
  REQUIRE(said);
  REQUIRE(said->said);
  CHECK(said->said->value == "Hello!");
}

TEST_CASE("mill: who decides for nobody fires nothing") {
  Turned t;
  t.ask("k1", counter::Remind{one, noon + std::chrono::hours{1}});
  t.land();
  const Fence fence{testing::incarnation, t.mill.owner(home).accepted().epoch + 1, uuid_of("another-process."), noon, "elsewhere"};
  t.world.records.push_back(encode(home, Record{fence}));
  t.mill.on_arrived({{home, t.world.end(home) - 1, t.world.records.back()}}, t.now);
  t.run();
  CHECK_FALSE(t.mill.owns(home));
  CHECK(t.world.owner == "elsewhere");
  t.tick(std::chrono::hours{2});
  CHECK(t.world.sent.empty());
}

TEST_CASE("mill: a clock that was set back delays nothing") {
  Turned t;
  t.tick(std::chrono::hours{1});
  t.ask("k1", counter::Count{one, 1});
  t.land();
  t.tick(-std::chrono::hours{1});
  CHECK(t.below.flushed == t.below.content);
}

TEST_CASE("mill: who waits when it stops is told so, and so is who comes later") {
  Turned t;
  const auto answer = t.ask("k1", counter::Count{one, 1});
  const auto told = t.when_stored(t.world.end(home) + 1);
  t.mill.stop_answering();
  REQUIRE(*answer);
  CHECK(std::holds_alternative<NotNow>(**answer));
  CHECK(*told == Mill::Reached::not_yet);
  const auto later = t.ask("k2", counter::Count{one, 1});
  REQUIRE(*later);
  CHECK(std::holds_alternative<NotNow>(**later));
}

}  // namespace millrace
