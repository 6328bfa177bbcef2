// What a rule reads of a business.
#pragma once

#include "domain/business/facts.hpp"

namespace millrace {

struct Business : Aggregate {
  using Facts = List<business::Founded, business::Renamed>;
  struct Running { Id<Widget> widget_id; };
  using State = std::variant<Absent, Running>;

  static State on(auto, const business::Founded& e) { return Running{e.widget_id}; }
  static State on(auto s, const business::Renamed&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Business::Running, (), (widget_id))

}  // namespace millrace
