// The inbox: how each conversation stands, who has it, and when who wrote last.
#pragma once

#include "domain/inbox/conversation/state.hpp"
#include "domain/inbox/message/state.hpp"
#include "domain/inbox/read_marker/state.hpp"
#include "projections/core/projection.hpp"
#include "schemas/json/writer.hpp"
#include "schemas/text/unicode.hpp"

namespace millrace::conversation {

// Unread by a member: how many numbers from read_no + 1 to last_no stand neither in `imported` nor in `deleted`; read_no is the
// member's own read marker, so it is joined when the row is read.
struct ConversationRow {
  Id<Conversation> id;
  Id<Customer> customer_id;
  std::optional<Id<ChannelAccount>> account_id;
  Channel channel = Channel::widget;
  Status status = Status::open;
  std::optional<Id<Member>> assigned_to;
  Priority priority = Priority::normal;
  std::vector<std::string> tags;
  std::optional<Personal<std::string>> subject;
  std::int64_t last_no = 0;                // of the newest message, notes included
  std::vector<read_marker::Span> imported; // numbers of messages that were imported: nobody has to read those
  std::vector<std::int64_t> deleted;       // numbers of deleted messages
  std::int64_t total_messages = 0;         // written to or by the customer; notes do not count
  std::int64_t preview_no = 0;
  std::optional<Id<Message>> preview_id;   // the newest of those that are still there, by when it was written
  std::optional<Time> preview_at;
  Time created_at{};
  Time last_activity_at{};                 // when something was said, or it was opened (again), last
  std::optional<Time> last_message_at;
  std::optional<Time> last_customer_message_at;
  std::optional<Time> last_agent_message_at;
  std::optional<Time> waiting_since;       // the customer's first message that nobody has answered yet
  std::optional<std::int64_t> first_response_s;        // from the customer's first message to a member's first reply
  std::optional<Time> resolved_at;
  std::optional<std::int64_t> resolution_s;            // from the beginning to the first resolution
};
BOOST_DESCRIBE_STRUCT(ConversationRow, (),
                      (id, customer_id, account_id, channel, status, assigned_to, priority, tags, subject, last_no, imported,
                       deleted, total_messages, preview_no, preview_id, preview_at, created_at, last_activity_at, last_message_at,
                       last_customer_message_at, last_agent_message_at, waiting_since, first_response_s, resolved_at, resolution_s))

struct Conversations : Fold<Id<Conversation>, ConversationRow> {
  static constexpr auto name = "conversations";
  static constexpr int version = 2;        // closed ones do not wait, those that a member opens again do
  static const AnyFold& erased();
  using Listens = FactsOf<Conversation, Message>;
  using Ignores = List<Expired, message::DeliveryChanged, message::KnownAs>;

  static Keys keys(const auto& e) { return {Key(e.id)}; }
  static Keys keys(const message::Appended& e) { return {Key(e.conversation_id)}; }
  static Keys keys(const message::Deleted& e) { return {Key(e.conversation_id)}; }

  static Maybe on(Maybe, const Opened& e, const Meta& m);
  static Maybe on(Maybe, const Imported& e, const Meta& m);
  static void on(Row& r, const Assigned& e, const Meta&) { r.assigned_to = e.assigned_to; }
  static void on(Row& r, const MadePending&, const Meta&);
  static void on(Row& r, const Reopened&, const Meta& m);
  static void on(Row& r, const Resolved&, const Meta& m);
  static void on(Row& r, const Closed&, const Meta&);
  static void on(Row& r, const Archived&, const Meta&);
  static void on(Row& r, const Tagged& e, const Meta&) { r.tags = distinct_labels(e.tags); }
  static void on(Row& r, const PriorityChanged& e, const Meta&) { r.priority = e.priority; }
  static void on(Row& r, const SubjectChanged& e, const Meta&) { r.subject = e.subject; }
  static void on(Row& r, const message::Appended& e, const Meta& m);
  static void on(Row& r, const message::Deleted& e, const Meta&);

  // Indexes: those of a customer (its 16 bytes), oldest activity first; those of a member they are assigned to (likewise), in no order.
  static constexpr auto by_customer = "by_customer";
  static constexpr auto by_member = "by_member";
};

// The text of the newest message, and whose it is.
struct Preview {
  std::optional<Personal<std::string>> preview;
  std::optional<message::Author> preview_author;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (preview, preview_author))
struct Names {
  std::optional<Personal<std::string>> customer_name, assigned_name;
};
BOOST_DESCRIBE_STRUCT(Names, (), (customer_name, assigned_name))

// As members see it, in replies and in publications alike: with its preview, its names, and what `more` adds.
std::string conversation_json(const Rows&, const Uuid& tenant, const ConversationRow&, const Stamp&,
                              const std::function<void(JsonWriter&)>& more = {});

}  // namespace millrace::conversation

// Compiled with its fold alone.
extern template const millrace::Shape& millrace::shape_of<millrace::conversation::ConversationRow>();

namespace millrace::projections {
Projection conversations();
}
