#include "projections/core/as_of_reader.hpp"

#include <algorithm>

#include "projections/core/store_layout.hpp"

namespace millrace {

namespace {

constexpr std::size_t records_at_hand = 256, offsets_at_once = 256, rows_at_once = 64;

std::string named(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset now) {
  std::string name = fold.name + '\0';
  (name += tenant.raw()) += key.bytes;
  return layout::with(std::move(name), now);
}

}  // namespace

EarlierRows::Stood EarlierRows::nearest(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset now, Offset at) {
  const std::lock_guard lock{mutex_};
  const auto* known = rows_.find(named(fold, tenant, key, now));
  if (!known) return {};
  const auto behind = known->upper_bound(at);
  if (behind == known->begin()) return {};
  return {std::prev(behind)->first, std::prev(behind)->second};
}

void EarlierRows::keep(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset now, Stood stood) {
  const std::lock_guard lock{mutex_};
  const auto name = named(fold, tenant, key, now);
  const auto* known = rows_.find(name);
  auto all = known ? *known : std::map<Offset, StampedRow>{};
  if (all.size() == points) all.erase(std::prev(all.end()));
  all.insert_or_assign(stood.at, std::move(stood.row));
  rows_.put(name, std::move(all));
}

void EarlierRows::forget() {
  const std::lock_guard lock{mutex_};
  rows_.clear();
}

void AsOfReader::need_mine(const std::optional<Uuid>& tenant) const {
  if (tenant != parts_.tenant) throw std::logic_error("rows as of a position were asked for of another tenant than the one whose position it is");
}

RowPtr AsOfReader::get(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  const auto found = row(fold, tenant, key);
  return found ? found->row : RowPtr{};
}

std::optional<StampedRow> AsOfReader::row(const AnyFold& fold, const Uuid& tenant, const Key& key) const {
  need_mine(tenant);
  return then(fold, key, parts_.now.row(fold, tenant, key));
}

std::optional<StampedRow> AsOfReader::then(const AnyFold& fold, const Key& key, const std::optional<StampedRow>& now) const {
  if (now && now->stamp.position <= parts_.at) return now;
  auto known = rows_.find({&fold, key});
  if (known == rows_.end()) known = rows_.emplace(std::pair{&fold, key}, folded(fold, key, now ? now->stamp.position : -1)).first;
  if (!known->second.row) return {};
  return known->second;
}

// How far it has come is kept when it cannot go on: whoever asks again goes on from there.
StampedRow AsOfReader::folded(const AnyFold& fold, const Key& key, Offset now) const {
  auto [after, row] = parts_.earlier.nearest(fold, parts_.tenant, key, now, parts_.at);
  std::size_t applied = 0;
  const auto keep = [&, &after = after, &row = row] {
    if (applied >= parts_.worth_keeping) parts_.earlier.keep(fold, parts_.tenant, key, now, {after, row});
  };
  try {
    for (;;) {
      const auto offsets = history_of_row(fold, parts_.tenant, key, after, offsets_at_once);
      for (const auto offset : offsets) {
        apply(fold, key, record(offset), row);
        after = offset;
        ++applied;
      }
      if (offsets.size() < offsets_at_once) break;
    }
  } catch (const HistoryTooLong&) {
    keep();
    throw;
  }
  keep();
  return row;
}

// As the store does it.
void AsOfReader::apply(const AnyFold& fold, const Key& key, const Committed& record, StampedRow& row) const {
  for (std::size_t n = 0; n < record.facts.size(); ++n) {
    const auto* listener = fold.listener(record.facts[n].type);
    if (!listener) continue;
    const auto keys = listener->keys(record.facts[n].value.get());
    const auto times = std::count(keys.begin(), keys.end(), key);
    if (times == 0) continue;
    const auto& stream = record.commit.facts[n].stream;
    const auto fact = as_told(record.facts[n], parts_.tenant, stream, withdrawn_);
    auto meta = meta_of(record, n);
    meta.key = key;
    for (auto left = times; left > 0; --left) {
      auto after = listener->apply(row.row, fact.value.get(), meta);
      if (after == row.row) continue;
      const auto kept = row.row ? row.stamp.version : 0;
      row = {std::move(after), {key.bytes == stream.raw() ? meta.version : kept, record.offset}};
    }
  }
}

const Committed& AsOfReader::record(Offset offset) const {
  if (const auto known = records_.find(offset); known != records_.end()) return *known->second;
  if (read_++ == parts_.most_records) throw HistoryTooLong("more than " + std::to_string(parts_.most_records) + " records");
  auto read = parts_.record(offset);
  if (!read) throw HistoryUnreadable("record " + std::to_string(offset) + " cannot be read just now");
  if (records_.size() == records_at_hand) records_.clear();
  return *records_.emplace(offset, std::move(read)).first->second;
}

std::int64_t AsOfReader::version(const Uuid& tenant, const Uuid& stream) const {
  const auto newest = history_back(tenant, stream, parts_.at + 1, 1);
  if (newest.empty()) return 0;
  std::int64_t version = 0;
  for (const auto& entry : record(newest.front()).commit.facts)
    if (entry.stream == stream) version = entry.version;
  return version;
}

// Rows that have come since are passed over.
std::vector<Reader::Listed> AsOfReader::list(const AnyFold& fold, std::string_view index, const std::optional<Uuid>& tenant, const Page& page) const {
  need_mine(tenant);
  if (!kept(fold, index)) throw std::logic_error(fold.name + ": rows change their places in " + std::string(index) + ", and how they stood is not known");
  std::vector<Listed> out;
  auto here = page;
  here.limit = std::max(page.limit, rows_at_once);
  for (std::size_t looked_at = 0; out.size() < page.limit; looked_at += here.limit) {
    if (looked_at > parts_.most_rows) throw HistoryTooLong("more than " + std::to_string(parts_.most_rows) + " rows have come since");
    const auto found = parts_.now.list(fold, index, tenant, here);
    for (const auto& listed : found) {
      if (out.size() == page.limit) break;
      if (auto row = then(fold, listed.key, listed.row)) out.push_back({listed.key, std::move(*row), listed.place});
    }
    if (found.size() < here.limit) break;
    here.after = found.back().place;
  }
  return out;
}

std::vector<Offset> AsOfReader::until_then(std::vector<Offset> offsets) const {
  std::erase_if(offsets, [&](Offset offset) { return offset > parts_.at; });
  return offsets;
}

std::vector<Offset> AsOfReader::history(const Uuid& tenant, Offset after, std::size_t limit) const {
  need_mine(tenant);
  return until_then(parts_.now.history(tenant, after, limit));
}
std::vector<Offset> AsOfReader::history_of(const Uuid& tenant, const Uuid& stream, Offset after, std::size_t limit) const {
  need_mine(tenant);
  return until_then(parts_.now.history_of(tenant, stream, after, limit));
}
std::vector<Offset> AsOfReader::history_back(const Uuid& tenant, const std::optional<Uuid>& stream, Offset before, std::size_t limit) const {
  need_mine(tenant);
  return parts_.now.history_back(tenant, stream, std::min(before, parts_.at + 1), limit);
}
std::vector<Offset> AsOfReader::history_of_row(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset after, std::size_t limit) const {
  need_mine(tenant);
  return until_then(parts_.now.history_of_row(fold, tenant, key, after, limit));
}
std::vector<Offset> AsOfReader::history_of_row_back(const AnyFold& fold, const Uuid& tenant, const Key& key, Offset before, std::size_t limit) const {
  need_mine(tenant);
  return parts_.now.history_of_row_back(fold, tenant, key, std::min(before, parts_.at + 1), limit);
}

}  // namespace millrace
