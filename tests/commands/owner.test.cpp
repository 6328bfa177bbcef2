// The owner's protocol over a log that the test holds in its hand: what is appended lands where and when the test says.
#include "commands/core/owner.hpp"

#include <doctest/doctest.h>

#include <set>

#include "commands/later/asks.hpp"
#include "infra/crypto/random.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace {

struct Counter;
namespace counter {
struct Counted {
  static constexpr auto wire = "counter.counted.v1";
  Id<Counter> id;
  std::int64_t by = 0;
  std::optional<Personal<std::string>> said;           // by the one who is counted
};
BOOST_DESCRIBE_STRUCT(Counted, (), (id, by, said))
struct Count {
  static constexpr auto wire = "counter.count.v1";
  using Of = Counter;
  Id<Counter> id;
  std::int64_t by = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (id, by))
struct Remind {                                        // one more is to be counted then
  static constexpr auto wire = "counter.remind.v1";
  using Of = Counter;
  Id<Counter> id;
  Time due{};
};
BOOST_DESCRIBE_STRUCT(Remind, (), (id, due))
}  // namespace counter

struct Counter : Aggregate {
  using Facts = List<counter::Counted>;
  struct Some { std::int64_t n = 0; };
  using State = std::variant<Absent, Some>;
  static State on(Absent, const counter::Counted& e) { return Some{e.by}; }
  static State on(Some s, const counter::Counted& e) { return Some{s.n + e.by}; }
};
BOOST_DESCRIBE_STRUCT(Counter::Some, (), (n))

namespace {

inline constexpr Rule over_ten{"counter.over_ten", Kind::conflict, "A counter goes to ten."};

struct CounterRules : Decider {
  using Aggregates = List<Counter>;
  using Asks = List<counter::Count, counter::Remind>;
  static Verdict on(Absent, const counter::Count& ask, const Context&) { return count(0, ask); }
  static Verdict on(const Counter::Some& s, const counter::Count& ask, const Context&) { return count(s.n, ask); }
  static Verdict on(const auto&, const counter::Remind& ask, const Context&) {
    return accept(later::TimerSet{Id<Timer>{ask.id.value}, ask.due, AnyAsk::of(counter::Count{ask.id, 1})});
  }
  static Verdict count(std::int64_t n, const counter::Count& ask) {
    if (n + ask.by > 10) return refuse(over_ten);
    if (ask.by == 0) return accept(counter::Counted{ask.id, 0, about(ask.id, "nothing")});
    return accept(counter::Counted{ask.id, ask.by, {}});
  }
};

// What a local store has folded, in memory.
class Store : public Confirmed {
 public:
  explicit Store(const Folds& folds) : folds_(folds) {}
  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return rows_.get(fold, tenant, key); }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return rows_.version(tenant, stream); }
  std::optional<Seen> command(const Uuid&, const Uuid& id) const override {
    const auto found = commands_.find(id);
    return found == commands_.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<Uuid> subject_key(const Uuid&, const Uuid& subject) const override {
    const auto found = keys_.find(subject);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
  }
  bool parked(const Uuid& tenant) const override { return parked_.contains(tenant); }
  void park(const Uuid& tenant) { parked_.insert(tenant); }
  Offset folded(Partition) const override { return folded_; }
  void fold(const Committed& c) {
    folded_ = c.offset;
    keys_.insert(c.subject_keys.begin(), c.subject_keys.end());
    commands_[c.commit.command] = {c.offset, c.commit.fingerprint};
    for (std::size_t n = 0; n < c.facts.size(); ++n) folds_.apply(rows_, c.facts[n], meta_of(c, n));
  }

 private:
  Nothing nothing_;
  const Folds& folds_;
  Layer rows_{nothing_};
  std::map<Uuid, Seen> commands_;
  std::map<Uuid, Uuid> keys_;
  std::set<Uuid> parked_;
  Offset folded_ = -1;
};

const Uuid tenant = uuid_of("tenant-of-tests.");
const Uuid incarnation = uuid_of("incarnation-test");
const Id<Counter> one{uuid_of("counter-number-1")};
const Partition home = partition_of(tenant);
const WriteSide& side() {
  static const WriteSide all = [] {
    auto joined = join({write_side_of<CounterRules>(), commands::later()});
    for (const auto tell : joined.wires) tell(Wires::house());
    return joined;
  }();
  return all;
}

// The partition, as all processes see it.
struct Log { std::vector<std::string> records; };

// A process with its owner and its store.
class Process {
 public:
  Process(Log& log, const char* name) : log_(log), writer_(uuid_of(name)) {}

  void take_over() {
    send_take_over();
    land_all();
  }
  void send_take_over() { carry_out(owner_.take_over()); }
  // Asks; the answer comes when it comes.
  std::uint64_t ask(std::string_view key, std::int64_t by, std::string_view body = "", std::optional<std::int64_t> if_match = {}) {
    auto c = command(key, AnyAsk::of(counter::Count{one, by}));
    c.fingerprint = sha256(body);
    c.if_match = if_match;
    return put(std::move(c));
  }
  std::uint64_t remind(std::string_view key, Time due) { return put(command(key, AnyAsk::of(counter::Remind{one, due}))); }
  // As the pump puts the timer of one that it believes to be due.
  std::uint64_t fire(std::string_view key) {
    auto c = command(key, AnyAsk::of(counter::Count{one, 1}));
    c.principal.kind = PrincipalKind::system;
    c.timer = Id<Timer>{one.value};
    return put(std::move(c));
  }
  // What this process has sent and what is not yet in the log.
  std::size_t in_flight() const { return sent_.size(); }
  // The oldest record in flight comes to lie at the end of the log, and this process hears where.
  void land() {
    const auto offset = land_silently();
    carry_out(owner_.on_appended(offset, now_));
    read();
  }
  void land_all() {
    while (!sent_.empty()) land();
  }
  // … and this process does not hear of it.
  Offset land_silently() {
    log_.records.push_back(std::move(sent_.front()));
    sent_.erase(sent_.begin());
    return static_cast<Offset>(log_.records.size()) - 1;
  }
  void lose() { sent_.erase(sent_.begin()); }
  void report(Offset offset) { carry_out(owner_.on_appended(offset, now_)); }
  Time now() const { return now_; }
  void keep_alive() { carry_out(owner_.keep_alive(now_)); }
  void pass(Duration d) { now_ += d; }
  void nobody_knows() { carry_out(owner_.on_append_failed()); }
  // The same, and reading stops at what the log has by now.
  void suspect_and_read() {
    owner_.on_append_failed();
    read();
  }
  void cannot_go_on() { carry_out(owner_.on_stopped()); }
  void go_on() { carry_out(owner_.on_end(now_)); }
  // Reads what the log has above what was read.
  void read() {
    for (auto at = owner_.last_read() + 1; at < static_cast<Offset>(log_.records.size()); ++at) {
      const auto& bytes = log_.records[static_cast<std::size_t>(at)];
      const auto record = std::get<Record>(decode(home, bytes));
      auto opened = owner_.unstored(at);                 // what it has made itself need not be opened
      if (const auto* commit = std::get_if<Commit>(&record); commit && !opened)
        opened = std::make_shared<Committed>(std::get<Committed>(open_commit(home, at, *commit, vault_)));
      const auto before = owner_.rejected();
      carry_out(owner_.on_record(at, record, bytes, opened, now_));
      if (opened && owner_.rejected() == before) unstored_.push_back(opened);
    }
  }
  // The local store folds what has been read.
  void store() {
    fold();
    owner_.on_stored(owner_.last_read());
  }
  // … and has not committed it.
  void fold() {
    for (const auto& c : unstored_) store_.fold(*c);
    unstored_.clear();
  }
  const Outcome* answer(std::uint64_t waiter) const {
    const auto found = answers_.find(waiter);
    return found == answers_.end() ? nullptr : &found->second;
  }
  template <class T>
  const T* answer(std::uint64_t waiter) const {
    const auto* any = answer(waiter);
    return any ? std::get_if<T>(any) : nullptr;
  }
  Owner& owner() { return owner_; }
  Store& store_of_its_own() { return store_; }
  MemoryVault& vault() { return vault_; }

 private:
  static Command command(std::string_view key, AnyAsk ask) {
    Command c;
    const auto digest = sha256(key);
    c.id = uuid_of(raw(digest));
    c.tenant = tenant;
    c.ask = std::move(ask);
    return c;
  }
  std::uint64_t put(Command c) {
    c.waiter = ++waiter_;
    carry_out(owner_.on_command(std::move(c), now_));
    return waiter_;
  }
  void carry_out(Todo todo) {
    for (auto& bytes : todo.append) sent_.push_back(std::move(bytes));
    for (auto& a : todo.answers) {
      CHECK_MESSAGE(!answers_.contains(a.waiter), "nobody is answered twice");
      answers_.emplace(a.waiter, std::move(a.outcome));
    }
    if (todo.read_to_end) {
      read();
      carry_out(owner_.on_end(now_));
    }
  }

  Log& log_;
  Uuid writer_;
  const Folds folds_{side().folds};
  Store store_{folds_};
  MemoryVault vault_;
  SeededRandom random_{7};
  Time now_ = at_micros(1'800'000'000'000'000);
  Uuid7Source ids_{random_, [this] { return now_; }};
  OwnerWorld world_{side(), folds_, store_, vault_, ids_, nullptr, incarnation, ""};
  Owner owner_{home, world_, writer_};
  std::vector<std::string> sent_;
  std::map<std::uint64_t, Outcome> answers_;
  std::vector<std::shared_ptr<const Committed>> unstored_;
  std::uint64_t waiter_ = 0;
};

// The value that the log's accepted history amounts to.
std::int64_t total(const Log& log) {
  Accepted state;
  MemoryVault vault;
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < log.records.size(); ++at) {
    const auto record = std::get<Record>(decode(home, log.records[at]));
    if (!accept(state, home, static_cast<Offset>(at), record, log.records[at])) continue;
    if (const auto* commit = std::get_if<Commit>(&record)) {
      const auto opened = std::get<Committed>(open_commit(home, 0, *commit, vault));
      for (const auto& fact : opened.facts) sum += fact.as<counter::Counted>()->by;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("owner: a command is answered when its record is durable, not before") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  CHECK(a.answer(asked) == nullptr);
  a.land();
  REQUIRE(a.answer<Done>(asked));
  CHECK_FALSE(a.answer<Done>(asked)->replayed);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a repeated command is one record, whether it is in flight, durable or long stored") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3), in_flight = a.ask("k1", 3);
  CHECK(a.in_flight() == 1);
  CHECK(a.answer(in_flight) == nullptr);
  a.land();
  REQUIRE(a.answer<Done>(in_flight));
  CHECK(a.answer<Done>(in_flight)->replayed);
  CHECK(a.answer<Done>(in_flight)->record == a.answer<Done>(first)->record);
  CHECK(a.answer<Done>(a.ask("k1", 3))->record == a.answer<Done>(first)->record);
  a.store();
  const auto stored = a.ask("k1", 3);
  REQUIRE(a.answer<Known>(stored));
  CHECK(a.answer<Known>(stored)->offset == a.answer<Done>(first)->record->offset);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: the same key with another body is refused, in flight and later") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3, "one");
  const auto other = a.ask("k1", 3, "two");
  CHECK(a.answer(other) == nullptr);                   // what it rests on is not durable yet
  a.land();
  CHECK(a.answer<KeyReused>(other));
  CHECK(a.answer<KeyReused>(a.ask("k1", 3, "two")));
  a.store();
  CHECK(a.answer<KeyReused>(a.ask("k1", 3, "two")));
}

TEST_CASE("owner: decisions see what is decided and not yet durable") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 6);
  const auto too_much = a.ask("k2", 6);
  CHECK(a.in_flight() == 1);
  CHECK(a.answer(too_much) == nullptr);                // a refusal waits for what it rests on
  a.land();
  REQUIRE(a.answer<Refused>(too_much));
  CHECK(a.answer<Refused>(too_much)->why.rule.code == "counter.over_ten");
}

TEST_CASE("owner: a refusal whose ground is lost is decided again") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 6), second = a.ask("k2", 6);
  a.lose();
  a.nobody_knows();
  a.land();                                            // the new fence; both are decided again
  a.land_all();
  CHECK(a.answer<Done>(first));
  CHECK(a.answer<Refused>(second));
  CHECK(total(log) == 6);
}

TEST_CASE("owner: If-Match is the version of the stream, with what is in flight") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 1);
  const auto fits = a.ask("k2", 1, "", 1), stale = a.ask("k3", 1, "", 1);
  a.land_all();
  CHECK(a.answer<Done>(fits));
  REQUIRE(a.answer<Stale>(stale));
  CHECK(a.answer<Stale>(stale)->version == 2);
}

TEST_CASE("owner: a record that is read back before it is reported is acknowledged then, and its report is nothing new") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3);
  const auto offset = a.land_silently();
  a.read();
  CHECK(a.answer<Done>(first));
  a.report(offset);
  const auto second = a.ask("k2", 3);
  CHECK(a.in_flight() == 1);                           // no fence: it goes on serving
  a.land();
  CHECK(a.answer<Done>(second));
}

TEST_CASE("owner: a stranger's record between its own makes it look before it decides anything more") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 6);
  log.records.push_back(log.records[0]);               // repeated by somebody: in the log, never accepted
  a.read();
  a.store();                                           // what lies where the first was to be is stored; the first is not
  const auto second = a.ask("k2", 6);
  a.land_silently();
  a.read();
  a.land_all();
  CHECK(a.answer(first));
  CHECK_FALSE(a.answer<Done>(second));                 // ten is the most
  CHECK(total(log) == 6);
}

TEST_CASE("owner: what was found in the journal is answered by who steps down") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.land_silently();                                   // it is durable, but a does not hear of it
  b.take_over();
  a.nobody_knows();
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: each fence is above those that it has sent before") {
  Log log;
  Process a{log, "process-a......."};
  a.send_take_over();
  a.nobody_knows();                                    // the first fence is still on its way when the second is sent
  REQUIRE(a.in_flight() == 2);
  a.land();
  CHECK(a.owner().mode() != Owner::Mode::serving);     // it is the second that counts
  a.land();
  CHECK(a.owner().mode() == Owner::Mode::serving);
}

TEST_CASE("owner: what the store has folded is not folded once more above it") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 6);
  a.land();
  a.fold();                                            // and the store has not said so yet
  a.nobody_knows();
  a.land_all();
  const auto asked = a.ask("k2", 4);
  a.land_all();
  CHECK(a.answer<Done>(asked));                        // six and four are ten
}

TEST_CASE("owner: an unknown outcome that was durable is found, and not done twice") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.land_silently();
  a.nobody_knows();
  a.land_all();
  REQUIRE(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a record that lands after all can no longer be accepted once the owner has fenced again") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto asked = a.ask("k1", 3);
  a.nobody_knows();                                    // read to the end: not there; the fence is on its way behind it
  a.land_silently();                                   // the old record arrives first …
  a.read();
  a.land_all();
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: what is delayed beyond the new fence is refused by every reader") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3);
  Process b{log, "process-b......."};
  b.take_over();                                       // fences behind what it has read; a's record is still on its way
  const auto asked_b = b.ask("k2", 4);
  b.land_all();
  a.land();                                            // lands behind: not where a expected it
  CHECK(b.answer<Done>(asked_b));
  CHECK(total(log) == 4);
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.answer<NotNow>(1));
  b.read();
  CHECK(b.owner().rejected() == 1);
  CHECK(b.owner().mode() == Owner::Mode::serving);
}

TEST_CASE("owner: a deposed owner does not fence back") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.take_over();
  b.take_over();
  a.nobody_knows();
  CHECK(a.owner().mode() == Owner::Mode::following);
  CHECK(a.in_flight() == 0);
  CHECK(a.answer<NotNow>(a.ask("k1", 1)));
}

TEST_CASE("owner: whose fence comes last owns the partition, also when it had been given up") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  a.send_take_over();
  a.nobody_knows();
  a.lose();                                            // its first fence; the second is on its way
  b.take_over();
  a.read();
  CHECK(a.owner().mode() == Owner::Mode::following);
  a.land();
  b.read();
  CHECK(b.owner().mode() == Owner::Mode::following);
  CHECK(a.owner().mode() == Owner::Mode::serving);
  const auto asked = a.ask("k1", 3);
  a.land_all();
  CHECK(a.answer<Done>(asked));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a timer fires once, and when it has been moved not before its new time") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.remind("k1", a.now());
  a.land_all();
  a.remind("k2", a.now() + std::chrono::hours{1});     // decided, and the store does not know it yet
  const auto early = a.fire("f1");
  a.land_all();
  CHECK(a.answer<NotNow>(early));
  a.pass(std::chrono::hours{1});
  const auto due = a.fire("f2"), again = a.fire("f3");
  a.land_all();
  CHECK(a.answer<Done>(due));
  CHECK(a.answer<Refused>(again));
}

TEST_CASE("owner: the next owner knows what the last one has answered") {
  Log log;
  {
    Process a{log, "process-a......."};
    a.take_over();
    a.ask("k1", 3);
    a.land_all();
  }
  Process b{log, "process-b......."};
  b.take_over();
  const auto again = b.ask("k1", 3);
  REQUIRE(b.answer<Done>(again));
  CHECK(b.answer<Done>(again)->replayed);
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a repeated write of the same bytes counts once") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 3);
  a.land();
  log.records.push_back(log.records.back());           // a retry below us
  CHECK(total(log) == 3);
  const auto next = a.ask("k2", 1);
  a.land();                                            // not dense: suspect, fence again, find or decide again
  a.land_all();
  CHECK(a.answer<Done>(next));
  CHECK(total(log) == 4);
}

TEST_CASE("owner: a subject has one key, while its first record is in flight and when that is stored") {
  Log log;
  const auto keys = [&] {
    std::set<std::string> named;
    for (const auto& bytes : log.records) {
      const auto record = std::get<Record>(decode(home, bytes));
      const auto* commit = std::get_if<Commit>(&record);
      if (!commit) continue;
      for (const auto& entry : commit->facts) named.insert(entry.body.substr(entry.body.find("key_id"), 47));
    }
    return named;
  };
  Process a{log, "process-a......."};
  a.take_over();
  a.ask("k1", 0);
  a.ask("k2", 0);
  a.land_all();
  a.store();
  a.ask("k3", 0);
  a.land_all();
  a.store();
  CHECK(keys().size() == 1);
}

TEST_CASE("owner: a key of a record that was never accepted is not taken again") {
  Log log;
  Process a{log, "process-a......."}, b{log, "process-b......."};
  const auto key_in = [&](std::size_t at) {
    const auto commit = std::get<Commit>(std::get<Record>(decode(home, log.records.at(at))));
    return commit.facts.at(0).body.substr(commit.facts.at(0).body.find("key_id"), 47);
  };
  a.take_over();
  a.ask("k1", 0);
  b.vault().fresh_key();                               // both vaults make the same keys: b takes the second
  a.vault().fresh_key();                               // which a can open
  b.take_over();
  b.ask("k2", 0);
  b.land_all();
  const auto of_b = log.records.size() - 1;
  a.land_all();                                        // too late, and another one's fence before it
  REQUIRE(a.owner().mode() == Owner::Mode::following);
  a.take_over();
  a.ask("k3", 0);
  a.land_all();
  CHECK(key_in(log.records.size() - 1) == key_in(of_b));
}

TEST_CASE("owner: nothing is decided for a tenant whose facts could not be folded, and what was decided is still answered") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto first = a.ask("k1", 3);
  a.land();
  a.store_of_its_own().park(tenant);
  CHECK(a.answer<Done>(a.ask("k1", 3))->record == a.answer<Done>(first)->record);
  CHECK(a.answer<NotNow>(a.ask("k2", 4)));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: after a silence of twelve hours comes a record that says nothing, and the next one follows it") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.keep_alive();
  CHECK(a.in_flight() == 0);
  a.pass(std::chrono::hours{12} + Duration{1});
  a.keep_alive();
  a.keep_alive();
  REQUIRE(a.in_flight() == 1);
  const auto behind_it = a.ask("k1", 11);
  CHECK_FALSE(a.answer(behind_it));
  SUBCASE("reported first") { a.land(); }
  SUBCASE("read first") {
    const auto at = a.land_silently();
    a.read();
    a.report(at);
  }
  CHECK(a.owner().mode() == Owner::Mode::serving);
  CHECK(a.answer<Refused>(behind_it));
  const auto next = a.ask("k2", 3);
  a.land();
  CHECK(a.answer<Done>(next));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: a record that says nothing and is lost costs a fence and nothing else") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.pass(std::chrono::hours{13});
  a.keep_alive();
  const auto behind_it = a.ask("k1", 3);
  a.lose();
  a.lose();
  a.nobody_knows();
  a.land_all();
  CHECK(a.answer<Done>(behind_it));
  CHECK(total(log) == 3);
}

TEST_CASE("owner: when the log cannot be read any further, what was read back is answered as done, and the rest as it stands") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  const auto found = a.ask("k1", 3), with_it = a.ask("k1", 3), open = a.ask("k2", 4), held = a.ask("k3", 9);
  a.land_silently();
  a.suspect_and_read();
  a.cannot_go_on();
  CHECK(a.answer<Done>(found));
  CHECK(a.answer<Done>(with_it));
  REQUIRE(a.answer<NotNow>(open));
  CHECK(a.answer<NotNow>(open)->why.find("may yet be done") != std::string::npos);
  REQUIRE(a.answer<NotNow>(held));
  CHECK(a.answer<NotNow>(held)->why == stopped_here);
  a.land();                                            // k2, behind all that
  a.go_on();
  a.land_all();
  CHECK(a.owner().mode() == Owner::Mode::serving);
  CHECK(total(log) == 7);
  CHECK(a.answer<Done>(a.ask("k2", 4))->replayed);
}

TEST_CASE("owner: a key that is not there is not said to be in the making") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  a.vault().dry = true;
  const auto none_ready = a.ask("k1", 0);
  a.vault().dry = false;
  const auto made = a.ask("k2", 0);
  a.land_all();
  a.store();
  a.vault().lost = true;
  const auto lost = a.ask("k3", 0);
  REQUIRE(a.answer<NotNow>(none_ready));
  CHECK(a.answer<NotNow>(none_ready)->why == "New keys are being made.");
  CHECK(a.answer<Done>(made));
  REQUIRE(a.answer<NotNow>(lost));
  CHECK(a.answer<NotNow>(lost)->why.find("is missing; the server's log says which") != std::string::npos);
  CHECK(a.in_flight() == 0);
}

TEST_CASE("owner: more than the overlay may hold is answered not now, until the store has caught up") {
  Log log;
  Process a{log, "process-a......."};
  a.take_over();
  for (int n = 0; n < 8192; ++n) a.ask("k" + std::to_string(n), 0);
  CHECK(a.answer<NotNow>(a.ask("one more", 0)));
  a.land_all();
  a.store();
  const auto later = a.ask("another", 0);
  a.land();
  CHECK(a.answer<Done>(later));
}

}  // namespace millrace
