#include "infra/postgres/tables.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace millrace {

namespace {

constexpr std::size_t rows_a_statement = 1000;

// All of a transaction's at once, each from exactly where it is expected to be.
constexpr auto guard_sql =
    "UPDATE app.checkpoint c SET incarnation = t.incarnation, epoch = t.epoch, writer = t.writer, next_seq = t.next_seq, next_offset = t.next_offset,"
    " chain = t.chain FROM unnest($1::text[], $2::integer[], $3::integer[], $4::uuid[], $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::bytea[],"
    " $10::bigint[], $11::bytea[], $12::bigint[])"
    " AS t(projection, generation, partition, incarnation, epoch, writer, next_seq, next_offset, chain, from_offset, from_chain, from_epoch)"
    " WHERE c.projection = t.projection AND c.generation = t.generation AND c.partition = t.partition"
    " AND c.next_offset = t.from_offset AND c.chain = t.from_chain AND c.epoch = t.from_epoch";
constexpr auto park_sql =
    "INSERT INTO app.parked (projection, generation, scope_id, position, why) VALUES ($1::text, $2::integer, $3::uuid, $4::bigint, $5::text)"
    " ON CONFLICT DO NOTHING";
constexpr auto unpark_sql = "DELETE FROM app.parked WHERE projection = $1::text AND generation = $2::integer AND scope_id = $3::uuid";

std::string hex(std::string_view bytes) {
  static constexpr auto digits = "0123456789abcdef";
  std::string out = "\\x";
  for (const unsigned char c : bytes) (out += digits[c >> 4]) += digits[c & 15];
  return out;
}
std::string unhex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  return out;
}

void add(PgArray& to, const Column& c, const std::optional<std::string>& value, bool sorted) {
  if (!value && sorted && c.type == Column::Type::text) return to.text("");
  if (!value) return to.null();
  if (c.type == Column::Type::text) return to.text(*value);
  to.plain(*value);
}

bool sorts_by(const Table& t, std::size_t column) { return std::find(t.sorts.begin(), t.sorts.end(), column) != t.sorts.end(); }

// Runs it, and says which table refused when the values cannot be stored. A key that is there already is no such value: the table is not as
// the runner knows it, which has to begin anew.
template <class Do>
void naming(const Generation& g, Do&& what) {
  try {
    what();
  } catch (const PgError& e) {
    if (e.kind == PgError::Kind::refused && e.sqlstate != "23505") throw RefusedWrite{&g, e.what()};
    throw;
  }
}

std::vector<std::string> places(const std::vector<const TableWork::Write*>& writes) {
  PgArray ids, keys;
  for (const auto* w : writes) {
    ids.plain(to_string(w->place.tenant));
    keys.bytes(w->place.key.bytes);
  }
  return {std::move(ids).done(), std::move(keys).done()};
}

}  // namespace

void PgArray::text(std::string_view v) {
  auto& out = next();
  out += '"';
  for (const char c : v) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void PgArray::bytes(std::string_view v) { (next() += "\"\\") += hex(v) += '"'; }

std::map<Place, StampedRow> PgTables::load(const Generation& g, const std::vector<Place>& places) {
  std::map<Place, StampedRow> out;
  const auto& shape = *g.table->projection->fold->row;
  const auto sql = g.table->load_sql(g.number);
  auto transaction = connection_.begin(PgConnection::Mode::read_only);
  for (std::size_t from = 0; from < places.size(); from += rows_a_statement) {
    PgArray ids, keys;
    for (std::size_t i = from; i < std::min(places.size(), from + rows_a_statement); ++i) {
      ids.plain(to_string(places[i].tenant));
      keys.bytes(places[i].key.bytes);
    }
    for (const auto& r : transaction.run_prepared(sql, {std::move(ids).done(), std::move(keys).done()}).rows)
      out[places[from + std::stoul(*r[0]) - 1]] = {from_json(shape, *r[3]), {std::stoll(*r[1]), std::stoll(*r[2])}};
  }
  transaction.commit();
  return out;
}

bool PgTables::write(const std::vector<TableWork>& work) {
  auto transaction = connection_.begin();
  if (!move_checkpoints(transaction, work)) return false;    // first: whoever loses has written nothing
  std::vector<std::pair<const Generation*, Writes>> tables;  // a table's rows of all partitions go together
  for (const auto& w : work) {
    const auto& g = *w.generation;
    for (const auto& tenant : w.unparked)
      transaction.run_prepared(unpark_sql, {g.table->view, std::to_string(g.number), to_string(tenant)});
    for (const auto& p : w.parkings)
      transaction.run_prepared(park_sql, {g.table->view, std::to_string(g.number), to_string(p.tenant), std::to_string(p.position), p.why});
    auto table = std::find_if(tables.begin(), tables.end(), [&](const auto& x) { return x.first == &g; });
    if (table == tables.end()) table = tables.insert(table, {&g, {}});
    for (const auto& write : w.writes) table->second.push_back(&write);
  }
  for (const auto& [g, writes] : tables)
    for (std::size_t from = 0; from < writes.size(); from += rows_a_statement) {
      const auto begin = writes.begin() + static_cast<std::ptrdiff_t>(from);
      const Writes some{begin, begin + static_cast<std::ptrdiff_t>(std::min(rows_a_statement, writes.size() - from))};
      naming(*g, [&] { write_some(transaction, *g, some); });
    }
  transaction.commit();
  return true;
}

void PgTables::write_some(PgConnection::Transaction& transaction, const Generation& g, const Writes& writes) {
  Writes fresh, changed, removed;
  for (const auto* w : writes) (!w->row.row ? removed : w->before ? changed : fresh).push_back(w);
  if (!removed.empty()) transaction.run_prepared(g.table->remove_sql(g.number), places(removed));
  if (!fresh.empty()) write_rows(transaction, g, g.table->insert_sql(g.number), fresh);
  if (!changed.empty()) write_rows(transaction, g, g.table->upsert_sql(g.number), changed);
  for (const auto set : g.table->sets) write_set(transaction, g, set, writes);
}

bool PgTables::move_checkpoints(PgConnection::Transaction& transaction, const std::vector<TableWork>& work) {
  std::array<PgArray, 12> p;
  for (const auto& w : work) {
    const auto& h = w.to.history;
    p[0].text(w.generation->table->view);
    p[1].plain(std::to_string(w.generation->number));
    p[2].plain(std::to_string(w.partition));
    p[3].plain(to_string(h.incarnation));
    p[4].plain(std::to_string(h.epoch));
    p[5].plain(to_string(h.writer));
    p[6].plain(std::to_string(h.seq + 1));
    p[7].plain(std::to_string(w.to.next));
    p[8].bytes(raw(h.chain));
    p[9].plain(std::to_string(w.from.next));
    p[10].bytes(raw(w.from.history.chain));
    p[11].plain(std::to_string(w.from.history.epoch));
  }
  std::vector<std::string> params;
  for (auto& array : p) params.push_back(std::move(array).done());
  return transaction.run_prepared(guard_sql, params).affected == work.size();
}

void PgTables::write_rows(PgConnection::Transaction& transaction, const Generation& g, const std::string& sql, const Writes& writes) {
  const auto& t = *g.table;
  auto params = places(writes);
  PgArray versions, positions, search, data;
  for (const auto* w : writes) {
    versions.plain(std::to_string(w->row.stamp.version));
    positions.plain(std::to_string(w->row.stamp.position));
    data.text(to_json(*t.projection->fold->row, w->row.row.get(), Personals::named));
    if (!t.search.empty()) search.text(t.search_of(w->row.row.get()));
  }
  params.push_back(std::move(versions).done());
  params.push_back(std::move(positions).done());
  for (std::size_t i = 0; i < t.columns.size(); ++i) {
    const auto& c = t.columns[i];
    PgArray values;
    for (const auto* w : writes) {
      if (c.type != Column::Type::texts) {
        add(values, c, value_of(c, w->row.row.get()), sorts_by(t, i));
        continue;
      }
      PgArray elements;
      for (const auto& e : values_of(c, w->row.row.get())) elements.text(e);
      values.text(std::move(elements).done());
    }
    params.push_back(std::move(values).done());
  }
  if (!t.search.empty()) params.push_back(std::move(search).done());
  params.push_back(std::move(data).done());
  transaction.run_prepared(sql, params);
}

void PgTables::write_set(PgConnection::Transaction& transaction, const Generation& g, std::size_t set, const Writes& writes) {
  const auto& t = *g.table;
  Writes stale;
  for (const auto* w : writes)
    if (w->before && !values_of(t.columns[set], w->before.get()).empty()) stale.push_back(w);
  if (!stale.empty()) transaction.run_prepared(t.set_remove_sql(set, g.number), places(stale));
  PgArray ids, keys, values;
  std::map<std::size_t, PgArray> copies;                     // sorts and reader, by column
  for (std::size_t i = 0; i < t.columns.size(); ++i)
    if (sorts_by(t, i) || t.reader == i) copies[i];
  bool any = false;
  for (const auto* w : writes) {
    if (!w->row.row) continue;
    std::set<std::string> elements;
    for (const auto& e : values_of(t.columns[set], w->row.row.get())) elements.insert(element(e));
    for (const auto& e : elements) {
      any = true;
      ids.plain(to_string(w->place.tenant));
      keys.bytes(w->place.key.bytes);
      values.text(e);
      for (auto& [i, array] : copies) add(array, t.columns[i], value_of(t.columns[i], w->row.row.get()), sorts_by(t, i));
    }
  }
  if (!any) return;
  std::vector<std::string> params{std::move(ids).done(), std::move(keys).done(), std::move(values).done()};
  for (auto& [i, array] : copies) params.push_back(std::move(array).done());
  transaction.run_prepared(t.set_insert_sql(set, g.number), params);
}

namespace {

Stand stand_in(const PgRow& r, std::size_t at) {
  Stand stand;
  auto& h = stand.history;
  h = {*parse_uuid(*r[at]), std::stoll(*r[at + 1]), *parse_uuid(*r[at + 2]), std::stoll(*r[at + 3]) - 1, {}, {}, -1};
  const auto chain = unhex(*r[at + 5]);
  std::copy_n(chain.begin(), std::min(chain.size(), h.chain.size()), h.chain.begin());
  if (h.epoch > 0) h.fence = 0;                              // somewhere before; no rule asks where
  stand.next = std::stoll(*r[at + 4]);
  return stand;
}

}  // namespace

std::vector<std::pair<Partition, Stand>> stands_in(PgConnection& connection) {
  std::vector<std::pair<Partition, Stand>> out;
  auto t = connection.begin(PgConnection::Mode::read_only);
  if (!t.run("SELECT to_regclass('app.checkpoint')").rows[0][0]) return out;
  for (const auto& r : t.run("SELECT DISTINCT partition, incarnation, epoch, writer, next_seq, next_offset, chain FROM app.checkpoint"
                             " WHERE next_offset > 0 ORDER BY partition, next_offset").rows)
    out.emplace_back(static_cast<Partition>(std::stoi(*r[0])), stand_in(r, 1));
  return out;
}

void PgTables::open(Generation& g) {
  auto transaction = connection_.begin(PgConnection::Mode::read_only);
  const std::vector<std::string> which{g.table->view, std::to_string(g.number)};
  for (const auto& r : transaction.run("SELECT partition, incarnation, epoch, writer, next_seq, next_offset, chain FROM app.checkpoint"
                                       " WHERE projection = $1::text AND generation = $2::integer", which).rows) {
    g.stands.at(std::stoul(*r[0])) = stand_in(r, 1);
  }
  g.parked.clear();
  for (const auto& r : transaction.run("SELECT scope_id, position, why FROM app.parked WHERE projection = $1::text AND generation = $2::integer", which).rows) {
    const auto tenant = *parse_uuid(*r[0]);
    g.parked.emplace(tenant, Parking{tenant, std::stoll(*r[1]), *r[2]});
  }
  transaction.commit();
}

}  // namespace millrace
