#include "infra/runtime/admin.hpp"

#include "gateways/core/problem.hpp"
#include "schemas/json/writer.hpp"

namespace millrace {

namespace {

Response ready(const AdminParts& parts) {
  const bool serving = parts.mill.serving(), writable = !parts.mill.journal().read_only();
  const auto sql = parts.sql ? parts.sql->state() : SqlState{SqlState::How::away, "not configured: lists and search answer 503"};
  const bool postgres = sql.how == SqlState::How::running;
  std::string body;
  JsonWriter out{body};
  const char* status = serving && writable ? (postgres ? "pass" : "warn") : "fail";
  out.begin_object().key("status").text(status).key("checks").begin_object();
  out.key("journal").text(!serving ? "starting" : writable ? "pass" : "disk nearly full: free space, then it goes on by itself");
  out.key("postgres").text(postgres ? "pass" : sql.how == SqlState::How::starting ? "starting" : sql.why);
  out.end_object().key("incarnation").text(to_string(parts.incarnation)).end_object();
  return {serving && writable ? 200 : 503, {}, std::move(body)};
}

}  // namespace

HttpServer::Handler admin_handler(AdminParts parts) {
  auto& metrics = parts.metrics;
  metrics.gauge("millrace_journal_commits_total", "Commits folded by this process", [&m = parts.mill] { return double(m.figures().commits); });
  metrics.gauge("millrace_journal_rejected_total", "Records that the accept rule has refused", [&m = parts.mill] { return double(m.figures().rejected); });
  metrics.gauge("millrace_live_connections", "WebSocket connections", [&m = parts.mill] { return double(m.figures().connections); });
  metrics.gauge("millrace_commands_in_flight", "Commands that wait for the journal", [&m = parts.mill] { return double(m.figures().waiting); });
  if (parts.sql) metrics.gauge("millrace_sql_lag_records", "Records that PostgreSQL is behind", [s = parts.sql] { return double(s->state().lag_records); });
  if (parts.sql) metrics.gauge("millrace_sql_parked", "Projections parked in PostgreSQL, by tenant", [s = parts.sql] { return double(s->state().parked); });
  return [parts](std::shared_ptr<const Request> request, HttpServer::Reply reply) {
    if (request->path == "/livez" || request->path == "/healthz") return reply({200, {}, R"({"status":"pass"})"});
    if (request->path == "/readyz") return reply(ready(parts));
    if (request->path == "/metrics") return reply({200, {}, parts.metrics.text(), "text/plain; version=0.0.4"});
    reply(problem(404, "route.not_found", "There is nothing here under that name."));
  };
}

}  // namespace millrace
