#include "infra/runtime/reads_noted.hpp"

namespace millrace {

namespace {

constexpr std::chrono::seconds look_every{5}, minute{60};
constexpr std::size_t most_people = 10'000;            // that are kept; beyond, they are told at once
constexpr std::size_t at_once = 100;                   // things: what a list that comes from outside may hold
constexpr std::size_t most_waiting = 10 * at_once;     // of one person, while they cannot be told

}  // namespace

ReadsNoted::ReadsNoted(std::function<Time()> now, Tell tell) : now_(std::move(now)), tell_(std::move(tell)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ReadsNoted::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
  }
  tell_before(Time::max());
}

bool ReadsNoted::keep(const seen::Minute& minute) {
  const std::lock_guard lock{mutex_};
  if (stopped_) return true;
  const Who who{minute.business, minute.who.principal.id, minute.who.session};
  const auto there = kept_.find(who);
  if (there == kept_.end() ? kept_.size() >= most_people : there->second.things.size() >= most_waiting) return false;
  auto& kept = kept_[who];
  if (kept.things.empty()) kept = {minute.who, minute.member, now_(), {}};
  for (const auto& thing : minute.things) kept.things[{thing.what, thing.about.value_or(Uuid{})}] += thing.times;
  return true;
}

void ReadsNoted::note(const Call& call, int status) {
  const auto thing = seen::thing_shown(call, status);
  if (!thing) return;
  const Who who{call.tenant, call.principal.id, call.session};
  std::vector<seen::Minute> full;
  {
    const std::lock_guard lock{mutex_};
    auto& kept = kept_[who];
    if (kept.things.empty()) kept = {{call.principal, call.session, call.principal.kind == PrincipalKind::api_key ? call.tenant : Uuid{}, call.address},
                                         call.actor.member_id.nil() ? std::nullopt : std::optional{call.actor.member_id}, now_(), {}};
    kept.things[{thing->what, thing->about.value_or(Uuid{})}] += thing->times;
    if (kept.things.size() >= at_once || kept_.size() > most_people) {
      full = minutes_of(who, kept);
      kept_.erase(who);
    }
  }
  for (auto& one : full) tell_(std::move(one));
}

void ReadsNoted::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, stop, look_every, [] { return false; });
    }
    if (!stop.stop_requested()) tell_before(now_() - minute);
  }
}

void ReadsNoted::tell_before(Time time) {
  std::vector<seen::Minute> over;
  {
    const std::lock_guard lock{mutex_};
    std::erase_if(kept_, [&](const auto& entry) {
      if (entry.second.since > time) return false;
      for (auto& one : minutes_of(entry.first, entry.second)) over.push_back(std::move(one));
      return true;
    });
  }
  for (auto& one : over) tell_(std::move(one));
}

std::vector<seen::Minute> ReadsNoted::minutes_of(const Who& who, const Kept& kept) {
  std::vector<seen::Minute> out;
  for (const auto& [thing, times] : kept.things) {
    if (out.empty() || out.back().things.size() == at_once) out.push_back({kept.caller, kept.member, who.business, kept.since, {}});
    out.back().things.push_back({thing.first, thing.second.nil() ? std::nullopt : std::optional{thing.second}, times});
  }
  return out;
}

}  // namespace millrace
