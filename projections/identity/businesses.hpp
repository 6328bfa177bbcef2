// Businesses, each in its own tenant.
#pragma once

#include "domain/identity/business/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::business {

struct BusinessRow {
  Id<Business> id;
  std::string name;
  std::string slug;
  Id<Widget> widget_id;
  Time created_at{};
  std::vector<std::string> widget_origins;   // whose pages may show it; none: those of every site
  Settings settings;
  std::optional<Time> closed_at;             // since when nobody but its owners gets in
  std::optional<Time> ends_at;               // when it is over for good, unless an owner opens it again
};
BOOST_DESCRIBE_STRUCT(BusinessRow, (), (id, name, slug, widget_id, created_at, widget_origins, settings, closed_at, ends_at))

struct Businesses : Fold<Id<Business>, BusinessRow> {
  static constexpr auto name = "businesses";
  static const AnyFold& erased();
  using Listens = FactsOf<Business>;
  static Maybe on(Maybe, const Founded& e, const Meta& m) { return BusinessRow{e.id, e.name, e.slug, e.widget_id, m.at, {}, usual_settings(), {}, {}}; }
  static void on(BusinessRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
  static void on(BusinessRow& r, const WidgetOriginsSet& e, const Meta&) {
    if (r.widget_id == e.widget_id) r.widget_origins = e.widget_origins;
  }
  static void on(BusinessRow& r, const TimezoneSet& e, const Meta&) { apply(r.settings, e); }
  static void on(BusinessRow& r, const WorkingHoursSet& e, const Meta&) { apply(r.settings, e); }
  static void on(BusinessRow& r, const AutoAssignmentSet& e, const Meta&) { apply(r.settings, e); }
  static void on(BusinessRow& r, const NotificationsSet& e, const Meta&) { apply(r.settings, e); }
  static void on(BusinessRow& r, const Closed& e, const Meta& m) {
    if (!r.closed_at) r.closed_at = m.at;
    r.ends_at = e.ends_at;
  }
  static void on(BusinessRow& r, const Reopened&, const Meta&) {
    r.closed_at.reset();
    r.ends_at.reset();
  }
  static Maybe on(Maybe, const Ended&, const Meta&) { return {}; }
  static void on(BusinessRow& r, const MfaRequirementSet& e, const Meta&) { apply(r.settings, e); }
  static void on(BusinessRow& r, const SignInSet& e, const Meta&) { apply(r.settings, e); }
};

}  // namespace millrace::business

namespace millrace::projections {
Projection businesses();
}
