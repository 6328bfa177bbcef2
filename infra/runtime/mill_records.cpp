// The mill's records: what the journal says, folded in its order, up to one that cannot be trusted.
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "infra/runtime/mill.hpp"

namespace millrace {

namespace asio = boost::asio;

namespace {

constexpr auto try_again_every = std::chrono::seconds{1};

// A record that this process must not go past.
struct Stopped : std::runtime_error { using runtime_error::runtime_error; };

}  // namespace

// One record, for the store and for its owner.
void Mill::fold(const Stored& stored, Time now) {
  auto decoded = decode(stored.partition, stored.bytes);
  auto* record = std::get_if<Record>(&decoded);
  if (!record) throw Stopped(fmt::format("partition {}, offset {}: {}; it is damaged, or something else has written it: restore the journal from a copy that does not hold it",
                              stored.partition, stored.offset, std::get<Undecodable>(decoded).why));
  std::shared_ptr<const Committed> opened;
  std::optional<Unreadable> why;
  if (auto* commit = std::get_if<Commit>(record)) {
    ++commits_;
    if (!owners_.empty()) opened = owners_[stored.partition].unstored(stored.offset);
    if (!opened) {
      auto result = open_commit(stored.partition, stored.offset, *commit, parts_.services.vault);
      if (auto* committed = std::get_if<Committed>(&result)) opened = std::make_shared<const Committed>(std::move(*committed));
      else why = std::get<Unreadable>(std::move(result));
    }
  }
  const auto heard = parts_.store.on_record(stored.partition, stored.offset, *record, stored.bytes, opened, why ? &*why : nullptr);
  if (heard == LocalStore::Heard::stopped)
    throw Stopped(fmt::format("partition {}, offset {}: the key store lacks key {}; restore the keys from the backup that "
                                         "belongs to this journal", stored.partition, stored.offset, to_string(*why->missing_key)));
  if (const auto* fence = std::get_if<Fence>(record); fence && parts_.store.accepted(stored.partition).fence == stored.offset) {
    const std::lock_guard lock{elsewhere_mutex_};
    const bool mine = fence->writer == writer_ || fence->endpoint == parts_.endpoint;   // or of a process that was here before
    elsewhere_[static_cast<std::size_t>(stored.partition)] = mine ? std::string{} : fence->endpoint;
  }
  if (resumed_) carry_out(stored.partition, owners_[stored.partition].on_record(stored.offset, *record, stored.bytes, opened, now));
}

void Mill::on_appended(std::vector<Stored> group) {
  asio::post(strand_, [this, group = std::move(group)] {
    const auto now = parts_.services.now();
    for (const auto& stored : group) carry_out(stored.partition, owners_[stored.partition].on_appended(stored.offset, now));
    for (const auto& stored : group) take(stored, now);
    settle_soon();
  });
}

void Mill::on_arrived(std::vector<Stored> group) {
  asio::post(strand_, [this, group = std::move(group)] {
    const auto now = parts_.services.now();
    for (const auto& stored : group) take(stored, now);
    settle_soon();
  });
}

void Mill::on_append_failed(Partition partition, const std::string& why) {
  asio::post(strand_, [this, partition, why] {
    const auto before = owners_[partition].mode();
    carry_out(partition, owners_[partition].on_append_failed());
    if (parts_.log && owners_[partition].mode() != before) parts_.log(fmt::format("partition {}: an append failed, reading to the end: {}", partition, why));
  });
}

// False when the partition is stopped by this record, of which the log hears once.
bool Mill::fold_or_stop(const Stored& stored, Time now) {
  try {
    fold(stored, now);
    return true;
  } catch (const Stopped& e) {
    auto& stop = stopped_[stored.partition];
    if (stop.at && stop.at->offset == stored.offset) return false;
    stop = {e.what(), stored};
    if (parts_.log) parts_.log("stopped: " + stop.why);
  }
  carry_out(stored.partition, owners_[stored.partition].on_stopped());
  return false;
}

bool Mill::stopped(Partition partition) const {
  const auto stop = stopped_.find(partition);
  return stop != stopped_.end() && stop->second.at;
}

// Folds the record if it is the next one; what lies behind a gap comes again, or is read.
void Mill::take(const Stored& stored, Time now) {
  if (stored.offset == parts_.store.next(stored.partition) && !stopped_.contains(stored.partition)) fold_or_stop(stored, now);
}

// Everything that the journal has above the store; false when it cannot be folded to its end. A record that has stopped the partition
// is tried first as it was read, so that one which stays does not cost a reading each time.
bool Mill::take_all(Partition partition, Time now) {
  try {
    if (stopped(partition)) {
      const auto at = *stopped_.at(partition).at;
      if (!fold_or_stop(at, now)) return false;
      stopped_.erase(partition);
    }
    bool whole = true;
    journal_->scan(partition, parts_.store.next(partition), [&](const Stored& stored) { return whole = fold_or_stop(stored, now); });
    if (whole) stopped_.erase(partition);
    return whole;
  } catch (const JournalAway& e) {
    stopped_[partition] = {e.what(), {}};
    return false;
  }
}

void Mill::carry_out(Partition partition, Todo todo) {
  if (!closing_)
    for (auto& bytes : todo.append) journal_->append(partition, std::move(bytes));
  for (auto& a : todo.answers) answer(std::move(a));
  if (todo.read_to_end && !closing_) read_to_end(partition);
}

void Mill::read_to_end(Partition partition) {
  journal_->reach_end(partition, [this, partition] {
    asio::dispatch(strand_, [this, partition] {
      if (closing_) return;
      const auto now = parts_.services.now();
      if (take_all(partition, now)) carry_out(partition, owners_[partition].on_end(now));
      settle_soon();
    });
  });
}

// The journal may be there again, or a key have come by now.
void Mill::try_stopped_again(Time now) {
  if (stopped_.empty() || now - tried_again_ < try_again_every) return;
  tried_again_ = now;
  for (Partition p = 0; p < partitions; ++p) {
    if (!stopped_.contains(p) || !take_all(p, now)) continue;
    if (parts_.log) parts_.log(fmt::format("partition {} goes on", p));
    if (owners_[p].mode() == Owner::Mode::reading) read_to_end(p);
  }
}

}  // namespace millrace
