#include "infra/postgres/label.hpp"

#include "infra/postgres/connection.hpp"

namespace millrace {

std::string label_of(const std::string& dsn) {
  PgConnection connection{dsn, "millrace_api", "millrace-label"};
  const auto found = connection.begin(PgConnection::Mode::read_only).run("SELECT obj_description('app'::regnamespace, 'pg_namespace')");
  return found.rows[0][0].value_or("");
}

void set_label(const std::string& dsn, const std::string& label) {
  PgConnection connection{dsn, "millrace_migrator", "millrace-label"};
  auto t = connection.begin();
  t.run("SET LOCAL ROLE millrace_owner");
  t.run(*t.run("SELECT format('COMMENT ON SCHEMA app IS %L', $1::text)", {label}).rows[0][0]);
  t.commit();
}

}  // namespace millrace
