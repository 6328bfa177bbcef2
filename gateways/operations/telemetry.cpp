#include "gateways/operations/telemetry.hpp"

#include <algorithm>
#include <cmath>

#include "gateways/operations/scrub.hpp"

namespace millrace {

using namespace operations;

namespace {

constexpr std::size_t message_characters = 300, stack_characters = 3'000, route_characters = 100;
const double step = std::log(1.1);

std::int64_t good_to(Vital vital) {                    // web.dev/articles/vitals
  switch (vital) {
    case Vital::LCP: return 2'500;
    case Vital::INP: return 200;
    case Vital::CLS: return 100;
    case Vital::TTFB: return 800;
    case Vital::FCP: return 1'800;
  }
  return 0;
}

// The first two lines of a stack: what, in some browsers, and where.
std::string place_in(const std::string& stack) { return stack.substr(0, stack.find('\n', std::min(stack.size(), stack.find('\n')) + 1)); }

bool tenfold(std::int64_t n) {
  while (n > 1 && n % 10 == 0) n /= 10;
  return n == 1;
}

// Whoever has not been heard of for the longest makes room.
template <class Map>
void make_room(Map& map, std::size_t most) {
  if (map.size() < most) return;
  map.erase(std::min_element(map.begin(), map.end(), [](const auto& a, const auto& b) { return a.second.last_at < b.second.last_at; }));
}

}  // namespace

void Telemetry::Counts::add(std::int64_t value) {
  const auto at = value < 1 ? 0 : 1 + static_cast<std::size_t>(std::log(static_cast<double>(value)) / step);
  ++steps[std::min(at, steps.size() - 1)];
  ++count;
}

std::int64_t Telemetry::Counts::percentile(int of_hundred) const {
  const auto wanted = (count * of_hundred + 99) / 100;
  std::int64_t seen = 0;
  for (std::size_t at = 0; at < steps.size(); ++at)
    if ((seen += steps[at]) >= wanted) return at == 0 ? 0 : std::llround(std::exp((static_cast<double>(at) - 0.5) * step));
  return 0;
}

void Telemetry::take(const Measured& measured, Time now) {
  const std::pair key{measured.name, scrubbed(measured.route, route_characters, Lines::one)};
  if (!vitals_.contains(key)) make_room(vitals_, most_places);
  auto& counts = vitals_[key];
  counts.add(measured.value);
  counts.last_at = now;
}

std::optional<FaultShown> Telemetry::take(const Fault& fault, const std::string& release, Time now) {
  FaultShown seen{scrubbed(fault.message, message_characters, Lines::one), {}, scrubbed(fault.route, route_characters, Lines::one), release, 0, now, now};
  if (fault.stack) seen.stack = scrubbed(*fault.stack, stack_characters, Lines::many);
  const auto key = seen.message + '\0' + place_in(seen.stack.value_or("")) + '\0' + seen.route + '\0' + release;
  if (!faults_.contains(key)) make_room(faults_, most_faults);
  auto& kept = faults_.try_emplace(key, std::move(seen)).first->second;
  ++kept.count;
  kept.last_at = now;
  return tenfold(kept.count) ? std::optional{kept} : std::nullopt;
}

void Telemetry::take(const ServerFault& fault, Time now) {
  const auto release = outlets_.release ? outlets_.release() : std::string{};
  ServerFaultShown seen{fault.kind, scrubbed(fault.message, message_characters, Lines::one), fault.route, release, {}, 0, now, now};
  const auto key = std::to_string(static_cast<int>(seen.kind)) + seen.message + '\0' + seen.route;
  const std::lock_guard lock{mutex_};
  if (!server_faults_.contains(key)) make_room(server_faults_, most_faults);
  auto& kept = server_faults_.try_emplace(key, std::move(seen)).first->second;
  ++kept.count;
  kept.last_at = now;
  if (fault.trace_id) kept.trace_id = fault.trace_id;
}

std::optional<Duration> Telemetry::take(const Report& report, const From& from, Time now) {
  const auto release = scrubbed(report.release, route_characters, Lines::one);
  std::vector<FaultShown> told;
  {
    const std::lock_guard lock{mutex_};
    if (const auto wait = (from.signed_in ? people_ : strangers_).take(from.who, now)) {
      ++refused_;
      return wait;
    }
    ++reports_;
    for (const auto& one : report.vitals.value_or(std::vector<Measured>{})) take(one, now);
    for (const auto& one : report.errors.value_or(std::vector<Fault>{}))
      if (auto seen = take(one, release, now)) told.push_back(std::move(*seen));
  }
  if (outlets_.measured)
    for (const auto& one : report.vitals.value_or(std::vector<Measured>{})) outlets_.measured(one.name, one.value);
  if (outlets_.went_wrong)
    for (const auto& one : told) outlets_.went_wrong(one);
  return {};
}

TelemetryShown Telemetry::shown() const {
  const std::lock_guard lock{mutex_};
  TelemetryShown all{since_, reports_, refused_, {}, {}, {}};
  for (const auto& [key, counts] : vitals_)
    all.vitals.push_back({key.first, key.second, counts.count, counts.percentile(50), counts.percentile(75), counts.percentile(95), good_to(key.first)});
  for (const auto& [key, fault] : faults_) all.errors.push_back(fault);
  for (const auto& [key, fault] : server_faults_) all.server_errors.push_back(fault);
  const auto newest_first = [](const auto& a, const auto& b) { return a.last_at > b.last_at; };
  std::stable_sort(all.errors.begin(), all.errors.end(), newest_first);
  std::stable_sort(all.server_errors.begin(), all.server_errors.end(), newest_first);
  return all;
}

}  // namespace millrace
