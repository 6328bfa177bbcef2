#include "gateways/inbox/rows.hpp"

#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/core/row_json.hpp"
#include "projections/inbox/messages.hpp"
#include "projections/inbox/read_markers.hpp"

namespace millrace {

std::string conversation_item(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto& row = *static_cast<const conversation::ConversationRow*>(stored.row.get());
  const auto marker = find_row<read_marker::ReadMarkers>(reader, call.tenant, read_marker_of(row.id, {call.actor.member_id}));
  return conversation::conversation_json(reader, call.tenant, row, stored.stamp, [&](JsonWriter& out) {
    add_members(out, Unread{read_marker::unread(row.last_no, marker ? marker->no : 0, row.imported, row.deleted)});
  });
}

std::string message_item(const Call& call, const Reader& reader, const StampedRow& stored) {
  return message::message_json(reader, call.tenant, *static_cast<const message::MessageRow*>(stored.row.get()), stored.stamp);
}

bool may_see_conversation(const Call& call, const Rows& rows, const Uuid& id) {
  return visible(*state_row<Conversation>(rows, call.tenant, id), call.actor) != nullptr;
}

bool is_customer(const Uuid& id, const Uuid& tenant, const Rows& rows) {
  return !std::holds_alternative<Absent>(*state_row<Customer>(rows, tenant, id));
}

std::string typing_json(std::string_view who, Time until) {
  std::string data;
  JsonWriter{data}.begin_object().key("who").text(who).key("until").text(to_rfc3339(until)).end_object();
  return data;
}

}  // namespace millrace
