// What goes out over connections. Credentials are added where it is sent.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

struct Connection;
struct Customer;
struct Message;

namespace connection {

// A message of the business to a customer. How it reads is for when it goes out: what has been deleted by then does not.
struct Send {
  static constexpr auto wire = "channel.send.v1";
  Id<Connection> connection_id;
  Id<Message> message_id;
  Id<Customer> customer_id;
};
BOOST_DESCRIBE_STRUCT(Send, (), (connection_id, message_id, customer_id))

// The provider is told where we listen.
struct Subscribe {
  static constexpr auto wire = "connection.subscribe.v1";
  Id<Connection> connection_id;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (), (connection_id))

// … and asked whether it still knows us.
struct Probe {
  static constexpr auto wire = "connection.probe.v1";
  Id<Connection> connection_id;
};
BOOST_DESCRIBE_STRUCT(Probe, (), (connection_id))

}  // namespace connection
}  // namespace millrace
