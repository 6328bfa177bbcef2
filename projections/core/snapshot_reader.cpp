#include "projections/core/snapshot_reader.hpp"

#include <algorithm>
#include <stdexcept>

namespace millrace {

RowPtr SnapshotReader::get(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  const auto found = row(fold, tenant, key);
  return found ? found->row : RowPtr{};
}

std::int64_t SnapshotReader::version(const Uuid& tenant, const Uuid& stream) const {
  const auto value = view_->get(layout::version(tenant, stream));
  return value ? layout::i64_at(*value, 0) : 0;
}

void SnapshotReader::need_whole(const AnyFold& fold, const std::optional<Uuid>& tenant) const {
  if (!catching_up_) return;
  const auto need = [&](Partition p) {
    if (const auto read = view_->get(layout_->progress(fold, p))) throw CatchingUp(fold, layout::i64_at(*read, 0), offset(p) + 1);
  };
  if (tenant) return need(partition_of(*tenant));
  for (Partition p = 0; p < partitions; ++p) need(p);
}

std::optional<StampedRow> SnapshotReader::row(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  need_whole(fold, tenant);
  const auto value = view_->get(layout_->row(fold, tenant, key.bytes));
  if (!value) return {};
  return layout::row_of(fold, *value);
}

std::optional<Checkpoint> SnapshotReader::checkpoint(Partition partition) const {
  const auto value = view_->get(layout::checkpoint(partition));
  if (!value) return {};
  return layout::checkpoint_of(*value);
}

Offset SnapshotReader::offset(Partition partition) const {
  const auto found = checkpoint(partition);
  return found ? found->next - 1 : -1;
}

Offset SnapshotReader::feed_floor(Partition partition) const {
  const auto found = checkpoint(partition);
  return found ? found->floor : -1;
}

// While one of them catches up, nothing but what comes now is complete there.
Offset SnapshotReader::feed_floor(Partition partition, std::string_view channel) const {
  auto floor = feed_floor(partition);
  for (const auto* fold : layout_->publishers(channel)) {
    if (catching_up_ && view_->get(layout_->progress(*fold, partition))) return offset(partition);
    if (const auto joined = view_->get(layout_->joined(*fold, partition))) floor = std::max(floor, layout::i64_at(*joined, 0));
  }
  return floor;
}

bool SnapshotReader::parked(const AnyFold& fold, const Uuid& tenant) const {
  return view_->get(layout_->parked(&fold, tenant)) || view_->get(layout_->parked(nullptr, tenant));
}

std::vector<Reader::Listed> SnapshotReader::list(const AnyFold& fold, std::string_view name, const std::optional<Uuid>& tenant,
                                                 const Page& page) const {
  const auto& indexes = layout_->about(fold).indexes;
  std::size_t n = 0;
  while (n < indexes.size() && indexes[n]->name != name) ++n;
  if (n == indexes.size()) throw std::logic_error(fold.name + " has no index " + std::string(name));
  if (!tenant && !indexes[n]->across_tenants) throw std::logic_error(fold.name + ": " + std::string(name) + " is kept for each tenant alone");

  need_whole(fold, tenant);

  std::vector<Listed> out;
  if (page.limit == 0) return out;
  const auto base = layout_->listed(fold, n, tenant);
  const auto from = page.after.empty() ? std::string{} : base + page.after;
  view_->scan(base + page.prefix, from, page.downwards, [&](std::string_view at, std::string_view value) {
    const auto whole = at.substr(base.size());                   // the place, then what the value repeats
    const auto place = whole.substr(0, whole.size() - value.size());
    if (!page.after.empty() && (whole == page.after || place == page.after)) return true;
    if (!page.until.empty() && place > page.until) return false;
    const auto whose = tenant ? *tenant : uuid_of(value);
    const auto key = tenant ? value : value.substr(16);
    const auto row = view_->get(layout_->row(fold, whose, key));
    if (!row) throw std::runtime_error("an index of " + fold.name + " names a row that is not there");
    out.push_back({Key{std::string(key)}, layout::row_of(fold, *row), std::string(whole)});
    return out.size() < page.limit;
  });
  return out;
}

std::vector<Reader::Published> stored_feed(const KeyValue::View& view, Partition partition, std::string_view channel,
                                           Offset after, std::size_t limit) {
  std::vector<Reader::Published> out;
  if (limit == 0) return out;
  const auto prefix = layout::feed(partition, channel);
  view.scan(prefix, layout::with(prefix, after + 1), false, [&](std::string_view key, std::string_view value) {
    out.push_back({layout::i64_at(key, prefix.size()), std::string(value)});
    return out.size() < limit;
  });
  return out;
}

std::vector<Reader::Published> SnapshotReader::feed(Partition partition, std::string_view channel, Offset after,
                                                    std::size_t limit) const {
  return stored_feed(*view_, partition, channel, after, limit);
}

std::vector<Offset> SnapshotReader::offsets(const std::string& prefix, Offset after, std::size_t limit) const {
  std::vector<Offset> out;
  if (limit == 0) return out;
  view_->scan(prefix, layout::with(prefix, after + 1), false, [&](std::string_view key, std::string_view) {
    out.push_back(layout::i64_at(key, prefix.size()));
    return out.size() < limit;
  });
  return out;
}

std::vector<Offset> SnapshotReader::history(const Uuid& tenant, Offset after, std::size_t limit) const {
  return offsets(layout::history(tenant), after, limit);
}

std::vector<Offset> SnapshotReader::history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const {
  return offsets(layout::history(tenant, stream), after, limit);
}

}  // namespace millrace
