// What leaves the house about conversations.
#pragma once

#include "domain/inbox/conversation/facts.hpp"
#include "schemas/public/event.hpp"

namespace millrace::events {

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

struct ConversationExpired {
  static constexpr auto type = "com.millrace.conversation.expired.v1";
  static constexpr auto about = "Texts of a conversation were deleted, and its subject: it has been over for as long as its business keeps them.";
  Id<Conversation> id;
  Time over_on{};
  std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(ConversationExpired, (), (id, over_on, days))

std::vector<PublicEvent> conversation();

}  // namespace millrace::events
