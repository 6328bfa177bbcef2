// What leaves the house as an event: types of their own, apart from the facts that they are made of, so that facts may change
// without anybody outside noticing. A type may only gain optional members; anything else is a new type, `.v2`.
//
// Text about people is plain here; it is null once its subject has been erased, or the message deleted. What members keep among themselves (internal
// notes, read marks) is no event.
#pragma once

#include "domain/inbox/conversation/facts.hpp"
#include "domain/inbox/customer/facts.hpp"
#include "domain/inbox/message/facts.hpp"

namespace millrace::events {

using Text = std::optional<std::string>;

// --- millrace.messages: conversations and what is said in them -----------------------------------------------------------------

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

struct ConversationOpened {
  static constexpr auto type = "com.millrace.conversation.opened.v1";
  static constexpr auto about = "A conversation has begun.";
  Id<Conversation> id;
  Id<Customer> customer_id;
  Channel channel = Channel::widget;
  Text subject;
};
BOOST_DESCRIBE_STRUCT(ConversationOpened, (), (id, customer_id, channel, subject))

struct ConversationImported {
  static constexpr auto type = "com.millrace.conversation.imported.v1";
  static constexpr auto about = "A conversation that took place elsewhere has been taken over; it is resolved.";
  Id<Conversation> id;
  Id<Customer> customer_id;
  Channel channel = Channel::widget;
  std::string external_key;                           // its name in the source
  Text source;                                        // null: the channel itself
};
BOOST_DESCRIBE_STRUCT(ConversationImported, (), (id, customer_id, channel, external_key, source))

struct ConversationAssigned {
  static constexpr auto type = "com.millrace.conversation.assigned.v1";
  static constexpr auto about = "A conversation has gone from one member to another, from nobody or to nobody.";
  Id<Conversation> id;
  std::optional<Id<Member>> taken_from;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationAssigned, (), (id, taken_from, assigned_to))

struct ConversationMadePending {
  static constexpr auto type = "com.millrace.conversation.made_pending.v1";
  static constexpr auto about = "A conversation waits for somebody who is not an agent.";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationMadePending, (), (id, assigned_to))

struct ConversationReopened {
  static constexpr auto type = "com.millrace.conversation.reopened.v1";
  static constexpr auto about = "A conversation is open again, whatever it was.";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationReopened, (), (id, assigned_to))

struct ConversationResolved {
  static constexpr auto type = "com.millrace.conversation.resolved.v1";
  static constexpr auto about = "A conversation is resolved; the next message of the customer opens it again.";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationResolved, (), (id, assigned_to))

struct ConversationClosed {
  static constexpr auto type = "com.millrace.conversation.closed.v1";
  static constexpr auto about = "A conversation is closed; the next message of the customer opens another one.";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationClosed, (), (id, assigned_to))

struct ConversationArchived {
  static constexpr auto type = "com.millrace.conversation.archived.v1";
  static constexpr auto about = "A conversation is closed and out of the way; nothing is written into it.";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(ConversationArchived, (), (id, assigned_to))

struct ConversationTagged {
  static constexpr auto type = "com.millrace.conversation.tagged.v1";
  static constexpr auto about = "The tags of a conversation, all of them, have changed.";
  Id<Conversation> id;
  std::vector<std::string> tags;
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(ConversationTagged, (), (id, tags, added, removed))

struct ConversationPriorityChanged {
  static constexpr auto type = "com.millrace.conversation.priority_changed.v1";
  static constexpr auto about = "The priority of a conversation has changed.";
  Id<Conversation> id;
  conversation::Priority priority = conversation::Priority::normal;
};
BOOST_DESCRIBE_STRUCT(ConversationPriorityChanged, (), (id, priority))

struct ConversationSubjectChanged {
  static constexpr auto type = "com.millrace.conversation.subject_changed.v1";
  static constexpr auto about = "A conversation is about something else now, or about nothing in particular.";
  Id<Conversation> id;
  Text subject;
};
BOOST_DESCRIBE_STRUCT(ConversationSubjectChanged, (), (id, subject))

// --- millrace.customers ---------------------------------------------------------------------------------------------------------

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

}  // namespace millrace::events
