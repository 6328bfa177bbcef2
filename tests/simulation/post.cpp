#include "tests/simulation/post.hpp"

#include "tests/simulation/town.hpp"

namespace millrace::simulation {

void post(Town& town, int process, const Reactors::Attempt& a, std::function<void(Duration, std::function<void()>)> soon, std::function<void(const Came&)> came) {
  auto& chance = town.chance;
  const auto fate = town.peace ? 0 : chance.below(10);
  Came what{.status = 200};
  Duration after = chance.delay();
  if (fate == 6) what = {.status = 503};
  if (fate == 7) what = {.why = "unreachable"};
  if (fate == 8) what = {.why = "cut", .sent = true};                        // it may have been taken
  if (fate == 9) what = {.why = "timeout", .sent = true}, after = a.limit;
  const bool doubtful = what.sent;
  const bool taken = what.status == 200 || (doubtful && chance.permille(500));
  town.trace.say("letter", process, a.id.value, a.no, static_cast<std::int64_t>(fate));
  town.history.sent.push_back({a.tenant, a.id, a.no, process, taken, !doubtful, town.log.end(partition_of(a.tenant))});
  soon(after, [came = std::move(came), what] { came(what); });
}

}  // namespace millrace::simulation
