#include "tests/support/postgres.hpp"

#include <fmt/format.h>
#include <stdio.h>
#include <stdlib.h>

#include <filesystem>
#include <mutex>
#include <stdexcept>

// libpqxx 6.4 forgets one result when a connection breaks under it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6.4\n"; }

namespace millrace::testing {

namespace {

std::string run(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(("exec 2>&1; " + command).c_str(), "re");
  char buffer[4096];
  while (const auto n = ::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + ": " + out);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out.substr(out.rfind('\n') + 1);
}

struct Cluster {
  Cluster() {
    auto pattern = (std::filesystem::temp_directory_path() / "millrace-pg-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    // Reads until this process is gone, then cleans up: an abort runs no destructor.
    const auto script = top() + "/infra/postgres_cluster";
    watcher = ::popen(fmt::format("setsid sh -c 'trap \"\" INT HUP TERM; cat >/dev/null; {0} stop --data {1}; rm -rf {1}'", script, directory).c_str(), "we");
    dsn = run(fmt::format("{} start --data {}", script, directory));
  }
  ~Cluster() { ::pclose(watcher); }
  std::string directory, dsn;
  FILE* watcher;
};

Cluster& the_cluster() {
  static Cluster one;
  return one;
}

std::string host() {
  const auto& dsn = the_cluster().dsn;                       // host=… dbname=…
  return dsn.substr(5, dsn.find(' ') - 5);
}

}  // namespace

std::string top() {
  for (auto at = std::filesystem::current_path();; at = at.parent_path()) {
    if (std::filesystem::exists(at / "schemas/sql/000_roles.sql")) return at;
    if (at == at.parent_path()) throw std::runtime_error("run the tests inside the repository");
  }
}

std::string as_superuser(const std::string& dsn, const std::string& sql) {
  return run(fmt::format("psql -X -q -A -t -v ON_ERROR_STOP=1 '{} user=bootstrap' <<'SQL'\n{}\nSQL\n", dsn, sql));
}

std::string fresh_database() {
  static int n = 0;
  const auto name = fmt::format("test_{}", ++n);
  as_superuser(the_cluster().dsn, "CREATE DATABASE " + name);
  const auto dsn = fmt::format("host={} dbname={}", host(), name);
  run(fmt::format("psql -X -q -1 -v ON_ERROR_STOP=1 -f {}/schemas/sql/000_roles.sql '{} user=bootstrap'", top(), dsn));
  return dsn;
}

void cluster(const std::string& mode) { run(fmt::format("{}/infra/postgres_cluster {} --data {}", top(), mode, the_cluster().directory)); }

}  // namespace millrace::testing
