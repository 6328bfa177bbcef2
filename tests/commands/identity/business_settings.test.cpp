#include <doctest/doctest.h>

#include "commands/identity/business/asks.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "schemas/text/time_zone.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
namespace b = business;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::business(), commands::member()})};
  return house;
}
const Id<Business> acme{tenant()};
b::Founded founded() { return {acme, "Acme", "acme", named<Widget>("w")}; }
b::ChangeSettings asks() { return {acme}; }
b::ChangeSettings on_monday(std::vector<b::AskedInterval> hours) {
  auto ask = asks();
  ask.working_hours = b::HoursChange{};
  ask.working_hours->schedule = b::WeekChange{};
  ask.working_hours->schedule->monday = std::move(hours);
  return ask;
}
b::ChangeSettings holidays(std::vector<b::AskedHoliday> days) {
  auto ask = asks();
  ask.working_hours = b::HoursChange{{}, {}, std::move(days)};
  return ask;
}
Story story() {
  auto begun = house().given(founded());
  begun.as(staff(named<Member>("olga"), Role::owner));
  return begun;
}

}  // namespace

TEST_CASE("a business's settings: what is asked is set, the rest stays, and the same again is nothing") {
  auto said = story();
  auto ask = asks();
  ask.timezone = "europe/berlin";
  ask.notifications = b::NotificationsChange{{}, false, {}};
  said.when(ask).then(b::TimezoneSet{acme, "Europe/Berlin"}, b::NotificationsSet{acme, {true, false, true}});
  said.when(ask).then();
  auto sound = asks();
  sound.notifications = b::NotificationsChange{{}, {}, false};
  said.when(sound).then(b::NotificationsSet{acme, {true, false, false}});
  auto balanced = asks();
  balanced.auto_assignment = b::AssignmentChange{{}, b::AssignmentType::balanced, {}};
  said.when(balanced).then(b::AutoAssignmentSet{acme, {true, b::AssignmentType::balanced, false}});
}

TEST_CASE("a business's settings: one day's hours leave the other days as they are") {
  auto hours = b::usual_settings().working_hours;
  hours.schedule.monday = {{"08:00", "12:00"}, {"12:30", "24:00"}};
  story().when(on_monday({{"08:00", "12:00"}, {"12:30", "24:00"}})).then(b::WorkingHoursSet{acme, hours});
  hours.schedule.monday = {};
  story().when(on_monday({})).then(b::WorkingHoursSet{acme, hours});
}

TEST_CASE("a business's settings: hours that are none are refused, with their place") {
  const std::vector<std::vector<b::AskedInterval>> none{
      {{"9:00", "17:00"}}, {{"09:00", "09:00"}}, {{"17:00", "09:00"}}, {{"09:00", "24:01"}}, {{"09:60", "10:00"}}, {{"", ""}}, {{"closed", "closed"}},
      {{"-1:00", "02:00"}}, {{"+1:00", "02:00"}}, {{"25:00", "26:00"}}};
  for (const auto& hours : none) {
    CAPTURE(hours.front().start);
    story().when(on_monday(hours)).refused(b::rule::hours_invalid);
  }
  story().when(on_monday({{"09:00", "12:00"}, {"11:59", "13:00"}})).refused(b::rule::hours_invalid);
  story().when(on_monday({{"13:00", "14:00"}, {"09:00", "12:00"}})).refused(b::rule::hours_invalid);
  story().when(on_monday({{"09:00", "12:00"}, {"12:00", "13:00"}})).accepted();
}

TEST_CASE("a business's settings: holidays are days that there are, each once, kept in order") {
  auto hours = b::usual_settings().working_hours;
  hours.holidays = {{"2026-12-24", "Christmas Eve", {{"09:00", "12:00"}}}, {"2026-12-25", "Christmas", {}}, {"2028-02-29", {}, {}}};
  story().when(holidays({{"2028-02-29", {}, {}}, {"2026-12-24", "Christmas Eve", {{{"09:00", "12:00"}}}}, {"2026-12-25", "  Christmas ", {}}})).then(b::WorkingHoursSet{acme, hours});
  for (const auto* date : {"2026-02-29", "2026-13-01", "26-12-24", "2026-1-1", "2026/12/24", "", "1899-12-31", "2026-12-241"}) {
    CAPTURE(date);
    story().when(holidays({{date, {}, {}}})).refused(b::rule::holidays_invalid);
  }
  story().when(holidays({{"2026-12-24", {}, {}}, {"2026-12-24", "again", {}}})).refused(b::rule::holidays_invalid);
  story().when(holidays({{"2026-12-24", "", {}}})).refused(b::rule::holidays_invalid);
  story().when(holidays({{"2026-12-24", {}, {{{"12:00", "09:00"}}}}})).refused(b::rule::hours_invalid);
}

TEST_CASE("a business's settings: a time zone has a name of the IANA's database") {
  for (const auto* zone : {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Calcutta"}) CHECK(time_zone_as_kept(zone) == zone);
  CHECK(time_zone_as_kept("utc") == "UTC");
  for (const auto* none : {"", "Berlin", "GMT+2", "+02:00", "Etc/GMT+2", "EST", "Europe/Atlantis", "../etc/passwd"}) {
    CAPTURE(none);
    CHECK_FALSE(time_zone_as_kept(none));
    auto ask = asks();
    ask.timezone = none;
    story().when(ask).refused(b::rule::timezone_unknown);
  }
}

TEST_CASE("a business's settings: there are none of a business that there is not") {
  house().given().when(asks()).refused(b::rule::no_such_business);
}
