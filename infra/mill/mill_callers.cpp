// The mill's callers: commands and their answers, those who wait for a position or a handoff, the hub's turns.
#include "infra/mill/mill.hpp"

namespace millrace {

void Mill::answer(Answer a) {
  const auto found = answered_.find(a.waiter);
  if (found == answered_.end()) return;
  const auto tell = std::move(found->second.tell);
  answered_.erase(found);
  tell(std::move(a.outcome));
}

void Mill::stop_answering() {
  serving_ = false;
  while (!answered_.empty()) answer({answered_.begin()->first, NotNow{"The server is stopping. It may yet be done: the same request with the same key tells."}});
  for (auto& [p, state] : states_)
    for (auto& [_, w] : std::exchange(state.positions, {})) w.done(Reached::not_yet);
  for (auto& w : std::exchange(handoffs_, {})) w.done({});
}

void Mill::submit(Command command, Answered answered, Time now) {
  now_ = now;
  if (!serving_) return answered(NotNow{"The server is starting or stopping."});
  if (read_only()) return answered(NotNow{"The disk is nearly full; nothing more can be written until there is room again."});
  const auto partition = partition_of(command.tenant);
  if (stopped(partition)) return answered(NotNow{std::string(stopped_here)});
  command.waiter = next_waiter_++;
  answered_[command.waiter] = {std::move(answered), now + parts_.pace.command};
  carry_out(partition, states_.at(partition).owner.on_command(std::move(command), now));
}

void Mill::give_up_waiting() {
  while (!answered_.empty() && answered_.begin()->second.until <= now_)
    answer({answered_.begin()->first, NotNow{"The journal has not confirmed this in time. It may yet be done: the same request with the same key tells."}});
}

void Mill::wake_waiters() {
  for (auto& [p, state] : states_)
    for (auto& waiters = state.positions; !waiters.empty() && waiters.begin()->first < state.stored;)
      waiters.extract(waiters.begin()).mapped().done(Reached::yes);
  wake_handoffs();
}

void Mill::wake_handoffs() {
  for (auto waiting = std::exchange(handoffs_, {}); auto& w : waiting) {
    Places where;
    bool all = true;
    for (const auto& fact : w.record->facts) {
      if (!fact.as<later::HandoffRequested>()) continue;
      const auto state = state_row<Handoff>(parts_.store, w.record->commit.tenant, fact.stream());
      if (const auto* done = std::get_if<Handoff::Done>(state.get())) where.emplace_back(partition_of(done->tenant_id), done->offset);
      else all = false;
    }
    for (const auto& [partition, offset] : where) all = all && stored(partition) > offset;
    if (all) w.done(std::move(where));
    else if (w.until <= now_) w.done({});
    else handoffs_.push_back(std::move(w));
  }
}

void Mill::when_stored(Partition partition, Offset offset, int wait_ms, std::function<void(Reached)> done, Time now) {
  if (!serving_) return done(Reached::not_yet);
  if (stored(partition) > offset) return done(Reached::yes);
  if (wait_ms <= 0 && offset < parts_.journal.end(partition)) return done(Reached::not_yet);
  wait_for(partition, offset, {now + std::chrono::milliseconds{wait_ms}, 0, std::move(done)});
}

void Mill::when_settled(Partition partition, std::function<void(bool)> done, Time now) {
  if (!serving_ || parts_.below.full()) return done(false);
  const auto newest = owner(partition).newest_answered();
  if (stored(partition) > newest) return done(true);
  wait_for(partition, newest, {now + std::chrono::seconds{5}, 0, [done = std::move(done)](Reached r) { done(r == Reached::yes); }});
}

void Mill::wait_for(Partition partition, Offset offset, PositionWaiter waiter) {
  auto& state = states_.at(partition);
  const bool there = offset < parts_.journal.end(partition);
  if (!there) waiter.look = state.looking.begun + 1;
  state.positions.emplace(offset, std::move(waiter));
  if (!there) look_at_end(partition);
}

void Mill::look_at_end(Partition partition) {
  auto& looking = states_.at(partition).looking;
  if (std::exchange(looking.under_way, true)) return;
  ++looking.begun;
  parts_.journal.reach_end(partition, [this, partition] {
    parts_.miller.post([this, partition](Time now) {
      now_ = now;
      on_looked(partition);
    });
  });
}

// Whoever has asked before this look, for what lies behind the end that it has found, waits for what nobody has been told of.
void Mill::on_looked(Partition partition) {
  if (closing_) return;
  auto& looking = states_.at(partition).looking;
  auto& waiters = states_.at(partition).positions;
  looking.under_way = false;
  bool again = false;
  const auto end = parts_.journal.end(partition);
  for (auto at = waiters.begin(); at != waiters.end();) {
    auto& [offset, waiter] = *at;
    if (offset >= end && waiter.look > looking.begun) again = true;
    if (offset < end || waiter.look > looking.begun) {
      if (offset < end) waiter.look = 0;
      ++at;
      continue;
    }
    const auto done = std::move(waiter.done);
    at = waiters.erase(at);
    done(Reached::never);
  }
  if (again) look_at_end(partition);
}

// Who waits for a look has at least the time that one takes.
void Mill::give_up_positions() {
  for (auto& [p, state] : states_)
    for (auto at = state.positions.begin(); at != state.positions.end();) {
      const auto& waiter = at->second;
      if (waiter.until + (waiter.look ? parts_.pace.look : Duration{}) > now_) {
        ++at;
        continue;
      }
      const auto done = std::move(at->second.done);
      at = state.positions.erase(at);
      done(Reached::not_yet);
    }
}

void Mill::when_handed_over(std::shared_ptr<const Committed> record, int wait_ms, std::function<void(std::optional<Places>)> done, Time now) {
  if (!serving_) return done({});
  handoffs_.push_back({std::move(record), now + std::chrono::milliseconds{wait_ms}, std::move(done)});
  settle_soon();
}

void Mill::on_hub(const std::function<void(Hub&)>& what) {
  what(hub_);
  turn_hub();
}

void Mill::turn_hub() {
  if (!hub_.has_turn() || std::exchange(hub_turns_, true)) return;
  parts_.miller.post([this](Time now) {
    now_ = now;
    hub_turns_ = false;
    hub_.turn(now);
    turn_hub();
  });
}

std::string Mill::bytes(Partition partition, Offset offset) const {
  try {
    return parts_.journal.read(partition, offset);
  } catch (const JournalAway&) {
    return {};
  }
}

// What was opened while its keys were there is not given away any more when one of them has been destroyed.
std::shared_ptr<const Committed> Mill::record(Partition partition, Offset offset) const {
  auto& vault = parts_.services.vault;
  if (const auto recent = recent_.at(partition, offset); recent && recent->opened && !erased(*recent->opened, vault)) return recent->opened;
  auto decoded = decode(partition, bytes(partition, offset));
  auto* record = std::get_if<Record>(&decoded);
  auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit) return {};
  auto opened = open_commit(partition, offset, std::move(*commit), vault);
  auto* committed = std::get_if<Committed>(&opened);
  return committed ? std::make_shared<const Committed>(std::move(*committed)) : nullptr;
}

}  // namespace millrace
