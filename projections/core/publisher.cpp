#include "projections/core/publisher.hpp"

#include <algorithm>
#include <limits>

namespace millrace {

void Publisher::resume(const Newest& newest, Window window) {
  newest_ = newest;
  newest_.resize(families());
  window_ = window;
  waiting_.assign(families(), {});
  // A topic that holds nothing may have lost all that is older than the window, and lacks the rest.
  next_ = std::numeric_limits<Offset>::max();
  for (const auto& id : newest_) next_ = std::min(next_, id ? std::max(id->offset, window_.first) : window_.first);
}

bool Publisher::wants(Offset offset, const Commit& commit) const {
  const bool known = std::all_of(newest_.begin(), newest_.end(), [&](const auto& id) { return id && id->offset > offset; });
  return !known && commit.ts >= window_.since && says_something(commit);
}

std::vector<Event> Publisher::on_record(Offset offset, const Committed* record, const Withdrawn& withdrawn) {
  next_ = offset + 1;
  if (!record) return {};
  auto events = events_of(*record, withdrawn);
  std::erase_if(events, [&](const Event& e) { return said(e); });
  for (const auto& e : events) waiting_[static_cast<std::size_t>(e.type->family)].push_back(offset);
  return events;
}

bool Publisher::said(const Event& e) const {
  const auto& newest = newest_[static_cast<std::size_t>(e.type->family)];
  return newest && e.id <= *newest;
}

void Publisher::on_delivered(Family family) {
  auto& waiting = waiting_[static_cast<std::size_t>(family)];
  if (!waiting.empty()) waiting.pop_front();
}

std::size_t Publisher::on_its_way() const {
  std::size_t sum = 0;
  for (const auto& family : waiting_) sum += family.size();
  return sum;
}

Offset Publisher::confirmed() const {
  auto at = next_;
  for (const auto& family : waiting_)
    if (!family.empty()) at = std::min(at, family.front());
  return at;
}

Offset first_since(Time since, Offset end, const std::function<std::optional<Time>(Offset)>& recorded_at) {
  Offset low = 0, high = end;                          // what lies below `low` is older, what lies from `high` on is not
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    auto at = middle;                                  // the next record that says when
    std::optional<Time> time;
    while (at < high && !(time = recorded_at(at))) ++at;
    if (!time || *time >= since) high = middle;
    else low = at + 1;
  }
  return low;
}

}  // namespace millrace
