// What happens to a business itself, in its own tenant: the business's id is the tenant's.
#pragma once

#include "domain/core/fold.hpp"

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

}  // namespace business
}  // namespace millrace
