// One private PostgreSQL for the whole test program, started by the first test that asks and gone with the process, however it ends.
#pragma once

#include <string>

namespace millrace::testing {

// The DSN, without a user, of a new database with the house's roles and nothing else.
std::string fresh_database();
// Runs SQL there as the cluster's superuser; the last value it prints.
std::string as_superuser(const std::string& dsn, const std::string& sql);
// `mode`: of infra/postgres_cluster.
void cluster(const std::string& mode);
// The top of the repository.
std::string top();

}  // namespace millrace::testing
