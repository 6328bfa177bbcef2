#include "infra/postgres/subject_texts.hpp"

#include <fmt/format.h>

#include "infra/postgres/connection.hpp"

namespace millrace {

std::int64_t texts_left(const std::string& dsn, const Uuid& tenant, const Uuid& subject) {
  std::vector<std::string> tables;
  std::int64_t left = 0;
  {
    PgConnection connection{dsn, "millrace_projector", "millrace-eraser"};
    auto transaction = connection.begin(PgConnection::Mode::read_only);
    for (const auto& r : transaction.run("SELECT projection || '_g' || generation FROM app.generations ORDER BY 1").rows) tables.push_back(*r[0]);
    for (const auto& table : tables)
      left += std::stoll(*transaction.run(fmt::format("SELECT count(*) FROM app.{} t WHERE t.scope_id = $1::uuid AND strpos(t.data::text, $2::text) > 0 AND "
                                                      "jsonb_path_exists(t.data, '$.** ? (@.subject_id == $s && @.text != null)', jsonb_build_object('s', $2::text))",
                                                      table),
                                          {to_string(tenant), to_string(subject)}).rows[0][0]);
    transaction.commit();
  }
  PgConnection owner{dsn, "millrace_migrator", "millrace-eraser"};
  owner.run_alone("SET ROLE millrace_owner");
  for (const auto& table : tables) owner.run_alone("VACUUM app." + table);
  return left;
}

}  // namespace millrace
