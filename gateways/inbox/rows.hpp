// Rows of the inbox as one caller sees them.
#pragma once

#include "gateways/core/call.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

// How much of a conversation the caller has not read.
struct Unread {
  std::int64_t unread = 0;
};
BOOST_DESCRIBE_STRUCT(Unread, (), (unread))

std::string conversation_item(const Call&, const Reader&, const StampedRow&);
std::string message_item(const Call&, const Reader&, const StampedRow&);

// What the caller may see of that conversation's existence.
bool may_see_conversation(const Call&, const Rows&, const Uuid& id);
// Whether that text is the id of a customer of the tenant's.
bool is_customer(std::string_view id, const Uuid& tenant, const Rows&);

}  // namespace millrace
