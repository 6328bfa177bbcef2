#include "infra/postgres/sql_runner_thread.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace millrace {

namespace {

constexpr auto tend_partitions_every = std::chrono::hours{1};

// One past the newest record that this process knows of; another one may have written it a moment ago.
Offset newest(const Journal& journal, Partition p, Offset expected) {
  for (int patience = 0; patience < 50 && journal.end(p) < expected; ++patience) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  return journal.end(p);
}

// Whether the accepted history before that offset is this journal's. Its newest accepted record is a COMMIT or NOOP that names the
// chain before itself, or, when its writer has written nothing else yet, a FENCE, which names the writer.
bool belongs(const Journal& journal, Partition p, Offset next, const Accepted& history) {
  if (history.epoch == 0) return true;
  for (auto at = next - 1; at >= 0 && next - at < 1000; --at) {
    const auto bytes = journal.read(p, at);
    const auto decoded = decode(p, bytes);
    const auto* record = std::get_if<Record>(&decoded);
    if (!record) continue;
    const auto chain = [&](const auto& r) { return next_chain(r.prev_chain, bytes) == history.chain; };
    if (const auto* f = std::get_if<Fence>(record); f && history.seq == 0 && f->writer == history.writer && f->epoch == history.epoch) return true;
    if (const auto* c = std::get_if<Commit>(record); c && chain(*c)) return true;
    if (const auto* n = std::get_if<Noop>(record); n && chain(*n)) return true;
  }
  return false;
}

}  // namespace

std::string contradiction(PgConnection& connection, const Journal& journal) {
  for (const auto& [p, stand] : stands_in(connection)) {
    const auto& h = stand.history;
    if (const auto end = newest(journal, p, stand.next); end < stand.next)
      return fmt::format("partition {} of the journal ends at {}, but PostgreSQL knows of {}", p, end, stand.next);
    if (belongs(journal, p, stand.next, h)) continue;
    if (h.incarnation != journal.incarnation()) return fmt::format("its tables are of another journal, {}", to_string(h.incarnation));
    return fmt::format("partition {} of the journal has another record before offset {} than the one that PostgreSQL knows", p, stand.next);
  }
  return {};
}

SqlRunnerThread::SqlRunnerThread(Options options, const std::vector<const Projection*>& projections, const Journal& journal, Vault& vault)
    : options_(std::move(options)), journal_(journal), vault_(vault), migrator_(options_.dsn) {
  for (const auto* p : projections)
    if (p->sql) tables_.emplace_back(*p);
  thread_ = std::thread([this] { run(); });
}

SqlRunnerThread::~SqlRunnerThread() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  for (const auto& r : rebuilds_) r->done.set_value({false, {}, "the server is stopping"});
  for (const auto& r : retries_) r->done.set_value({{}, {}, "the server is stopping"});
}

// Who has been told, and has not looked yet, is not woken again.
void SqlRunnerThread::notify() {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(grown_, true)) return;
  }
  wake_.notify_all();
}

void SqlRunnerThread::hurry() {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(hurried_, true)) return;
  }
  wake_.notify_all();
}

SqlState SqlRunnerThread::state() const {
  const std::lock_guard lock{mutex_};
  auto now = state_;
  for (Partition p = 0; p < partitions; ++p) now.lag_records += std::max<Offset>(0, journal_.end(p) - shown_[static_cast<std::size_t>(p)]);
  return now;
}

std::vector<std::string> SqlRunnerThread::names() const {
  std::vector<std::string> out;
  for (const auto& t : tables_) out.emplace_back(t.projection->fold->name);
  return out;
}

std::vector<TableState> SqlRunnerThread::tables() const {
  const std::lock_guard lock{mutex_};
  return standing_;
}

std::array<Offset, partitions> SqlRunnerThread::shown() const {
  const std::lock_guard lock{mutex_};
  return shown_;
}

std::vector<TableState> SqlRunnerThread::standing(const SqlRunner& runner) const {
  std::vector<TableState> all;
  for (const auto& g : runner.generations()) {
    const auto& fold = *g.table->projection->fold;
    TableState one{fold.name, fold.version, g.number, live_.contains({g.table, g.number}), 0};
    for (const auto& stand : g.stands) one.read += stand.next;
    all.push_back(std::move(one));
  }
  return all;
}

std::future<RebuildReport> SqlRunnerThread::rebuild(std::string projection, bool accept) {
  auto r = std::make_shared<Rebuild>();
  r->projection = std::move(projection);
  r->accept = accept;
  auto out = r->done.get_future();
  {
    const std::lock_guard lock{mutex_};
    if (state_.how == SqlState::How::diverged) {
      r->done.set_value({false, {}, state_.why});
      return out;
    }
    if (state_.how == SqlState::How::away) {
      r->done.set_value({false, {}, "PostgreSQL is away; start it and say it again: " + state_.why});
      return out;
    }
    rebuilds_.push_back(std::move(r));
    grown_ = true;
  }
  wake_.notify_all();
  return out;
}

void SqlRunnerThread::became(SqlState::How how, std::string why) {
  std::string line = how == SqlState::How::running ? "PostgreSQL tables are being kept"
                     : how == SqlState::How::away  ? "PostgreSQL is away; lists and search wait for it: " + why
                     : how == SqlState::How::diverged ? "PostgreSQL contradicts the journal, and its tables stay as they are: " + why
                                                   : "PostgreSQL tables are kept by another process: " + why;
  {
    const std::lock_guard lock{mutex_};
    if (how == state_.how && why == state_.why) return;
    state_.how = how;
    state_.why = std::move(why);
  }
  if (options_.log) options_.log(line);
  if (options_.became) options_.became(how);
}

bool SqlRunnerThread::sleep(int ms) {
  std::unique_lock lock{mutex_};
  wake_.wait_for(lock, std::chrono::milliseconds(ms), [&] { return stopping_; });
  return stopping_;
}

void SqlRunnerThread::run() {
  do {
    try {
      session();
    } catch (const std::exception& e) {
      became(SqlState::How::away, e.what());
    }
    const std::lock_guard lock{mutex_};
    for (const auto& r : rebuilds_) r->number = 0;          // what was being built is dropped at the next start
  } while (!sleep(options_.retry_ms));
}

// From connecting until PostgreSQL goes away, somebody else takes over, or the end.
void SqlRunnerThread::session() {
  PgConnection connection{options_.dsn, "millrace_projector", "millrace-projector"};
  {
    // Held by the connection: a second process stands by. The guard in every batch is what makes two of them harmless.
    auto t = connection.begin();
    t.run("SET synchronous_commit = off");                 // rows and checkpoint go together, and what is lost is in the journal
    const auto got = t.run("SELECT pg_try_advisory_lock(hashtextextended('millrace.projector', 0))").rows[0][0];
    t.commit();
    if (got != "t") return became(SqlState::How::standby, "it holds the lock millrace.projector");
  }
  if (auto why = contradiction(connection, journal_); !why.empty()) return became(SqlState::How::diverged, std::move(why));
  PgPartitions kept{migrator_, options_.cold, options_.log};
  PgTables tables{connection, &kept};
  std::vector<const Table*> all;
  for (const auto& t : tables_) all.push_back(&t);
  SqlRunner runner{migrator_.prepare(all, [&](Generation& g) { tables.open(g); }), tables, vault_, options_.batch, options_.recent};
  live_.clear();
  for (const auto& g : runner.generations())
    if (migrator_.live(g)) live_.insert({g.table, g.number});
  announced_.fill(-1);
  became(SqlState::How::running, "");
  for (std::chrono::steady_clock::time_point tended{};;) {
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) return;
      grown_ = hurried_ = false;
    }
    const auto began = std::chrono::steady_clock::now();
    const auto behind = state().lag_records;
    begin_rebuilds(runner);
    const auto did = do_retries(runner) ? round(runner) : Round::lost;
    if (did == Round::lost) return became(SqlState::How::standby, "it has moved a checkpoint");
    finish(runner, connection);
    announce(runner);
    if (const auto now = std::chrono::steady_clock::now(); tended == decltype(tended){} || now - tended >= tend_partitions_every)
      if (!kept.tend(runner.generations(), std::chrono::floor<Duration>(std::chrono::system_clock::now()))) tended = now;
    const auto left = state().lag_records;
    const bool building = runner.generations().size() > live_.size();      // far behind, as a rule, where readers are not
    if (did == Round::moved && (building || left >= static_cast<std::int64_t>(options_.batch))) continue;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, std::chrono::milliseconds(did == Round::waiting ? 50 : 1000), [&] { return stopping_ || grown_; });
    }
    gather(began, behind - left);
  }
}

// Records come together until it is time for the next round.
void SqlRunnerThread::gather(std::chrono::steady_clock::time_point round_began, std::int64_t moved) {
  const auto batch = static_cast<std::int64_t>(options_.batch);
  const std::chrono::microseconds usual{options_.gather_ms * 1000};
  const auto soonest = round_began + usual / 2, latest = round_began + (moved >= batch / 16 ? 4 * usual : usual);
  {
    std::unique_lock lock{mutex_};
    if (wake_.wait_until(lock, soonest, [&] { return stopping_; })) return;
  }
  for (auto now = soonest; now < latest; now += usual / 2) {
    if ((options_.awaited && options_.awaited()) || state().lag_records >= batch) return;
    std::unique_lock lock{mutex_};
    if (wake_.wait_until(lock, std::min(latest, now + usual / 2), [&] { return stopping_ || hurried_; })) return;
  }
}

SqlRunner::Scan SqlRunnerThread::scan() const {
  return [this](Partition p, Offset from, const auto& each) {
    journal_.scan(p, from, [&](const Stored& s) { return each(s.offset, s.bytes); });
  };
}

// Every partition that has grown, several of them in a transaction; `lost` when somebody else keeps these tables.
SqlRunnerThread::Round SqlRunnerThread::round(SqlRunner& runner) {
  auto out = Round::idle;
  const auto end = [this](Partition p) { return options_.recent ? options_.recent->end(p) : journal_.end(p); };
  for (Partition next = 0; next < partitions;) {
    const auto step = runner.step_on(next, end, scan());
    if (step == SqlRunner::Step::lost) return Round::lost;
    if (step == SqlRunner::Step::idle) continue;
    if (step == SqlRunner::Step::waiting) out = Round::waiting;
    if (out == Round::idle) out = Round::moved;
    announce(runner);
    const std::lock_guard lock{mutex_};
    if (stopping_) break;
  }
  return out;
}

void SqlRunnerThread::begin_rebuilds(SqlRunner& runner) {
  std::vector<std::shared_ptr<Rebuild>> waiting;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& r : rebuilds_)
      if (r->number == 0) waiting.push_back(r);
  }
  for (const auto& r : waiting) {
    const auto table = std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.projection->fold->name == r->projection; });
    if (table == tables_.end()) {
      end(*r, {false, {}, "there is no projection " + r->projection + " in PostgreSQL"});
    } else if (std::count_if(runner.generations().begin(), runner.generations().end(), [&](const auto& g) { return g.table == &*table; }) > 1) {
      end(*r, {false, {}, "a rebuild of " + r->projection + " is under way already"});
    } else {
      auto g = migrator_.begin(*table);
      r->number = g.number;
      runner.add(std::move(g));
    }
  }
}

// Switches what has caught up. Nobody but this thread writes, so two generations that stand at one place stay there meanwhile.
void SqlRunnerThread::finish(SqlRunner& runner, PgConnection& connection) {
  const auto all = runner.generations();
  for (const auto& g : all) {
    if (live_.contains({g.table, g.number})) continue;
    const auto live = std::find_if(all.begin(), all.end(), [&](const auto& o) { return o.table == g.table && live_.contains({o.table, o.number}); });
    bool there = true;
    for (Partition p = 0; p < partitions; ++p) {
      const auto at = static_cast<std::size_t>(p);
      there &= live != all.end() ? live->stands[at].next == g.stands[at].next : g.stands[at].next >= journal_.end(p);
    }
    if (!there) continue;
    std::shared_ptr<Rebuild> asked;
    {
      const std::lock_guard lock{mutex_};
      for (const auto& r : rebuilds_)
        if (r->number == g.number && r->projection == g.table->projection->fold->name) asked = r;
    }
    RebuildReport report;
    if (live != all.end()) report.comparison = PgMigrator::compare(connection, *g.table, live->number, g.number);
    const bool wanted = !asked || report.comparison.equal || asked->accept;
    if (wanted && !migrator_.switch_to(g)) continue;        // at the next round
    report.switched = wanted;
    if (wanted) {
      if (live != all.end()) runner.remove(*live->table, live->number);
      std::erase_if(live_, [&](const auto& l) { return l.first == g.table; });
      live_.insert({g.table, g.number});
    } else {
      migrator_.drop(g);
      runner.remove(*g.table, g.number);
    }
    if (asked) end(*asked, std::move(report));
  }
}

void SqlRunnerThread::end(Rebuild& r, RebuildReport report) {
  r.done.set_value(std::move(report));
  const std::lock_guard lock{mutex_};
  std::erase_if(rebuilds_, [&](const auto& other) { return other.get() == &r; });
}

void SqlRunnerThread::announce(const SqlRunner& runner) {
  std::array<Offset, partitions> seen;
  for (Partition p = 0; p < partitions; ++p) {
    const auto at = static_cast<std::size_t>(p);
    seen[at] = journal_.end(p);
    for (const auto& t : tables_) {
      Offset shown = 0;                                  // nothing, while it is built for the first time
      for (const auto& g : runner.generations())
        if (g.table == &t && live_.contains({g.table, g.number})) shown = g.stands[at].next;
      seen[at] = std::min(seen[at], shown);
    }
  }
  tell_parked(runner);
  auto now = standing(runner);
  {
    const std::lock_guard lock{mutex_};
    shown_ = seen;
    standing_ = std::move(now);
  }
  for (Partition p = 0; p < partitions; ++p) {
    const auto at = static_cast<std::size_t>(p);
    if (seen[at] == announced_[at]) continue;
    announced_[at] = seen[at];
    if (options_.moved) options_.moved(p, seen[at]);
  }
}

}  // namespace millrace
