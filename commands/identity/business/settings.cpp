#include "commands/identity/business/settings.hpp"

#include <charconv>
#include <chrono>
#include <map>

#include "commands/core/as_kept.hpp"
#include "schemas/text/people.hpp"
#include "schemas/text/time_zone.hpp"

namespace millrace::business {

namespace {

std::optional<int> number(std::string_view digits) {
  int n = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  const bool all = error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '-';
  return all ? std::optional(n) : std::nullopt;
}

// Minutes since the day began: "09:30", "24:00".
std::optional<int> minutes(std::string_view time) {
  if (time.size() != 5 || time[2] != ':') return {};
  const auto hour = number(time.substr(0, 2)), minute = number(time.substr(3));
  if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return {};
  return *hour * 60 + *minute;
}

bool a_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8));
  if (!year || !month || !day || *year < 1900) return false;
  return std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)}, std::chrono::day{static_cast<unsigned>(*day)}}.ok();
}

// The first that is not one, or begins before the one before it has ended.
std::optional<std::size_t> not_in_order(const std::vector<AskedInterval>& hours) {
  int before = 0;
  for (std::size_t n = 0; n < hours.size(); ++n) {
    const auto start = minutes(hours[n].start), end = minutes(hours[n].end);
    if (!start || !end || *start < before || *end <= *start) return n;
    before = *end;
  }
  return {};
}

std::vector<Interval> kept(const std::vector<AskedInterval>& hours) {
  std::vector<Interval> all;
  for (const auto& one : hours) all.push_back({one.start, one.end});
  return all;
}

struct Day { std::string_view name; std::optional<std::vector<AskedInterval>> WeekChange::*asked; std::vector<Interval> Week::*kept; };
constexpr Day days[] = {{"monday", &WeekChange::monday, &Week::monday}, {"tuesday", &WeekChange::tuesday, &Week::tuesday},
                        {"wednesday", &WeekChange::wednesday, &Week::wednesday}, {"thursday", &WeekChange::thursday, &Week::thursday},
                        {"friday", &WeekChange::friday, &Week::friday}, {"saturday", &WeekChange::saturday, &Week::saturday},
                        {"sunday", &WeekChange::sunday, &Week::sunday}};

std::optional<Rejection> take(const WeekChange& ask, Week& week) {
  for (const auto& day : days) {
    if (!(ask.*day.asked)) continue;
    if (const auto bad = not_in_order(*(ask.*day.asked)))
      return Rejection{rule::hours_invalid, {}, "/working_hours/schedule/" + std::string(day.name) + '/' + std::to_string(*bad)};
    week.*day.kept = kept(*(ask.*day.asked));
  }
  return {};
}

std::variant<Rejection, Holiday> holiday(const AskedHoliday& asked, const std::string& at) {
  if (!a_date(asked.date)) return Rejection{rule::holidays_invalid, "\"" + asked.date + "\" is no date.", at + "/date"};
  Holiday one{asked.date, {}, {}};
  if (asked.name && !good_name(*(one.name = name_as_kept(*asked.name)))) return Rejection{rule::holidays_invalid, {}, at + "/name"};
  if (!asked.hours) return one;
  if (const auto bad = not_in_order(*asked.hours)) return Rejection{rule::hours_invalid, {}, at + "/hours/" + std::to_string(*bad)};
  one.hours = kept(*asked.hours);
  return one;
}

std::optional<Rejection> take(const std::vector<AskedHoliday>& asked, std::vector<Holiday>& kept) {
  std::map<std::string, Holiday> by_date;
  for (std::size_t n = 0; n < asked.size(); ++n) {
    const auto at = "/working_hours/holidays/" + std::to_string(n);
    auto one = holiday(asked[n], at);
    if (auto* no = std::get_if<Rejection>(&one)) return std::move(*no);
    if (!by_date.emplace(asked[n].date, std::move(std::get<Holiday>(one))).second)
      return Rejection{rule::holidays_invalid, asked[n].date + " is there twice.", at + "/date"};
  }
  kept.clear();
  for (auto& [date, one] : by_date) kept.push_back(std::move(one));
  return {};
}

std::optional<Rejection> take(const HoursChange& ask, WorkingHours& hours) {
  if (ask.enabled) hours.enabled = *ask.enabled;
  if (ask.schedule)
    if (auto no = take(*ask.schedule, hours.schedule)) return no;
  if (ask.holidays) return take(*ask.holidays, hours.holidays);
  return {};
}

void take(const AssignmentChange& ask, AutoAssignment& kept) {
  if (ask.enabled) kept.enabled = *ask.enabled;
  if (ask.type) kept.type = *ask.type;
  if (ask.fallback_to_ai) kept.fallback_to_ai = *ask.fallback_to_ai;
}

void take(const NotificationsChange& ask, Notifications& kept) {
  if (ask.email) kept.email = *ask.email;
  if (ask.desktop) kept.desktop = *ask.desktop;
  if (ask.sound) kept.sound = *ask.sound;
}

std::optional<Rejection> take(const SignInChange& ask, SignIn& kept) {
  if (ask.password) kept.password = *ask.password;
  if (ask.providers) kept.providers = *ask.providers;
  if (!kept.password && kept.providers && kept.providers->empty()) return Rejection{rule::sign_in_invalid, {}, "/sign_in"};
  return {};
}

}  // namespace

std::variant<Rejection, Settings> changed(Settings settings, const ChangeSettings& ask) {
  if (ask.timezone) {
    auto zone = time_zone_as_kept(*ask.timezone);
    if (!zone) return Rejection{rule::timezone_unknown, "\"" + *ask.timezone + "\" is none.", "/timezone"};
    settings.timezone = std::move(*zone);
  }
  if (ask.working_hours)
    if (auto no = take(*ask.working_hours, settings.working_hours)) return std::move(*no);
  if (ask.auto_assignment) take(*ask.auto_assignment, settings.auto_assignment);
  if (ask.notifications) take(*ask.notifications, settings.notifications);
  if (ask.require_mfa) settings.require_mfa = *ask.require_mfa;
  if (ask.sign_in)
    if (auto no = take(*ask.sign_in, settings.sign_in)) return std::move(*no);
  return settings;
}

}  // namespace millrace::business
