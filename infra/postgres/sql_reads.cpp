#include "infra/postgres/sql_reads.hpp"

#include "schemas/json/codec.hpp"

namespace millrace {

namespace {

// Between two tries of a request that waits for a position and hears of none from a runner in its own process.
constexpr auto poll = std::chrono::milliseconds(100);

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
ListError building() { return {ListError::Kind::building, "q", "The table of this list is being built anew; until then it cannot be searched.", 10}; }
bool behind(const ListAnswer& answer) {
  const auto* e = std::get_if<ListError>(&answer);
  return e && e->kind == ListError::Kind::behind;
}

}  // namespace

SqlReads::SqlReads(Options options, const std::vector<const Projection*>& projections) : options_(std::move(options)) {
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
  for (auto& job : std::exchange(ready_, {})) job.done(away("The server is stopping."));
  for (auto& [due, job] : std::exchange(waiting_, {})) job.done(not_yet());
}

void SqlReads::list(ListRequest request, std::function<void(ListAnswer)> done) {
  const auto now = Clock::now();
  Job job{std::move(request), std::move(done), {}, now};
  job.until = now + std::chrono::milliseconds(job.request.at_least ? job.request.wait_ms : 0);
  {
    const std::lock_guard lock{mutex_};
    if (!stopping_ && ready_.size() + waiting_.size() < options_.most_waiting) {
      ready_.push_back(std::move(job));
      wake_.notify_one();
      return;
    }
  }
  job.done(away("Too many lists are being asked for."));
}

void SqlReads::moved(Partition p, Offset next) {
  const std::lock_guard lock{mutex_};
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    const auto& r = it->second.request;
    if (partition_of(r.scope) == p && *r.at_least < next) {
      ready_.push_back(std::move(it->second));
      it = waiting_.erase(it);
    } else {
      ++it;
    }
  }
  if (!ready_.empty()) wake_.notify_all();
}

std::optional<SqlReads::Job> SqlReads::next_job(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (stopping_) return {};
    const bool due = !waiting_.empty() && waiting_.begin()->first <= Clock::now();
    if (due || !ready_.empty()) {
      auto job = due ? std::move(waiting_.extract(waiting_.begin()).mapped()) : std::move(ready_.front());
      if (!due) ready_.pop_front();
      // Perhaps it was this thread that slept until the next one is due; another one does so now.
      if (!ready_.empty() || !waiting_.empty()) wake_.notify_one();
      return job;
    }
    if (waiting_.empty()) {
      wake_.wait(lock);
    } else {
      const auto next = waiting_.begin()->first;            // a copy: the entry may go while this sleeps
      wake_.wait_until(lock, next);
    }
  }
}

void SqlReads::work() {
  std::unique_ptr<PgConnection> connection;
  std::unique_lock lock{mutex_};
  while (auto job = next_job(lock)) {
    lock.unlock();
    const auto table = tables_.find(job->request.projection);
    ListAnswer answer = away("This list is not kept in PostgreSQL.");
    if (table != tables_.end()) {
      const auto statement = statement_of(table->second, job->request, options_.cursor_secret);
      if (const auto* wrong = std::get_if<ListError>(&statement)) answer = *wrong;
      else answer = ask(connection, table->second, job->request, std::get<ListStatement>(statement));
    }
    const auto now = Clock::now();
    const bool later = behind(answer) && now < job->until;
    if (!later) job->done(std::move(answer));
    lock.lock();
    if (later) waiting_.emplace(std::min(job->until, now + poll), std::move(*job));
  }
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
      if (e.sqlstate == "42703" && !r.q.empty()) return building();  // the live one is of an earlier release
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
