#include "projections/core/table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <stdexcept>

#include "projections/core/search.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace {

namespace {

using K = Shape::Kind;

const Shape* bare(const Shape* s) {
  while (s->kind == K::optional) s = s->inner[0];
  return s;
}
// Through optionals to the value; null when one of them is empty.
const void* held(const Shape* s, const void* p) {
  while (s->kind == K::optional) {
    if (!s->count(p)) return nullptr;
    p = s->at(p, 0);
    s = s->inner[0];
  }
  return p;
}
std::string quoted(std::string_view name) { return fmt::format("\"{}\"", name); }

std::optional<Column::Type> type_of(const Shape& s) {
  switch (s.kind) {
    case K::boolean: return Column::Type::boolean;
    case K::integer: return Column::Type::bigint;
    case K::uuid: return Column::Type::uuid;
    case K::time: return Column::Type::timestamptz;
    case K::text: case K::enumeration: case K::personal: return Column::Type::text;
    case K::list: {
      const auto inner = type_of(*s.inner[0]);
      if (inner == Column::Type::text || inner == Column::Type::uuid) return Column::Type::texts;
      return {};
    }
    default: return {};
  }
}

Column resolve(const Projection& p, std::string_view field) {
  const auto fail = [&](const char* why) {
    throw std::logic_error(fmt::format("projection {}: {} {}", p.fold->name, field, why));
  };
  Column out;
  const Shape* at = p.fold->row;
  out.name = field;
  std::replace(out.name.begin(), out.name.end(), '.', '_');
  for (std::string_view rest = field; !rest.empty();) {
    const auto name = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    const auto* object = bare(at);
    if (object->kind != K::object) fail("goes through something that is no object");
    const auto found = std::find_if(object->fields.begin(), object->fields.end(), [&](const Field& f) { return f.name == name; });
    if (found == object->fields.end()) fail("is no field of the row");
    out.path.push_back(&*found);
    at = found->shape;
    if (at->kind == K::optional) out.always = false;
  }
  out.shape = bare(at);
  const auto type = type_of(*out.shape);
  if (!type) fail("cannot be a column");
  if (out.shape->kind == K::personal) out.always = false;
  out.type = *type;
  for (const std::string_view taken : {"scope_id", "key", "version", "position", "data", "value", search_column.data()})
    if (out.name == taken) fail("is a name that every table uses itself");
  return out;
}

const void* find(const Column& c, const void* row) {
  for (const auto* f : c.path) {
    row = held(f->shape, value_at(row, *f));
    if (!row) return nullptr;
  }
  return row;
}

Time held_by_columns(Time t) { return std::clamp(t, earliest, latest); }

std::string plain(const Shape& s, const void* p) {
  switch (s.kind) {
    case K::boolean: return *static_cast<const bool*>(p) ? "t" : "f";
    case K::integer: return std::to_string(*static_cast<const std::int64_t*>(p));
    case K::uuid: return to_string(*static_cast<const Uuid*>(p));
    case K::time: return to_rfc3339(held_by_columns(*static_cast<const Time*>(p)));
    case K::text: return *static_cast<const std::string*>(p);
    case K::personal: return static_cast<const Personal<std::string>*>(p)->value;
    case K::enumeration: return std::string(s.words[s.count(p)]);
    default: return {};
  }
}

std::string list(std::size_t n, const std::function<std::string(std::size_t)>& of, std::string_view between = ", ") {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out.append(i ? between : "").append(of(i));
  return out;
}

}  // namespace

std::string_view sql_type(Column::Type type) {
  switch (type) {
    case Column::Type::uuid: return "uuid";
    case Column::Type::text: return "text";
    case Column::Type::bigint: return "bigint";
    case Column::Type::boolean: return "boolean";
    case Column::Type::timestamptz: return "timestamptz";
    case Column::Type::texts: return "text[]";
  }
  return {};
}

std::string_view column_text(std::string_view text) {
  std::size_t chars = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++chars > column_text_chars) return text.substr(0, i);
  return text;
}

std::optional<std::string> value_of(const Column& c, const void* row) {
  const auto* p = find(c, row);
  if (!p) return {};
  if (c.shape->kind == K::personal && static_cast<const Personal<std::string>*>(p)->erased) return {};
  auto value = plain(*c.shape, p);
  if (c.type == Column::Type::text) value.resize(column_text(value).size());
  return value;
}

std::string sort_value(const Column& c, const void* row) {
  return value_of(c, row).value_or(c.type == Column::Type::timestamptz ? to_rfc3339(no_time) : "");
}

const void* value_in(const Column& c, const void* row) { return find(c, row); }

std::optional<Time> time_in(const Column& c, const void* row) {
  const auto* p = find(c, row);
  if (!p) return {};
  return held_by_columns(*static_cast<const Time*>(p));
}

std::vector<std::string> values_of(const Column& c, const void* row) {
  const auto* p = find(c, row);
  if (!p) return {};
  if (c.shape->kind != K::list) return {plain(*c.shape, p)};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < c.shape->count(p); ++i) {
    const auto* element = bare(c.shape->inner[0]);
    const auto* e = held(c.shape->inner[0], c.shape->at(p, i));
    if (!e) continue;
    auto value = plain(*element, e);
    if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(std::move(value));
  }
  return out;
}

std::string element(std::string_view text) { return std::string(column_text(label_key(text))); }

Table::Table(const Projection& p) : projection(&p), view(p.fold->name) {
  std::replace(view.begin(), view.end(), '.', '_');
  const auto add = [&](std::string_view field) {
    auto c = resolve(p, field);
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& x) { return x.name == c.name; });
    const auto at = static_cast<std::size_t>(found - columns.begin());
    if (found == columns.end()) columns.push_back(std::move(c));
    return at;
  };
  if (p.sorts.empty()) throw std::logic_error(view + ": a list needs a sort");
  for (const auto& s : p.sorts) {
    sorts.push_back(add(s.column));
    auto& c = columns[sorts.back()];
    const bool has_none = c.type == Column::Type::text || c.type == Column::Type::timestamptz;
    if (c.type == Column::Type::texts || (!c.always && !has_none))
      throw std::logic_error(view + ": " + std::string(s.column) + " is not always there, so it cannot be a sort");
  }
  for (const auto& f : p.filters) {
    const auto at = add(f.column);
    const bool is_set = columns[at].type == Column::Type::texts;
    if (is_set != (f.how == Filter::How::contains)) throw std::logic_error(view + ": filter " + std::string(f.param) + " does not fit its column");
    if (is_set && std::find(sets.begin(), sets.end(), at) == sets.end()) sets.push_back(at);
  }
  for (const auto& c : p.columns) add(c);
  if (!p.reader_column.empty()) reader = add(p.reader_column);
  for (const auto& s : p.search) search.push_back(resolve(p, s));
  std::string all = fmt::format("{}/{}/", p.fold->version, create(0));
  describe(*p.fold->row, all);
  if (!sets.empty()) all += " sets by label_key";
  const auto digest = sha256(all);
  for (std::size_t i = 0; i < 8; ++i) fingerprint += fmt::format("{:02x}", digest[i]);
}

const Column& Table::column(std::string_view field) const {
  std::string name{field};
  std::replace(name.begin(), name.end(), '.', '_');
  return *std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
}

bool Table::sorted_by(const Column& c) const {
  return std::any_of(sorts.begin(), sorts.end(), [&](std::size_t s) { return columns[s].name == c.name; });
}

std::string Table::name(int generation) const { return fmt::format("{}_g{}", view, generation); }
std::string Table::set_name(std::size_t column, int generation) const {
  return fmt::format("{}_{}_g{}", view, columns[column].name, generation);
}
std::vector<std::string> Table::names(int generation) const {
  std::vector<std::string> out{name(generation)};
  for (const auto s : sets) out.push_back(set_name(s, generation));
  return out;
}
std::string Table::partition(int generation, Quarter q) const { return fmt::format("{}_{}", name(generation), quarter_name(q)); }

namespace {

std::string column_line(const Table& t, std::size_t i) {
  const auto& c = t.columns[i];
  return fmt::format("  {} {}{}{},\n", quoted(c.name), sql_type(c.type), c.type == Column::Type::text ? " COLLATE \"C\"" : "",
                     c.always || t.sorted_by(c) ? " NOT NULL" : "");
}

// The two predicates, and who may do what.
std::string rules(const Table& t, const std::string& name) {
  const auto reader = t.reader ? fmt::format(" AND {} = (SELECT app.reader())", quoted(t.columns[*t.reader].name)) : "";
  return fmt::format(
      "ALTER TABLE app.{0} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n"
      "CREATE POLICY projector ON app.{0} TO millrace_projector USING (true) WITH CHECK (true);\n"
      "CREATE POLICY api ON app.{0} FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()){1});\n"
      "GRANT SELECT, INSERT, UPDATE, DELETE ON app.{0} TO millrace_projector;\n"
      "GRANT SELECT ON app.{0} TO millrace_api;\n",
      name, reader);
}

// Reached through its table alone, by that one's rules; itself it lets nobody in.
std::string partition_of_table(const std::string& name, const std::string& table, const std::string& which) {
  return fmt::format("CREATE TABLE app.{0} PARTITION OF app.{1} {2};\n"
                     "ALTER TABLE app.{0} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n", name, table, which);
}

}  // namespace

std::string Table::create(int generation) const {
  const auto main = name(generation);
  std::string out = fmt::format("CREATE TABLE app.{} (\n  scope_id uuid NOT NULL,\n  key bytea NOT NULL,\n"
                                "  version bigint NOT NULL,\n  position bigint NOT NULL,\n", main);
  for (std::size_t i = 0; i < columns.size(); ++i) out += column_line(*this, i);
  if (!search.empty()) out += fmt::format("  {} tsvector NOT NULL,  -- of {}\n", search_column, fmt::join(projection->search, ", "));
  out += fmt::format("  data jsonb NOT NULL,\n  PRIMARY KEY (scope_id, key)\n){};\n", projection->by_time ? " PARTITION BY RANGE (key)" : "");
  std::set<std::string> indexes;
  const auto index = [&](const std::string& table, const std::string& on) {
    if (indexes.insert(table + on).second) out += fmt::format("CREATE INDEX ON app.{} {};\n", table, on);
  };
  index(main, "(scope_id, position)");                // what has moved while a list was being paged
  for (const auto s : sorts) index(main, fmt::format("(scope_id, {}, key)", quoted(columns[s].name)));
  const auto first = quoted(columns[sorts[0]].name);
  for (const auto& f : projection->filters) {
    const auto c = quoted(column(f.column).name);
    if (f.how == Filter::How::contains) continue;
    if (f.how == Filter::How::equals && c != first) index(main, fmt::format("(scope_id, {}, {}, key)", c, first));
    else index(main, fmt::format("(scope_id, {}, key)", c));
  }
  if (!search.empty()) index(main, fmt::format("USING gin ({})", search_column));
  out += rules(*this, main);
  if (projection->by_time) out += partition_of_table(main + "_rest", main, "DEFAULT");
  for (const auto s : sets) {
    const auto child = set_name(s, generation);
    out += fmt::format("CREATE TABLE app.{} (\n  scope_id uuid NOT NULL,\n  key bytea NOT NULL,\n"
                       "  value text COLLATE \"C\" NOT NULL,\n", child);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (std::find(sorts.begin(), sorts.end(), i) != sorts.end() || reader == i) out += column_line(*this, i);
    out += "  PRIMARY KEY (scope_id, key, value)\n);\n";
    for (const auto by : sorts) index(child, fmt::format("(scope_id, value, {}, key)", quoted(columns[by].name)));
    out += rules(*this, child);
  }
  return out;
}

std::string Table::create_partition(int generation, Quarter q) const {
  const auto bound = [](Quarter of) {
    std::string out = "'\\x";
    for (const unsigned char c : first_key_of(of)) out += fmt::format("{:02x}", c);
    return out + "'";
  };
  return partition_of_table(partition(generation, q), name(generation), fmt::format("FOR VALUES FROM ({}) TO ({})", bound(q), bound(q + 1)));
}

std::string Table::create_views(int generation) const {
  std::string out;
  const auto make = [&](const std::string& name, const std::string& body) {
    out += fmt::format("CREATE VIEW app.{0} WITH (security_invoker = true) AS {1};\n"
                       "GRANT SELECT ON app.{0} TO millrace_api, millrace_projector;\n", name, body);
  };
  make(view, fmt::format("SELECT * FROM app.{}", name(generation)));
  for (const auto s : sets)
    make(fmt::format("{}_{}", view, columns[s].name), fmt::format("SELECT * FROM app.{}", set_name(s, generation)));
  // Where that generation stands: in the same statement as the rows, so in the same snapshot and of the same generation.
  make(view + "_at", fmt::format("SELECT c.partition, c.incarnation, c.next_offset, EXISTS (SELECT FROM app.parked p"
                                 " WHERE p.projection = '{0}' AND p.generation = {1} AND p.scope_id = (SELECT app.scope())) AS parked"
                                 " FROM app.checkpoint c WHERE c.projection = '{0}' AND c.generation = {1}", view, generation));
  return out;
}

std::vector<std::string> Table::views() const {
  std::vector<std::string> out{view, view + "_at"};
  for (const auto s : sets) out.push_back(fmt::format("{}_{}", view, columns[s].name));
  return out;
}

std::string Table::load_sql(int generation) const {
  return fmt::format("SELECT k.n, t.version, t.position, t.data FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS k(s, k, n)"
                     " JOIN app.{} t ON t.scope_id = k.s AND t.key = k.k", name(generation));
}

namespace {

// What is written of a row, in the order of the parameters: the column, the type of its array, and how the column is had from its element.
std::vector<std::array<std::string, 3>> written(const Table& t) {
  std::vector<std::array<std::string, 3>> all{{"scope_id", "uuid", "r.c1"}, {"key", "bytea", "r.c2"}, {"version", "bigint", "r.c3"},
                                              {"position", "bigint", "r.c4"}};
  const auto add = [&](const std::string& name, std::string_view type, std::string_view how) {
    all.push_back({name, std::string{type}, fmt::format(fmt::runtime(how), all.size() + 1)});
  };
  for (const auto& c : t.columns) {
    if (c.type == Column::Type::texts) add(quoted(c.name), "text", "r.c{}::text[]");   // arrays of arrays would have to be square
    else add(quoted(c.name), sql_type(c.type), "r.c{}");
  }
  if (!t.search.empty()) add(std::string(search_column), "text", "r.c{}::tsvector");
  add("data", "jsonb", "r.c{}");
  return all;
}

}  // namespace

std::string Table::insert_sql(int generation) const {
  const auto all = written(*this);
  const auto n = all.size();
  return fmt::format("INSERT INTO app.{} ({}) SELECT {} FROM unnest({}) AS r({})", name(generation), list(n, [&](auto i) { return all[i][0]; }),
                     list(n, [&](auto i) { return all[i][2]; }), list(n, [&](auto i) { return fmt::format("${}::{}[]", i + 1, all[i][1]); }),
                     list(n, [&](auto i) { return fmt::format("c{}", i + 1); }));
}

std::string Table::upsert_sql(int generation) const {
  const auto all = written(*this);
  return insert_sql(generation) + " ON CONFLICT (scope_id, key) DO UPDATE SET " +
         list(all.size() - 2, [&](auto i) { return fmt::format("{0} = excluded.{0}", all[i + 2][0]); });
}

namespace {
std::string remove_from(const std::string& table) {
  return fmt::format("DELETE FROM app.{} t USING unnest($1::uuid[], $2::bytea[]) AS k(s, k) WHERE t.scope_id = k.s AND t.key = k.k", table);
}
}  // namespace

std::string Table::remove_sql(int generation) const { return remove_from(name(generation)); }
std::string Table::set_remove_sql(std::size_t column, int generation) const { return remove_from(set_name(column, generation)); }

std::string Table::set_insert_sql(std::size_t column, int generation) const {
  std::string names = "scope_id, key, value", arrays = "$1::uuid[], $2::bytea[], $3::text[]";
  int n = 3;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::find(sorts.begin(), sorts.end(), i) == sorts.end() && reader != i) continue;
    names += ", " + quoted(columns[i].name);
    arrays += fmt::format(", ${}::{}[]", ++n, sql_type(columns[i].type));
  }
  return fmt::format("INSERT INTO app.{} ({}) SELECT * FROM unnest({})", set_name(column, generation), names, arrays);
}

std::string Table::search_of(const void* row) const {
  std::vector<std::string> texts;
  for (const auto& c : search)
    for (auto& text : values_of(c, row)) texts.push_back(std::move(text));
  return search_vector(texts);
}

std::string create_sql_file(const Table& t) {
  return fmt::format("-- {}: generated from projections/, its next generation the same with another number; never altered. Fingerprint {}.\n"
                     "{}{}", t.view, t.fingerprint, t.create(1), t.create_views(1));
}

std::string_view house_sql() {
  return R"(-- What every table leans on: who reads, and how far the runner is. Run once, as the table owner. Generated: see house_sql().
-- After a SET LOCAL the setting is '' and not NULL, hence nullif.
CREATE FUNCTION app.scope() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.scope', true), '')::pg_catalog.uuid $$;
CREATE FUNCTION app.reader() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.reader', true), '')::pg_catalog.uuid $$;

-- Which tables there are; the views show the one whose state is 'live', 'building' ones catch up beside it.
CREATE TABLE app.generations (
  projection text NOT NULL,
  generation integer NOT NULL,
  fingerprint text NOT NULL,
  state text NOT NULL,
  tables text[] NOT NULL,
  views text[] NOT NULL,
  PRIMARY KEY (projection, generation)
);
ALTER TABLE app.generations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.generations TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
GRANT SELECT ON app.generations TO millrace_projector;

-- How far each table is, and in which history: moved in the transaction that writes its rows, from the value it is expected to have.
CREATE TABLE app.checkpoint (
  projection text NOT NULL,
  generation integer NOT NULL,
  partition integer NOT NULL,
  incarnation uuid NOT NULL,
  epoch bigint NOT NULL,
  writer uuid NOT NULL,
  next_seq bigint NOT NULL,
  next_offset bigint NOT NULL,
  chain bytea NOT NULL,
  PRIMARY KEY (projection, generation, partition)
) WITH (fillfactor = 10);  -- room to move within a page; and enough pages that the planner takes the index
ALTER TABLE app.checkpoint ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.checkpoint TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
CREATE POLICY api ON app.checkpoint FOR SELECT TO millrace_api USING ((SELECT app.scope()) IS NOT NULL);
GRANT SELECT, UPDATE ON app.checkpoint TO millrace_projector;
GRANT SELECT ON app.checkpoint TO millrace_api;

-- Tenants whose facts a table could not take: nothing of theirs is applied after that position, and their reads say so.
CREATE TABLE app.parked (
  projection text NOT NULL,
  generation integer NOT NULL,
  scope_id uuid NOT NULL,
  position bigint NOT NULL,
  why text NOT NULL,
  PRIMARY KEY (projection, generation, scope_id)
);
ALTER TABLE app.parked ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON app.parked TO millrace_projector, millrace_owner USING (true) WITH CHECK (true);
CREATE POLICY api ON app.parked FOR SELECT TO millrace_api USING (scope_id = (SELECT app.scope()));
GRANT SELECT, INSERT, DELETE ON app.parked TO millrace_projector;
GRANT SELECT ON app.parked TO millrace_api;
)";
}

}  // namespace millrace
