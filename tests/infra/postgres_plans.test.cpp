// What PostgreSQL makes of the lists: no filter, sort or search reads a whole table.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/postgres/migrator.hpp"
#include "projections/conversations.hpp"
#include "projections/core/lists.hpp"
#include "projections/customers.hpp"
#include "projections/messages.hpp"
#include "tests/support/notes.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

// EXPLAIN of every filter under every sort, and of the search, as the api role, in tables of 20,000 rows of several tenants.
void explain_everything(const Projection& p) {
  const auto dsn = fresh_database();
  const Table table{p};
  PgMigrator migrator{dsn};
  migrator.prepare({&table}, [](Generation&) { return true; });
  // Values of every column at random; what they say is of no interest to the planner beyond how many there are.
  std::string names, values;
  for (const auto& c : table.columns) {
    names += fmt::format(", \"{}\"", c.name);
    std::string words;
    for (const auto w : c.shape->words) words += fmt::format("{}'{}'", words.empty() ? "" : ",", w);
    switch (c.type) {
      case Column::Type::uuid: values += ", ('00000000-0000-0000-0000-0000000000' || lpad((n % 50)::text, 2, '0'))::uuid"; break;
      case Column::Type::bigint: values += ", n % 97"; break;
      case Column::Type::boolean: values += ", n % 5 = 0"; break;
      case Column::Type::timestamptz: values += ", timestamptz '2026-01-01' + n * interval '7 seconds'"; break;
      case Column::Type::texts: values += ", ARRAY['tag' || n % 40, 'tag' || n % 23]"; break;
      case Column::Type::text: values += words.empty() ? ", 'text ' || n % 9000" : fmt::format(", (ARRAY[{}])[1 + n % {}]", words, c.shape->words.size()); break;
    }
  }
  if (!table.search.empty()) {
    names += ", search";
    values += ", to_tsvector('simple', 'word' || n % 3000 || ' other' || n % 17)";
  }
  std::string sets;
  for (const auto s : table.sets) {
    std::string sorts;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (std::count(table.sorts.begin(), table.sorts.end(), i) || table.reader == i) sorts += fmt::format(", \"{}\"", table.columns[i].name);
    sets += fmt::format("INSERT INTO app.{0} (scope_id, key, value{1}) SELECT DISTINCT scope_id, key, v{1} FROM app.{2}, unnest(\"{3}\") v;\nANALYZE app.{0};\n", table.set_name(s, 1), sorts,
                        table.name(1), table.columns[s].name);
  }
  as_superuser(dsn, fmt::format("INSERT INTO app.{0} (scope_id, key, version, position{1}, data) SELECT ('00000000-0000-0000-0000-00000000000' || n % 7)::uuid,"
                                " decode(md5(n::text), 'hex'), 1, n{2}, jsonb_build_object('n', repeat(md5(n::text), 8)) FROM generate_series(1, 24000) n;\nANALYZE app.{0};\n"
                                "{3}ANALYZE app.checkpoint;", table.name(1), names, values, sets));

  PgConnection api{dsn, "millrace_api", "millrace-api"};
  ListRequest q;
  q.projection = &p;
  q.scope = *parse_uuid("00000000-0000-0000-0000-000000000003");
  q.reader = *parse_uuid("00000000-0000-0000-0000-000000000013");
  const Digest secret{};
  const auto explained = [&](const ListRequest& query) {
    const auto statement = statement_of(table, query, secret);
    REQUIRE(std::holds_alternative<ListStatement>(statement));
    const auto& s = std::get<ListStatement>(statement);
    auto t = api.begin(PgConnection::Mode::read_only);
    t.run("SELECT set_config('app.scope', $1, true), set_config('app.reader', $2, true)", {to_string(query.scope), to_string(*query.reader)});
    std::string plan;
    for (const auto& row : t.run("EXPLAIN " + s.sql, s.params).rows) plan += *row[0] + "\n";
    return plan;
  };
  const auto judged = [&](const ListRequest& query, const std::string& what) {
    const auto plan = explained(query);
    CHECK_MESSAGE(plan.find("Seq Scan") == std::string::npos, table.view << " " << what << "\n" << plan);
  };
  std::vector<std::pair<std::string, std::string>> filters{{"", ""}};
  for (const auto& f : p.filters) {
    const auto& c = table.column(f.column);
    switch (c.type) {
      case Column::Type::uuid: filters.emplace_back(f.param, "00000000-0000-0000-0000-000000000013"); break;
      case Column::Type::bigint: filters.emplace_back(f.param, "13"); break;
      case Column::Type::boolean: filters.emplace_back(f.param, "true"); break;
      case Column::Type::timestamptz: filters.emplace_back(f.param, "2026-01-02T00:00:00Z"); break;
      case Column::Type::texts: filters.emplace_back(f.param, "tag13"); break;
      case Column::Type::text: filters.emplace_back(f.param, c.shape->words.empty() ? "text 13" : std::string(c.shape->words.back())); break;
    }
    if (!c.always && c.type == Column::Type::uuid) filters.emplace_back(f.param, "none");
  }
  for (const auto& sort : p.sorts)
    for (const auto* sign : {"", "-"}) {
      q.sort = sign + sort.name;
      for (const auto& f : filters) {
        q.filters.clear();
        if (!f.first.empty()) q.filters.push_back(f);
        judged(q, q.sort + " " + f.first + "=" + f.second);
        if (!p.search.empty()) {
          q.q = "word13";
          judged(q, q.sort + " " + f.first + " and search");
          q.q.clear();
        }
      }
      q.filters.clear();
    }
  // What has moved since the first page is found by its position.
  q.sort.clear();
  q.cursor = cursor_after(table, q, {Key{q.scope}, {p.fold->row->make(), {}}}, 23'990, secret);
  const auto paged = explained(q);
  CHECK_MESSAGE(paged.find("Seq Scan") == std::string::npos, table.view << " with a cursor\n" << paged);
  CHECK_MESSAGE(paged.find("_scope_id_position_idx") != std::string::npos, paged);
  q.cursor.clear();
  if (!p.search.empty()) {
    q.sort.clear();
    q.q = "word13";
    const auto plan = explained(q);
    CHECK_MESSAGE(plan.find("_search_idx") != std::string::npos, plan);   // full-text by its own index, under row-level security
  }
}

TEST_CASE("every list of the test context uses an index, as the api role") {
  explain_everything(notes());
  explain_everything(drafts());
}

TEST_CASE("every list of the inbox uses an index, as the api role") {
  for (const auto& p : {projections::conversations(), projections::messages(), projections::customers()}) explain_everything(p);
}

}  // namespace
}  // namespace millrace
