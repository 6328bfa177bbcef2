#include "tests/simulation/log.hpp"

namespace millrace::simulation {

namespace {
constexpr Duration gives_up = std::chrono::milliseconds{120};
}

Offset SimulatedLog::put(Partition p, const std::string& bytes) {
  auto& records = records_[static_cast<std::size_t>(p)];
  records.push_back(bytes);
  trace_.say("lands", p, static_cast<Offset>(records.size()) - 1, crc32c(bytes));
  if (landed) landed(p);
  return static_cast<Offset>(records.size()) - 1;
}

void SimulatedLog::Producer::append(Partition p, std::string bytes) {
  auto& scheduler = log_.scheduler_;
  auto& chance = log_.chance_;
  const auto& faults = log_.faults_;
  auto& line = state_->lines[p];
  const auto no = line.next++;
  line.outstanding.push_back({no, false, {}});
  line.landing = std::max(line.landing + Duration{1}, scheduler.now() + chance.delay());
  line.report = std::max(line.report, line.landing) + chance.delay();
  const auto report = line.report;
  const auto tell = [state = state_, p, no](std::optional<Offset> offset) { learn(state, p, no, offset); };
  const auto land = [log = &log_, p, bytes = std::move(bytes)] { return log->put(p, bytes); };
  auto fate = static_cast<int>(chance.below(1000));
  if ((fate -= faults.lost) < 0) return scheduler.after(gives_up, [tell] { tell({}); });
  if ((fate -= faults.unreported) < 0) {
    scheduler.at(line.landing, [land] { land(); });
    return scheduler.after(gives_up, [tell] { tell({}); });
  }
  if ((fate -= faults.late) < 0) {
    scheduler.after(gives_up, [tell] { tell({}); });
    return scheduler.after(gives_up + chance.duration(1'000, 400'000), [land] { land(); });
  }
  const bool twice = (fate -= faults.doubled) < 0;
  const auto again = chance.duration(0, 40'000);
  scheduler.at(line.landing, [=, &scheduler] {
    const auto offset = land();
    if (!twice) return scheduler.at(report, [=] { tell(offset); });
    scheduler.after(again, [=, &scheduler] {
      land();
      scheduler.at(report, [=] { tell(offset); });
    });
  });
}

// Reports come in the order of the appends.
void SimulatedLog::Producer::learn(const std::shared_ptr<State>& state, Partition p, std::uint64_t no, std::optional<Offset> offset) {
  auto& outstanding = state->lines[p].outstanding;
  for (auto& o : outstanding)
    if (o.no == no) o.known = true, o.offset = offset;
  while (!outstanding.empty() && outstanding.front().known) {
    const auto first = outstanding.front().offset;
    outstanding.pop_front();
    if (state->reported) state->reported(p, first);
  }
}

}  // namespace millrace::simulation
