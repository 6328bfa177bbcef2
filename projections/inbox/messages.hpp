// What has been said, message by message: for members, and as its visitor may see it.
#pragma once

#include "domain/inbox/message/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::message {

struct MessageRow {
  Id<Message> id;
  Id<Conversation> conversation_id;
  Id<Customer> customer_id;
  std::int64_t no = 0;
  Author author = Author::customer;
  std::optional<Id<Member>> member_id;
  std::optional<Personal<std::string>> author_name;
  Kind kind = Kind::reply;
  std::optional<Personal<std::string>> text;          // none once it is deleted
  Delivery status = Delivery::sent;
  Time created_at{};                                  // when it was written
  std::optional<Time> delivered_at;
  std::optional<Time> read_at;
  std::optional<Time> deleted_at;
  Origin origin = Origin::live;
  std::optional<std::string> external_key;
  std::optional<std::string> content;                 // what it is besides its text: "photo"
  std::optional<std::string> failed_why;              // why it has not arrived
};
BOOST_DESCRIBE_STRUCT(MessageRow, (),
                      (id, conversation_id, customer_id, no, author, member_id, author_name, kind, text, status, created_at,
                       delivered_at, read_at, deleted_at, origin, external_key, content, failed_why))

struct Messages : Fold<Id<Message>, MessageRow> {
  static constexpr auto name = "messages";
  static const AnyFold& erased();
  using Listens = FactsOf<Message>;
  using Ignores = List<KnownAs>;
  static Maybe on(Maybe, const Appended& e, const Meta& m);
  static void on(MessageRow& r, const DeliveryChanged& e, const Meta& m);
  static void on(MessageRow& r, const Deleted&, const Meta& m);

  // Indexes: the thread of a conversation (its 16 bytes), and what a customer (likewise) may see: by when it was written, since what
  // is imported may be older than what has a lower number.
  static constexpr auto thread = "thread_by_time";
  static constexpr auto by_customer = "by_customer";
};

// A reply, without what is none of the visitor's business: notes leave no gap, members are no more than their name.
struct VisitorMessage {
  Id<Message> id;
  Id<Conversation> conversation_id;
  Author author = Author::customer;
  std::optional<Personal<std::string>> author_name;
  std::optional<Personal<std::string>> text;
  Delivery status = Delivery::sent;
  Time created_at{};
  std::optional<Time> delivered_at;
  std::optional<Time> read_at;
  std::optional<Time> deleted_at;
};
BOOST_DESCRIBE_STRUCT(VisitorMessage, (), (id, conversation_id, author, author_name, text, status, created_at, delivered_at, read_at, deleted_at))

// The member who wrote it, as far as the visitor is concerned.
struct VisitorAgent {
  std::optional<Personal<std::string>> name;
};
BOOST_DESCRIBE_STRUCT(VisitorAgent, (), (name))
struct VisitorMessageFrom {
  std::optional<VisitorAgent> agent;
};
BOOST_DESCRIBE_STRUCT(VisitorMessageFrom, (), (agent))

// Why it has not gone out yet: "integration.paused". Of what stands at this moment, so that it is nothing once that is over.
struct Waiting {
  std::optional<std::string> waiting_why;
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (waiting_why))

// A message as members see it, with `member_name` and `waiting_why`; in replies and in publications alike.
std::string message_json(const Rows&, const Uuid& tenant, const MessageRow&, const Stamp&);
// As its visitor may see it, with `agent`: {name} where a member wrote it. Nothing for a note.
std::optional<std::string> visitor_message_json(const Rows&, const Uuid& tenant, const MessageRow&, const Stamp&);
// Whether a row as it was published shows, in its member `text`, what was said in message `id` and has been deleted since.
bool shows_deleted(const Rows& now, const Uuid& tenant, Node row, std::string_view id, std::string_view text);
// Where a message stands in the thread of a conversation.
std::string thread_place(const Id<Conversation>&, Time at, std::int64_t no);

}  // namespace millrace::message

// Compiled with its fold alone.
extern template const millrace::Shape& millrace::shape_of<millrace::message::MessageRow>();

namespace millrace::projections {
Projection messages();
}
