// What may be asked about messages.
#pragma once

#include "commands/core/decider.hpp"
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

}  // namespace message

namespace commands {
WriteSide message();
}

}  // namespace millrace
