#include "commands/inbox/message/asks.hpp"
#include "domain/inbox/conversation/rights.hpp"

#include "gateways/core/local_page.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/inbox/rows.hpp"
#include "projections/identity/members.hpp"
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

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Messages>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored || !may_see_conversation(call, reader, static_cast<const MessageRow*>(stored->row.get())->conversation_id.value))
    return problem(message::rule::no_such_message);
  return resource(call, reader, message_item(call, reader, *stored), stored->stamp.version);
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
          list<Messages, member::MemberName>("/messages", conversation::right::view_all, Scope::business, &message_item),
          showing<MessageRow, member::MemberName>(read("/messages/{id}", anybody, Scope::business, &one)),
          command<message::Delete>("DELETE", "/messages/{id}", conversation::right::reply, Scope::business),
      },
      .public_events = events::message(),
      .rules = {
          message::rule::no_such_message, message::rule::message_exists, message::rule::text_invalid, message::rule::not_a_visitor,
          message::rule::not_your_message, message::rule::not_a_reply, message::rule::not_reportable},
  };
}

}  // namespace millrace
