#include "commands/message/asks.hpp"

#include "gateways/core/view.hpp"
#include "gateways/inbox.hpp"
#include "gateways/inbox_rows.hpp"
#include "gateways/local_page.hpp"
#include "projections/messages.hpp"

namespace millrace {

namespace {

Response sent(const Call&, const Committed& record) {
  return made(row_json(*row_made<Messages>(record, Key(record.commit.subject)), stamp_of(record)), record.commit.subject_version,
              "/messages/" + to_string(record.commit.subject));
}

// {id, version} and how far the caller has read, when that has moved.
Response marked(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  if (const auto* moved = last_fact<read_marker::Moved>(record)) {
    response.body.pop_back();
    response.body += ",\"conversation_id\":\"" + to_string(moved->conversation_id) + "\",\"read_no\":" + std::to_string(moved->no) + "}";
  }
  return response;
}

Response one(const Call& call, const Reader& reader) {
  const auto id = parse_uuid(call.param("id"));
  const auto stored = id ? reader.row(lookup_of<Messages>(), call.tenant, Key(*id)) : std::nullopt;
  if (!stored || !may_see_conversation(call, reader, static_cast<const MessageRow*>(stored->row.get())->conversation_id.value))
    return problem(rule::no_such_message);
  return resource(call, reader, message_item(call, reader, *stored), stored->stamp.version);
}

}  // namespace

Routes gateways::messages() {
  return {
      showing<Messages>(creating<Send>("POST", "/messages", Can::conversations_reply, Scope::business, &sent)),
      // Over all conversations, with ?q=: for those who may see them all.
      list<Messages>("/messages", Can::conversations_view_all, Scope::business, &message_item),
      showing<Messages>(read("/messages/{id}", anybody, Scope::business, &one)),
      command<DeleteMessage>("DELETE", "/messages/{id}", Can::conversations_reply, Scope::business),
      command<MarkRead>("POST", "/messages/{id}/read", anybody, Scope::business, &marked),
  };
}

}  // namespace millrace
