#include "tests/simulation/town.hpp"

#include <fmt/format.h>

#include "tests/simulation/mutation.hpp"
#include "tests/simulation/people.hpp"

namespace millrace::simulation {

namespace {

const Time first_day{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};
constexpr auto silence = std::chrono::milliseconds{120};
constexpr auto trouble_lasts = std::chrono::milliseconds{2500};
constexpr auto patience_of_the_judge = std::chrono::seconds{90};     // a clock may have jumped ahead ten times: what was set by it is as late

const Folds& all_folds() {
  static const Folds folds{cellar().folds()};
  return folds;
}

// Each fault is there in about half of the runs, so that they also meet in small company.
Faults mixture(Chance& chance) {
  Faults f;
  const auto some = [&](int& how_often, int most) {        // and now and then much of it
    if (chance.permille(500)) how_often = static_cast<int>(chance.between(1, chance.permille(250) ? 4 * most : most));
  };
  some(f.lost, 40), some(f.unreported, 40), some(f.late, 40), some(f.doubled, 40);
  some(f.message_lost, 100), some(f.crash, 25), some(f.pause, 25), some(f.suspicion, 20);
  some(f.busy, 50), some(f.no_key, 200), some(f.sql, 150), some(f.clock, 20), some(f.week, 4), some(f.lag, 25), some(f.topics, 25);
  return f;
}

}  // namespace

Town::Town(std::uint64_t seed, std::size_t lines_kept)
    : chance(seed), scheduler(first_day), trace(scheduler, lines_kept), faults(mixture(chance)), log(scheduler, chance, trace, faults),
      keys(seed), folds(all_folds()), incarnation(uuid7(first_day, 1, seed)) {
  for (const auto& projection : cellar().projections)
    if (projection.sql) tables.emplace_back(projection);
  // One cellar, or three in one or two partitions.
  const auto wanted = static_cast<std::size_t>(chance.between(1, 2));
  const std::size_t cellars = chance.permille(200) ? 1 : 3;
  for (std::uint64_t n = 0; tenants.size() < cellars; ++n) {
    const auto tenant = uuid7(first_day, 2, n);
    const auto p = partition_of(tenant);
    const bool known = std::find(parts.begin(), parts.end(), p) != parts.end();
    if (!known && parts.size() < wanted) parts.push_back(p);
    else if (!known || (tenants.size() == 2 && parts.size() < wanted)) continue;
    tenants.push_back(tenant);
  }
  const auto how_many = static_cast<int>(chance.between(1, 3));
  for (int no = 0; no < how_many; ++no) processes.emplace_back(*this, no);
  log.landed = [this](Partition p) {
    for (auto& process : processes) process.landed(p);
  };
}
Town::~Town() = default;

void Town::violation(std::string what) {
  trace.say("WRONG:", what);
  violations.push_back(std::move(what));
}

void Town::send(std::function<void()> what) {
  if (!peace && chance.permille(faults.message_lost)) return;
  scheduler.after(chance.delay(), std::move(what));
}

bool Town::heard_lately_of(const Uuid& writer) const {
  const auto beat = beats.find(writer);
  return beat != beats.end() && scheduler.now() - beat->second < silence;
}

bool Town::owner_in_doubt(Partition p) const {
  return std::any_of(processes.begin(), processes.end(), [&](const auto& process) { return process.in_doubt(p); });
}

bool Town::peaceful() const { return peace && scheduler.now() - peace_since_ > std::chrono::milliseconds{1500}; }

void Town::trouble() {
  if (peace) return;
  scheduler.after(std::chrono::milliseconds{20}, [this] { trouble(); });
  for (auto& process : processes) {
    if (process.up() && chance.permille(faults.crash)) {
      process.crash();
      scheduler.after(chance.duration(1'000, 300'000), [&process] { process.start(); });
    }
    if (process.up() && !process.paused() && chance.permille(faults.pause)) {
      trace.say("pauses", process.no());
      process.pause();
      const auto wakes = scheduler.now() + chance.duration(1'000, 600'000);
      // It sleeps for a week: what it finds when it wakes is older than what is published, and its sockets are still there.
      if (chance.permille(faults.week * 25)) scheduler.at(wakes, [this] { a_week_passes(); });
      scheduler.at(wakes, [&process] { if (process.paused()) process.wake(); });
    }
    if (chance.permille(faults.clock)) process.jump(chance.duration(-5'000'000, 5'000'000));
  }
  if (chance.permille(faults.week)) a_week_passes();
}

void Town::a_week_passes() {
  if (peace) return;
  trace.say("a week passes");
  all_clocks += std::chrono::hours{24 * 8};
  for (auto& listener : people->listeners) listener.leave(std::chrono::milliseconds{1500});   // no connection lives as long
}

void Town::run() {
  people = std::make_unique<People>(*this);
  for (auto& process : processes) process.start();
  people->begin();
  trouble();
  const auto until = scheduler.now() + trouble_lasts;
  while (scheduler.now() < until && scheduler.next()) {}
  trace.say("peace");
  peace = true;
  peace_since_ = scheduler.now();
  faults = {};
  for (auto& process : processes) process.set_right();
  for (auto undone = unsettled(); !undone.empty(); undone = unsettled()) {
    if (scheduler.now() > until + patience_of_the_judge) {
      violation("after the last fault something is never done: " + undone);
      break;
    }
    const auto round = scheduler.now() + std::chrono::milliseconds{100};
    while (scheduler.now() < round && scheduler.next()) {}
  }
}

// What is not done yet: empty when everybody has been answered, everything is folded everywhere, and nothing waits.
std::string Town::unsettled() const {
  if (!people->done()) return "somebody is not answered";
  for (const auto& process : processes)
    if (const auto undone = process.unsettled(); !undone.empty()) return fmt::format("process {}: {}", process.no(), undone);
  for (const auto p : parts)
    if (std::none_of(processes.begin(), processes.end(), [&](const auto& process) { return process.published(p); }))
      return fmt::format("partition {} is not published", p);
  for (const auto& table : tables) {
    const auto kept = database.tables.find(table.view);
    if (kept == database.tables.end()) return "a table is not made";
    for (const auto p : parts)
      if (kept->second.stands[static_cast<std::size_t>(p)].next < log.end(p)) return fmt::format("the tables lack partition {}", p);
  }
  return {};
}

}  // namespace millrace::simulation
