#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "infra/runtime/house.hpp"
#include "projections/core/table.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

// Compares with what is committed, or writes it when MILLRACE_REGENERATE=1.
void committed(const std::string& name, std::string_view text) {
  const auto path = testing::top() + "/schemas/sql/" + name;
  if (const auto* asked = ::getenv("MILLRACE_REGENERATE"); asked && *asked == '1') std::ofstream{path} << text;
  std::ostringstream is;
  is << std::ifstream{path}.rdbuf();
  CHECK_MESSAGE(is.str() == text, path << " is stale: run MILLRACE_REGENERATE=1 build/dev/millrace_tests -tc='schemas/sql*'");
}

TEST_CASE("schemas/sql is what the code would make") {
  committed("001_functions.sql", house_sql());
  for (const auto& module : contexts())
    for (const auto& p : module.projections)
      if (p.sql) {
        const Table table{p};
        committed(table.view + ".sql", create_sql_file(table));
      }
}

}  // namespace
}  // namespace millrace
