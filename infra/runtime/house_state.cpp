#include "infra/runtime/house_state.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace millrace {

using namespace operations;

namespace {

std::int64_t records_of(const Journal& journal) {
  std::int64_t all = 0;
  for (Partition p = 0; p < millrace::partitions; ++p) all += journal.end(p);
  return all;
}

// What it takes of the disk: a segment is as long as it may become from the beginning.
std::int64_t bytes_taken(const std::filesystem::path& file) {
  struct stat about {};
  return ::stat(file.c_str(), &about) == 0 ? about.st_blocks * 512 : 0;
}

void look_at_segments(const std::filesystem::path& directory, JournalState& state) {
  namespace fs = std::filesystem;
  std::int64_t bytes = 0, segments = 0, elsewhere = 0;
  std::error_code no;
  for (const auto& entry : fs::directory_iterator{directory, no}) {
    if (entry.path().extension() != ".segment") continue;
    ++segments;
    elsewhere += entry.is_symlink(no);
    bytes += bytes_taken(entry.path());
  }
  state.bytes = bytes;
  state.segments = segments;
  state.segments_elsewhere = elsewhere;
  if (const auto space = fs::space(directory, no); !no) state.free_bytes = static_cast<std::int64_t>(space.available);
}

const char* word(SqlState::How how) {
  switch (how) {
    case SqlState::How::starting: return "starting";
    case SqlState::How::running: return "running";
    case SqlState::How::standby: return "standby";
    case SqlState::How::away: return "away";
    case SqlState::How::diverged: return "diverged";
  }
  return "away";
}

}  // namespace

std::vector<PartitionState> RunningHouseState::partitions() const {
  std::vector<PartitionState> all;
  const auto standing = parts_.mill.standing();
  const auto shown = parts_.sql ? std::optional{parts_.sql->shown()} : std::nullopt;
  for (const auto& of : standing.partitions) {
    PartitionState one{.partition = of.partition, .owned = of.owned, .owner = {}, .records = parts_.mill.journal().end(of.partition), .folded = of.stored, .lag = 0,
                       .sql_folded = {}, .sql_lag = {}, .stopped = {}};
    if (const auto endpoint = parts_.mill.owner_elsewhere(of.partition); !of.owned && !endpoint.empty()) one.owner = endpoint;
    one.lag = std::max<std::int64_t>(0, one.records - one.folded);
    if (shown) one.sql_folded = (*shown)[static_cast<std::size_t>(of.partition)];
    if (shown) one.sql_lag = std::max<std::int64_t>(0, one.records - *one.sql_folded);
    if (!of.stopped.empty()) one.stopped = of.stopped;
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<ProjectionState> RunningHouseState::projections() const {
  std::vector<ProjectionState> all;
  const auto records = records_of(parts_.mill.journal());
  const auto behind = [&](std::int64_t read) { return std::max<std::int64_t>(0, records - read); };
  for (const auto& fold : parts_.mill.standing().folds)
    all.push_back({fold.fold->name, Store::local, fold.fold->version, {}, fold.read == fold.records, records, fold.read, behind(fold.read), fold.parked});
  if (!parts_.sql) return all;
  const auto parked = parts_.sql->parked();
  for (const auto& table : parts_.sql->tables()) {
    const auto here = table.live ? std::count_if(parked.begin(), parked.end(), [&](const auto& p) { return p.projection == table.name; }) : 0;
    all.push_back({table.name, Store::sql, table.version, table.generation, table.live, records, table.read, behind(table.read), here});
  }
  return all;
}

std::vector<StoppedPartition> RunningHouseState::stopped() const {
  std::vector<StoppedPartition> all;
  for (const auto& of : parts_.mill.standing().partitions)
    if (!of.stopped.empty()) all.push_back({of.partition, of.at, of.stopped});
  return all;
}

std::vector<ParkedFold> RunningHouseState::parked() const {
  std::vector<ParkedFold> all;
  for (const auto& p : parts_.mill.standing().parked)
    all.push_back({p.fold ? std::optional{p.fold->name} : std::nullopt, Store::local, p.tenant, partition_of(p.tenant), {}, p.why});
  for (const auto& p : parts_.sql ? parts_.sql->parked() : std::vector<ParkedBusiness>{})
    all.push_back({p.projection, Store::sql, p.business, partition_of(p.business), p.position, p.why});
  return all;
}

JournalState RunningHouseState::journal() const {
  const auto& journal = parts_.mill.journal();
  JournalState state{};
  state.kind = parts_.segments.empty() ? "kafka" : "embedded";
  state.incarnation = parts_.incarnation;
  state.records = records_of(journal);
  state.takes_records = !parts_.mill.read_only() && journal.reachable();
  if (!parts_.segments.empty()) look_at_segments(parts_.segments, state);
  if (parts_.brokers) state.brokers = parts_.brokers();
  return state;
}

PostgresState RunningHouseState::postgres() const {
  if (!parts_.sql) return {"none", {}, 0, 0};
  const auto state = parts_.sql->state();
  return {word(state.how), state.why.empty() ? std::nullopt : std::optional{state.why}, state.lag_records, state.parked};
}

}  // namespace millrace
