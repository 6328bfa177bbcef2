#include "projections/core/snapshot_reader.hpp"

#include <algorithm>
#include <stdexcept>

#include "projections/core/record_feed.hpp"

namespace millrace {

RowPtr SnapshotReader::get(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  const auto found = row_as_it_stood(fold, tenant, key);
  return found ? found->row : RowPtr{};
}

std::int64_t SnapshotReader::version(const Uuid& tenant, const Uuid& stream) const {
  const auto value = view_->get(layout::version(tenant, stream));
  return value ? layout::stream_of(*value).version : 0;
}

void SnapshotReader::need_whole(const AnyFold& fold, const std::optional<Uuid>& tenant) const {
  if (!catching_up_) return;
  const auto need = [&](Partition p) {
    if (const auto read = view_->get(layout_->progress(fold, p))) throw CatchingUp(fold, layout::i64_at(*read, 0), offset(p) + 1);
  };
  if (tenant) return need(partition_of(*tenant));
  for (Partition p = 0; p < partitions; ++p) need(p);
}

void SnapshotReader::need_taken(const AnyFold& fold, const Uuid& tenant) const {
  if (parked(fold, tenant)) throw FoldParked(fold);
}

std::optional<StampedRow> SnapshotReader::row(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  need_taken(fold, tenant);
  return row_as_it_stood(fold, tenant, key);
}

std::optional<StampedRow> SnapshotReader::row_as_it_stood(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  need_whole(fold, tenant);
  const auto at = layout_->row(fold, tenant, key.bytes);
  auto found = shared_ ? shared_->find(at, commit_) : std::nullopt;
  if (!found) {
    const auto value = view_->get(at);
    found = value ? layout::row_of(fold, *value) : StampedRow{};
    if (shared_) shared_->put(at, *found, commit_);
  }
  if (!found->row) return {};
  return found;
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
  if (!some_parked_) return false;
  return view_->get(layout_->parked(&fold, tenant)) || view_->get(layout_->parked(nullptr, tenant));
}

std::size_t SnapshotReader::index_named(const AnyFold& fold, std::string_view name) const {
  const auto& indexes = layout_->about(fold).indexes;
  const auto found = std::find_if(indexes.begin(), indexes.end(), [&](const auto* index) { return index->name == name; });
  if (found == indexes.end()) throw std::logic_error(fold.name + " has no index " + std::string(name));
  return static_cast<std::size_t>(found - indexes.begin());
}

bool SnapshotReader::kept(const AnyFold& fold, std::string_view name) const { return layout_->about(fold).indexes[index_named(fold, name)]->kept; }

std::vector<Reader::Listed> SnapshotReader::list(const AnyFold& fold, std::string_view name, const std::optional<Uuid>& tenant,
                                                 const Page& page) const {
  const auto n = index_named(fold, name);
  if (!tenant && !layout_->about(fold).indexes[n]->across_tenants) throw std::logic_error(fold.name + ": " + std::string(name) + " is kept for each tenant alone");

  if (tenant) need_taken(fold, *tenant);
  need_whole(fold, tenant);

  std::vector<Listed> out;
  if (page.limit == 0) return out;
  const auto base = layout_->listed(fold, n, tenant);
  const auto from = page.after.empty() ? std::string{} : base + page.after;
  view_->scan(base + page.prefix, from, page.downwards, [&](std::string_view at, std::string_view value) {
    const auto whole = at.substr(base.size());                   // the place, then the key
    const auto named = whole.substr(whole.size() - std::min(whole.size(), layout::key_length(value)));
    const auto place = whole.substr(0, whole.size() - named.size());
    if (!page.after.empty() && (whole == page.after || place == page.after)) return true;
    if (!page.until.empty() && place > page.until) return false;
    const auto whose = tenant ? *tenant : uuid_of(named);
    const auto key = tenant ? named : named.substr(16);
    const auto row = view_->get(layout_->row(fold, whose, key));
    if (!row) throw std::runtime_error("an index of " + fold.name + " names a row that is not there");
    out.push_back({Key{std::string(key)}, layout::row_of(fold, *row), std::string(whole)});
    return out.size() < page.limit;
  });
  return out;
}

std::vector<Reader::Published> SnapshotReader::feed(Partition partition, std::string_view channel, Offset after,
                                                    std::size_t limit) const {
  std::vector<Reader::Published> out;
  if (limit == 0) return out;
  const auto prefix = layout::feed(partition, channel);
  view_->scan(prefix, layout::with(prefix, after + 1), false, [&](std::string_view key, std::string_view) {
    const auto offset = layout::i64_at(key, prefix.size());
    const auto published = view_->get(layout::with(layout::published(partition), offset));
    if (!published) throw std::runtime_error("a channel names a publication that is not there");
    if (auto data = record_feed::data(*published, channel, offset)) out.push_back({offset, std::move(*data)});
    return out.size() < limit;
  });
  return out;
}

std::vector<Offset> SnapshotReader::offsets(const std::string& newest, const std::string& older, Offset after, std::size_t limit) const {
  std::vector<Offset> out;
  if (limit == 0) return out;
  const auto add = [&](const std::vector<Offset>& offsets) {
    for (const auto offset : offsets)
      if (offset > after && out.size() < limit) out.push_back(offset);
    return out.size() < limit;
  };
  view_->scan(older, layout::with(older, after + 1), false,
              [&](std::string_view, std::string_view value) { return add(layout::offsets_of(value)); });
  if (const auto value = view_->get(newest)) add(layout::stream_of(*value).newest);
  return out;
}

std::vector<Offset> SnapshotReader::offsets_back(const std::string& newest, const std::string& older, Offset before, std::size_t limit) const {
  std::vector<Offset> out;
  const auto add = [&](const std::vector<Offset>& offsets) {
    for (auto at = offsets.rbegin(); at != offsets.rend(); ++at)
      if (*at < before && out.size() < limit) out.push_back(*at);
    return out.size() < limit;
  };
  if (limit == 0 || before <= 0) return out;
  if (const auto value = view_->get(newest); value && !add(layout::stream_of(*value).newest)) return out;
  // Each key says how far its offsets go: the last that does not go below `before` may begin there.
  view_->scan(older, layout::with(older, before), false, [&](std::string_view, std::string_view value) { return add(layout::offsets_of(value)), false; });
  if (out.size() == limit) return out;
  view_->scan(older, layout::with(older, before - 1), true, [&](std::string_view key, std::string_view value) {
    return key.size() > older.size() && add(layout::offsets_of(value));
  });
  return out;
}

std::vector<Offset> SnapshotReader::history(const Uuid& tenant, Offset after, std::size_t limit) const {
  return offsets(layout::history(tenant), layout::history(tenant), after, limit);
}

std::vector<Offset> SnapshotReader::history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const {
  return offsets(layout::version(tenant, stream), layout::history(tenant, stream), after, limit);
}

std::vector<Offset> SnapshotReader::history_back(const Uuid& tenant, const std::optional<Uuid>& stream, Offset before, std::size_t limit) const {
  if (!stream) return offsets_back(layout::history(tenant), layout::history(tenant), before, limit);
  return offsets_back(layout::version(tenant, *stream), layout::history(tenant, *stream), before, limit);
}

std::vector<Offset> SnapshotReader::history_of_row(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset after, std::size_t limit) const {
  need_whole(fold, tenant);
  if (layout_->about(fold).history) {
    const auto at = layout_->row_history(fold, tenant, key.bytes);
    return offsets(at, at, after, limit);
  }
  if (!fold.of_own_stream()) throw std::logic_error("no history is kept of the rows of " + fold.name);
  return history_of(tenant, uuid_of(key.bytes), after, limit);
}

std::vector<Offset> SnapshotReader::history_of_row_back(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset before, std::size_t limit) const {
  need_whole(fold, tenant);
  if (layout_->about(fold).history) {
    const auto at = layout_->row_history(fold, tenant, key.bytes);
    return offsets_back(at, at, before, limit);
  }
  if (!fold.of_own_stream()) throw std::logic_error("no history is kept of the rows of " + fold.name);
  return history_back(tenant, uuid_of(key.bytes), before, limit);
}

std::vector<const AnyFold*> SnapshotReader::with_history() const {
  auto folds = layout_->folds();
  std::erase_if(folds, [&](const AnyFold* fold) { return !layout_->about(*fold).history; });
  return folds;
}

}  // namespace millrace
