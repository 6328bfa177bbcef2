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
bool behind(const ListAnswer& answer) {
  const auto* e = std::get_if<ListError>(&answer);
  return e && e->kind == ListError::Kind::behind;
}

}  // namespace

SqlReads::SqlReads(Options options, const std::vector<const Projection*>& projections) : x_options(std::move(options)) {
  for (const auto* p : projections)
    if (p->sql) x_tables.emplace(p, *p);
  for (int i = 0; i < x_options.connections; ++i) x_threads.emplace_back([this] { work(); });
}

SqlReads::~SqlReads() {
  {
    const std::lock_guard lock{x_mutex};
    x_stopping = true;
  }
  x_wake.notify_all();
  for (auto& t : x_threads) t.join();
  for (auto& job : x_ready) job.done(away("The server is stopping."));
  for (auto& [due, job] : x_waiting) job.done(away("The server is stopping."));
}

void SqlReads::list(ListRequest request, std::function<void(ListAnswer)> done) {
  const auto now = Clock::now();
  Job job{std::move(request), std::move(done), {}, now};
  job.until = now + std::chrono::milliseconds(job.request.at_least ? job.request.wait_ms : 0);
  {
    const std::lock_guard lock{x_mutex};
    if (!x_stopping && x_ready.size() + x_waiting.size() < x_options.most_waiting) {
      x_ready.push_back(std::move(job));
      x_wake.notify_one();
      return;
    }
  }
  job.done(away("Too many lists are being asked for."));
}

void SqlReads::moved(Partition p, Offset next) {
  const std::lock_guard lock{x_mutex};
  for (auto it = x_waiting.begin(); it != x_waiting.end();) {
    const auto& r = it->second.request;
    if (partition_of(r.scope) == p && *r.at_least < next) {
      x_ready.push_back(std::move(it->second));
      it = x_waiting.erase(it);
    } else {
      ++it;
    }
  }
  if (!x_ready.empty()) x_wake.notify_all();
}

std::optional<SqlReads::Job> SqlReads::next_job(std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (x_stopping) return {};
    if (!x_waiting.empty() && x_waiting.begin()->first <= Clock::now()) {
      auto job = std::move(x_waiting.begin()->second);
      x_waiting.erase(x_waiting.begin());
      return job;
    }
    if (!x_ready.empty()) {
      auto job = std::move(x_ready.front());
      x_ready.pop_front();
      return job;
    }
    if (x_waiting.empty()) {
      x_wake.wait(lock);
    } else {
      const auto due = x_waiting.begin()->first;             // a copy: the entry may go while this sleeps
      x_wake.wait_until(lock, due);
    }
  }
}

void SqlReads::work() {
  std::unique_ptr<PgConnection> connection;
  std::unique_lock lock{x_mutex};
  while (auto job = next_job(lock)) {
    lock.unlock();
    const auto table = x_tables.find(job->request.projection);
    ListAnswer answer = away("This list is not kept in PostgreSQL.");
    if (table != x_tables.end()) {
      const auto statement = statement_of(table->second, job->request, x_options.cursor_secret);
      if (const auto* wrong = std::get_if<ListError>(&statement)) answer = *wrong;
      else answer = ask(connection, table->second, job->request, std::get<ListStatement>(statement));
    }
    const auto now = Clock::now();
    const bool later = behind(answer) && now < job->until;
    if (!later) job->done(std::move(answer));
    lock.lock();
    if (later) x_waiting.emplace(std::min(job->until, now + poll), std::move(*job));
  }
}

ListAnswer SqlReads::ask(std::unique_ptr<PgConnection>& connection, const Table& table, const ListRequest& r, const ListStatement& s) const {
  PgResult found;
  for (int attempt = 0;; ++attempt) try {
      const bool fresh = !connection;
      if (fresh) connection = std::make_unique<PgConnection>(x_options.dsn, "millrace_api", "millrace-api");
      auto t = connection->begin(PgConnection::Mode::read_only);
      t.run_prepared(scope_sql, {to_string(r.scope), r.reader ? to_string(*r.reader) : ""});
      found = t.run(s.sql, s.params);
      t.commit();
      break;
    } catch (const PgError& e) {
      const bool stale = connection && attempt == 0 && e.kind == PgError::Kind::away;   // it broke while it lay idle
      if (e.kind == PgError::Kind::away) connection.reset();
      if (e.sqlstate == "42P01" && r.at_least) return not_yet();     // the tables are being made
      if (!stale) return away(e.what());
    }
  if (found.rows.empty()) return away("PostgreSQL has no checkpoint for this list yet.");
  const auto& first = found.rows[0];
  ListPage page{{}, {}, std::stoll(*first[0]) - 1, *parse_uuid(*first[1])};
  if (page.position >= 0 && !x_options.incarnation.nil() && page.incarnation != x_options.incarnation) return not_yet();
  if (*first[2] == "t") return ListError{ListError::Kind::parked, "", "A fact of this business could not be folded into this list.", 60};
  if (r.at_least && page.position < *r.at_least)
    return not_yet();
  for (const auto& row : found.rows)
    if (row[3])
      page.items.push_back({Key(unhex(*row[3])), {from_json(*table.projection->fold->row, *row[6]), {std::stoll(*row[4]), std::stoll(*row[5])}}});
  if (page.items.size() > static_cast<std::size_t>(r.limit)) {
    page.items.pop_back();
    page.next_cursor = cursor_after(table, r, page.items.back(), x_options.cursor_secret);
  }
  return page;
}

}  // namespace millrace
