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
// Whether that is a customer of the tenant's.
bool is_customer(const Uuid& id, const Uuid& tenant, const Rows&);

// {"who", "until"}: what is heard of somebody who types.
std::string typing_json(std::string_view who, Time until);
// Of a family of typing: whoever types and says nothing more has stopped after that time.
inline constexpr auto typing_lasts = std::chrono::seconds{6};

}  // namespace millrace
