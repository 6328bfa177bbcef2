#include "commands/inbox/message/asks.hpp"
#include "domain/inbox/conversation/rights.hpp"

#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/identity/members.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"
#include "schemas/public/inbox/message.hpp"

namespace millrace {

namespace {

using message::MessageRow;
using message::Messages;

Response sent(const Call&, const Committed& record) {
  return made(row_json(*row_made<Messages>(record, Key(record.commit.subject)), stamp_of(record)), record.commit.subject_version,
              "/messages/" + to_string(record.commit.subject));
}

// Whose conversation it is from, where there are those of many.
struct CustomerName {
  std::optional<Personal<std::string>> customer_name;
};
BOOST_DESCRIBE_STRUCT(CustomerName, (), (customer_name))

std::string item(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto customer = find_row<customer::Customers>(reader, call.tenant, static_cast<const MessageRow*>(stored.row.get())->customer_id);
  auto json = message_item(call, reader, stored);
  json.pop_back();
  JsonWriter out{json, JsonWriter::Inside::object};
  add_members(out, CustomerName{customer ? customer->name : std::nullopt});
  out.end_object();
  return json;
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Messages>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored || !may_see_conversation(call, reader, static_cast<const MessageRow*>(stored->row.get())->conversation_id.value))
    return problem(message::rule::no_such_message);
  return resource(call, reader, message_item(call, reader, *stored), stored->stamp.version);
}

// With what it says now: of what has been deleted nothing.
std::optional<activity::Entry> told_appended(const Call& call, const Reader& reader, const message::Appended& e) {
  const std::string_view kind = e.kind == message::Kind::note           ? "message.noted"
                                : e.author == message::Author::customer ? "message.received"
                                : e.author == message::Author::agent    ? "message.replied"
                                                                        : "";
  auto entry = kind.empty() ? std::nullopt : conversation_entry(call, reader, kind, e.conversation_id);
  if (!entry) return {};
  const auto row = find_row<Messages>(reader, call.tenant, e.id);
  entry->message_id = e.id.value;
  entry->text = activity::beginning(row ? row->text : std::nullopt);
  return entry;
}

}  // namespace

Module inbox::message() {
  return {
      .name = "inbox/message",
      .write_side = commands::message(),
      .projections = {projections::messages()},
      .routes = {
          accepting({{"content", "text"}, {"is_internal_note", "kind", {{"true", "\"note\""}, {"false", "\"reply\""}}}},
                    showing<MessageRow>(up_to(long_text, creating<message::Send>("POST", "/messages", conversation::right::reply, Scope::business, &sent)))),
          // Over all conversations, with ?q=: for those who may see them all.
          searched(personal("messages", list<Messages, member::MemberName, message::Waiting, CustomerName>("/messages", conversation::right::view_all, Scope::business, &item))),
          showing<MessageRow, member::MemberName, message::Waiting>(historical(personal("message", read("/messages/{id}", anybody, Scope::business, &one)))),
          command<message::Delete>("DELETE", "/messages/{id}", conversation::right::reply, Scope::business),
      },
      .public_events = events::message(),
      .activity = {activity::told<&told_appended>()},
      .rules = {
          message::rule::no_such_message, message::rule::message_exists, message::rule::text_invalid, message::rule::not_a_visitor,
          message::rule::not_your_message, message::rule::not_a_reply, message::rule::not_reportable, message::rule::by_a_channel},
  };
}

}  // namespace millrace
