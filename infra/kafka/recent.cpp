#include "infra/kafka/recent.hpp"

namespace millrace::kafka {

namespace {

constexpr std::size_t most_at_once = 1000;

}  // namespace

void Recent::push(Partition partition, Offset offset, const std::string& bytes) {
  const std::lock_guard lock{mutex_};
  auto& window = windows_[static_cast<std::size_t>(partition)];
  if (window.records.empty()) window.first = offset;
  window.records.push_back(bytes);
  oldest_.push_back(partition);
  for (bytes_ += bytes.size(); bytes_ > most_bytes_; oldest_.pop_front()) {
    auto& from = windows_[static_cast<std::size_t>(oldest_.front())];
    bytes_ -= from.records.front().size();
    from.records.pop_front();
    ++from.first;
  }
}

std::vector<Stored> Recent::from(Partition partition, Offset offset) const {
  const std::lock_guard lock{mutex_};
  const auto& window = windows_[static_cast<std::size_t>(partition)];
  std::vector<Stored> out;
  if (window.records.empty() || offset < window.first) return out;
  for (auto n = static_cast<std::size_t>(offset - window.first); n < window.records.size() && out.size() < most_at_once; ++n)
    out.push_back({partition, window.first + static_cast<Offset>(n), window.records[n]});
  return out;
}

Offset Recent::first(Partition partition) const {
  const std::lock_guard lock{mutex_};
  const auto& window = windows_[static_cast<std::size_t>(partition)];
  return window.records.empty() ? -1 : window.first;
}

}  // namespace millrace::kafka
