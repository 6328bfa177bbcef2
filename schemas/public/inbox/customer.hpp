// What leaves the house about customers.
#pragma once

#include "domain/inbox/customer/facts.hpp"
#include "schemas/public/event.hpp"

namespace millrace::events {

struct CustomerCreated {
  static constexpr auto type = "com.millrace.customer.created.v1";
  static constexpr auto about = "The business knows one customer more. What a visitor says of itself is a claim.";
  Id<Customer> id;
  customer::CameBy came_by = customer::CameBy::agent;
  Text name;
  Text email;
  Text phone;
  Text author;                                        // of one that was imported: its name in the source
};
BOOST_DESCRIBE_STRUCT(CustomerCreated, (), (id, came_by, name, email, phone, author))

struct CustomerChanged {
  static constexpr auto type = "com.millrace.customer.changed.v1";
  static constexpr auto about = "What is known of a customer has changed: the members that are not null, and those that are cleared.";
  Id<Customer> id;
  Text name;
  Text email;
  Text phone;
  std::vector<customer::Detail> cleared;
};
BOOST_DESCRIBE_STRUCT(CustomerChanged, (), (id, name, email, phone, cleared))

struct CustomerTagged {
  static constexpr auto type = "com.millrace.customer.tagged.v1";
  static constexpr auto about = "The tags of a customer, all of them, have changed.";
  Id<Customer> id;
  std::vector<std::string> tags;
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(CustomerTagged, (), (id, tags, added, removed))

std::vector<PublicEvent> customer();

}  // namespace millrace::events
