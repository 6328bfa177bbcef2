// What leaves the house about messages. What members keep among themselves (internal notes, read marks) is no event.
#pragma once

#include "domain/inbox/message/facts.hpp"
#include "schemas/public/event.hpp"

namespace millrace::events {

struct MessageAppended {
  static constexpr auto type = "com.millrace.message.appended.v1";
  static constexpr auto about = "Somebody has said something in a conversation; `no` counts what is said there.";
  Id<Message> id;
  Id<Conversation> conversation_id;
  Id<Customer> customer_id;
  std::int64_t no = 0;
  message::Author author = message::Author::customer;
  std::optional<Id<Member>> member_id;
  Text author_name;
  Text text;
  message::Delivery delivery = message::Delivery::sent;
  Text external_key;                                  // of what was imported: its name in the source
};
BOOST_DESCRIBE_STRUCT(MessageAppended, (), (id, conversation_id, customer_id, no, author, member_id, author_name, text, delivery, external_key))

struct MessageDeliveryChanged {
  static constexpr auto type = "com.millrace.message.delivery_changed.v1";
  static constexpr auto about = "The channel has reported how far a message has come; reports may come late and out of order.";
  Id<Message> id;
  message::Delivery delivery = message::Delivery::sent;
};
BOOST_DESCRIBE_STRUCT(MessageDeliveryChanged, (), (id, delivery))

struct MessageDeleted {
  static constexpr auto type = "com.millrace.message.deleted.v1";
  static constexpr auto about = "A message is no longer shown; delete your copy.";
  Id<Message> id;
  Id<Conversation> conversation_id;
  std::int64_t no = 0;
};
BOOST_DESCRIBE_STRUCT(MessageDeleted, (), (id, conversation_id, no))

std::vector<PublicEvent> message();

}  // namespace millrace::events
