// How a business works, as its members have set it; usual_settings() where they have not.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace::business {

// Of one day, by the clocks of the business: from "09:00" until before "17:00". Until "24:00" is until the day ends; what goes on after midnight
// is another one, of the next day.
struct Interval {
  std::string start, end;
  bool operator==(const Interval&) const = default;
};
BOOST_DESCRIBE_STRUCT(Interval, (), (start, end))

// None: closed. In order, none within another.
struct Week {
  std::vector<Interval> monday, tuesday, wednesday, thursday, friday, saturday, sunday;
  bool operator==(const Week&) const = default;
};
BOOST_DESCRIBE_STRUCT(Week, (), (monday, tuesday, wednesday, thursday, friday, saturday, sunday))

// That day's hours, whatever weekday it is.
struct Holiday {
  std::string date;                          // "2026-12-24"
  std::optional<std::string> name = {};
  std::vector<Interval> hours = {};
  bool operator==(const Holiday&) const = default;
};
BOOST_DESCRIBE_STRUCT(Holiday, (), (date, name, hours))

struct WorkingHours {
  bool enabled = true;                       // otherwise it never closes
  Week schedule = {};
  std::vector<Holiday> holidays = {};        // in order, each day once
  bool operator==(const WorkingHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(WorkingHours, (), (enabled, schedule, holidays))

enum class AssignmentType { round_robin, balanced };
BOOST_DESCRIBE_ENUM(AssignmentType, round_robin, balanced)

// Who is given what comes in.
struct AutoAssignment {
  bool enabled = true;
  AssignmentType type = AssignmentType::round_robin;
  bool fallback_to_ai = false;
  bool operator==(const AutoAssignment&) const = default;
};
BOOST_DESCRIBE_STRUCT(AutoAssignment, (), (enabled, type, fallback_to_ai))

// How its members are told, unless they say otherwise for themselves.
struct Notifications {
  bool email = true, desktop = true, sound = true;
  bool operator==(const Notifications&) const = default;
};
BOOST_DESCRIBE_STRUCT(Notifications, (), (email, desktop, sound))

// How its members sign in; whoever has signed in another way is nobody here.
struct SignIn {
  bool password = true;                      // to this house itself, with a password or a passkey
  std::optional<std::vector<std::string>> providers = {};   // by whose word; none: by that of each there is
  bool operator==(const SignIn&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (password, providers))

struct Settings {
  std::string timezone = "UTC";              // of the IANA's database
  WorkingHours working_hours = {};
  AutoAssignment auto_assignment = {};
  Notifications notifications = {};
  bool require_mfa = false;                  // whoever has no second factor is nobody here
  SignIn sign_in = {};
  bool operator==(const Settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (timezone, working_hours, auto_assignment, notifications, require_mfa, sign_in))

// Monday to Friday from nine to five, Saturdays until one.
inline Settings usual_settings() {
  const std::vector<Interval> day{{"09:00", "17:00"}};
  Settings all;
  all.working_hours.schedule = {day, day, day, day, day, {{"09:00", "13:00"}}, {}};
  return all;
}

}  // namespace millrace::business
