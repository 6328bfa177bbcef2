#include "commands/later/pump.hpp"

#include "commands/later/asks.hpp"

namespace millrace {

namespace {
constexpr auto again_after = std::chrono::seconds{1};
constexpr std::size_t most_under_way = 512;            // of each kind: after a long silence much is due, and it is not everybody's turn
constexpr std::size_t amends_at_once = 64;
constexpr int amend_tries = 10;                        // who owns the partition amends it, and so does the next start
}

void Pump::on_row(const AnyFold& fold, const Uuid& tenant, const Key& key, const RowPtr& row) {
  const At at{tenant, uuid_of(key.bytes)};
  if (&fold == &state_of<Timer>()) {
    if (const auto old = timers_.find(at); old != timers_.end()) {
      by_due_.erase({old->second.not_before, at});
      timers_.erase(old);
    }
    const auto* state = static_cast<const Timer::State*>(row.get());
    if (const auto* waiting = state ? std::get_if<Timer::Waiting>(state) : nullptr) {
      timers_[at] = {waiting->due, waiting->ask, waiting->due, {}};
      by_due_.insert({waiting->due, at});
    }
  } else if (&fold == &state_of<Handoff>()) {
    const auto* state = static_cast<const Handoff::State*>(row.get());
    if (const auto* pending = state ? std::get_if<Handoff::Pending>(state) : nullptr)
      handoffs_.try_emplace(at, UnderWay{pending->tenant_id, pending->ask, {}, false, {}});
    else handoffs_.erase(at);
  }
}

Command Pump::command(const Uuid& tenant, AnyAsk ask, const std::string& from) const {
  const auto digest = sha256(from);
  Command c;
  c.id = uuid_of(raw(digest));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = std::move(ask);
  return c;
}

std::vector<Command> Pump::due(Time now) {
  std::vector<Command> commands;
  while (!by_due_.empty() && by_due_.begin()->first <= now && put_timers_.size() < most_under_way) {
    const auto at = by_due_.begin()->second;
    by_due_.erase(by_due_.begin());
    auto& timer = timers_.at(at);
    // The deadline is part of the id: a timer that was moved is another one, one that is put twice is the same.
    auto c = command(at.first, timer.ask, "timer" + std::string(at.first.raw()) + std::string(at.second.raw()) + std::to_string(micros(timer.due)));
    c.timer = Id<Timer>{at.second};
    put_timers_[c.id] = at;
    timer.put = c.id;
    commands.push_back(std::move(c));
  }
  for (auto& [at, h] : handoffs_) {
    if (put_handoffs_.size() >= most_under_way) break;
    if (h.put || h.not_before > now) continue;
    h.put = true;
    const auto from = std::string(at.first.raw()) + std::string(at.second.raw());
    auto c = h.committed ? command(at.first, AnyAsk::of(later::FinishHandoff{{at.second}, *h.committed}), "handoff.done" + from)
                         : command(h.target, h.ask, "handoff" + from);
    put_handoffs_[c.id] = at;
    commands.push_back(std::move(c));
  }
  std::size_t under_way = 0;
  for (auto& [id, amend] : amends_) {
    if (under_way++ == amends_at_once) break;
    if (amend.put || amend.not_before > now) continue;
    amend.put = true;
    commands.push_back(amend.command);
  }
  return commands;
}

void Pump::amend(std::vector<Command> commands) {
  for (auto& c : commands) {
    const auto id = c.id;
    amends_[id].command = std::move(c);
  }
}

void Pump::on_answer(const Uuid& command, const Outcome& outcome, Time now) {
  const bool not_now = std::holds_alternative<NotNow>(outcome);
  if (const auto put = put_timers_.find(command); put != put_timers_.end()) {
    const auto timer = timers_.find(put->second);
    if (not_now && timer != timers_.end() && timer->second.put == command) {   // else it was moved meanwhile
      timer->second.not_before = now + again_after;
      by_due_.insert({timer->second.not_before, put->second});
    }
    put_timers_.erase(put);
  } else if (const auto h = put_handoffs_.find(command); h != put_handoffs_.end()) {
    const auto under_way = handoffs_.find(h->second);
    put_handoffs_.erase(h);
    if (under_way == handoffs_.end()) return;
    auto& handoff = under_way->second;
    if (handoff.committed && !not_now) return;         // FinishHandoff is in; its row will say so
    handoff.put = false;
    if (not_now) handoff.not_before = now + again_after;
    if (const auto* done = std::get_if<Done>(&outcome)) handoff.committed = done->record->offset;
    if (const auto* known = std::get_if<Known>(&outcome)) handoff.committed = known->offset;
  } else if (const auto amend = amends_.find(command); amend != amends_.end()) {
    auto& [put_command, not_before, put, tries] = amend->second;
    if (!not_now || ++tries == amend_tries) return void(amends_.erase(amend));
    put = false;
    not_before = now + again_after;
  }
}

}  // namespace millrace
