#include "gateways/inbox_rows.hpp"

#include "commands/conversation/asks.hpp"
#include "commands/message/asks.hpp"
#include "projections/conversations.hpp"
#include "projections/core/row_json.hpp"
#include "projections/customers.hpp"
#include "projections/members.hpp"
#include "projections/messages.hpp"
#include "projections/read_markers.hpp"

namespace millrace {

namespace {

void text_or_null(JsonWriter& out, std::string_view key, const std::optional<std::string>& text) {
  out.key(key);
  if (text) out.text(*text);
  else out.null();
}

std::optional<std::string> shown(const std::optional<Personal<std::string>>& text) {
  return text && !text->erased ? std::optional{text->value} : std::nullopt;
}

}  // namespace

std::optional<std::string> member_name(const Reader& reader, const Uuid& tenant, const Uuid& member) {
  const auto row = find_row<Members>(reader, tenant, member);
  return row ? shown(row->name) : std::nullopt;
}

std::string conversation_json(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto& row = *static_cast<const ConversationRow*>(stored.row.get());
  const auto customer = find_row<Customers>(reader, call.tenant, row.customer_id);
  const auto marker = find_row<ReadMarkers>(reader, call.tenant, read_marker_of(row.id, {call.actor.member_id}));
  return row_json(row, stored.stamp, [&](JsonWriter& out) {
    text_or_null(out, "customer_name", customer ? shown(customer->name) : std::nullopt);
    text_or_null(out, "assigned_name", row.assigned_to ? member_name(reader, call.tenant, row.assigned_to->value) : std::nullopt);
    out.key("unread").integer(read_marker::unread(row.last_no, marker ? marker->no : 0, row.imported_no, row.deleted));
  });
}

std::string message_json(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto& row = *static_cast<const MessageRow*>(stored.row.get());
  return row_json(row, stored.stamp, [&](JsonWriter& out) {
    text_or_null(out, "member_name", row.member_id ? member_name(reader, call.tenant, row.member_id->value) : std::nullopt);
  });
}

std::optional<std::string> visitor_message_json(const Call& call, const Reader& reader, const StampedRow& stored) {
  const auto seen = as_visitor_sees(*static_cast<const MessageRow*>(stored.row.get()));
  if (!seen) return {};
  return row_json(*seen, stored.stamp, [&](JsonWriter& out) {
    out.key("agent");
    if (!seen->agent_id) {
      out.null();
      return;
    }
    out.begin_object();
    text_or_null(out, "name", member_name(reader, call.tenant, seen->agent_id->value));
    out.end_object();
  });
}

bool may_see_conversation(const Call& call, const Rows& rows, const Uuid& id) {
  return visible(state_row<Conversation>(rows, call.tenant, id), call.actor) != nullptr;
}

}  // namespace millrace
