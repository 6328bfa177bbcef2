// What a rule reads of a business.
#pragma once

#include "domain/identity/business/facts.hpp"

namespace millrace {

struct Business : Aggregate {
  using Facts = List<business::Founded, business::Renamed>;
  struct Running { Id<Widget> widget_id; std::string name; };
  using State = std::variant<Absent, Running>;
  static const AnyFold& erased();

  static State on(auto, const business::Founded& e) { return Running{e.widget_id, e.name}; }
  static State on(Absent s, const business::Renamed&) { return s; }
  static State on(Running s, const business::Renamed& e) { return Running{s.widget_id, e.name}; }
};
BOOST_DESCRIBE_STRUCT(Business::Running, (), (widget_id, name))

}  // namespace millrace
