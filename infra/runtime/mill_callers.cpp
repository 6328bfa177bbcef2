// The mill's callers: commands and their answers, those who wait for a position, what is read beside the strand.
#include <boost/asio/post.hpp>

#include <bit>
#include <future>

#include "infra/runtime/mill.hpp"

namespace millrace {

namespace asio = boost::asio;

namespace {
constexpr auto look_limit = std::chrono::seconds{2};       // at the journal's end, where others can write
}  // namespace

void Mill::answer(Answer a) {
  const auto found = answered_.find(a.waiter);
  if (found == answered_.end()) return;
  const auto tell = std::move(found->second.tell);
  answered_.erase(found);
  tell(std::move(a.outcome));
}

void Mill::stop_answering() {
  std::promise<void> quiet;
  asio::post(strand_, [&] {
    serving_ = false;
    while (!answered_.empty()) answer({answered_.begin()->first, NotNow{"The server is stopping. It may yet be done: the same request with the same key tells."}});
    for (auto& waiters : positions_)
      for (auto& [_, w] : std::exchange(waiters, {})) w.done(Reached::not_yet);
    for (auto& w : std::exchange(handoffs_, {})) w.done({});
    quiet.set_value();
  });
  quiet.get_future().wait();
}

void Mill::submit(Command command, Answered answered) {
  asio::post(strand_, [this, command = std::move(command), answered = std::move(answered)]() mutable {
    submit_on_strand(std::move(command), std::move(answered));
  });
}

void Mill::submit_on_strand(Command command, Answered answered) {
  if (!serving_) return answered(NotNow{"The server is starting or stopping."});
  if (read_only()) return answered(NotNow{"The disk is nearly full; nothing more can be written until there is room again."});
  const auto partition = partition_of(command.tenant);
  if (stopped(partition)) return answered(NotNow{std::string(stopped_here)});
  command.waiter = next_waiter_++;
  const auto now = parts_.services.now();
  answered_[command.waiter] = {std::move(answered), now + std::chrono::milliseconds{parts_.command_limit_ms}};
  carry_out(partition, owners_[partition].on_command(std::move(command), now));
}

void Mill::wake_waiters(Time now) {
  for (Partition p = 0; p < partitions; ++p)
    for (auto& waiters = positions_[p]; !waiters.empty() && waiters.begin()->first < stored_[p];)
      waiters.extract(waiters.begin()).mapped().done(Reached::yes);
  for (auto waiting = std::exchange(handoffs_, {}); auto& w : waiting) {
    std::vector<std::pair<Partition, Offset>> where;
    bool all = true;
    for (const auto& fact : w.record->facts) {
      if (!fact.as<later::HandoffRequested>()) continue;
      const auto state = state_row<Handoff>(parts_.store, w.record->commit.tenant, fact.stream());
      if (const auto* done = std::get_if<Handoff::Done>(&state)) where.emplace_back(partition_of(done->tenant_id), done->offset);
      else all = false;
    }
    for (const auto& [partition, offset] : where) all = all && stored_[partition] > offset;
    if (all) w.done(std::move(where));
    else if (w.until <= now) w.done({});
    else handoffs_.push_back(std::move(w));
  }
}

void Mill::when_stored(Partition partition, Offset offset, int wait_ms, std::function<void(Reached)> done) {
  asio::post(strand_, [this, partition, offset, wait_ms, done = std::move(done)]() mutable {
    if (!serving_) return done(Reached::not_yet);
    if (stored_[partition] > offset) return done(Reached::yes);
    if (wait_ms <= 0 && offset < journal_->end(partition)) return done(Reached::not_yet);
    wait_for(partition, offset, {parts_.services.now() + std::chrono::milliseconds{wait_ms}, 0, std::move(done)});
  });
}

void Mill::when_settled(Partition partition, std::function<void(bool)> done) {
  asio::post(strand_, [this, partition, done = std::move(done)]() mutable {
    if (!serving_ || parts_.below.full()) return done(false);
    const auto newest = owners_[partition].newest_answered();
    if (stored_[partition] > newest) return done(true);
    wait_for(partition, newest, {parts_.services.now() + std::chrono::seconds{5}, 0, [done = std::move(done)](Reached r) { done(r == Reached::yes); }});
  });
}

void Mill::wait_for(Partition partition, Offset offset, PositionWaiter waiter) {
  const bool there = offset < journal_->end(partition);
  if (!there) waiter.look = looking_[partition].begun + 1;
  positions_[partition].emplace(offset, std::move(waiter));
  if (!there) look_at_end(partition);
}

void Mill::look_at_end(Partition partition) {
  auto& looking = looking_[partition];
  if (std::exchange(looking.under_way, true)) return;
  ++looking.begun;
  journal_->reach_end(partition, [this, partition] { asio::post(strand_, [this, partition] { on_looked(partition); }); });
}

// Whoever has asked before this look, for what lies behind the end that it has found, waits for what nobody has been told of.
void Mill::on_looked(Partition partition) {
  if (closing_) return;
  auto& looking = looking_[partition];
  looking.under_way = false;
  bool again = false;
  auto& waiters = positions_[partition];
  const auto end = journal_->end(partition);
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
void Mill::give_up_positions(Time now) {
  std::int64_t left = 0;
  for (auto& waiters : positions_)
    for (auto at = waiters.begin(); at != waiters.end();) {
      const auto& waiter = at->second;
      if (waiter.until + (waiter.look ? look_limit : Duration{}) > now) {
        ++at, ++left;
        continue;
      }
      const auto done = std::move(at->second.done);
      at = waiters.erase(at);
      done(Reached::not_yet);
    }
  waiting_for_position_ = left;
}

void Mill::when_handed_over(std::shared_ptr<const Committed> record, int wait_ms,
                            std::function<void(std::optional<std::vector<std::pair<Partition, Offset>>>)> done) {
  asio::post(strand_, [this, record = std::move(record), wait_ms, done = std::move(done)]() mutable {
    if (!serving_) return done({});
    handoffs_.push_back({std::move(record), parts_.services.now() + std::chrono::milliseconds{wait_ms}, std::move(done)});
    settle_soon();
  });
}

std::shared_ptr<const Reader> Mill::snapshot() const { return parts_.store.reader(); }

std::shared_ptr<const Committed> Mill::record(Partition partition, Offset offset) const {
  std::string bytes;
  try {
    bytes = journal_->read(partition, offset);
  } catch (const JournalAway&) {
    return {};
  }
  auto decoded = decode(partition, bytes);
  auto* record = std::get_if<Record>(&decoded);
  auto* commit = record ? std::get_if<Commit>(record) : nullptr;
  if (!commit) return {};
  auto opened = open_commit(partition, offset, std::move(*commit), parts_.services.vault);
  auto* committed = std::get_if<Committed>(&opened);
  return committed ? std::make_shared<const Committed>(std::move(*committed)) : nullptr;
}

void Mill::on_hub(std::function<void(Hub&)> what) {
  asio::post(strand_, [this, what = std::move(what)] {
    what(*hub_);
    turn_hub();
  });
}

void Mill::turn_hub() {
  if (!hub_->has_turn() || std::exchange(hub_turns_, true)) return;
  asio::post(strand_, [this] {
    hub_turns_ = false;
    hub_->turn(parts_.services.now());
    turn_hub();
  });
}

Hub::Figures Mill::live() const {
  const std::lock_guard lock{live_mutex_};
  return live_;
}

std::string Mill::owner_elsewhere(Partition partition) const {
  if (forsaken_ >> partition & 1) return {};
  const std::lock_guard lock{elsewhere_mutex_};
  return elsewhere_[static_cast<std::size_t>(partition)];
}

Mill::Figures Mill::figures() const {
  return {commits_, rejected_, waiting_, std::popcount(owned_.load()), stopped_count_, waiting_for_position_, later_, uncommitted_};
}

}  // namespace millrace
