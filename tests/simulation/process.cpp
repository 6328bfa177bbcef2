#include "tests/simulation/process.hpp"

#include "infra/crypto/random.hpp"
#include "tests/simulation/mutation.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/topics.hpp"
#include "tests/simulation/town.hpp"

namespace millrace::simulation {

namespace {

constexpr auto tick_every = std::chrono::milliseconds{20};
constexpr auto busy_again = std::chrono::milliseconds{5};
constexpr auto silence = std::chrono::milliseconds{300};
constexpr auto look_waits = std::chrono::milliseconds{500};

// The local store as the owners see it.
struct StoreConfirmed final : Confirmed {
  explicit StoreConfirmed(LocalStore& s) : store(s) {}
  RowPtr get(const AnyFold& fold, const Uuid& tenant, const Key& key) const override { return store.get(fold, tenant, key); }
  std::int64_t version(const Uuid& tenant, const Uuid& stream) const override { return store.version(tenant, stream); }
  std::optional<Seen> command(const Uuid& tenant, const Uuid& id) const override {
    const auto seen = store.command(tenant, id);
    if (!seen) return {};
    return Seen{seen->offset, seen->fingerprint};
  }
  std::optional<Uuid> subject_key(const Uuid& tenant, const Uuid& subject) const override { return store.subject_key(tenant, subject); }
  Offset folded(Partition p) const override { return store.next(p) - 1; }
  LocalStore& store;
};

struct Dice final : Random {
  explicit Dice(Chance& c) : chance(c) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& b : bytes) b = static_cast<std::uint8_t>(chance.below(256));
  }
  Chance& chance;
};

}  // namespace

std::optional<Uuid> Keys::fresh_key() {
  const auto key = town_.keys.vault.fresh_key();
  const auto late = !town_.peace && town_.chance.permille(town_.faults.no_key);
  if (key) town_.keys.made[*key] = {process_, town_.scheduler.now() + (late ? town_.chance.duration(0, 200'000) : Duration{})};
  return key;
}
std::string Keys::seal(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view text) {
  return town_.keys.vault.seal(key, tenant, context, text);
}
Vault::Opened Keys::open(const Uuid& key, const Uuid& tenant, std::string_view context, std::string_view sealed) {
  const auto made = town_.keys.made.find(key);
  if (made != town_.keys.made.end() && made->second.by != process_ && made->second.elsewhere > town_.scheduler.now())
    return {Opening::unknown_key, {}};
  return town_.keys.vault.open(key, tenant, context, sealed);
}
Digest Keys::secret(std::string_view purpose) { return town_.keys.vault.secret(purpose); }

// What a crash takes.
struct Process::Life {
  struct At {                                            // one partition
    At(Partition p, const OwnerWorld& world, const Uuid& writer) : owner(p, world, writer) {}
    Owner owner;
    bool may_fence = false;                              // has been told to take over
    bool polling = false;
    bool owned = false;                                  // when it was last looked
    bool stopped = false;                                // by a record whose key has not arrived
    std::uint64_t reading = 0;                           // counts what was asked for by read_to_end
    std::optional<Offset> wanted_end;
    Offset stored = 0;                                   // one past what the disk has and everybody was told
    struct Waiter { Offset offset; Time until; std::function<void(bool)> done; };
    std::vector<Waiter> waiters;
  };

  Life(Process& self, Town& town)
      : keys(town, self.no_), dice(town.chance), ids(dice, [&self] { return self.clock(); }),
        services{keys, ids, [&self] { return self.clock(); }, {}, {}, {}, 600, &who_is, {}, "cellar.1"},
        store(self.disk_, town.folds, cellar().projections, self.clock()), confirmed(store),
        world{cellar().write_side, town.folds, confirmed, keys, ids, cellar().authorise, town.incarnation, {}, 64, silence},
        writer(ids.next()),
        hub({cellar().channels, services, cellar().authorise, nullptr, store, [this] { return store.reader(); }, self}),
        producer(town.log, [&self, life = self.lives_](Partition p, std::optional<Offset> offset) {
          if (life == self.lives_) self.deliver([&self, p, offset] { self.reported(p, offset); });
        }),
        tables(town.database, town.chance, town.faults),
        line(town, keys, store, [this](Partition p) { return parts.at(p).owned; },
             [&self](Duration d, std::function<void()> what) { self.soon(d, std::move(what)); }, [&self] { return self.clock(); }) {
    for (const auto p : town.parts) {
      auto& at = parts.try_emplace(p, p, world, writer).first->second;
      at.owner.resume(store.accepted(p), (at.stored = store.next(p)) - 1);
    }
    for (const auto* fold : {&state_of<Timer>(), &state_of<Handoff>()})
      store.each(*fold, [&](const Uuid& tenant, const Key& key, const RowPtr& row) { pump.on_row(*fold, tenant, key, row); });
  }
  static std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
    const auto account = parse_uuid(token);
    if (!account) return std::string("no token");
    return Services::SignedIn{*account, {}};
  }

  Keys keys;
  Dice dice;
  Uuid7Source ids;
  Services services;
  LocalStore store;
  StoreConfirmed confirmed;
  OwnerWorld world;
  Uuid writer;
  std::map<Partition, At> parts;
  Pump pump;
  Hub hub;
  SimulatedLog::Producer producer;
  std::uint64_t next_waiter = 1;
  std::map<std::uint64_t, std::function<void(Outcome)>> answered;
  std::vector<Folded> unsettled;
  bool settling = false;
  Time flushed{};
  SimulatedTables tables;
  std::optional<SqlRunner> sql;
  PublicLine line;
};

Process::Process(Town& town, int no) : town_(town), no_(no) {
  disk_.busy = [this] {
    const auto now = town_.scheduler.now();
    if (!town_.peace && town_.chance.permille(town_.faults.busy)) busy_until_ = now + town_.chance.duration(0, 150'000);
    return !town_.peace && now < busy_until_;
  };
  disk_.written = [](const KeyValue::Batch& batch, Disk::Content& durable) {
    if (!mutated("checkpoint_outside_the_batch")) return;
    for (const auto& [key, value] : batch.writes)
      if (key.starts_with('A')) durable[key] = *value;
  };
}
Process::~Process() = default;

Time Process::clock() const { return town_.scheduler.now() + skew_ + town_.all_clocks; }
LocalStore& Process::store() { return life_->store; }

void Process::start() {
  ++lives_;
  paused_ = false;
  town_.trace.say("starts", no_);
  if (mutated("dedupe_forgotten_on_restart")) disk_.forget('C');
  life_ = std::make_unique<Life>(*this, town_);
  town_.writers[life_->writer] = no_;
  for (const auto p : town_.parts) landed(p);
  tick();
}

void Process::crash() {
  town_.trace.say("crashes", no_);
  ++lives_;
  life_.reset();
  backlog_.clear();
  paused_ = false;
  disk_.crash(town_.chance);
  town_.people->lost(no_);
}

void Process::wake() {
  town_.trace.say("wakes", no_);
  paused_ = false;
  for (const auto life = lives_; !backlog_.empty() && life == lives_;) {
    const auto what = std::move(backlog_.front());
    backlog_.pop_front();
    what();
  }
}

void Process::deliver(std::function<void()> what) {
  if (!life_) return;
  if (paused_) backlog_.push_back(std::move(what));
  else what();
}

void Process::soon(Duration d, std::function<void()> what) {
  town_.scheduler.after(d, [this, life = lives_, what = std::move(what)]() mutable {
    if (life == lives_) deliver(std::move(what));
  });
}

void Process::carry_out(Partition p, Todo todo) {
  auto& at = life_->parts.at(p);
  if (at.owner.mode() == Owner::Mode::fencing && !todo.append.empty()) {
    town_.trace.say("fences", no_, p, at.owner.accepted().epoch + 1);
    if (!at.may_fence && at.owner.accepted().writer != life_->writer)
      town_.violation(fmt::format("process {} was deposed and fences partition {} nevertheless", no_, p));
    if (town_.peaceful() && at.owner.accepted().writer == life_->writer)
      town_.violation(fmt::format("process {} fences partition {} again although nothing has happened", no_, p));
  }
  if (at.owner.mode() == Owner::Mode::following || at.owner.mode() == Owner::Mode::serving) at.may_fence = false;
  for (auto& bytes : todo.append) life_->producer.append(p, std::move(bytes));
  for (auto& a : todo.answers) {
    auto told = life_->answered.extract(a.waiter);
    if (told) told.mapped()(std::move(a.outcome));
  }
  if (todo.read_to_end) reach_end(p);
}

// The broker says where the partition ends; once everything up to there has been read, the owner hears of it.
void Process::reach_end(Partition p) {
  auto& at = life_->parts.at(p);
  at.wanted_end.reset();
  soon(town_.chance.delay(), [this, p, reading = ++at.reading] {
    auto& at = life_->parts.at(p);
    if (at.reading != reading) return;
    at.wanted_end = town_.log.end(p);
    poll(p);
  });
}

// What became of an append. Own records that come next are folded at once; others' lie in between otherwise, and are read first.
void Process::reported(Partition p, std::optional<Offset> offset) {
  auto& at = life_->parts.at(p);
  town_.trace.say("reported", no_, p, offset.value_or(-1));
  if (!offset) return carry_out(p, at.owner.on_append_failed());
  if (mutated("no_fence_read_through") && at.owner.mode() == Owner::Mode::fencing) {
    const auto& bytes = town_.log.read(p, *offset);
    carry_out(p, at.owner.on_record(*offset, std::get<Record>(decode(p, bytes)), bytes, {}, clock()));
  }
  carry_out(p, at.owner.on_appended(*offset, clock()));
  if (*offset == life_->store.next(p) || mutated("folds_what_comes_first")) fold(p, *offset);
  settle_soon();
}

// One record, for the store and for its owner. False: its key has not arrived.
bool Process::fold(Partition p, Offset offset) {
  const auto& bytes = town_.log.read(p, offset);
  auto record = std::get<Record>(decode(p, bytes));
  auto& at = life_->parts.at(p);
  std::shared_ptr<const Committed> opened;
  std::optional<Unreadable> why;
  if (const auto* commit = std::get_if<Commit>(&record)) {
    opened = at.owner.unstored(offset);
    if (!opened) {
      auto result = open_commit(p, offset, *commit, life_->keys);
      if (auto* committed = std::get_if<Committed>(&result)) opened = std::make_shared<const Committed>(std::move(*committed));
      else why = std::get<Unreadable>(std::move(result));
    }
    if (why && mutated("key_not_waited_for")) why->missing_key.reset();
  }
  const auto heard = life_->store.on_record(p, offset, record, bytes, opened, why ? &*why : nullptr);
  if (heard == LocalStore::Heard::stopped) {
    if (!std::exchange(at.stopped, true)) carry_out(p, at.owner.on_stopped());
    return false;
  }
  at.stopped = false;
  carry_out(p, at.owner.on_record(offset, record, bytes, opened, clock()));
  return true;
}

void Process::landed(Partition p) {
  if (!life_ || std::exchange(life_->parts.at(p).polling, true)) return;
  soon(town_.chance.delay() + town_.chance.duration(0, 1'000 * town_.faults.lag), [this, p] {
    life_->parts.at(p).polling = false;
    poll(p);
  });
}

// Reads what others have written, some at a time.
void Process::poll(Partition p) {
  auto& at = life_->parts.at(p);
  const auto end = town_.log.end(p);
  const auto until = std::min(end, life_->store.next(p) + town_.chance.between(1, 20));
  while (life_->store.next(p) < until)
    if (!fold(p, life_->store.next(p))) {
      soon(busy_again, [this, p] { landed(p); });
      settle_soon();
      return;
    }
  if (life_->store.next(p) < end) landed(p);
  if (at.wanted_end && life_->store.next(p) >= *at.wanted_end) {
    at.wanted_end.reset();
    const bool told = at.may_fence && at.owner.mode() == Owner::Mode::reading;
    auto todo = at.owner.on_end(clock());
    if (told && at.owner.mode() == Owner::Mode::following)
      town_.violation(fmt::format("process {} was to take partition {} over and lets it be", no_, p));
    carry_out(p, std::move(todo));
  }
  settle_soon();
}

void Process::settle_soon() {
  if (std::exchange(life_->settling, true)) return;
  soon(town_.chance.duration(0, 400), [this] {           // one batch for all that comes in between
    life_->settling = false;
    settle();
  });
}

// Commits what has been folded; then tells who waits for it, takes rights away, publishes.
void Process::settle() {
  auto& life = *life_;
  life.unsettled.push_back(life.store.take());
  if (!life.store.commit()) {
    if (mutated("feed_lost_when_busy")) life.unsettled.clear();
    return soon(busy_again, [this] { settle_soon(); });
  }
  std::set<Uuid> changed_rights;
  auto batch = std::exchange(life.unsettled, {});
  for (const auto& folded : batch) {
    for (const auto& parked : folded.parked) town_.violation("parked: " + parked.why);
    for (const auto& touched : folded.rows) {
      life.pump.on_row(*touched.fold, touched.tenant, touched.key, touched.after);
      for (const auto* access : cellar().access)
        if (access == touched.fold) changed_rights.insert(touched.tenant);
    }
  }
  for (auto& [p, at] : life.parts) at.stored = life.store.next(p);
  const auto publish = [&] {
    for (const auto& folded : batch) {
      for (const auto p : folded.passed_over) life.hub.passed_over(p);
      for (const auto& publication : folded.publications) life.hub.publish(publication);
    }
  };
  if (mutated("access_folded_after_publishing")) publish();
  for (const auto& tenant : changed_rights) life.hub.recheck(tenant);
  publish();
  for (auto& [p, at] : life.parts) at.owner.on_stored(at.stored - 1);
  put_what_is_due();
  wake_waiters();
}

// Timers and handoffs, wherever they are to be decided.
void Process::put_what_is_due() {
  const auto serving = [](const auto& at) { return at.second.owner.mode() == Owner::Mode::serving; };
  if (std::none_of(life_->parts.begin(), life_->parts.end(), serving)) return;
  for (auto& command : life_->pump.due(clock() + (mutated("timer_before_it_is_due") ? drip_after : Duration{}))) {
    const auto p = partition_of(command.tenant);
    const auto id = command.id;
    const auto tell = [this, id](const Outcome& outcome) { life_->pump.on_answer(id, outcome, clock()); };
    town_.trace.say("puts", no_, id, p);
    if (mutated("timer_fired_twice") && command.timer) command.id.bytes[0] ^= static_cast<std::uint8_t>(lives_ + 1);
    if (mutated("handoff_under_a_new_name") && command.ask.as<ask::Deliver>()) command.id = life_->ids.next();
    if (mutated("handoff_done_before_its_target") && command.ask.as<ask::Deliver>()) tell(Known{town_.log.end(p)});
    const auto owner = town_.writers.find(life_->parts.at(p).owner.accepted().writer);
    if (owner == town_.writers.end() || owner->second == no_) {
      submit(std::move(command), tell);
      continue;
    }
    auto answered = std::make_shared<bool>(false);       // by its owner, or by nobody in time
    const auto once = [answered, tell](const Outcome& outcome) {
      if (!std::exchange(*answered, true)) tell(outcome);
    };
    soon(std::chrono::milliseconds{200}, [once] { once(NotNow{"no answer"}); });
    town_.send([this, life = lives_, &other = town_.processes[static_cast<std::size_t>(owner->second)], command, once] {
      other.deliver([this, life, &other, command, once] {
        other.submit(command, [this, life, once](Outcome outcome) {
          town_.send([this, life, once, outcome] { if (life == lives_) deliver([once, outcome] { once(outcome); }); });
        });
      });
    });
  }
}

void Process::wake_waiters() {
  for (auto& [p, at] : life_->parts)
    for (auto waiting = std::exchange(at.waiters, {}); auto& w : waiting) {
      const bool there = at.stored > w.offset;
      if (there || w.until <= town_.scheduler.now()) w.done(there);
      else at.waiters.push_back(std::move(w));
    }
}

void Process::when_stored(Partition p, Offset offset, std::function<void(bool)> done) {
  auto& at = life_->parts.at(p);
  if (at.stored > offset || mutated("reads_do_not_wait")) return done(true);
  at.waiters.push_back({offset, town_.scheduler.now() + look_waits, std::move(done)});
}

void Process::submit(Command command, std::function<void(Outcome)> answered) {
  const auto p = partition_of(command.tenant);
  if (life_->parts.at(p).stopped) return answered(NotNow{std::string(stopped_here)});
  command.waiter = life_->next_waiter++;
  life_->answered[command.waiter] = std::move(answered);
  carry_out(p, life_->parts.at(p).owner.on_command(std::move(command), clock()));
}

void Process::answer_person(Command command, std::function<void(Reply)> answered) {
  submit(command, [this, command, answered = std::move(answered)](const Outcome& outcome) { answered(rendered(command, outcome)); });
}

Reply Process::rendered(const Command& command, const Outcome& outcome) {
  Reply reply;
  const auto from = [&](const Committed& record, bool replayed) {
    reply = {Reply::Kind::done, reply_of(record), record.offset, replayed};
    if (mutated("reply_not_from_the_record") && replayed)
      reply.said = fmt::format("{} v{}", to_string(record.commit.subject), life_->store.version(command.tenant, record.commit.subject));
  };
  if (const auto* done = std::get_if<Done>(&outcome)) {
    if (!done->replayed && !town_.history.first_answers.insert(command.id).second)
      town_.violation(fmt::format("{} was answered twice as if for the first time", to_string(command.id)));
    from(*done->record, done->replayed);
  } else if (const auto* known = std::get_if<Known>(&outcome)) {
    const auto p = partition_of(command.tenant);
    auto record = std::get<Record>(decode(p, town_.log.read(p, known->offset)));
    auto opened = open_commit(p, known->offset, std::get<Commit>(std::move(record)), life_->keys);
    if (const auto* committed = std::get_if<Committed>(&opened)) from(*committed, true);
  } else if (const auto* refused = std::get_if<Refused>(&outcome)) {
    reply = {Reply::Kind::refused, std::string(refused->why.rule.code)};
  } else if (const auto* stale = std::get_if<Stale>(&outcome)) {
    reply = {Reply::Kind::stale, {}, -1, false, stale->version};
  } else if (std::holds_alternative<KeyReused>(outcome)) {
    reply.kind = Reply::Kind::key_reused;
  }
  const auto p = partition_of(command.tenant);
  const auto read = life_->parts.at(p).owner.last_read();
  reply.ended = town_.log.end(p);
  for (auto o = read + 1; o < reply.ended; ++o)
    if (const auto record = std::get<Record>(decode(p, town_.log.read(p, o))); std::holds_alternative<Fence>(record)) reply.behind = read;
  return reply;
}

void Process::look(const Uuid& tenant, const Id<Jar>& id, Offset min, std::function<void(std::optional<Seen>)> told) {
  const auto p = partition_of(tenant);
  when_stored(p, min, [this, p, tenant, id, told = std::move(told)](bool there) {
    if (!there) return told({});
    const auto reader = life_->store.reader();
    const auto row = reader->row(lookup_of<Jars>(), tenant, id);
    told(Seen{p, reader->offset(p), row ? to_json(*lookup_of<Jars>().row, row->row.get()) : "", row ? row->stamp.version : 0});
  });
}

void Process::list(const Uuid& tenant, Offset min, std::function<void(std::optional<Seen>)> told) {
  const auto p = partition_of(tenant);
  when_stored(p, min, [this, p, tenant, told = std::move(told)](bool there) {
    if (!there) return told({});
    const auto reader = life_->store.reader();
    std::string rows;
    for (const auto& listed : reader->list(lookup_of<Jars>(), "by_name", tenant, {.prefix = ""}))
      rows += to_json(*lookup_of<Jars>().row, listed.row.row.get());
    told(Seen{p, reader->offset(p), std::move(rows), 0});
  });
}

void Process::on_hub(std::function<void(Hub&)> what) {
  deliver([this, what = std::move(what)] {
    what(life_->hub);
    while (life_->hub.turn(clock())) {}
  });
}

void Process::send(ConnectionId connection, std::shared_ptr<const std::string> frame) {
  Reached settled;
  for (const auto& [p, at] : life_->parts) settled[p] = {at.stored - 1, life_->store.next(p) - 1};
  town_.people->frame(connection, std::move(frame), std::move(settled));
}
std::size_t Process::queued(ConnectionId connection) const { return town_.people->queued(connection); }
void Process::read_on(ConnectionId, std::size_t) {}
void Process::close(ConnectionId connection, int, std::string) { town_.people->closed(connection); }

void Process::tick() {
  soon(tick_every, [this] { tick(); });
  auto& life = *life_;
  const auto now = clock();
  town_.beats[life.writer] = town_.scheduler.now();
  life.hub.on_tick(now);
  while (life.hub.turn(now)) {}
  life.store.on_tick(now);
  settle();
  if (town_.scheduler.now() - life.flushed >= std::chrono::milliseconds{200}) {
    life.flushed = town_.scheduler.now();
    disk_.flush();
  }
  for (auto& [p, at] : life.parts) {
    const bool heard = town_.heard_lately_of(at.owner.accepted().writer);
    if (at.owner.mode() == Owner::Mode::following && (!heard || (!town_.peace && town_.chance.permille(town_.faults.suspicion * (town_.owner_in_doubt(p) ? 10 : 1))))) {
      town_.trace.say("takes over", no_, p);
      at.may_fence = true;
      carry_out(p, at.owner.take_over());
    }
    if (!town_.peace && !at.stopped) carry_out(p, at.owner.keep_alive(now));
  }
  for (auto& [p, at] : life.parts) at.owned = at.owner.mode() == Owner::Mode::serving;
  life.line.round();
  step_sql();
}

void Process::step_sql() {
  auto& sql = life_->sql;
  if (!town_.chance.permille(town_.peace ? 1000 : 300)) return;
  if (!sql) sql.emplace(life_->tables.generations(town_.tables), life_->tables, life_->keys, town_.chance.below(12) + 1);
  const auto scan = [&](Partition p, Offset from, const std::function<bool(Offset, const std::string&)>& each) {
    for (auto o = from; o < town_.log.end(p) && each(o, town_.log.read(p, o)); ++o) {}
  };
  for (const auto p : town_.parts) try {
      if (sql->step(p, town_.log.end(p), scan) != SqlRunner::Step::lost) continue;
      return sql.reset();                                // somebody else keeps these tables: begin where that one stands
    } catch (const SimulatedTables::BrokenOff&) {
      if (!mutated("sql_goes_on_after_a_broken_transaction")) return sql.reset();
    }
}

bool Process::serves(Partition p) const { return life_ && !paused_ && life_->parts.at(p).owner.mode() == Owner::Mode::serving; }
bool Process::in_doubt(Partition p) const {
  return life_ && (life_->parts.at(p).owner.mode() == Owner::Mode::reading || life_->parts.at(p).owner.mode() == Owner::Mode::fencing);
}
bool Process::published(Partition p) const { return life_ && life_->line.done(p); }
std::size_t Process::waiters() const { return life_ ? life_->answered.size() : 0; }

bool Process::settled() const {
  if (!life_ || !life_->answered.empty() || life_->pump.waiting()) return false;
  for (const auto& [p, at] : life_->parts)
    if (at.stored < town_.log.end(p)) return false;
  return true;
}

}  // namespace millrace::simulation
