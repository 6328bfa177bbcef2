#include "tests/simulation/process.hpp"

#include <fmt/format.h>

#include <array>

#include "infra/crypto/random.hpp"
#include "tests/simulation/mutation.hpp"
#include "tests/simulation/post.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/topics.hpp"
#include "tests/simulation/town.hpp"

namespace millrace::simulation {

namespace {

constexpr int look_waits_ms = 500;

// A run lasts seconds: what a server does now and then happens often here.
constexpr Pace pace{.tick = std::chrono::milliseconds{20}, .flush = std::chrono::milliseconds{200}, .listen = std::chrono::milliseconds{10},
                    .try_again = std::chrono::milliseconds{10}, .look = std::chrono::milliseconds{200}, .command = std::chrono::seconds{1},
                    .silence = std::chrono::milliseconds{300}};

// Of a few processes one is behind all the time, one now and then, and one hardly ever.
std::size_t recent_bytes(int process) { return std::array<std::size_t, 3>{0, 4'000, 400'000}[static_cast<std::size_t>(process) % 3]; }

bool repeatable(const effects::EffectRow& letter) { return (letter.about.id.bytes[15] & 1) != 0; }

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

// What a crash takes: the mill, and the process's side of the log and of the clock.
struct Process::Life final : Journal, Miller {
  struct At {                                            // one partition
    Offset known = 0;                                    // one past what has been read of it, or heard of as one's own
    bool polling = false;
    struct Look { Offset end; std::function<void()> done; };
    std::vector<Look> looks;                             // are told once everything up to there is known
    bool may_fence = false;                              // has been told to take over
    Owner::Mode mode = Owner::Mode::following;           // after the turn before
    bool owned = false;                                  // when it was last looked
  };

  Life(Process& p, Town& t)
      : self(p), town(t), keys(town, self.no_), dice(town.chance), ids(dice, [this] { return self.clock(); }),
        services{keys, ids, [this] { return self.clock(); }, {}, {}, {}, 600, &who_is, {}, "cellar.1"},
        store(self.disk_, town.folds, cellar().projections, self.clock()),
        writer(ids.next()),
        mill(Mill::Parts{.house = cellar(), .services = services, .store = store, .below = self.disk_, .wire = self,
                         .journal = *this, .miller = *this, .writer = writer, .endpoint = to_string(writer), .shared = true,
                         .partitions = town.parts, .overlay_records = 64, .recent_bytes = recent_bytes(self.no_), .pace = pace}),
        producer(town.log, [this, life = self.lives_](Partition p, std::optional<Offset> offset) {
          if (life == self.lives_) self.deliver([this, p, offset] { self.reported(p, offset); });
        }),
        tables(town.database, town.chance, town.faults),
        line(town, keys, store, mill, [this](Partition p) { return parts.at(p).owned; },
             [this](Duration d, std::function<void()> what) { self.soon(d, std::move(what)); }, [this] { return self.clock(); }) {
    for (const auto p : town.parts) parts[p].known = town.chance.permille(300) ? town.log.end(p) : store.next(p);
    services.record = [this](Partition p, Offset o) { return mill.record(p, o); };
  }
  static std::variant<Services::SignedIn, std::string> who_is(std::string_view token) {
    const auto account = parse_uuid(token);
    if (!account) return std::string("no token");
    return Services::SignedIn{*account, {}};
  }

  // The journal.
  Uuid incarnation() const override { return town.incarnation; }
  void append(Partition p, std::string bytes) override {
    self.about_to_append(p, bytes);
    producer.append(p, std::move(bytes));
  }
  Offset end(Partition p) const override { return parts.at(p).known; }
  void reach_end(Partition p, std::function<void()> done) override {
    self.soon(town.chance.delay(), [this, p, done = std::move(done)] {
      parts.at(p).looks.push_back({town.log.end(p), done});
      self.poll(p);
    });
  }
  std::string read(Partition p, Offset o) const override { return o < end(p) ? town.log.read(p, o) : std::string{}; }
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    for (auto o = from; o < end(p) && each({p, o, town.log.read(p, o)}); ++o) {}
  }
  bool read_only() const override { return false; }
  bool forgets_silent_writers() const override { return !town.peace; }

  // The miller.
  void post(std::function<void(Time)> what) override {
    self.soon(town.chance.duration(0, 400), [this, what = std::move(what)] {
      self.turn([&](Mill&, Time now) { what(now); });
    });
  }
  void post_after(Duration d, std::function<void(Time)> what) override {
    self.soon(d, [this, what = std::move(what)] { post(what); });
  }
  void tick_after(Duration d) override {
    self.soon(d, [this, no = ++ticks] { if (no == ticks) self.tick(); });
  }
  void log(const std::string& line) override {
    town.trace.say("logs", self.no_, line);
    if (line.starts_with("parked")) town.violation(line);
  }
  bool owner_silent(Partition p, const Uuid& owner) override {
    const bool doubted = !town.peace && town.chance.permille(town.faults.suspicion * (town.owner_in_doubt(p) ? 10 : 1));
    if (town.heard_lately_of(owner) && !doubted) return false;
    town.trace.say("takes over", self.no_, p);
    return parts.at(p).may_fence = true;
  }

  Process& self;
  Town& town;
  Keys keys;
  Dice dice;
  Uuid7Source ids;
  Services services;
  LocalStore store;
  Uuid writer;
  std::map<Partition, At> parts;
  std::uint64_t ticks = 0;
  Mill mill;
  SimulatedLog::Producer producer;
  SimulatedTables tables;
  std::optional<SqlRunner> sql;
  PublicLine line;
  MailSettings mail;
  Reactors reactors{{cellar().effects, services, mail, [this] { return town.chance.below(~std::uint64_t{0}); }, writer}};
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
  paused_ = takes_sockets_ = false;
  town_.trace.say("starts", no_);
  if (mutated("dedupe_forgotten_on_restart")) disk_.forget('C');
  // Every third start is one of another release, in which one fold has changed.
  if (const auto& all = town_.folds.all(); lives_ % 3 == 0) disk_.outdate(all[static_cast<std::size_t>(lives_ / 3 + no_) % all.size()]->name);
  life_ = std::make_unique<Life>(*this, town_);
  town_.writers[life_->writer] = no_;
  catch_up();
}

void Process::catch_up() {
  if (!life_->mill.catch_up(clock())) return soon(pace.busy_again, [this] { catch_up(); });
  life_->mill.serve();
  takes_sockets_ = true;
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

// One call of the mill, and what may become of a partition in it.
void Process::turn(const std::function<void(Mill&, Time)>& what) {
  what(life_->mill, clock());
  for (auto& [p, at] : life_->parts) {
    const auto before = std::exchange(at.mode, life_->mill.owner(p).mode());
    if (at.mode != Owner::Mode::following && at.mode != Owner::Mode::serving) continue;
    if (std::exchange(at.may_fence, false) && before == Owner::Mode::reading && at.mode == Owner::Mode::following && !life_->mill.stopped(p))
      town_.violation(fmt::format("process {} was to take partition {} over and lets it be", no_, p));
  }
}

void Process::about_to_append(Partition p, const std::string& bytes) {
  const auto decoded = decode(p, bytes);
  if (!std::holds_alternative<Fence>(std::get<Record>(decoded))) return;
  const auto& last = life_->mill.owner(p).accepted();
  town_.trace.say("fences", no_, p, last.epoch + 1);
  if (!life_->parts.at(p).may_fence && last.writer != life_->writer)
    town_.violation(fmt::format("process {} was deposed and fences partition {} nevertheless", no_, p));
  if (town_.peaceful() && last.writer == life_->writer)
    town_.violation(fmt::format("process {} fences partition {} again although nothing has happened", no_, p));
}

// What became of an append. Own records that come next are known at once; others' lie in between otherwise, and are read first.
void Process::reported(Partition p, std::optional<Offset> offset) {
  town_.trace.say("reported", no_, p, offset.value_or(-1));
  turn([&](Mill& mill, Time now) {
    if (!offset) return mill.on_append_failed(p, "nobody knows", now);
    auto& known = life_->parts.at(p).known;
    if (known == *offset) ++known;
    mill.on_appended({{p, *offset, town_.log.read(p, *offset)}}, now);
  });
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
  if (!takes_sockets_) return;                           // it looks again when it has caught up
  auto& at = life_->parts.at(p);
  const auto end = town_.log.end(p);
  const auto until = std::min(end, at.known + town_.chance.between(1, 20));
  std::vector<Stored> group;
  for (; at.known < until; ++at.known) group.push_back({p, at.known, town_.log.read(p, at.known)});
  turn([&](Mill& mill, Time now) { mill.on_arrived(group, now); });
  if (at.known < end) landed(p);
  for (auto looks = std::exchange(at.looks, {}); auto& look : looks)
    if (look.end <= at.known) look.done();
    else at.looks.push_back(std::move(look));
}

void Process::submit(Command command, Mill::Answered answered) {
  turn([&](Mill& mill, Time now) { mill.submit(std::move(command), std::move(answered), now); });
}

// Nobody is given up long after the last fault: what was on its way has come to something by then.
void Process::answer_person(Command command, std::function<void(Reply)> answered) {
  submit(command, [this, command, asked = town_.scheduler.now(), answered = std::move(answered)](const Outcome& outcome) {
    const auto* not_now = std::get_if<NotNow>(&outcome);
    const bool given_up = not_now && not_now->why.find("has not confirmed this in time") != std::string::npos;
    if (given_up && town_.scheduler.now() - asked > std::chrono::seconds{5})
      town_.violation(fmt::format("process {} has forgotten who waits for {}", no_, to_string(command.id)));
    answered(rendered(command, outcome));
  });
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
    if (const auto record = life_->mill.record(p, known->offset)) from(*record, true);
  } else if (const auto* refused = std::get_if<Refused>(&outcome)) {
    reply = {Reply::Kind::refused, std::string(refused->why.rule.code)};
  } else if (const auto* stale = std::get_if<Stale>(&outcome)) {
    reply = {Reply::Kind::stale, {}, -1, false, stale->version};
  } else if (std::holds_alternative<KeyReused>(outcome)) {
    reply.kind = Reply::Kind::key_reused;
  } else if (const auto* not_now = std::get_if<NotNow>(&outcome)) {
    reply.undecided = not_now->why.find("It may yet be done") != std::string::npos;   // as its sender is told
  }
  const auto p = partition_of(command.tenant);
  const auto read = life_->mill.owner(p).last_read();
  reply.ended = town_.log.end(p);
  for (auto o = read + 1; o < reply.ended; ++o)
    if (const auto record = std::get<Record>(decode(p, town_.log.read(p, o))); std::holds_alternative<Fence>(record)) reply.behind = read;
  return reply;
}

// A snapshot in which that record has been folded; none in time.
void Process::when_stored(Partition p, Offset min, std::function<void(std::shared_ptr<const Reader>)> told) {
  turn([&](Mill& mill, Time now) {
    mill.when_stored(p, min, look_waits_ms, [this, p, min, told = std::move(told)](Mill::Reached reached) {
      if (reached == Mill::Reached::never)
        town_.violation(fmt::format("process {} says that there has never been a record at {}/{}, which has been answered", no_, p, min));
      told(reached == Mill::Reached::yes ? life_->store.reader() : nullptr);
    }, now);
  });
}

void Process::look(const Uuid& tenant, const Id<Jar>& id, Offset min, std::function<void(std::optional<Seen>)> told) {
  const auto p = partition_of(tenant);
  when_stored(p, min, [p, tenant, id, told = std::move(told)](const std::shared_ptr<const Reader>& reader) {
    if (!reader) return told({});
    const auto row = reader->row(lookup_of<Jars>(), tenant, id);
    told(Seen{p, reader->offset(p), row ? to_json(*lookup_of<Jars>().row, row->row.get()) : "", row ? row->stamp.version : 0});
  });
}

void Process::list(const Uuid& tenant, Offset min, std::function<void(std::optional<Seen>)> told) {
  const auto p = partition_of(tenant);
  when_stored(p, min, [p, tenant, told = std::move(told)](const std::shared_ptr<const Reader>& reader) {
    if (!reader) return told({});
    std::string rows;
    for (const auto& listed : reader->list(lookup_of<Jars>(), "by_name", tenant, {.prefix = ""}))
      rows += to_json(*lookup_of<Jars>().row, listed.row.row.get());
    told(Seen{p, reader->offset(p), std::move(rows), 0});
  });
}

void Process::on_hub(std::function<void(Hub&)> what) {
  deliver([this, what = std::move(what)] { turn([&](Mill& mill, Time) { mill.on_hub(what); }); });
}

void Process::send(ConnectionId connection, std::shared_ptr<const std::string> frame) {
  Reached settled;
  for (const auto p : town_.parts) settled[p] = {life_->mill.stored(p) - 1, life_->store.next(p) - 1};
  town_.people->frame(connection, std::move(frame), std::move(settled));
}
std::size_t Process::queued(ConnectionId connection) const { return town_.people->queued(connection); }
void Process::read_on(ConnectionId, std::size_t) {}
void Process::close(ConnectionId connection, int, std::string) { town_.people->closed(connection); }

void Process::tick() {
  town_.beats[life_->writer] = town_.scheduler.now();
  turn([](Mill& mill, Time now) { mill.on_tick(now); });
  for (auto& [p, at] : life_->parts) at.owned = at.mode == Owner::Mode::serving;
  life_->line.round();
  react();
  step_sql();
}

void Process::react() {
  const auto owns = [this](Partition p) { const auto at = life_->parts.find(p); return at != life_->parts.end() && at->second.owned; };
  carry_out(life_->reactors.on_tick(*life_->store.reader(), owns, clock()));
}

void Process::carry_out(Reactors::Todo todo) {
  for (const auto& attempt : todo.run)
    post(town_, no_, attempt, [this](Duration d, std::function<void()> what) { soon(d, std::move(what)); },
         [this, attempt](const Came& came) { carry_out(life_->reactors.on_came(attempt.tenant, attempt.id, attempt.no, came, clock())); });
  for (auto& command : todo.ask) {
    const auto id = command.id;
    submit(std::move(command), [this, id](const Outcome& outcome) {
      soon(town_.chance.duration(0, 400), [this, id, outcome] { carry_out(life_->reactors.on_answer(id, outcome, clock())); });
    });
  }
}

void Process::step_sql() {
  auto& sql = life_->sql;
  if (!town_.chance.permille(town_.peace ? 1000 : 300)) return;
  const auto& recent = life_->mill.recent();
  if (!sql) sql.emplace(life_->tables.generations(town_.tables), life_->tables, life_->keys, town_.chance.below(12) + 1, &recent);
  const auto scan = [&](Partition p, Offset from, const std::function<bool(Offset, const std::string&)>& each) {
    for (auto o = from; o < town_.log.end(p) && each(o, town_.log.read(p, o)); ++o) {}
  };
  for (const auto p : town_.parts) try {
      if (sql->step(p, recent.end(p), scan) != SqlRunner::Step::lost) continue;
      return sql.reset();                                // somebody else keeps these tables: begin where that one stands
    } catch (const SimulatedTables::BrokenOff&) {
      if (!mutated("sql_goes_on_after_a_broken_transaction")) return sql.reset();
    }
}

bool Process::serves(Partition p) const { return life_ && !paused_ && life_->mill.owns(p); }
bool Process::in_doubt(Partition p) const {
  if (!life_) return false;
  const auto mode = life_->mill.owner(p).mode();
  return mode == Owner::Mode::reading || mode == Owner::Mode::fencing;
}
bool Process::published(Partition p) const { return life_ && life_->line.done(p); }

std::string Process::unsettled() const {
  if (!life_) return "it is not up";
  const auto figures = life_->mill.figures();
  if (figures.waiting) return "a command is not answered";
  if (figures.later) return "what it has put is not answered";
  std::string undone;
  life_->store.each(later::waiting(), [&](const Uuid&, const Key& key, const RowPtr&) {
    undone = fmt::format("{} waits", to_string(uuid_of(key.bytes)));
  });
  life_->store.each(lookup_of<effects::Effects>(), [&](const Uuid&, const Key& key, const RowPtr& row) {
    const auto& letter = *static_cast<const effects::EffectRow*>(row.get());
    const bool done = letter.state != effects::Stage::waiting && letter.state != effects::Stage::under_way;
    if (!done || (letter.state == effects::Stage::unknown && repeatable(letter)))
      undone = fmt::format("the letter {} is {}", to_string(uuid_of(key.bytes)), boost::describe::enum_to_string(letter.state, "?"));
  });
  for (const auto p : town_.parts)
    if (life_->mill.stored(p) < town_.log.end(p)) undone = fmt::format("partition {} is not folded", p);
  return undone;
}

}  // namespace millrace::simulation
