#include "infra/postgres/tables.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace millrace {

namespace {

constexpr std::size_t rows_a_statement = 1000;

constexpr auto guard_sql =
    "UPDATE app.checkpoint SET incarnation = $4::uuid, epoch = $5::bigint, writer = $6::uuid, next_seq = $7::bigint,"
    " next_offset = $8::bigint, chain = $9::bytea WHERE projection = $1::text AND generation = $2::integer AND partition = $3::integer"
    " AND next_offset = $10::bigint AND chain = $11::bytea AND epoch = $12::bigint";
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

// Runs it, and says which table refused when the values cannot be stored.
template <class Do>
void naming(const Generation& g, Do&& what) {
  try {
    what();
  } catch (const PgError& e) {
    if (e.kind == PgError::Kind::refused) throw RefusedWrite{&g, e.what()};
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

bool PgTables::write(Partition partition, const std::vector<TableWork>& work) {
  if (partitions_) partitions_->make_room(work, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
  auto transaction = connection_.begin();
  for (const auto& w : work) {                               // first: whoever loses has written nothing and waited for nobody
    const auto& g = *w.generation;
    const auto& h = w.to.history;
    const auto moved = transaction.run_prepared(
        guard_sql, {g.table->view, std::to_string(g.number), std::to_string(partition), to_string(h.incarnation), std::to_string(h.epoch),
                    to_string(h.writer), std::to_string(h.seq + 1), std::to_string(w.to.next), hex(raw(h.chain)),
                    std::to_string(w.from.next), hex(raw(w.from.history.chain)), std::to_string(w.from.history.epoch)});
    if (moved.affected != 1) return false;
  }
  for (const auto& w : work) {
    const auto& g = *w.generation;
    for (const auto& tenant : w.unparked)
      transaction.run_prepared(unpark_sql, {g.table->view, std::to_string(g.number), to_string(tenant)});
    for (const auto& p : w.parkings)
      transaction.run_prepared(park_sql, {g.table->view, std::to_string(g.number), to_string(p.tenant), std::to_string(p.position), p.why});
    for (std::size_t from = 0; from < w.writes.size(); from += rows_a_statement) {
      Writes upserts, removals, stale;
      for (std::size_t i = from; i < std::min(w.writes.size(), from + rows_a_statement); ++i) {
        (w.writes[i].row.row ? upserts : removals).push_back(&w.writes[i]);
        if (w.writes[i].was_there) stale.push_back(&w.writes[i]);
      }
      naming(g, [&] {
        if (!removals.empty()) transaction.run_prepared(g.table->remove_sql(g.number), places(removals));
        if (!upserts.empty()) upsert(transaction, g, upserts);
        write_sets(transaction, g, upserts, stale);
      });
    }
  }
  transaction.commit();
  return true;
}

void PgTables::upsert(PgConnection::Transaction& transaction, const Generation& g, const Writes& writes) {
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
  transaction.run_prepared(t.upsert_sql(g.number), params);
}

void PgTables::write_sets(PgConnection::Transaction& transaction, const Generation& g, const Writes& upserts, const Writes& stale) {
  const auto& t = *g.table;
  for (const auto set : t.sets) {
    if (!stale.empty()) transaction.run_prepared(t.set_remove_sql(set, g.number), places(stale));
    PgArray ids, keys, values;
    std::map<std::size_t, PgArray> copies;                   // sorts and reader, by column
    for (std::size_t i = 0; i < t.columns.size(); ++i)
      if (sorts_by(t, i) || t.reader == i) copies[i];
    bool any = false;
    for (const auto* w : upserts) {
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
    if (!any) continue;
    std::vector<std::string> params{std::move(ids).done(), std::move(keys).done(), std::move(values).done()};
    for (auto& [i, array] : copies) params.push_back(std::move(array).done());
    transaction.run_prepared(t.set_insert_sql(set, g.number), params);
  }
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
