#include "tests/support/memory_journal.hpp"

#include <algorithm>
#include <stdexcept>

namespace millrace::testing {

void MemoryJournal::append(Partition p, std::string bytes) {
  if (bytes.size() > max_record_bytes) throw std::length_error("too long for the journal");
  {
    const std::lock_guard lock{mutex_};
    waiting_.push_back({p, -1, std::move(bytes)});
  }
  if (delivery_ == Delivery::at_once) pump();
}

bool MemoryJournal::pump(std::size_t most) {
  std::vector<Stored> group;
  std::optional<Partition> failed;
  {
    const std::lock_guard lock{mutex_};
    while (!waiting_.empty() && group.size() < most && !failed) {
      auto next = std::move(waiting_.front());
      waiting_.pop_front();
      auto& records = records_[next.partition];
      if (failing_ > 0) {
        --failing_;
        failed = next.partition;
        if (failure_ == Failure::lost) continue;
      }
      next.offset = static_cast<Offset>(records.size());
      records.push_back(next.bytes);
      if (!failed) group.push_back(std::move(next));
    }
  }
  const auto any = !group.empty() || failed;
  if (!group.empty()) listener_.on_appended(std::move(group));
  if (failed) listener_.on_append_failed(*failed, "told to fail");
  return any;
}

void MemoryJournal::fail_next(std::size_t n, Failure how) {
  const std::lock_guard lock{mutex_};
  failing_ = n;
  failure_ = how;
}

Offset MemoryJournal::slip_in(Partition p, std::string bytes) {
  const std::lock_guard lock{mutex_};
  records_[p].push_back(std::move(bytes));
  return static_cast<Offset>(records_[p].size()) - 1;
}

Offset MemoryJournal::end(Partition p) const {
  const std::lock_guard lock{mutex_};
  return static_cast<Offset>(records_[p].size());
}

std::string MemoryJournal::read(Partition p, Offset o) const {
  const std::lock_guard lock{mutex_};
  const auto& records = records_[p];
  return o < 0 || o >= static_cast<Offset>(records.size()) ? std::string{} : records[static_cast<std::size_t>(o)];
}

void MemoryJournal::scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const {
  const auto stop = end(p);
  for (auto o = std::max<Offset>(from, 0); o < stop; ++o)
    if (!each({p, o, read(p, o)})) return;
}

}  // namespace millrace::testing
