// The mill over a journal that the test holds in its hand: partitions that stop, what is heard of them, and how they go on.
#include "commands/core/write_side_of.hpp"
#include "infra/runtime/running_mill.hpp"

#include <doctest/doctest.h>

#include <future>

#include "commands/later/asks.hpp"
#include "infra/crypto/random.hpp"
#include "projections/later/waiting.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/memory_key_value.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace {

struct Tally;
namespace tally {
struct Noted {
  static constexpr auto wire = "tally.noted.v1";
  Id<Tally> id;
  Personal<std::string> what;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (id, what))
struct Note {
  static constexpr auto wire = "tally.note.v1";
  using Of = Tally;
  Id<Tally> id;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id))
}  // namespace tally

struct Tally : Aggregate {
  using Facts = List<tally::Noted>;
  struct Some { std::int64_t n = 0; };
  using State = std::variant<Absent, Some>;
  static State on(Absent, const tally::Noted&) { return Some{1}; }
  static State on(Some s, const tally::Noted&) { return Some{s.n + 1}; }
};
BOOST_DESCRIBE_STRUCT(Tally::Some, (), (n))

namespace {

using testing::MemoryJournal;

struct TallyRules : Decider {
  using Aggregates = List<Tally>;
  using Asks = List<tally::Note>;
  static Verdict on(Absent, const tally::Note& ask, const Context&) { return accept(tally::Noted{ask.id, about(ask.id, "something")}); }
  static Verdict on(const Tally::Some&, const tally::Note& ask, const Context& in) { return on(Absent{}, ask, in); }
};

const Time noon = at_micros(1'800'000'000'000'000);
const Uuid this_journal = uuid7(noon, 7, 7);
const Partition directory = partition_of({});
const Id<Tally> one{uuid_of("tally-number-one")};
constexpr auto not_ours = "not a record";

Uuid tenant_in(Partition wanted) {
  for (std::uint8_t n = 0;; ++n) {
    auto id = uuid_of("tenant-of-a-mill");
    id.bytes[0] = n;
    if (partition_of(id) == wanted) return id;
  }
}
const Partition here = (directory + 1) % partitions, there = (directory + 2) % partitions;

House tally_house() {
  House h{};
  h.write_side = join({write_side_of<TallyRules>(), commands::later()});
  h.projections = {projections::waiting()};
  return h;
}

bool soon(const std::function<bool()>& what) {
  for (int tries = 0; tries < 1000; ++tries, std::this_thread::sleep_for(std::chrono::milliseconds{10}))
    if (what()) return true;
  return false;
}

// Appends can be held back, others' records come, and it can be away.
class Hand final : public MemoryJournal {
 public:
  Hand(Listener& listener, std::atomic<int>& appended) : MemoryJournal(this_journal, listener), listener_(listener), appended_(appended) {}

  bool forgets_silent_writers() const override { return true; }
  void append(Partition p, std::string bytes) override {
    ++appended_;
    if (!holding) return MemoryJournal::append(p, std::move(bytes));
    const std::lock_guard lock{mutex_};
    held_.push_back(std::move(bytes));
  }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    if (away) throw JournalAway("told to be away");
    MemoryJournal::scan(p, from, each);
  }
  // The oldest that is held back, when there is one.
  std::string held() {
    std::string bytes;
    REQUIRE(soon([&] {
      const std::lock_guard lock{mutex_};
      if (!held_.empty()) bytes = held_.front();
      return !held_.empty();
    }));
    return bytes;
  }
  void arrive(Partition p, const std::string& bytes) { listener_.on_arrived({{p, slip_in(p, bytes), bytes}}); }
  void land(Partition p, const std::string& bytes) { listener_.on_appended({{p, slip_in(p, bytes), bytes}}); }
  void nobody_knows(Partition p) { listener_.on_append_failed(p, "told to fail"); }

  std::atomic<bool> holding = false, away = false;

 private:
  Listener& listener_;
  std::atomic<int>& appended_;
  std::mutex mutex_;
  std::vector<std::string> held_;
};

struct Nowhere final : FrameSink {
  void send(ConnectionId, std::shared_ptr<const std::string>) override {}
  std::size_t queued(ConnectionId) const override { return 0; }
  void read_on(ConnectionId, std::size_t) override {}
  void close(ConnectionId, int, std::string) override {}
};

// A machine: keys, a disk for the local store and a journal, which outlive the processes on it.
class Machine {
 public:
  Machine() { house_.register_types(); }
  ~Machine() { stop(); }

  void start(const std::string& endpoint = "", std::function<bool(const Uuid&)> silent = {}) {
    stop();
    store_ = std::make_unique<LocalStore>(below, folds_, house_.projections, noon);
    mill_ = std::make_unique<RunningMill>(RunningMill::Parts{house_, services_, *store_, below, wire_,
                                               [&](Journal::Listener& listener) -> std::unique_ptr<Journal> {
                                                 auto journal = std::make_unique<Hand>(listener, appended);
                                                 for (Partition p = 0; p < partitions; ++p)
                                                   for (const auto& bytes : records[p]) journal->slip_in(p, bytes);
                                                 journal_ = journal.get();
                                                 return journal;
                                               },
                                               {}, [&](const std::string& line) {
                                                 const std::lock_guard lock{mutex_};
                                                 log_ += line + '\n';
                                               }, endpoint, {}, std::move(silent)});
  }
  void stop() {
    if (mill_)
      for (Partition p = 0; p < partitions; ++p) {
        records[p].clear();
        journal_->scan(p, 0, [&](const Stored& s) { records[p].push_back(s.bytes); return true; });
      }
    mill_.reset();
  }
  std::future<Outcome> ask(Partition p, std::string_view key) {
    Command c;
    const auto digest = sha256(key);
    c.id = uuid_of(raw(digest));
    c.tenant = tenant_in(p);
    c.ask = AnyAsk::of(tally::Note{one});
    auto answered = std::make_shared<std::promise<Outcome>>();
    mill_->submit(std::move(c), [answered](Outcome outcome) { answered->set_value(std::move(outcome)); });
    return answered->get_future();
  }
  void pass(Duration time) { now_ += time.count(); }
  RunningMill& mill() { return *mill_; }
  Hand& journal() { return *journal_; }
  std::string log() const {
    const std::lock_guard lock{mutex_};
    return log_;
  }

  MemoryVault vault;
  MemoryKeyValue below;
  std::array<std::vector<std::string>, partitions> records;    // while it does not run
  std::atomic<int> appended = 0;

 private:
  std::atomic<std::int64_t> now_ = micros(noon);
  SeededRandom random_{7};
  Uuid7Source ids_{random_, [this] { return at_micros(now_); }};
  House house_ = tally_house();
  Folds folds_{house_.folds()};
  Services services_{vault, ids_, [this] { return at_micros(now_); }, {}, {}, {}, 600, {}, {}, {}};
  Nowhere wire_;
  mutable std::mutex mutex_;
  std::string log_;
  std::unique_ptr<LocalStore> store_;
  std::unique_ptr<RunningMill> mill_;
  Hand* journal_ = nullptr;
};

// What comes without the clock having moved.
Outcome at_once(std::future<Outcome> answer) {
  REQUIRE(answer.wait_for(std::chrono::seconds{20}) == std::future_status::ready);
  return answer.get();
}
bool says(const Outcome& outcome, std::string_view words) {
  const auto* no = std::get_if<NotNow>(&outcome);
  return no && no->why.find(words) != std::string::npos;
}
constexpr std::string_view stopped = "This part of the journal is stopped; the server's log says why.", undecided = "It may yet be done";

}  // namespace

TEST_CASE("mill: a partition that stops says so at once, also to those who wait, and no other partition is held up") {
  Machine machine;
  machine.start();
  auto& journal = machine.journal();
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "before"))));
  journal.holding = true;
  auto waiting = machine.ask(here, "waiting");
  const auto bytes = journal.held();
  journal.arrive(here, not_ours);
  const auto told = at_once(std::move(waiting));
  CHECK(says(told, stopped));
  CHECK(says(told, undecided));
  const auto later = at_once(machine.ask(here, "later"));
  CHECK(says(later, stopped));
  CHECK_FALSE(says(later, undecided));
  journal.holding = false;
  journal.land(here, bytes);                           // behind the foreign record: not where it was to be
  const auto end = journal.end(here);
  CHECK(says(at_once(machine.ask(here, "later")), stopped));
  CHECK(journal.end(here) == end);
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(there, "there"))));
  CHECK(soon([&] { return machine.mill().figures().stopped == 1; }));
  CHECK(machine.log().find("stopped: partition " + std::to_string(here) + ", offset 2") != std::string::npos);
  const auto alive = journal.end(there) + 1;
  machine.pass(std::chrono::hours{13});                // brokers forget who is silent
  CHECK(soon([&] { return journal.end(there) == alive; }));
  CHECK(says(at_once(machine.ask(here, "later")), stopped));
  CHECK(journal.end(here) == end);
}

TEST_CASE("mill: what was read back before its partition stopped is answered as done") {
  Machine machine;
  machine.start();
  auto& journal = machine.journal();
  journal.holding = true;
  auto waiting = machine.ask(here, "waiting");
  journal.slip_in(here, journal.held());
  journal.slip_in(here, not_ours);
  journal.nobody_knows(here);
  CHECK(std::holds_alternative<Done>(at_once(std::move(waiting))));
}

TEST_CASE("mill: a foreign record stops its partition alone at a start, and nothing is appended there") {
  Machine machine;
  machine.start();
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "before"))));
  machine.stop();
  machine.records[here].push_back(not_ours);
  const auto size = machine.records[here].size();
  machine.start();
  CHECK(machine.mill().serving());
  CHECK(soon([&] { return machine.mill().figures().stopped == 1 && machine.mill().figures().owned == partitions - 1; }));
  CHECK(says(at_once(machine.ask(here, "after")), stopped));
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(there, "after"))));
  CHECK(machine.log().find("stopped: partition " + std::to_string(here)) != std::string::npos);
  CHECK(machine.journal().end(here) == static_cast<Offset>(size));
}

TEST_CASE("mill: a partition that is stopped for want of a key is taken over when the key is there") {
  Machine machine;
  machine.start();
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "before"))));
  machine.stop();
  machine.below.content.clear();                       // it folds everything once more
  machine.vault.lost = true;
  machine.start();
  CHECK(soon([&] { return machine.mill().figures().stopped == 1 && machine.mill().figures().owned == partitions - 1; }));
  CHECK(says(at_once(machine.ask(here, "after")), stopped));
  CHECK(machine.journal().end(here) == 2);
  machine.vault.lost = false;
  machine.pass(std::chrono::seconds{2});
  CHECK(soon([&] { return machine.mill().figures().stopped == 0 && machine.mill().figures().owned == partitions; }));
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "after"))));
  CHECK(std::holds_alternative<Known>(at_once(machine.ask(here, "before"))));
  CHECK(machine.journal().end(here) == 4);             // a fence and a commit
}

TEST_CASE("mill: a journal whose directory is stopped, and one that is not the store's, is refused before anything is appended") {
  Machine machine;
  machine.start();
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "before"))));
  machine.stop();
  const auto good = machine.records;
  const int before = machine.appended;
  machine.records[directory].push_back(not_ours);
  CHECK_THROWS_WITH_AS(machine.start(), doctest::Contains("the directory, without which nobody can sign in, cannot be read: partition"), std::runtime_error);
  machine.records = good;
  machine.records[here].pop_back();
  CHECK_THROWS_WITH_AS(machine.start(), doctest::Contains("lost its tail"), std::runtime_error);
  machine.records = good;
  machine.records[here].back() = not_ours;
  CHECK_THROWS_WITH_AS(machine.start(), doctest::Contains("has another record at offset"), std::runtime_error);
  CHECK(machine.appended == before);
}

TEST_CASE("mill: a journal that cannot be read just now stops nothing, and who waits goes on waiting") {
  Machine machine;
  machine.start();
  auto& journal = machine.journal();
  journal.holding = true;
  auto waiting = machine.ask(here, "waiting");
  journal.slip_in(here, journal.held());
  journal.holding = false;
  journal.away = true;
  journal.nobody_knows(here);
  machine.pass(std::chrono::seconds{2});
  CHECK(says(at_once(machine.ask(here, "later")), "being taken over"));
  CHECK(machine.mill().figures().stopped == 0);
  CHECK(waiting.wait_for(std::chrono::milliseconds{300}) == std::future_status::timeout);
  journal.away = false;
  machine.pass(std::chrono::seconds{2});
  const auto outcome = at_once(std::move(waiting));
  CHECK((std::holds_alternative<Done>(outcome) || std::holds_alternative<Known>(outcome)));   // the store may have it by then
}

TEST_CASE("mill: commands for a stopped partition go to the process that owns it, as long as there is one") {
  Machine machine;
  machine.start("http://a");
  CHECK(std::holds_alternative<Done>(at_once(machine.ask(here, "before"))));
  machine.stop();
  machine.below.content.clear();
  machine.vault.lost = true;
  std::atomic<bool> silent = false;
  machine.start("http://b", [&](const Uuid&) { return silent.load(); });
  CHECK(machine.mill().owner_elsewhere(here) == "http://a");
  CHECK(machine.mill().owner_elsewhere(there).empty());
  silent = true;
  CHECK(soon([&] { return machine.mill().owner_elsewhere(here).empty(); }));
  machine.start("http://a", [&](const Uuid&) { return false; });
  CHECK_MESSAGE(machine.mill().owner_elsewhere(here).empty(), "it is this one that takes requests there now");
}

}  // namespace millrace
