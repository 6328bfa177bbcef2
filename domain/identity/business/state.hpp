// What a rule reads of a business.
#pragma once

#include "domain/identity/business/facts.hpp"

namespace millrace {

struct Business : Aggregate {
  using Facts = List<business::Founded, business::Renamed, business::WidgetOriginsSet, business::TimezoneSet, business::WorkingHoursSet,
                     business::AutoAssignmentSet, business::NotificationsSet, business::MfaRequirementSet, business::SignInSet, business::Closed, business::Reopened,
                     business::Ended>;
  struct Running {
    Id<Widget> widget_id;
    std::string name;
    std::vector<std::string> widget_origins = {};
    business::Settings settings = {};
  };
  struct Closed {
    Running as;                              // what it was, and is again
    std::optional<Time> ends_at = {};
  };
  struct Ended {};
  using State = std::variant<Absent, Running, Closed, Ended>;
  static const AnyFold& erased();

  static State on(auto, const business::Founded& e) { return Running{e.widget_id, e.name, {}, business::usual_settings()}; }
  static State on(auto s, const business::Renamed&) { return s; }
  static State on(Running s, const business::Renamed& e) {
    s.name = e.name;
    return s;
  }
  static State on(auto s, const business::WidgetOriginsSet&) { return s; }
  static State on(Running s, const business::WidgetOriginsSet& e) {
    if (s.widget_id == e.widget_id) s.widget_origins = e.widget_origins;
    return s;
  }
  static State on(auto s, const business::TimezoneSet& e) { return set(std::move(s), e); }
  static State on(auto s, const business::WorkingHoursSet& e) { return set(std::move(s), e); }
  static State on(auto s, const business::AutoAssignmentSet& e) { return set(std::move(s), e); }
  static State on(auto s, const business::NotificationsSet& e) { return set(std::move(s), e); }
  static State on(auto s, const business::Closed&) { return s; }
  static State on(Running s, const business::Closed& e) { return Closed{std::move(s), e.ends_at}; }
  static State on(Closed s, const business::Closed& e) { return Closed{std::move(s.as), e.ends_at}; }
  static State on(auto s, const business::Reopened&) { return s; }
  static State on(Closed s, const business::Reopened&) { return std::move(s.as); }
  static State on(auto s, const business::Ended&) { return s; }
  static State on(Closed, const business::Ended&) { return Ended{}; }
  static State on(auto s, const business::MfaRequirementSet& e) { return set(std::move(s), e); }
  static State on(auto s, const business::SignInSet& e) { return set(std::move(s), e); }

 private:
  static State set(auto s, const auto& e) {
    if constexpr (requires { s.settings; }) business::apply(s.settings, e);
    return s;
  }
};
BOOST_DESCRIBE_STRUCT(Business::Running, (), (widget_id, name, widget_origins, settings))
BOOST_DESCRIBE_STRUCT(Business::Closed, (), (as, ends_at))
BOOST_DESCRIBE_STRUCT(Business::Ended, (), ())

// Whether things happen in it. Of one that nobody has founded yet nobody has said otherwise.
inline bool runs(const Business::State& s) { return std::holds_alternative<Business::Running>(s) || std::holds_alternative<Absent>(s); }

}  // namespace millrace
