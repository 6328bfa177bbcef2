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
};
BOOST_DESCRIBE_STRUCT(BusinessRow, (), (id, name, slug, widget_id, created_at))

struct Businesses : Fold<Id<Business>, BusinessRow> {
  static constexpr auto name = "businesses";
  static const AnyFold& erased();
  using Listens = FactsOf<Business>;
  static Maybe on(Maybe, const Founded& e, const Meta& m) { return BusinessRow{e.id, e.name, e.slug, e.widget_id, m.at}; }
  static void on(BusinessRow& r, const Renamed& e, const Meta&) { r.name = e.name; }
};

}  // namespace millrace::business

namespace millrace::projections {
Projection businesses();
}
