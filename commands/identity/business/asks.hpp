// What may be asked of a business.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/business/rights.hpp"
#include "domain/identity/business/state.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {
namespace business {

namespace rule {
inline constexpr Rule no_such_business{"business.not_found", Kind::missing, "There is no such business.",
                                       "Right after founding it may take a moment: read with min_position."};
inline constexpr Rule widget_origin_invalid{"business.widget_origin_invalid", Kind::invalid, "A site is named as browsers name it: https://shop.example.",
                                            "Scheme (https or http), host, and a port that is not the usual one, without a path. *. in front stands for all hosts "
                                            "below it; letters beyond ASCII as xn--…; an empty list means every site."};
inline constexpr Rule timezone_unknown{"business.timezone_unknown", Kind::invalid, "There is no such time zone.",
                                       "It is named as in the IANA's database: Europe/Berlin, America/New_York, UTC."};
inline constexpr Rule hours_invalid{"business.hours_invalid", Kind::invalid, "Hours are from one time of a day to a later one, in order, and none begins before the one before has ended.",
                                    "Times are written 09:00, the end of a day 24:00; no intervals mean closed; what goes on after midnight is another interval, of the next day."};
inline constexpr Rule holidays_invalid{"business.holidays_invalid", Kind::invalid, "A holiday is a date that there is, each once, with a name of 1 to 100 characters on one line if it has one.",
                                       "Dates are written 2026-12-24."};
inline constexpr Rule owners_only{"business.owners_only", Kind::forbidden, "Only an owner of a business closes it, opens it again or hands it over.", "Ask an owner of the business."};
inline constexpr Rule business_closed{"business.closed", Kind::conflict, "This business is closed.", "An owner can open it again: POST /businesses/{business_id}/reactivate."};
inline constexpr Rule sign_in_invalid{"business.sign_in_invalid", Kind::invalid, "Nobody could sign in that way.",
                                      "Let members in with a password, or by a provider that GET /auth/providers lists."};
inline constexpr Rule own_sign_in_first{"business.own_sign_in_first", Kind::conflict, "You have not signed in that way yourself, and would be shut out.",
                                        "Sign in as your members are to sign in, then set this."};
inline constexpr Rule own_factor_first{"business.own_factor_first", Kind::conflict, "You have no second factor yourself, and would be shut out.",
                                       "Set one up first: POST /auth/mfa/totp, or POST /auth/passkeys."};
}

inline constexpr auto grace = std::chrono::hours(30 * 24);    // in which an owner can still take a deletion back

inline constexpr std::int64_t intervals_at_most = 12;    // of one day

// Comes from the directory, which has checked everything.
struct Found {
  static constexpr auto wire = "business.found.v1";
  using Of = Business;
  Id<Business> id;
  std::string name;
  std::string slug;
  Id<Widget> widget_id;
  Id<Member> member_id;
  Id<Account> account_id;
  Personal<std::string> founder_name;
  std::optional<Time> registered_at;       // when it was: the founder has been told that time
  std::optional<Personal<std::string>> founder_email = {};
};
BOOST_DESCRIBE_STRUCT(Found, (), (id, name, slug, widget_id, member_id, account_id, founder_name, registered_at, founder_email))

// A merge patch (RFC 7396); the slug stays: addresses that were given out go on working. No sites, or null: every site.
struct Change {
  static constexpr auto wire = "business.change.v1";
  using Of = Business;
  static constexpr Bounded bounds[] = {{"name", {1, 100}, By::rule},
                                       {"widget_origins", {0, 50}, By::edge, Bound{1, 300}, "as the header Origin names sites; *. in front of a host: all below it"}};
  Id<Business> id;
  std::optional<std::string> name = {};
  std::optional<std::optional<std::vector<std::string>>> widget_origins = {};
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, name, widget_origins))

struct AskedInterval {
  static constexpr Bounded bounds[] = {{"start", {0, 100}, By::edge, {}, "a time of day, 09:00"}, {"end", {0, 100}, By::edge, {}, "a later one, to 24:00"}};
  std::string start, end;
};
BOOST_DESCRIBE_STRUCT(AskedInterval, (), (start, end))

struct AskedHoliday {
  static constexpr Bounded bounds[] = {{"date", {0, 100}, By::edge, {}, "a day, 2026-12-24"}, {"name", {1, 100}, By::rule}, {"hours", {0, intervals_at_most}}};
  std::string date;
  std::optional<std::string> name = {};
  std::optional<std::vector<AskedInterval>> hours = {};
};
BOOST_DESCRIBE_STRUCT(AskedHoliday, (), (date, name, hours))

// Merge patches (RFC 7396), like the whole of it: what is not there stays as it is. Lists come whole.
struct WeekChange {
  static constexpr Bounded bounds[] = {{"monday", {0, intervals_at_most}}, {"tuesday", {0, intervals_at_most}}, {"wednesday", {0, intervals_at_most}}, {"thursday", {0, intervals_at_most}},
                                       {"friday", {0, intervals_at_most}}, {"saturday", {0, intervals_at_most}}, {"sunday", {0, intervals_at_most}}};
  std::optional<std::vector<AskedInterval>> monday = {}, tuesday = {}, wednesday = {}, thursday = {}, friday = {}, saturday = {}, sunday = {};
};
BOOST_DESCRIBE_STRUCT(WeekChange, (), (monday, tuesday, wednesday, thursday, friday, saturday, sunday))

struct HoursChange {
  static constexpr Bounded bounds[] = {{"holidays", {0, 400}}};
  std::optional<bool> enabled = {};
  std::optional<WeekChange> schedule = {};
  std::optional<std::vector<AskedHoliday>> holidays = {};
};
BOOST_DESCRIBE_STRUCT(HoursChange, (), (enabled, schedule, holidays))

struct AssignmentChange {
  std::optional<bool> enabled = {};
  std::optional<AssignmentType> type = {};
  std::optional<bool> fallback_to_ai = {};
};
BOOST_DESCRIBE_STRUCT(AssignmentChange, (), (enabled, type, fallback_to_ai))

struct NotificationsChange {
  std::optional<bool> email = {}, desktop = {}, sound = {};
};
BOOST_DESCRIBE_STRUCT(NotificationsChange, (), (email, desktop, sound))

// `providers`: null is each that there is.
struct SignInChange {
  static constexpr Bounded bounds[] = {{"providers", {0, 20}, By::edge, Bound{1, 50}, "as GET /auth/providers names them; null: each"}};
  std::optional<bool> password = {};
  std::optional<std::optional<std::vector<std::string>>> providers = {};
};
BOOST_DESCRIBE_STRUCT(SignInChange, (), (password, providers))

struct ChangeSettings {
  static constexpr auto wire = "business.change_settings.v1";
  using Of = Business;
  static constexpr Bounded bounds[] = {{"timezone", {0, 100}, By::edge, {}, "a name of the IANA's database: Europe/Berlin"}};
  Id<Business> id;
  std::optional<std::string> timezone = {};
  std::optional<HoursChange> working_hours = {};
  std::optional<AssignmentChange> auto_assignment = {};
  std::optional<NotificationsChange> notifications = {};
  std::optional<bool> require_mfa = {};
  std::optional<SignInChange> sign_in = {};
};
BOOST_DESCRIBE_STRUCT(ChangeSettings, (), (id, timezone, working_hours, auto_assignment, notifications, require_mfa, sign_in))

// By an owner; `deletes`: for good, once the grace is over.
struct Close {
  static constexpr auto wire = "business.close.v1";
  using Of = Business;
  Id<Business> id;
  bool deletes = false;
};
BOOST_DESCRIBE_STRUCT(Close, (), (id, deletes))

struct Reopen {
  static constexpr auto wire = "business.reopen.v1";
  using Of = Business;
  Id<Business> id;
};
BOOST_DESCRIBE_STRUCT(Reopen, (), (id))

// A timer's, of the deletion that was to end then.
struct End {
  static constexpr auto wire = "business.end.v1";
  using Of = Business;
  Id<Business> id;
  Time ends_at{};
};
BOOST_DESCRIBE_STRUCT(End, (), (id, ends_at))

namespace v1 {

struct Rename {
  static constexpr auto wire = "business.rename.v1";
  Id<Business> id;
  std::string name;
  Change upcast() const { return {id, name}; }
};
BOOST_DESCRIBE_STRUCT(Rename, (), (id, name))

}  // namespace v1

}  // namespace business

namespace commands {
WriteSide business();
}

}  // namespace millrace
