#include "infra/postgres/sql_reads.hpp"

#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

// From one look to the next at where the tables stand, for all who wait together: while another process keeps them.
constexpr auto look_every = std::chrono::milliseconds(100);

constexpr auto scope_sql = "SELECT set_config('app.scope', $1::text, true), set_config('app.reader', $2::text, true),"
                           " set_config('statement_timeout', '10s', true), set_config('timezone', 'UTC', true)";

std::string unhex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  return out;
}

ListError away(std::string detail) { return {ListError::Kind::away, "", std::move(detail), 5}; }
ListError not_yet() { return {ListError::Kind::behind, "min_position", "This list has not reached that position yet.", 1}; }
ListError building() { return {ListError::Kind::building, "q", "The table of this list is being built anew; until then it cannot be asked this.", 10}; }
bool behind(const ListAnswer& answer) {
  const auto* e = std::get_if<ListError>(&answer);
  return e && e->kind == ListError::Kind::behind;
}

}  // namespace

SqlReads::SqlReads(Options options, const std::vector<const Projection*>& projections)
    : options_(std::move(options)),
      turns_({.in_all = options_.most, .of_group = options_.most_of_business, .of_person = options_.most_of_one,
              .running_of_group = std::max(1, options_.connections / 2)}) {
  for (const auto* p : projections)
    if (p->sql) tables_.emplace(p, *p);
  for (int i = 0; i < options_.connections; ++i) threads_.emplace_back([this] { work(); });
}

SqlReads::~SqlReads() { stop(); }

void SqlReads::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& t : threads_) t.join();
  threads_.clear();
  for (auto& job : turns_.take_all()) job.done(away("The server is stopping."));
  for (auto& [until, job] : std::exchange(waiting_, {})) job.done(not_yet());
}

void SqlReads::list(ListRequest request, std::function<void(ListAnswer)> done) {
  Job job{std::move(request), std::move(done), Clock::now()};
  job.partition = partition_of(job.request.scope);
  job.who = {std::string(job.request.scope.raw()), std::string(job.request.asker.raw()), true};
  if (job.request.at_least) job.until += std::chrono::milliseconds(job.request.wait_ms);
  auto wrong = away("Too many lists are being asked for.");
  {
    const std::lock_guard lock{mutex_};
    const auto room = stopping_ ? Turns<Job>::Room::none : turns_.enter(job.who);
    if (room == Turns<Job>::Room::yes) {
      // Whoever is not sure to be told finds out first.
      const bool waits = kept_ == Kept::here && !reached(job);
      if (!waits) make_ready(std::move(job));
      else waiting_.emplace(job.until, std::move(job));
      if (waits && options_.awaits) options_.awaits();
      return wake_.notify_one();
    }
    if (room == Turns<Job>::Room::none_of_its_own) wrong = {ListError::Kind::busy, "", "Too many lists of yours are waiting already.", 1};
  }
  job.done(std::move(wrong));
}

void SqlReads::make_ready(Job job) {
  job.passed = passed_[static_cast<std::size_t>(job.partition)];
  const auto who = job.who;
  turns_.push(who, std::move(job));
}

void SqlReads::wake_reached(Partition p) {
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    auto here = it++;
    if (here->second.partition == p && reached(here->second)) make_ready(std::move(waiting_.extract(here).mapped()));
  }
}

void SqlReads::moved(Partition p, Offset next) {
  const std::lock_guard lock{mutex_};
  passed_[static_cast<std::size_t>(p)] = next;
  wake_reached(p);
  if (turns_.waiting()) wake_.notify_all();
}

bool SqlReads::awaits() const {
  const std::lock_guard lock{mutex_};
  return !waiting_.empty();
}

void SqlReads::kept(Kept how) {
  const std::lock_guard lock{mutex_};
  if (std::exchange(kept_, how) == how || how == Kept::here) return;
  for (auto& [until, job] : std::exchange(waiting_, {})) make_ready(std::move(job));
  wake_.notify_all();
}

// The next one to run, when there is one and it is time neither to give up nor to look; nothing at the end.
std::optional<SqlReads::Job> SqlReads::next_job(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (stopping_) return {};
    if (auto job = turns_.pop()) {
      if (turns_.waiting() || !waiting_.empty()) wake_.notify_one();
      return job;
    }
    if (waiting_.empty()) {
      wake_.wait(lock);
      continue;
    }
    auto next = waiting_.begin()->first;
    const bool looks = kept_ == Kept::elsewhere && !looking_;
    if (looks) next = std::min(next, looked_ + look_every);
    if (next <= Clock::now()) return Job{};
    wake_.wait_until(lock, next);
  }
}

void SqlReads::work() {
  std::unique_ptr<PgConnection> connection;
  std::unique_lock lock{mutex_};
  while (auto job = next_job(lock)) {
    if (!job->done) {
      give_up(lock);
      look(lock, connection);
      continue;
    }
    lock.unlock();
    const auto table = tables_.find(job->request.projection);
    ListAnswer answer = away("This list is not kept in PostgreSQL.");
    if (table != tables_.end()) {
      const auto statement = statement_of(table->second, job->request, options_.cursor_secret);
      if (const auto* wrong = std::get_if<ListError>(&statement)) answer = *wrong;
      else answer = ask(connection, table->second, job->request, std::get<ListStatement>(statement));
    }
    const bool later = behind(answer) && Clock::now() < job->until;
    if (!later) job->done(std::move(answer));
    lock.lock();
    const auto who = job->who;
    turns_.rest(who);
    // The word may have come while it was asked.
    if (!later) turns_.leave(who);
    else if (passed_[static_cast<std::size_t>(job->partition)] != job->passed && reached(*job)) make_ready(std::move(*job));
    else {
      waiting_.emplace(job->until, std::move(*job));
      if (kept_ == Kept::here && options_.awaits) options_.awaits();
    }
    if (turns_.waiting()) wake_.notify_one();            // what its business could not run meanwhile
  }
}

void SqlReads::give_up(std::unique_lock<std::mutex>& lock) {
  std::vector<Job> late;
  for (const auto now = Clock::now(); !waiting_.empty() && waiting_.begin()->first <= now;) {
    late.push_back(std::move(waiting_.extract(waiting_.begin()).mapped()));
    turns_.leave(late.back().who);
  }
  lock.unlock();
  for (auto& job : late) job.done(not_yet());
  lock.lock();
}

// Where the tables stand that another process keeps.
void SqlReads::look(std::unique_lock<std::mutex>& lock, std::unique_ptr<PgConnection>& connection) {
  if (kept_ != Kept::elsewhere || waiting_.empty() || looking_ || Clock::now() < looked_ + look_every) return;
  looking_ = true;
  lock.unlock();
  std::array<Offset, partitions> stands{};
  bool heard = true, away = false;
  try {
    if (!connection) connection = std::make_unique<PgConnection>(options_.dsn, "millrace_api", "millrace-api");
    auto t = connection->begin(PgConnection::Mode::read_only);
    t.run_prepared(scope_sql, {to_string(Uuid{}), ""});
    std::string tables;
    for (const auto& [projection, table] : tables_)
      tables += (tables.empty() ? "" : " UNION ALL ") + std::string("SELECT partition, incarnation, next_offset FROM app.") + table.view + "_at";
    for (const auto& row : t.run("SELECT partition, min(CASE WHEN $1::uuid IN (incarnation, $2::uuid) THEN next_offset ELSE 0 END) FROM (" + tables + ") s GROUP BY 1",
                                 {to_string(options_.incarnation), to_string(Uuid{})}).rows)
      if (const auto p = std::stoul(*row[0]); p < stands.size()) stands[p] = std::stoll(*row[1]);
    t.commit();
  } catch (const PgError& e) {
    heard = false;
    if (away = e.kind == PgError::Kind::away; away) connection.reset();
  }
  lock.lock();
  looking_ = false;
  looked_ = Clock::now();
  if (away)                                              // so that they are told
    for (auto& [until, job] : std::exchange(waiting_, {})) make_ready(std::move(job));
  if (!heard) return;
  passed_ = stands;
  for (Partition p = 0; p < partitions; ++p) wake_reached(p);
}

ListAnswer SqlReads::ask(std::unique_ptr<PgConnection>& connection, const Table& table, const ListRequest& r, const ListStatement& s) const {
  PgResult found;
  for (int attempt = 0;; ++attempt) try {
      const bool fresh = !connection;
      if (fresh) connection = std::make_unique<PgConnection>(options_.dsn, "millrace_api", "millrace-api");
      auto t = connection->begin(PgConnection::Mode::read_only);
      t.run_prepared(scope_sql, {to_string(r.scope), r.reader ? to_string(*r.reader) : ""});
      found = t.run(s.sql, s.params);
      t.commit();
      break;
    } catch (const PgError& e) {
      const bool stale = connection && attempt == 0 && e.kind == PgError::Kind::away;   // it broke while it lay idle
      if (e.kind == PgError::Kind::away) connection.reset();
      if (e.sqlstate == "42P01" && r.at_least) return not_yet();     // the tables are being made
      if (e.sqlstate == "42703") return building();      // the live one is of an earlier release
      if (e.kind == PgError::Kind::refused)
        return ListError{ListError::Kind::bad_filter, "", "PostgreSQL cannot compare with a value that was given."};
      // Why is in the log and in /readyz; sockets and paths are nobody else's business.
      if (!stale) return away("PostgreSQL is away; lists and search wait for it.");
    }
  if (found.rows.empty()) return away("PostgreSQL has no checkpoint for this list yet.");
  const auto& first = found.rows[0];
  ListPage page;
  page.position = std::stoll(*first[0]) - 1;
  page.incarnation = *parse_uuid(*first[1]);
  if (page.position >= 0 && !options_.incarnation.nil() && page.incarnation != options_.incarnation) return not_yet();
  if (*first[2] == "t") return ListError{ListError::Kind::parked, "", "A fact of this business could not be folded into this list.", 60};
  if (r.at_least && page.position < *r.at_least)
    return not_yet();
  page.moved = *first[3] == "t";
  if (r.count) page.total = std::stoll(*first[8]);
  for (const auto& row : found.rows)
    if (row[4])
      page.items.push_back({Key(unhex(*row[4])), {from_json(*table.projection->fold->row, *row[7]), {std::stoll(*row[5]), std::stoll(*row[6])}}});
  if (page.items.size() > static_cast<std::size_t>(r.limit)) {
    page.items.pop_back();
    page.next_cursor = cursor_after(table, r, page.items.back(), s.since < 0 ? page.position : s.since, options_.cursor_secret);
  }
  return page;
}

}  // namespace millrace
