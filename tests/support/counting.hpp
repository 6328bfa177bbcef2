// An owner over a log that the test holds in its hand: what is appended lands where and when the test says.
#pragma once

#include <doctest/doctest.h>

#include <set>

#include "commands/core/owner.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "infra/crypto/random.hpp"
#include "tests/support/memory_vault.hpp"

namespace millrace::testing {

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
struct Forget {                                        // nothing more is to be counted by itself
  static constexpr auto wire = "counter.forget.v1";
  using Of = Counter;
  Id<Counter> id;
};
BOOST_DESCRIBE_STRUCT(Forget, (), (id))
}  // namespace counter

struct Counter : Aggregate {
  using Facts = List<counter::Counted>;
  struct Some { std::int64_t n = 0; };
  using State = std::variant<Absent, Some>;
  static State on(Absent, const counter::Counted& e) { return Some{e.by}; }
  static State on(Some s, const counter::Counted& e) { return Some{s.n + e.by}; }
};
BOOST_DESCRIBE_STRUCT(Counter::Some, (), (n))

inline constexpr Rule over_ten{"counter.over_ten", Kind::conflict, "A counter goes to ten."};

struct CounterRules : Decider {
  using Aggregates = List<Counter>;
  using Asks = List<counter::Count, counter::Remind, counter::Forget>;
  static Verdict on(Absent, const counter::Count& ask, const Context&) { return count(0, ask); }
  static Verdict on(const Counter::Some& s, const counter::Count& ask, const Context&) { return count(s.n, ask); }
  static Verdict on(const auto&, const counter::Remind& ask, const Context&) {
    return accept(later::TimerSet{Id<Timer>{ask.id.value}, ask.due, AnyAsk::of(counter::Count{ask.id, 1})});
  }
  static Verdict on(const auto&, const counter::Forget& ask, const Context&) {
    return accept(later::TimerCancelled{Id<Timer>{ask.id.value}});
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

inline const Uuid tenant = uuid_of("tenant-of-tests.");
inline const Uuid incarnation = uuid_of("incarnation-test");
inline const Id<Counter> one{uuid_of("counter-number-1")};
inline const Partition home = partition_of(tenant);
inline const WriteSide& side() {
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
  // With `authorise` its counter is for members only.
  Process(Log& log, const char* name, Authorise authorise = nullptr) : log_(log), writer_(uuid_of(name)), authorise_(authorise) {}

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
  std::uint64_t forget(std::string_view key) { return put(command(key, AnyAsk::of(counter::Forget{one}))); }
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
    report(offset);
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
  void report(Offset offset) { carry_out(owner_.on_appended(offset, log_.records[static_cast<std::size_t>(offset)], now_)); }
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
  Command command(std::string_view key, AnyAsk ask) const {
    Command c;
    const auto digest = sha256(key);
    c.id = uuid_of(raw(digest));
    c.tenant = tenant;
    c.members_only = authorise_;
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
  Authorise authorise_;
  const Folds folds_{side().folds};
  Store store_{folds_};
  MemoryVault vault_;
  SeededRandom random_{7};
  Time now_ = at_micros(1'800'000'000'000'000);
  Uuid7Source ids_{random_, [this] { return now_; }};
  OwnerWorld world_{side(), folds_, store_, vault_, ids_, authorise_, incarnation, ""};
  Owner owner_{home, world_, writer_};
  std::vector<std::string> sent_;
  std::map<std::uint64_t, Outcome> answers_;
  std::vector<std::shared_ptr<const Committed>> unstored_;
  std::uint64_t waiter_ = 0;
};

// The value that the log's accepted history amounts to.
inline std::int64_t total(const Log& log) {
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

}  // namespace millrace::testing
