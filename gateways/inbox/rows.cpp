#include "gateways/inbox/rows.hpp"

#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "projections/inbox/conversations.hpp"
#include "projections/core/lists.hpp"
#include "projections/core/row_json.hpp"
#include "projections/inbox/customers.hpp"
#include "projections/inbox/messages.hpp"
#include "projections/inbox/read_markers.hpp"

namespace millrace {

std::string conversation_item(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto& row = *static_cast<const conversation::ConversationRow*>(stored.row.get());
  const auto marker = find_row<read_marker::ReadMarkers>(reader, call.tenant, read_marker_of(row.id, {call.actor.member_id}));
  return conversation::conversation_json(reader, call.tenant, row, stored.stamp, [&](JsonWriter& out) {
    const auto read_no = marker ? marker->no : 0;
    add_members(out, Unread{read_marker::unread(row.last_no, read_no, row.imported, row.deleted), read_no});
  });
}

std::string message_item(const Call& call, const Reader& reader, const StampedRow& stored) {
  return message::message_json(reader, call.tenant, *static_cast<const message::MessageRow*>(stored.row.get()), stored.stamp);
}

std::optional<activity::Entry> conversation_entry(const Call& call, const Reader& reader, std::string_view kind, const Id<Conversation>& id) {
  const auto row = find_row<conversation::Conversations>(reader, call.tenant, id);
  if (!row || !may_see_conversation(call, reader, id.value)) return {};
  const auto customer = find_row<customer::Customers>(reader, call.tenant, row->customer_id);
  return activity::Entry{kind, "conversation", id.value, row->subject || !customer ? row->subject : customer->name};
}

bool may_see_conversation(const Call& call, const Rows& rows, const Uuid& id) {
  return visible(*state_row<Conversation>(rows, call.tenant, id), call.actor) != nullptr;
}

void find_by_what_is_seen(const Call& call, ListRequest& query) {
  if (!call.actor.can.has(customer::right::view)) query.unseen.push_back(customer::Customers::name);
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
