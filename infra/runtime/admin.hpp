// The admin port: /livez, /readyz (journal writable and local store caught up; PostgreSQL is a warning), /metrics, and
// POST /rebuild?projection=…[&accept=yes].
#pragma once

#include <boost/asio/thread_pool.hpp>

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
  boost::asio::thread_pool& work;      // where a rebuild is waited for
};
// Registers the gauges too. What it names outlives the server that calls it.
HttpServer::Handler admin_handler(AdminParts);

}  // namespace millrace
