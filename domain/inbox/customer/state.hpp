// What a rule reads of a customer.
#pragma once

#include "domain/inbox/customer/facts.hpp"

namespace millrace {

struct Customer : Aggregate {
  using Facts = List<customer::Created, customer::Changed, customer::Tagged, customer::NoteAdded, customer::Identified, customer::Erased>;
  struct Known { std::vector<std::string> tags; };
  struct Gone {};                                     // erased
  using State = std::variant<Absent, Known, Gone>;
  static const AnyFold& erased();

  static State on(Absent, const customer::Created&) { return Known{}; }
  static State on(Known s, const customer::Created&) { return s; }
  static State on(Gone s, const customer::Created&) { return s; }
  static State on(auto s, const customer::Changed&) { return s; }
  static State on(Absent s, const customer::Tagged&) { return s; }
  static State on(Known, const customer::Tagged& e) { return Known{e.tags}; }
  static State on(Gone s, const customer::Tagged&) { return s; }
  static State on(auto s, const customer::NoteAdded&) { return s; }
  static State on(auto s, const customer::Identified&) { return s; }
  static State on(auto, const customer::Erased&) { return Gone{}; }
};
BOOST_DESCRIBE_STRUCT(Customer::Known, (), (tags))
BOOST_DESCRIBE_STRUCT(Customer::Gone, (), ())

}  // namespace millrace
