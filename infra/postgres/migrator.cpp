#include "infra/postgres/migrator.hpp"

#include <fmt/format.h>

namespace millrace {

namespace {

// Elements of an array of plain names, as PostgreSQL prints it.
std::vector<std::string> names_in(std::string_view array) {
  std::vector<std::string> out;
  array = array.substr(1, array.size() - 2);
  while (!array.empty()) {
    out.emplace_back(array.substr(0, array.find(',')));
    array.remove_prefix(std::min(array.size(), out.back().size() + 1));
  }
  return out;
}
std::string joined(const std::vector<std::string>& names, std::string_view prefix = {}) {
  std::string out;
  for (const auto& n : names) out.append(out.empty() ? "" : ",").append(prefix).append(n);
  return out;
}

}  // namespace

template <class Do>
void PgMigrator::as_owner(Do&& what) {
  PgConnection connection{dsn_, "millrace_migrator", "millrace-migrator"};
  auto transaction = connection.begin();
  transaction.run("SET LOCAL ROLE millrace_owner; SET LOCAL lock_timeout = '200ms'; SET LOCAL client_min_messages = warning");
  transaction.run("SELECT pg_advisory_xact_lock(hashtextextended('millrace.migration', 0))");
  what(transaction);
  transaction.commit();
}

std::vector<Generation> PgMigrator::prepare(const std::vector<const Table*>& tables, const std::function<void(Generation&)>& fill) {
  std::vector<Generation> out;
  as_owner([](auto& t) {
    if (!t.run("SELECT to_regclass('app.parked')").rows[0][0]) t.run(std::string(house_sql()));
  });
  for (const auto* table : tables) {
    std::optional<Generation> kept;
    std::vector<int> gone;
    bool any_live = false;
    as_owner([&](auto& t) {
      for (const auto& r : t.run("SELECT generation, fingerprint, state FROM app.generations WHERE projection = $1::text ORDER BY generation",
                                 {table->view}).rows) {
        const bool is_live = *r[2] == "live";
        Generation g{table, std::stoi(*r[0]), {}, {}};
        fill(g);
        any_live |= is_live;
        if (!kept && *r[1] == table->fingerprint) kept = std::move(g);
        else if (!is_live) gone.push_back(g.number);            // unfinished
      }
      for (const auto g : gone) drop(t, table->view, g);
      if (kept) return;
      kept = create(t, *table, any_live ? State::building : State::live);
      if (!any_live) point_views(t, *table, kept->number);
    });
    out.push_back(std::move(*kept));
  }
  return out;
}

Generation PgMigrator::begin(const Table& table) {
  std::optional<Generation> out;
  as_owner([&](auto& t) { out = create(t, table, State::building); });
  return *out;
}

Generation PgMigrator::create(PgConnection::Transaction& t, const Table& table, State state) {
  const auto number = std::stoi(*t.run("SELECT coalesce(max(generation), 0) + 1 FROM app.generations WHERE projection = $1::text",
                                       {table.view}).rows[0][0]);
  t.run(table.create(number));
  t.run("INSERT INTO app.generations VALUES ($1::text, $2::integer, $3::text, $4::text, $5::text[], $6::text[])",
        {table.view, std::to_string(number), table.fingerprint, state == State::live ? "live" : "building",
         "{" + joined(table.names(number)) + "}", "{" + joined(table.views()) + "}"});
  const Uuid nil{};
  t.run("INSERT INTO app.checkpoint SELECT $1::text, $2::integer, p, $3::uuid, 0, $3::uuid, 1, 0, $4::bytea FROM generate_series(0, $5::integer) p",
        {table.view, std::to_string(number), to_string(nil), "\\x" + std::string(64, '0'), std::to_string(partitions - 1)});
  return {&table, number, {}, {}};
}

void PgMigrator::point_views(PgConnection::Transaction& t, const Table& table, int generation) {
  t.run("DROP VIEW IF EXISTS " + joined(table.views(), "app."));
  t.run(table.create_views(generation));
}

void PgMigrator::drop(PgConnection::Transaction& t, const std::string& view, int generation) {
  const std::vector<std::string> which{view, std::to_string(generation)};
  const auto found = t.run("SELECT tables, views, state FROM app.generations WHERE projection = $1::text AND generation = $2::integer", which).rows;
  if (found.empty()) return;
  if (*found[0][2] == "live") t.run("DROP VIEW IF EXISTS " + joined(names_in(*found[0][1]), "app."));
  t.run("DROP TABLE " + joined(names_in(*found[0][0]), "app."));
  for (const auto* from : {"generations", "checkpoint", "parked"})
    t.run(fmt::format("DELETE FROM app.{} WHERE projection = $1::text AND generation = $2::integer", from), which);
}

bool PgMigrator::switch_to(const Generation& g) {
  try {
    as_owner([&](auto& t) {
      const auto& view = g.table->view;
      for (const auto& r : t.run("SELECT generation FROM app.generations WHERE projection = $1::text AND state = 'live'", {view}).rows)
        if (std::stoi(*r[0]) != g.number) drop(t, view, std::stoi(*r[0]));
      t.run("UPDATE app.generations SET state = 'live' WHERE projection = $1::text AND generation = $2::integer",
            {view, std::to_string(g.number)});
      point_views(t, *g.table, g.number);
    });
    return true;
  } catch (const PgError& e) {
    if (e.kind == PgError::Kind::busy) return false;
    throw;
  }
}

void PgMigrator::forget() {
  as_owner([&](auto& t) {
    if (!t.run("SELECT to_regclass('app.generations')").rows[0][0]) return;
    for (const auto& r : t.run("SELECT projection, generation FROM app.generations").rows) drop(t, *r[0], std::stoi(*r[1]));
  });
}

void PgMigrator::drop(const Generation& g) {
  as_owner([&](auto& t) { drop(t, g.table->view, g.number); });
}

bool PgMigrator::live(const Generation& g) {
  bool out = false;
  as_owner([&](auto& t) {
    out = !t.run("SELECT FROM app.generations WHERE projection = $1::text AND generation = $2::integer AND state = 'live'",
                 {g.table->view, std::to_string(g.number)}).rows.empty();
  });
  return out;
}

bool PgMigrator::add_partition(const Generation& g, Quarter q) {
  try {
    as_owner([&](auto& t) {
      const auto name = "app." + g.table->partition(g.number, q);
      if (!t.run("SELECT to_regclass($1::text)", {name}).rows[0][0]) t.run(g.table->create_partition(g.number, q));
    });
    return true;
  } catch (const PgError& e) {
    if (e.kind == PgError::Kind::busy || e.kind == PgError::Kind::refused) return false;
    throw;
  }
}

std::vector<PgMigrator::Piece> PgMigrator::pieces_outside(const Generation& g, Quarter before, const std::string& tablespace) {
  std::vector<Piece> out;
  as_owner([&](auto& t) {
    // Partitions' names are in the order of time, and that of the rest comes behind all of them.
    for (const auto& r : t.run("WITH old AS (SELECT c.oid FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                               " WHERE i.inhparent = to_regclass($1::text) AND c.relname < $2::name)"
                               " SELECT format('app.%I', c.relname), c.relkind = 'i'"
                               " FROM pg_class c LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE s.spcname IS DISTINCT FROM $3::name"
                               " AND (c.oid IN (SELECT oid FROM old) OR c.oid IN"
                               " (SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT oid FROM old)))"
                               " ORDER BY c.relname",
                               {"app." + g.table->name(g.number), g.table->partition(g.number, before), tablespace}).rows)
      out.push_back({*r[0], *r[1] == "t"});
  });
  return out;
}

void PgMigrator::move(const Piece& piece, const std::string& tablespace, int timeout_ms) {
  as_owner([&](auto& t) {
    const auto place = *t.run("SELECT quote_ident($1::text)", {tablespace}).rows[0][0];
    t.run(fmt::format("SET LOCAL statement_timeout = {}", timeout_ms));
    t.run(fmt::format("ALTER {} {} SET TABLESPACE {}", piece.index ? "INDEX" : "TABLE", piece.name, place));
  });
}

Comparison PgMigrator::compare(PgConnection& projector, const Table& table, int old_generation, int new_generation) {
  Comparison out{true, 0, 0, ""};
  auto t = projector.begin(PgConnection::Mode::read_only);
  const auto olds = table.names(old_generation), news = table.names(new_generation);
  for (std::size_t i = 0; i < olds.size(); ++i) {
    const auto sum = [&](const std::string& name) {
      return t.run(fmt::format("SELECT count(*), coalesce(sum(hashtextextended(x::text, 0)), 0) FROM app.{} x", name)).rows[0];
    };
    const auto before = sum(olds[i]), after = sum(news[i]);
    if (i == 0) {
      out.old_rows = std::stoll(*before[0]);
      out.new_rows = std::stoll(*after[0]);
    }
    if (before == after) continue;
    out.equal = false;
    for (const auto& [sign, one, other] : {std::tuple{'-', olds[i], news[i]}, std::tuple{'+', news[i], olds[i]}})
      for (const auto& r : t.run(fmt::format("SELECT left(x::text, 500) FROM (TABLE app.{} EXCEPT TABLE app.{} LIMIT 5) x", one, other)).rows)
        out.difference += fmt::format("{} {}: {}\n", sign, table.names(0)[i], *r[0]);
  }
  t.commit();
  return out;
}

}  // namespace millrace
