#include "projections/core/recent_records.hpp"

namespace millrace {

void RecentRecords::begin(Partition p, Offset next) {
  const std::lock_guard lock{mutex_};
  kept(p).first = next;
}

void RecentRecords::add(RecentRecord record) {
  const auto p = record.partition;
  auto added = std::make_shared<const RecentRecord>(std::move(record));
  decltype(Kept::records) gone;                          // what nobody holds any more ends outside the lock
  const std::lock_guard lock{mutex_};
  if (added->offset != kept(p).end()) return;
  bytes_ += added->bytes;
  kept(p).records.push_back(std::move(added));
  oldest_.push_back(p);
  while (bytes_ > most_bytes_) {
    auto& k = kept(oldest_.front());
    oldest_.pop_front();
    bytes_ -= k.records.front()->bytes;
    gone.push_back(std::move(k.records.front()));
    k.records.pop_front();
    ++k.first;
  }
}

Offset RecentRecords::end(Partition p) const {
  const std::lock_guard lock{mutex_};
  return kept(p).end();
}

Offset RecentRecords::first(Partition p) const {
  const std::lock_guard lock{mutex_};
  return kept(p).first;
}

std::shared_ptr<const RecentRecord> RecentRecords::at(Partition p, Offset offset) const {
  const std::lock_guard lock{mutex_};
  const auto& k = kept(p);
  if (offset < k.first || offset >= k.end()) return {};
  return k.records[static_cast<std::size_t>(offset - k.first)];
}

}  // namespace millrace
