// What PostgreSQL makes of the lists: no filter, sort or search reads a whole table.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "infra/postgres/migrator.hpp"
#include "infra/postgres/tables.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/core/lists.hpp"
#include "projections/desk/tickets.hpp"
#include "projections/effects/effects.hpp"
#include "projections/core/search.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"
#include "tests/support/notes.hpp"
#include "tests/support/postgres.hpp"

namespace millrace {
namespace {

using namespace testing;

// What people write, a little of it often.
std::string text_of(int n) {
  static const std::vector<std::string> places{"東京都", "大阪府", "京都市", "北海道"};
  return fmt::format("Hello, this is Zoë{0} Müller{1} of harbour{2}.example, zoe{0}@shop{1}.example, call +49 (0)30 {3:07} about AB-{3:07}-{1} at https://shop{1}.example/orders/{0} in {4}{5}",
                     n, n % 300, n % 17, std::int64_t{n} * 7919 % 10'000'000, places[static_cast<std::size_t>(n) % places.size()], n % 900);
}

void write_texts(const std::string& dsn, const Table& table, int rows) {
  PgConnection projector{dsn, "millrace_projector", "millrace-test"};
  for (int from = 1; from <= rows; from += 2000) {
    PgArray positions{PgArray::Of::bigint}, vectors{PgArray::Of::text};
    for (int n = from; n < std::min(rows + 1, from + 2000); ++n) {
      positions.bigint(n);
      vectors.text(search_vector({text_of(n)}));
    }
    auto t = projector.begin();
    t.run_binary(fmt::format("UPDATE app.{} SET {} = v::tsvector FROM unnest($1::bigint[], $2::text[]) AS x(n, v) WHERE position = n", table.name(1),
                             search_column),
                 {std::move(positions).done(), std::move(vectors).done()});
    t.commit();
  }
  as_superuser(dsn, fmt::format("VACUUM ANALYZE app.{}", table.name(1)));
}

// By each kind of question: few rows match, or nearly all.
const std::vector<std::string> few{"zoe1303", "Zoë1303 harbour13", "zoe1303@shop103.example", "shop13.example/orders", "https://shop103.example/orders/1303", "0103", "+49 30 0310313", "AB-0023757-3",
                                   "ab00237573", "023757", "\"zoe1303 müller103\"", "京都市13", "zoe1303 -shop104.example", "道7"};
const std::vector<std::string> many{"hello", "he", "京", "a", "\"this is\"", "-hello", "-zoe1303", "3"};

// 24,000 rows of several tenants.
void fill(const std::string& dsn, const Table& table) {
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
    names += fmt::format(", {}", search_column);
    values += ", ''";
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
  if (!table.search.empty()) write_texts(dsn, table, 24000);
}

// EXPLAIN of every filter under every sort, and of the search, as the api role. `others` are found in, too.
void explain_everything(const Projection& p, const std::vector<Projection>& others = {}) {
  const auto dsn = fresh_database();
  const Table table{p};
  std::vector<Table> all;
  for (const auto& other : others) all.emplace_back(other);
  std::vector<const Table*> tables{&table};
  for (const auto& other : all) tables.push_back(&other);
  PgMigrator migrator{dsn};
  migrator.prepare(tables, [](Generation&) { return true; });
  for (const auto* each : tables) fill(dsn, *each);

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
    if (f.how == Filter::How::there) filters.back().second = "true";
    if (f.how == Filter::How::equals && !c.shape->words.empty())
      filters.emplace_back(f.param, std::string(c.shape->words.front()) + "," + std::string(c.shape->words.back()));
    if (!c.always && c.type == Column::Type::uuid) filters.emplace_back(f.param, "none");
  }
  for (const auto& sort : p.sorts)
    for (const auto* sign : {"", "-"}) {
      q.sort = sign + std::string(sort.name);
      for (const auto& f : filters) {
        q.filters.clear();
        if (!f.first.empty()) q.filters.push_back(f);
        judged(q, q.sort + " " + f.first + "=" + f.second);
        if (!p.search.empty()) {
          q.q = "zoe1303";
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
    for (const auto& asked : few) {
      q.q = asked;
      const auto plan = explained(q);
      CHECK_MESSAGE(plan.find(fmt::format("_{}_idx", search_column)) != std::string::npos, asked << "\n" << plan);   // by its own index, under row-level security
    }
    for (const auto& asked : many) {
      q.q = asked;
      judged(q, "search for " + asked);
    }
  }
}

TEST_CASE("every list of the test context uses an index, as the api role") {
  explain_everything(notes());
  explain_everything(drafts());
}

TEST_CASE("every list of the desk uses an index, as the api role") { explain_everything(projections::tickets(), {projections::customers()}); }

TEST_CASE("every list of the inbox uses an index, as the api role") {
  explain_everything(projections::conversations(), {projections::messages(), projections::customers()});
  for (const auto& p : {projections::messages(), projections::customers(), projections::effects()}) explain_everything(p);
}

}  // namespace
}  // namespace millrace
