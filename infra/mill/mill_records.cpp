// The mill's records: what the journal says, folded in its order, up to one that cannot be trusted.
#include <fmt/format.h>

#include <algorithm>

#include "infra/mill/mill.hpp"

namespace millrace {

namespace {

// A record that this process must not go past.
struct Stopped : std::runtime_error { using runtime_error::runtime_error; };

}  // namespace

// One record, decoded, hashed and opened once: for the store, for its owner, and for all who follow. What this process has written itself it
// does not hash again, nor open: the decoded record says that it is the same.
void Mill::fold(const Stored& stored) {
  const auto [partition, offset, bytes] = std::tie(stored.partition, stored.offset, stored.bytes);
  auto& owner = states_.at(partition).owner;
  auto decoded = decode(partition, bytes);
  auto* record = std::get_if<Record>(&decoded);
  if (!record) throw Stopped(fmt::format("partition {}, offset {}: {}; it is damaged, or something else has written it: restore the journal from a copy that does not hold it",
                              partition, offset, std::get<Undecodable>(decoded).why));
  RecordBytes hashed{bytes};
  std::shared_ptr<const Committed> opened;
  std::optional<Unreadable> why;
  if (auto* commit = std::get_if<Commit>(record)) {
    ++commits_;
    if (auto mine = owner.in_hand(offset); mine && mine->commit == *commit) opened = std::move(mine);
    if (opened && opened->chain) hashed.know(commit->prev_chain, *opened->chain);
    if (!opened) {
      auto result = open_commit(partition, offset, *commit, parts_.services.vault);
      if (auto* committed = std::get_if<Committed>(&result)) opened = std::make_shared<const Committed>(std::move(*committed));
      else why = std::get<Unreadable>(std::move(result));
    }
  }
  const auto heard = parts_.store.on_record(partition, offset, *record, hashed, opened, why ? &*why : nullptr);
  if (heard == LocalStore::Heard::stopped)
    throw Stopped(fmt::format("partition {}, offset {}: the key store lacks key {}; restore the keys from the backup that "
                              "belongs to this journal", partition, offset, to_string(*why->missing_key)));
  if (const auto* fence = std::get_if<Fence>(record); fence && parts_.store.accepted(partition).fence == offset) {
    const bool mine = fence->writer == parts_.writer || fence->endpoint == parts_.endpoint;   // or of a process that was here before
    parts_.miller.owned_elsewhere(partition, mine ? std::string{} : fence->endpoint);
  }
  ++records_;
  // Behind an erasure all followers have the same rows, whenever they have read what lies before it: a key is destroyed only once the
  // journal holds the record that erases its subject, and folding that clears what was opened while the key was there.
  RecentRecord recent{.partition = partition, .offset = offset, .bytes = bytes.size(), .history = parts_.store.accepted(partition)};
  const bool counts = heard == LocalStore::Heard::folded;
  if (counts) recent.opened = opened;
  if (counts && why) recent.unread = {std::get<Commit>(*record).tenant, why->why};
  recent_.add(std::move(recent));
  if (resumed_) carry_out(partition, owner.on_record(offset, *record, hashed, opened, now_));
}

void Mill::on_appended(const std::vector<Stored>& group, Time now) {
  now_ = now;
  for (const auto& stored : group) carry_out(stored.partition, states_.at(stored.partition).owner.on_appended(stored.offset, stored.bytes, now));
  for (const auto& stored : group) take(stored);
  settle_soon();
}

void Mill::on_arrived(const std::vector<Stored>& group, Time now) {
  now_ = now;
  for (const auto& stored : group) take(stored);
  settle_soon();
}

void Mill::on_append_failed(Partition partition, const std::string& why, Time now) {
  now_ = now;
  auto& owner = states_.at(partition).owner;
  const auto before = owner.mode();
  carry_out(partition, owner.on_append_failed());
  if (owner.mode() != before)
    parts_.miller.log_trouble(Miller::Trouble::partition, fmt::format("partition {}: an append failed, reading to the end: {}", partition, why));
}

// False when the partition is stopped by this record, of which the log hears once.
bool Mill::fold_or_stop(const Stored& stored) {
  auto& state = states_.at(stored.partition);
  try {
    fold(stored);
    return true;
  } catch (const Stopped& e) {
    if (state.stop && state.stop->at && state.stop->at->offset == stored.offset) return false;
    state.stop = {e.what(), stored};
    parts_.miller.log_trouble(Miller::Trouble::partition, "stopped: " + state.stop->why);
  }
  carry_out(stored.partition, state.owner.on_stopped());
  return false;
}

bool Mill::stopped(Partition partition) const {
  const auto& stop = states_.at(partition).stop;
  return stop && stop->at;
}

std::string Mill::why_stopped() const {
  for (const auto& [p, state] : states_)
    if (state.stop) return state.stop->why;
  return {};
}

// Folds the record if it is the next one; what lies behind a gap comes again, or is read.
void Mill::take(const Stored& stored) {
  if (states_.at(stored.partition).stop) return;
  if (stored.offset == parts_.store.next(stored.partition)) fold_or_stop(stored);
}

// Everything that the journal has above the store; false when it cannot be folded to its end. A record that has stopped the partition
// is tried first as it was read, so that one which stays does not cost a reading each time.
bool Mill::take_all(Partition partition) {
  auto& stop = states_.at(partition).stop;
  try {
    if (stopped(partition)) {
      const auto at = *stop->at;
      if (!fold_or_stop(at)) return false;
      stop.reset();
    }
    bool whole = true;
    parts_.journal.scan(partition, parts_.store.next(partition), [&](const Stored& stored) { return whole = fold_or_stop(stored); });
    if (whole) stop.reset();
    return whole;
  } catch (const JournalAway& e) {
    stop = {e.what(), {}};
    return false;
  }
}

void Mill::carry_out(Partition partition, Todo todo) {
  if (!closing_)
    for (auto& bytes : todo.append) parts_.journal.append(partition, std::move(bytes));
  for (auto& a : todo.answers) answer(std::move(a));
  if (todo.read_to_end && !closing_) read_to_end(partition);
}

// What was asked before the last time is of an earlier end, and not told.
void Mill::read_to_end(Partition partition) {
  const auto reading = ++states_.at(partition).reading;
  parts_.journal.reach_end(partition, [this, partition, reading] {
    parts_.miller.post([this, partition, reading](Time now) {
      now_ = now;
      if (!closing_ && states_.at(partition).reading == reading) on_end(partition);
    });
  });
}

void Mill::on_end(Partition partition) {
  if (take_all(partition)) carry_out(partition, states_.at(partition).owner.on_end(now_));
  settle_soon();
}

// The journal may be there again, or a key have come by now.
void Mill::try_stopped_again() {
  if (std::none_of(states_.begin(), states_.end(), [](const auto& s) { return s.second.stop.has_value(); })) return;
  if (!time_for(tried_again_, parts_.pace.try_again)) return;
  for (auto& [p, state] : states_) {
    if (!state.stop || !take_all(p)) continue;
    parts_.miller.log(fmt::format("partition {} goes on", p));
    if (state.owner.mode() == Owner::Mode::reading) read_to_end(p);
  }
}

}  // namespace millrace
