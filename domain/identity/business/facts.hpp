// What happens to a business itself, in its own tenant: the business's id is the tenant's.
#pragma once

#include "domain/core/fold.hpp"
#include "domain/identity/business/settings.hpp"

namespace millrace {

struct Business;
struct Widget;

namespace business {

struct Founded {
  static constexpr auto wire = "business.founded.v1";
  Id<Business> id;
  std::string name;
  std::string slug;
  Id<Widget> widget_id;
};
BOOST_DESCRIBE_STRUCT(Founded, (), (id, name, slug, widget_id))

struct Renamed {
  static constexpr auto wire = "business.renamed.v1";
  Id<Business> id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Renamed, (), (id, name))

// Whose pages may show the widget from now on: all that are named; nobody: those of every site.
struct WidgetOriginsSet {
  static constexpr auto wire = "business.widget_origins_set.v1";
  Id<Business> id;
  Id<Widget> widget_id;
  std::vector<std::string> widget_origins;   // "https://shop.example", "https://*.shop.example"
};
BOOST_DESCRIBE_STRUCT(WidgetOriginsSet, (), (id, widget_id, widget_origins))

struct TimezoneSet {
  static constexpr auto wire = "business.timezone_set.v1";
  Id<Business> id;
  std::string timezone;                      // of the IANA's database
};
BOOST_DESCRIBE_STRUCT(TimezoneSet, (), (id, timezone))

struct WorkingHoursSet {
  static constexpr auto wire = "business.working_hours_set.v1";
  Id<Business> id;
  WorkingHours working_hours;
};
BOOST_DESCRIBE_STRUCT(WorkingHoursSet, (), (id, working_hours))

struct AutoAssignmentSet {
  static constexpr auto wire = "business.auto_assignment_set.v1";
  Id<Business> id;
  AutoAssignment auto_assignment;
};
BOOST_DESCRIBE_STRUCT(AutoAssignmentSet, (), (id, auto_assignment))

struct NotificationsSet {
  static constexpr auto wire = "business.notifications_set.v1";
  Id<Business> id;
  Notifications notifications;
};
BOOST_DESCRIBE_STRUCT(NotificationsSet, (), (id, notifications))

// Nobody but its owners gets in, and nothing happens in it.
struct Closed {
  static constexpr auto wire = "business.closed.v1";
  Id<Business> id;
  std::optional<Time> ends_at;               // from then on it is over for good; none: it waits until an owner opens it again
};
BOOST_DESCRIBE_STRUCT(Closed, (), (id, ends_at))

struct Reopened {
  static constexpr auto wire = "business.reopened.v1";
  Id<Business> id;
};
BOOST_DESCRIBE_STRUCT(Reopened, (), (id))

// Nobody opens it any more.
struct Ended {
  static constexpr auto wire = "business.ended.v1";
  Id<Business> id;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (id))

// Whether its members have to have a second factor.
struct MfaRequirementSet {
  static constexpr auto wire = "business.mfa_requirement_set.v1";
  Id<Business> id;
  bool require_mfa = false;
};
BOOST_DESCRIBE_STRUCT(MfaRequirementSet, (), (id, require_mfa))

struct SignInSet {
  static constexpr auto wire = "business.sign_in_set.v1";
  Id<Business> id;
  SignIn sign_in;
};
BOOST_DESCRIBE_STRUCT(SignInSet, (), (id, sign_in))

inline void apply(Settings& settings, const SignInSet& e) { settings.sign_in = e.sign_in; }
inline void apply(Settings& settings, const MfaRequirementSet& e) { settings.require_mfa = e.require_mfa; }
inline void apply(Settings& settings, const TimezoneSet& e) { settings.timezone = e.timezone; }
inline void apply(Settings& settings, const WorkingHoursSet& e) { settings.working_hours = e.working_hours; }
inline void apply(Settings& settings, const AutoAssignmentSet& e) { settings.auto_assignment = e.auto_assignment; }
inline void apply(Settings& settings, const NotificationsSet& e) { settings.notifications = e.notifications; }

}  // namespace business
}  // namespace millrace
