#include "infra/postgres/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace millrace {

namespace {

constexpr std::size_t rows_a_statement = 1000;

// All of a transaction's at once, each from exactly where it is expected to be.
constexpr auto guard_sql =
    "UPDATE app.checkpoint c SET incarnation = t.incarnation, epoch = t.epoch, writer = t.writer, next_seq = t.next_seq, next_offset = t.next_offset,"
    " chain = t.chain FROM unnest($1::text[], $2::integer[], $3::integer[], $4::uuid[], $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[],"
    " $9::bytea[], $10::bigint[], $11::bytea[], $12::bigint[])"
    " AS t(projection, generation, partition, incarnation, epoch, writer, next_seq, next_offset, chain, from_offset, from_chain, from_epoch)"
    " WHERE c.projection = t.projection AND c.generation = t.generation AND c.partition = t.partition"
    " AND c.next_offset = t.from_offset AND c.chain = t.from_chain AND c.epoch = t.from_epoch";
constexpr auto park_sql =
    "INSERT INTO app.parked (projection, generation, scope_id, position, why) VALUES ($1::text, $2::integer, $3::uuid, $4::bigint, $5::text)"
    " ON CONFLICT DO NOTHING";
// Personal text stands in `data` with its subject. No index leads there: it is asked once a subject, and no reader waits for it.
constexpr auto subject_sql = "SELECT t.key, t.version, t.position, t.data FROM app.{} t WHERE t.scope_id = $1::uuid AND strpos(t.data::text, $2::text) > 0";
constexpr auto unpark_sql = "DELETE FROM app.parked WHERE projection = $1::text AND generation = $2::integer AND scope_id = $3::uuid";

std::string unhex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  return out;
}

PgArray array_of(Column::Type type) {
  using Of = PgArray::Of;
  switch (type) {
    case Column::Type::uuid: return PgArray{Of::uuid};
    case Column::Type::bigint: return PgArray{Of::bigint};
    case Column::Type::boolean: return PgArray{Of::boolean};
    case Column::Type::timestamptz: return PgArray{Of::timestamptz};
    case Column::Type::text: case Column::Type::texts: break;
  }
  return PgArray{Of::text};                                  // of literals, where each is a list
}

void add(PgArray& to, const Column& c, const void* row, bool sorted) {
  if (c.type == Column::Type::texts) return to.text(text_array(values_of(c, row)));
  if (c.type == Column::Type::text) {
    const auto text = value_of(c, row);
    return text || sorted ? to.text(text.value_or("")) : to.null();
  }
  const auto* value = value_in(c, row);
  if (!value) return sorted && c.type == Column::Type::timestamptz ? to.time(no_time) : to.null();
  switch (c.type) {
    case Column::Type::uuid: return to.uuid(*static_cast<const Uuid*>(value));
    case Column::Type::bigint: return to.bigint(*static_cast<const std::int64_t*>(value));
    case Column::Type::boolean: return to.boolean(*static_cast<const bool*>(value));
    case Column::Type::timestamptz: return to.time(*time_in(c, row));
    default: return;
  }
}

bool sorts_by(const Table& t, std::size_t column) { return t.sorted_by(t.columns[column]); }

// Runs it, and says which table refused when the values cannot be stored. A key that is there already is no such value.
template <class Do>
void naming(const Generation& g, Do&& what) {
  try {
    what();
  } catch (const PgError& e) {
    if (e.sqlstate == "23505") throw AlreadyThere(e.what());
    if (e.kind == PgError::Kind::refused) throw RefusedWrite{&g, e.what()};
    throw;
  }
}

std::vector<PgBinary> places(const std::vector<const TableWork::Write*>& writes) {
  PgArray ids{PgArray::Of::uuid}, keys{PgArray::Of::bytea};
  for (const auto* w : writes) {
    ids.uuid(w->place.tenant);
    keys.bytes(w->place.key.bytes);
  }
  return {std::move(ids).done(), std::move(keys).done()};
}

}  // namespace

std::map<Place, StampedRow> PgTables::load(const Generation& g, const std::vector<Place>& places) {
  std::map<Place, StampedRow> out;
  const auto& shape = *g.table->projection->fold->row;
  const auto sql = g.table->load_sql(g.number);
  auto transaction = connection_.begin(PgConnection::Mode::read_only);
  for (std::size_t from = 0; from < places.size(); from += rows_a_statement) {
    PgArray ids{PgArray::Of::uuid}, keys{PgArray::Of::bytea};
    for (std::size_t i = from; i < std::min(places.size(), from + rows_a_statement); ++i) {
      ids.uuid(places[i].tenant);
      keys.bytes(places[i].key.bytes);
    }
    for (const auto& r : transaction.run_binary(sql, {std::move(ids).done(), std::move(keys).done()}).rows)
      out[places[from + std::stoul(*r[0]) - 1]] = {from_json(shape, *r[3]), {std::stoll(*r[1]), std::stoll(*r[2])}};
  }
  transaction.commit();
  return out;
}

std::map<Place, StampedRow> PgTables::of_subject(const Generation& g, const Uuid& tenant, const Uuid& subject) {
  std::map<Place, StampedRow> out;
  auto transaction = connection_.begin(PgConnection::Mode::read_only);
  for (const auto& r : transaction.run(fmt::format(subject_sql, g.table->name(g.number)), {to_string(tenant), to_string(subject)}).rows)
    out[{tenant, Key{unhex(*r[0])}}] = {from_json(*g.table->projection->fold->row, *r[3]), {std::stoll(*r[1]), std::stoll(*r[2])}};
  transaction.commit();
  return out;
}

bool PgTables::write(const std::vector<TableWork>& work) {
  if (partitions_) partitions_->make_room(work, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
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
    if (table == tables.end()) table = tables.emplace(table, &g, Writes{});
    for (const auto& write : w.writes) table->second.push_back(&write);
  }
  for (const auto& table : tables)
    for (std::size_t from = 0; from < table.second.size(); from += rows_a_statement) {
      const auto begin = table.second.begin() + static_cast<std::ptrdiff_t>(from);
      const Writes some(begin, begin + static_cast<std::ptrdiff_t>(std::min(rows_a_statement, table.second.size() - from)));
      naming(*table.first, [&] { write_some(transaction, *table.first, some); });
    }
  transaction.commit();
  return true;
}

void PgTables::write_some(PgConnection::Transaction& transaction, const Generation& g, const Writes& writes) {
  Writes fresh, changed, removed;
  for (const auto* w : writes) (!w->row.row ? removed : w->before ? changed : fresh).push_back(w);
  if (!removed.empty()) transaction.run_binary(g.table->remove_sql(g.number), places(removed));
  if (!fresh.empty()) write_rows(transaction, g, g.table->insert_sql(g.number), fresh);
  if (!changed.empty()) write_rows(transaction, g, g.table->upsert_sql(g.number), changed);
  for (const auto set : g.table->sets) write_set(transaction, g, set, writes);
}

bool PgTables::move_checkpoints(PgConnection::Transaction& transaction, const std::vector<TableWork>& work) {
  using Of = PgArray::Of;
  PgArray projections{Of::text}, generations{Of::integer}, parts{Of::integer}, incarnations{Of::uuid}, epochs{Of::bigint}, writers{Of::uuid},
      seqs{Of::bigint}, offsets{Of::bigint}, chains{Of::bytea}, from_offsets{Of::bigint}, from_chains{Of::bytea}, from_epochs{Of::bigint};
  for (const auto& w : work) {
    const auto& h = w.to.history;
    projections.text(w.generation->table->view);
    generations.integer(w.generation->number);
    parts.integer(static_cast<std::int32_t>(w.partition));
    incarnations.uuid(h.incarnation);
    epochs.bigint(h.epoch);
    writers.uuid(h.writer);
    seqs.bigint(h.seq + 1);
    offsets.bigint(w.to.next);
    chains.bytes(raw(h.chain));
    from_offsets.bigint(w.from.next);
    from_chains.bytes(raw(w.from.history.chain));
    from_epochs.bigint(w.from.history.epoch);
  }
  std::vector<PgBinary> params;
  for (auto* array : {&projections, &generations, &parts, &incarnations, &epochs, &writers, &seqs, &offsets, &chains, &from_offsets, &from_chains,
                      &from_epochs})
    params.push_back(std::move(*array).done());
  return transaction.run_binary(guard_sql, params).affected == work.size();
}

// In the order of insert_sql's parameters.
void PgTables::write_rows(PgConnection::Transaction& transaction, const Generation& g, const std::string& sql, const Writes& writes) {
  using Of = PgArray::Of;
  const auto& t = *g.table;
  auto params = places(writes);
  PgArray versions{Of::bigint}, positions{Of::bigint}, search{Of::text}, data{Of::jsonb};
  for (const auto* w : writes) {
    versions.bigint(w->row.stamp.version);
    positions.bigint(w->row.stamp.position);
    data.json(to_json(*t.projection->fold->row, w->row.row.get(), Personals::named));
    if (!t.search.empty()) search.text(t.search_of(w->row.row.get()));
  }
  params.push_back(std::move(versions).done());
  params.push_back(std::move(positions).done());
  for (std::size_t i = 0; i < t.columns.size(); ++i) {
    auto values = array_of(t.columns[i].type);
    for (const auto* w : writes) add(values, t.columns[i], w->row.row.get(), sorts_by(t, i));
    params.push_back(std::move(values).done());
  }
  if (!t.search.empty()) params.push_back(std::move(search).done());
  params.push_back(std::move(data).done());
  transaction.run_binary(sql, params);
}

void PgTables::write_set(PgConnection::Transaction& transaction, const Generation& g, std::size_t set, const Writes& writes) {
  const auto& t = *g.table;
  Writes stale;
  for (const auto* w : writes)
    if (w->before && !values_of(t.columns[set], w->before.get()).empty()) stale.push_back(w);
  if (!stale.empty()) transaction.run_binary(t.set_remove_sql(set, g.number), places(stale));
  PgArray ids{PgArray::Of::uuid}, keys{PgArray::Of::bytea}, values{PgArray::Of::text};
  std::map<std::size_t, PgArray> copies;                     // sorts and reader, by column
  for (std::size_t i = 0; i < t.columns.size(); ++i)
    if (sorts_by(t, i) || t.reader == i) copies.emplace(i, array_of(t.columns[i].type));
  bool any = false;
  for (const auto* w : writes) {
    if (!w->row.row) continue;
    std::set<std::string> elements;
    for (const auto& e : values_of(t.columns[set], w->row.row.get())) elements.insert(element(e));
    for (const auto& e : elements) {
      any = true;
      ids.uuid(w->place.tenant);
      keys.bytes(w->place.key.bytes);
      values.text(e);
      for (auto& [i, array] : copies) add(array, t.columns[i], w->row.row.get(), sorts_by(t, i));
    }
  }
  if (!any) return;
  std::vector<PgBinary> params{std::move(ids).done(), std::move(keys).done(), std::move(values).done()};
  for (auto& [i, array] : copies) params.push_back(std::move(array).done());
  transaction.run_binary(t.set_insert_sql(set, g.number), params);
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
