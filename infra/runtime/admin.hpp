// The admin port: /livez, /readyz (journal writable and local store caught up; PostgreSQL is a warning) and /metrics for who reaches
// it, in which a backup that failed is a warning; GET /outbox (captured mail, as a page or as JSON), POST /rebuild?projection=…[&accept=yes], /parked and /parked/retry (parked.hpp) with the token of run/admin.token.
#pragma once

#include <boost/asio/thread_pool.hpp>

#include "infra/backup/schedule.hpp"
#include "infra/egress/outbox.hpp"
#include "infra/http/server.hpp"
#include "infra/postgres/sql_runner_thread.hpp"
#include "infra/runtime/admin_gate.hpp"
#include "infra/runtime/metrics.hpp"
#include "infra/runtime/running_mill.hpp"

namespace millrace {

struct AdminParts {
  RunningMill& mill;
  SqlRunnerThread* sql;                // null without PostgreSQL
  Metrics& metrics;
  Uuid incarnation;
  boost::asio::thread_pool& work;      // where a rebuild is waited for
  AdminGate gate;
  const Outbox* outbox = nullptr;      // null where mail goes to a mail server
  const backup::Schedule* backups = nullptr;   // null where none are made
};
// Registers the gauges too. What it names outlives the server that calls it.
HttpServer::Handler admin_handler(AdminParts);

}  // namespace millrace
