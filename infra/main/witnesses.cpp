#include "infra/main/witnesses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "infra/postgres/connection.hpp"
#include "infra/postgres/migrator.hpp"
#include "infra/rocksdb/rocks_key_value.hpp"
#include "infra/segments/journal.hpp"
#include "projections/core/store_layout.hpp"

namespace millrace {

namespace fs = std::filesystem;

namespace {

using Say = std::function<void(const std::string&)>;

std::optional<Witness> local_store(const fs::path& data, const Uuid& incarnation) {
  std::vector<std::string> keys;
  for (Partition p = 0; p < partitions; ++p) keys.push_back(layout::checkpoint(p));
  const auto found = look_into(data / "rocksdb", keys);
  Witness w{"the local store", {}};
  bool any = false;
  for (Partition p = 0; p < partitions && !found.empty(); ++p) {
    const auto& value = found[static_cast<std::size_t>(p)];
    const auto stands = value ? layout::checkpoint_of(*value) : Checkpoint{};
    if (stands.accepted.incarnation != incarnation) continue;
    w.knows[static_cast<std::size_t>(p)] = stands.next;
    any = true;
  }
  return any ? std::optional{w} : std::nullopt;
}

std::optional<Witness> postgres(const std::string& dsn, const Uuid& incarnation) {
  PgConnection connection{dsn, "millrace_projector", "millrace-witness"};
  auto t = connection.begin(PgConnection::Mode::read_only);
  if (!t.run("SELECT to_regclass('app.checkpoint')").rows[0][0]) return {};
  const auto rows = t.run("SELECT partition, max(next_offset) FROM app.checkpoint WHERE incarnation = $1::uuid GROUP BY partition",
                          {to_string(incarnation)}).rows;
  Witness w{"PostgreSQL", {}};
  for (const auto& r : rows) w.knows.at(std::stoul(*r[0])) = std::stoll(*r[1]);
  return rows.empty() ? std::nullopt : std::optional{w};
}

std::uint64_t newest_segment(const fs::path& directory) {
  std::uint64_t newest = 0;
  for (const auto& name : segments::disk().list(directory)) newest = std::max(newest, segments::segment_number(name).value_or(0));
  return newest;
}

std::optional<Witness> archive(const fs::path& directory, const Uuid& incarnation) {
  auto& files = segments::disk();
  if (!fs::exists(directory / "meta") || segments::incarnation_of(files, directory) != incarnation) return {};
  const auto number = newest_segment(directory);
  const auto bytes = segments::read_whole(files, directory / segments::segment_name(number));
  const auto start = segments::start_of(bytes, number);
  if (!start) return {};
  return Witness{"the archive", segments::walk(bytes, *start, [](const segments::Frame&, std::uint64_t) {}).ends};
}

fs::path postgres_mark(const fs::path& data) { return data / "run" / "postgres"; }

}  // namespace

std::vector<Witness> witnesses(const fs::path& data, const Uuid& incarnation, const WitnessOptions& o, const Say& say) {
  std::vector<Witness> all;
  const auto ask = [&](const char* who, const auto& what) {
    try {
      if (auto witness = what()) all.push_back(std::move(*witness));
    } catch (const std::exception& e) {
      const std::string_view why = e.what();
      say(fmt::format("{} could not be asked how far the journal was acknowledged: {}", who, why.substr(0, why.find('\n'))));
    }
  };
  ask("the local store", [&] { return local_store(data, incarnation); });
  if (!o.postgres.empty()) ask("PostgreSQL", [&] { return postgres(o.postgres, incarnation); });
  else if (fs::exists(postgres_mark(data))) say("PostgreSQL, which follows this journal, was not asked how far it was acknowledged: --postgres names it");
  if (!o.archive.empty()) ask("the archive", [&] { return archive(o.archive, incarnation); });
  return all;
}

std::vector<std::string> contradictions(const std::vector<Witness>& all, const segments::Ends& there) {
  std::vector<std::string> out;
  for (const auto& w : all)
    if (auto missing = segments::shortfall(there, w.knows, w.who); !missing.empty()) out.push_back(std::move(missing));
  return out;
}

std::string names_of(const std::vector<Witness>& all) {
  std::string out;
  for (const auto& w : all) out += (out.empty() ? "" : ", ") + w.who;
  return out;
}

void refuse_short_journal(const fs::path& data, const WitnessOptions& o, const Say& say) {
  const auto directory = data / "journal";
  const auto incarnation = segments::incarnation_of(segments::disk(), directory);
  const auto all = witnesses(data, incarnation, o, say);
  const segments::SegmentStore store{segments::disk(), directory, incarnation, segments::SegmentStore::Purpose::looking};
  if (const auto missing = contradictions(all, store.ends()); !missing.empty())
    throw segments::Lost(directory, fmt::format("{}", fmt::join(missing, "; ")));
}

void remember_postgres(const fs::path& data, const std::string& dsn) {
  if (dsn.empty()) fs::remove(postgres_mark(data));
  else segments::write_whole(segments::disk(), postgres_mark(data), "the server was given --postgres when it was last started\n");
}

void silence_witnesses(const fs::path& data, const WitnessOptions& o) {
  const auto directory = data / "journal";
  const auto last = newest_segment(directory);
  segments::forget_acknowledged(segments::disk(), directory);
  fs::remove_all(data / "rocksdb");
  if (!o.postgres.empty()) PgMigrator{o.postgres}.forget();
  if (o.archive.empty() || !fs::exists(o.archive)) return;
  for (const auto& name : segments::disk().list(o.archive))
    if (segments::segment_number(name).value_or(0) >= last) fs::rename(fs::path(o.archive) / name, fs::path(o.archive) / (name + ".lost"));
}

}  // namespace millrace
