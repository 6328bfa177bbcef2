// The admin port: /livez, /readyz (journal writable and local store caught up; PostgreSQL is a warning), /metrics.
#pragma once

#include "infra/http/server.hpp"
#include "infra/postgres/sql_runner_thread.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/mill.hpp"

namespace millrace {

struct AdminParts {
  Mill& mill;
  SqlRunnerThread* sql;                // null without PostgreSQL
  Metrics& metrics;
  Uuid incarnation;
};
// Registers the gauges too. What it names outlives the server that calls it.
HttpServer::Handler admin_handler(AdminParts);

}  // namespace millrace
