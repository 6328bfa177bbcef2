// What may be asked about messages.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/connect/connection/state.hpp"
#include "domain/inbox/conversation/state.hpp"
#include "domain/inbox/customer/state.hpp"
#include "domain/inbox/message/state.hpp"

namespace millrace {
namespace message {

namespace rule {
inline constexpr Rule no_such_message{"message.not_found", millrace::Kind::missing, "There is no such message."};
inline constexpr Rule message_exists{"message.exists", millrace::Kind::conflict, "There is a message of that id already.",
                                     "Take a new Idempotency-Key for another message."};
inline constexpr Rule text_invalid{"message.text_invalid", millrace::Kind::invalid, "A message has 1 to 20,000 characters."};
inline constexpr Rule not_a_visitor{"message.not_a_visitor", millrace::Kind::forbidden, "Only this visitor may do that.",
                                    "Send the visitor token that POST /widget/{widget_key}/visitors has given this visitor."};
inline constexpr Rule not_your_message{"message.not_yours", millrace::Kind::forbidden, "You may delete what you have written; managers may delete anything.",
                                       "Ask a manager of the business."};
inline constexpr Rule not_a_reply{"message.not_a_reply", millrace::Kind::conflict, "Only replies of agents are delivered."};
inline constexpr Rule by_a_channel{"message.by_a_channel", millrace::Kind::forbidden, "Only a channel says what has come over it, and what has become of a message."};
inline constexpr Rule not_reportable{"message.not_reportable", millrace::Kind::invalid, "A visitor's page reports delivered or read."};
}  // namespace rule

// A customer writes. Opens a conversation, or the one that is pending or resolved again: there is at most one between them at that
// account.
struct Receive {
  static constexpr auto wire = "message.receive.v1";
  static constexpr std::string_view never_compared[] = {"text"};
  using Of = Message;
  static constexpr Bounded bounds[] = {{"text", {1, 20'000}, By::rule}};
  Id<Message> id;
  Id<Customer> customer_id;
  Id<ChannelAccount> account_id;
  Personal<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Receive, (), (id, customer_id, account_id, text))

// Somebody out there writes, over a connection: a customer who is known under that id, or a new one. Else as Receive.
struct Hear {
  static constexpr auto wire = "message.hear.v1";
  static constexpr std::string_view never_compared[] = {"text", "sender_name", "sender_handle"};
  using Of = Message;
  Id<Message> id;
  Id<Connection> connection_id;
  Channel channel = Channel::widget;
  std::string scope;                                  // where `sender` means somebody
  Personal<std::string> sender;
  MaybePersonal sender_name = {};
  MaybePersonal sender_handle = {};
  Personal<std::string> external_id;
  std::optional<Time> written_at = {};
  Personal<std::string> text;                         // may be empty when there is `content`
  std::optional<std::string> content = {};
};
BOOST_DESCRIBE_STRUCT(Hear, (), (id, connection_id, channel, scope, sender, sender_name, sender_handle, external_id, written_at, text, content))

// The provider tells what has become of a message that it calls that.
struct HearStatus {
  static constexpr auto wire = "message.hear_status.v1";
  using Of = Connection;
  Id<Connection> id;
  std::string scope;                                  // where `recipient` means somebody
  Personal<std::string> recipient;
  Personal<std::string> external_id;
  message::Delivery status = message::Delivery::sent;
  std::optional<std::string> why = {};
};
BOOST_DESCRIBE_STRUCT(HearStatus, (), (id, scope, recipient, external_id, status, why))

// The provider has taken it, and calls it that.
struct ReportSent {
  static constexpr auto wire = "message.report_sent.v1";
  using Of = Message;
  Id<Message> id;
  Id<Connection> connection_id;
  MaybePersonal external_id = {};
};
BOOST_DESCRIBE_STRUCT(ReportSent, (), (id, connection_id, external_id))

// It does not go out. `refused`: the provider does not take the connection's credentials any more.
struct ReportUnsent {
  static constexpr auto wire = "message.report_unsent.v1";
  using Of = Message;
  Id<Message> id;
  Id<Connection> connection_id;
  std::string why;
  bool refused = false;
};
BOOST_DESCRIBE_STRUCT(ReportUnsent, (), (id, connection_id, why, refused))

// A member writes: to the customer, or a note to the others. What is resolved or closed stays so, until the customer answers.
struct Send {
  static constexpr auto wire = "message.send.v1";
  static constexpr std::string_view never_compared[] = {"text"};
  using Of = Message;
  static constexpr Bounded bounds[] = {{"text", {1, 20'000}, By::rule}};
  Id<Message> id;
  Id<Conversation> conversation_id;
  Personal<std::string> text;
  std::optional<message::Kind> kind = {};             // a reply unless it says so
};
BOOST_DESCRIBE_STRUCT(Send, (), (id, conversation_id, text, kind))

// By the channel, or by the visitor's own page.
struct ReportDelivery {
  static constexpr auto wire = "message.report_delivery.v1";
  using Of = Message;
  Id<Message> id;
  message::Delivery status = message::Delivery::delivered;
};
BOOST_DESCRIBE_STRUCT(ReportDelivery, (), (id, status))

struct Delete {
  static constexpr auto wire = "message.delete.v1";
  using Of = Message;
  Id<Message> id;
};
BOOST_DESCRIBE_STRUCT(Delete, (), (id))

// The house's own: texts of a conversation that is over for as long as its business has said (privacy::RetentionSet). What is said in those numbers
// is deleted, and with the first of them goes the subject.
struct ExpireTexts {
  static constexpr auto wire = "conversation.expire_texts.v1";
  static constexpr std::int64_t at_once = 80;         // a record holds 100 facts
  using Of = Conversation;
  Id<Conversation> id;
  std::int64_t first_no = 1;                          // … and those behind it, `at_once` in all
};
BOOST_DESCRIBE_STRUCT(ExpireTexts, (), (id, first_no))

}  // namespace message

namespace commands {
WriteSide message();
}

}  // namespace millrace
