// What happens to a conversation as a piece of work: who has it, how it stands, what it is about. What is said in it are the
// messages, each a stream of its own. `was`: how it stood before, for who takes it back; older records do not say it.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct ChannelAccount;       // where the business is written to: a widget, a mailbox, a number
struct Conversation;
struct Customer;
struct Member;

enum class Channel { whatsapp, instagram, facebook, twitter, telegram, email, widget, voice_call, sms };
BOOST_DESCRIBE_ENUM(Channel, whatsapp, instagram, facebook, twitter, telegram, email, widget, voice_call, sms)

namespace conversation {

enum class Status { open, pending, resolved, closed, archived };
BOOST_DESCRIBE_ENUM(Status, open, pending, resolved, closed, archived)

enum class Priority { low, normal, high, urgent };
BOOST_DESCRIBE_ENUM(Priority, low, normal, high, urgent)

struct Opened {
  static constexpr auto wire = "conversation.opened.v1";
  Id<Conversation> id;
  Id<Customer> customer_id;
  std::optional<Id<ChannelAccount>> account_id;       // none when an agent writes first, outside every account
  Channel channel = Channel::widget;
  std::optional<Personal<std::string>> subject = {};
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, customer_id, account_id, channel, subject))

// It took place elsewhere; it arrives resolved, and nobody has to read it.
struct Imported {
  static constexpr auto wire = "conversation.imported.v1";
  Id<Conversation> id;
  Id<Customer> customer_id;
  Channel channel = Channel::widget;
  std::string external_key;                           // what the source calls it
  std::optional<std::string> source = {};             // whose name that is; none: the channel's own
};
BOOST_DESCRIBE_STRUCT(Imported, (), (id, customer_id, channel, external_key, source))

struct Assigned {
  static constexpr auto wire = "conversation.assigned.v1";
  Id<Conversation> id;
  std::optional<Id<Member>> taken_from;
  std::optional<Id<Member>> assigned_to;
};
BOOST_DESCRIBE_STRUCT(Assigned, (), (id, taken_from, assigned_to))

// It waits for somebody who is not an agent.
struct MadePending {
  static constexpr auto wire = "conversation.made_pending.v1";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
  std::optional<Status> was = {};
};
BOOST_DESCRIBE_STRUCT(MadePending, (), (id, assigned_to, was))

// Open again, whatever it was.
struct Reopened {
  static constexpr auto wire = "conversation.reopened.v1";
  Id<Conversation> id;
  Id<Customer> customer_id;
  std::optional<Id<ChannelAccount>> account_id;
  std::optional<Id<Member>> assigned_to;
  std::optional<Status> was = {};
};
BOOST_DESCRIBE_STRUCT(Reopened, (), (id, customer_id, account_id, assigned_to, was))

// The next message of the customer opens it again.
struct Resolved {
  static constexpr auto wire = "conversation.resolved.v1";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
  std::optional<Status> was = {};
};
BOOST_DESCRIBE_STRUCT(Resolved, (), (id, assigned_to, was))

// The next message of the customer opens another one.
struct Closed {
  static constexpr auto wire = "conversation.closed.v1";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
  std::optional<Status> was = {};
};
BOOST_DESCRIBE_STRUCT(Closed, (), (id, assigned_to, was))

// Closed and out of the way: nothing is written into it.
struct Archived {
  static constexpr auto wire = "conversation.archived.v1";
  Id<Conversation> id;
  std::optional<Id<Member>> assigned_to;
  std::optional<Status> was = {};
};
BOOST_DESCRIBE_STRUCT(Archived, (), (id, assigned_to, was))

struct Tagged {
  static constexpr auto wire = "conversation.tagged.v1";
  Id<Conversation> id;
  std::vector<std::string> tags;                      // all of them, from now on
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(Tagged, (), (id, tags, added, removed))

struct PriorityChanged {
  static constexpr auto wire = "conversation.priority_changed.v1";
  Id<Conversation> id;
  Priority priority = Priority::normal;
  std::optional<Priority> was = {};
};
BOOST_DESCRIBE_STRUCT(PriorityChanged, (), (id, priority, was))

struct SubjectChanged {
  static constexpr auto wire = "conversation.subject_changed.v1";
  Id<Conversation> id;
  std::optional<Personal<std::string>> subject;
};
BOOST_DESCRIBE_STRUCT(SubjectChanged, (), (id, subject))

// Why texts of it have been deleted, in the same record, that nobody has asked for: it was over since that day, and so many days were over.
struct Expired {
  static constexpr auto wire = "conversation.expired.v1";
  Id<Conversation> id;
  Time over_on{};
  std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(Expired, (), (id, over_on, days))

}  // namespace conversation
}  // namespace millrace
