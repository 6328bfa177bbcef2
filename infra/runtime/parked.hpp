// What is parked, on the admin port: GET /parked, and POST /parked/retry[?projection=…&business=…].
#pragma once

#include "infra/http/server.hpp"
#include "infra/postgres/sql_runner_thread.hpp"

namespace millrace {

// Of no runner: a server without PostgreSQL.
Response parked_list(const SqlRunnerThread*);
// Waits for the runner.
Response parked_retry(SqlRunnerThread*, const Request&);

}  // namespace millrace
