#include "infra/runtime/admin.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "gateways/core/entry.hpp"
#include "gateways/core/problem.hpp"
#include "infra/runtime/parked.hpp"
#include "schemas/journal/record_work.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

Response ready(const AdminParts& parts) {
  const bool serving = parts.mill.serving(), writable = !parts.mill.read_only(), reachable = parts.mill.journal().reachable();
  const auto sql = parts.sql ? parts.sql->state() : SqlState{SqlState::How::away, "not configured: lists and search answer 503"};
  const bool postgres = sql.how == SqlState::How::running;
  const auto figures = parts.mill.figures();
  const auto stopped = figures.stopped;
  std::string body;
  JsonWriter out{body};
  const auto backups = parts.backups ? parts.backups->warning() : std::string{};
  const bool ready = serving && writable && reachable && sql.how != SqlState::How::diverged;
  const char* status = ready ? (postgres && stopped == 0 && sql.parked == 0 && figures.parked == 0 && backups.empty() ? "pass" : "warn") : "fail";
  out.begin_object().key("status").text(status).key("checks").begin_object();
  out.key("journal").text(!serving       ? "starting"
                          : !writable    ? "disk nearly full: free space, then it goes on by itself"
                          : !reachable   ? "the brokers do not answer, or do not take records: commands wait or are answered 503"
                          : stopped == 0 ? "pass"
                                         : fmt::format("{} of {} partitions are stopped; the log says why", stopped, partitions));
  out.key("postgres").text(postgres ? "pass" : sql.how == SqlState::How::starting ? "starting" : sql.why);
  out.key("lists").text(sql.parked == 0 ? "pass" : fmt::format("{} are parked for a business: millrace parked list says which and why", sql.parked));
  out.key("facts").text(figures.parked == 0 ? "pass" : fmt::format("{} could not be taken and are parked for a business: the log says which and why", figures.parked));
  if (parts.backups) out.key("backups").text(backups.empty() ? "pass" : backups);
  out.end_object().key("incarnation").text(to_string(parts.incarnation)).end_object();
  return {ready ? 200 : 503, {}, std::move(body)};
}

// Builds the next generation of a table and switches to it; waits, so in the pool.
void rebuild(const AdminParts& parts, const Request& request, const HttpServer::Reply& reply) {
  if (!parts.sql) return reply(problem(rule::postgres_not_configured));
  const std::string name(request.param("projection"));
  if (const auto known = parts.sql->names(); std::find(known.begin(), known.end(), name) == known.end())
    return reply(problem(rule::rebuild_unknown, fmt::format("there is no table {} in PostgreSQL; there are {}", name, fmt::join(known, ", "))));
  const auto report = parts.sql->rebuild(name, request.param("accept") == "yes").get();
  if (!report.error.empty()) return reply(problem(rule::rebuild_failed, report.error));
  const auto& [equal, old_rows, new_rows, difference] = report.comparison;
  const auto counted = std::to_string(new_rows) + " rows, before " + std::to_string(old_rows);
  if (!report.switched) return reply(problem(rule::rebuild_differs, counted + ": " + difference + " (--accept switches)"));
  std::string body;
  JsonWriter{body}.begin_object().key("summary").text("rebuild: " + name + " switched, " + counted + (equal ? ", equal" : ", different: " + difference)).end_object();
  reply({200, {}, std::move(body)});
}

// A browser asks for text/html; programs get JSON.
void outbox(const AdminParts& parts, std::shared_ptr<const Request> request, HttpServer::Reply reply) {
  if (!parts.outbox) return reply(problem(rule::no_outbox));
  if (request->header("accept").find("text/html") != std::string_view::npos) return reply({200, {{"Cache-Control", "no-store"}}, parts.outbox->page(), "text/html; charset=utf-8"});
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("items").begin_array();
  for (const auto& mail : parts.outbox->newest_first()) out.raw(mail);
  out.end_array().end_object();
  reply({200, {{"Cache-Control", "no-store"}}, std::move(body)});
}

// What the port answers; `reply` may be called later, from the pool.
struct AdminRoute {
  std::string_view method, path;
  AdminNeeds needs;
  void (*answer)(const AdminParts&, std::shared_ptr<const Request>, HttpServer::Reply);
};

using Asked = std::shared_ptr<const Request>;
using Reply = HttpServer::Reply;

void alive(const AdminParts&, Asked, Reply reply) { reply({200, {}, R"({"status":"pass"})"}); }

const AdminRoute routes[] = {
    {"GET", "/livez", AdminNeeds::nothing, &alive},
    {"GET", "/healthz", AdminNeeds::nothing, &alive},
    {"GET", "/readyz", AdminNeeds::nothing, [](const AdminParts& parts, Asked, Reply reply) { reply(ready(parts)); }},
    {"GET", "/metrics", AdminNeeds::nothing, [](const AdminParts& parts, Asked, Reply reply) { reply({200, {}, parts.metrics.text(), "text/plain; version=0.0.4"}); }},
    {"GET", "/outbox", AdminNeeds::token_or_link, &outbox},
    {"POST", "/rebuild", AdminNeeds::token, [](const AdminParts& parts, Asked request, Reply reply) {
       boost::asio::post(parts.work, [parts, request, reply] { rebuild(parts, *request, reply); });
     }},
    {"GET", "/parked", AdminNeeds::token, [](const AdminParts& parts, Asked, Reply reply) { reply(parked_list(parts.sql)); }},
    {"POST", "/parked/retry", AdminNeeds::token, [](const AdminParts& parts, Asked request, Reply reply) {
       boost::asio::post(parts.work, [parts, request, reply] { reply(parked_retry(parts.sql, *request)); });
     }},
};

void answer(const AdminParts& parts, Asked request, Reply reply) {
  const auto at = [&](const AdminRoute& r) { return r.path == request->path && r.method == request->method; };
  const auto route = std::find_if(std::begin(routes), std::end(routes), at);
  const bool found = route != std::end(routes);
  if (auto refusal = parts.gate.refusal(*request, found ? route->needs : AdminNeeds::token)) return reply(std::move(*refusal));
  if (!found) {
    const auto other = std::find_if(std::begin(routes), std::end(routes), [&](const AdminRoute& r) { return r.path == request->path; });
    if (other == std::end(routes)) return reply(problem(rule::no_such_route));
    return reply(other_method(request->method, other->method == "GET" ? "GET, HEAD" : std::string(other->method)));
  }
  route->answer(parts, std::move(request), std::move(reply));
}

}  // namespace

HttpServer::Handler admin_handler(AdminParts parts) {
  auto& metrics = parts.metrics;
  metrics.gauge("millrace_journal_commits_total", "Commits folded by this process", [&m = parts.mill] { return double(m.figures().commits); });
  metrics.gauge("millrace_records_read_total", "Records of the journal that this process has read, its own among them", [&m = parts.mill] { return double(m.figures().records); });
  metrics.gauge("millrace_records_decoded_total", "Times that a record was decoded; more than were read: somebody follows the journal for itself", [] { return double(record_work.decoded.load()); });
  metrics.gauge("millrace_records_hashed_total", "Times that a record was hashed for the chain, its own when it is written", [] { return double(record_work.hashed.load()); });
  metrics.gauge("millrace_records_opened_total", "Times that a record's facts were opened; of its own the process has them", [] { return double(record_work.opened.load()); });
  metrics.gauge("millrace_journal_rejected_total", "Records that the accept rule has refused", [&m = parts.mill] { return double(m.figures().rejected); });
  metrics.gauge("millrace_partitions_owned", "Partitions that this process decides for", [&m = parts.mill] { return double(m.figures().owned); });
  metrics.gauge("millrace_partitions_stopped", "Partitions with a record that cannot be trusted or read; the log says which", [&m = parts.mill] { return double(m.figures().stopped); });
  metrics.gauge("millrace_read_only", "1 while the disk has too little room to take anything", [&m = parts.mill] { return double(m.read_only()); });
  metrics.gauge("millrace_live_connections", "WebSocket connections", [&m = parts.mill] { return double(m.live().connections); });
  metrics.gauge("millrace_live_without_token", "WebSocket connections that have not sent a token yet", [&m = parts.mill] { return double(m.live().without_token); });
  metrics.gauge("millrace_live_unheard_bytes", "Bytes of WebSocket texts that wait to be heard", [&m = parts.mill] { return double(m.live().unheard_bytes); });
  metrics.gauge("millrace_live_paced", "WebSocket connections that have used up a share and wait", [&m = parts.mill] { return double(m.live().paced); });
  metrics.gauge("millrace_live_subscriptions_waiting", "Subscriptions that wait for this node to get where the client has been", [&m = parts.mill] { return double(m.live().waiting); });
  metrics.gauge("millrace_positions_waiting", "Requests that wait until the local store holds a position", [&m = parts.mill] { return double(m.figures().waiting_for_position); });
  metrics.gauge("millrace_commands_in_flight", "Commands that wait for the journal", [&m = parts.mill] { return double(m.figures().waiting); });
  metrics.gauge("millrace_later_waiting", "Timers and handoffs that are due and under way", [&m = parts.mill] { return double(m.figures().later); });
  metrics.gauge("millrace_store_uncommitted_records", "Records that the local store has folded and not committed", [&m = parts.mill] { return double(m.figures().uncommitted); });
  metrics.gauge("millrace_views_missing_records", "Records that views which are built anew have not had", [&m = parts.mill] { return double(m.figures().missing); });
  metrics.gauge("millrace_folds_parked", "Folds of the local store that could not take a fact of some business; the log says which", [&m = parts.mill] { return double(m.figures().parked); });
  if (parts.sql) metrics.gauge("millrace_sql_lag_records", "Records that PostgreSQL is behind", [s = parts.sql] { return double(s->state().lag_records); });
  if (parts.sql) metrics.gauge("millrace_sql_parked", "Lists in PostgreSQL that are parked for a business", [s = parts.sql] { return double(s->state().parked); });
  return [parts](Asked request, Reply reply) { answer(parts, std::move(request), std::move(reply)); };
}

}  // namespace millrace
