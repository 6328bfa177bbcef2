// Rows of the inbox as members see them: with what is joined when they are read, so that no row keeps a copy of what may change.
#pragma once

#include "gateways/core/call.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

// The name of a member, also of one who has left; nothing when it was erased.
std::optional<std::string> member_name(const Reader&, const Uuid& tenant, const Uuid& member);

// With `customer_name`, `assigned_name` and `unread` by the caller.
std::string conversation_json(const Call&, const Reader&, const StampedRow&);
// With `member_name`.
std::string message_json(const Call&, const Reader&, const StampedRow&);
// As its visitor may see it, with `agent`: {name}. Nothing for a note.
std::optional<std::string> visitor_message_json(const Call&, const Reader&, const StampedRow&);

// What the caller may see of that conversation's existence.
bool may_see_conversation(const Call&, const Rows&, const Uuid& id);

}  // namespace millrace
