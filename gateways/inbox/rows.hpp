// Rows of the inbox as one caller sees them.
#pragma once

#include "gateways/core/activity.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

struct Conversation;
struct ListRequest;

// How much of a conversation the caller has not read, and up to which message it has.
struct Unread {
  std::int64_t unread = 0;
  std::int64_t read_no = 0;
};
BOOST_DESCRIBE_STRUCT(Unread, (), (unread, read_no))

std::string conversation_item(const Call&, const Reader&, const StampedRow&);
std::string message_item(const Call&, const Reader&, const StampedRow&);

// What is told of a conversation; nothing to who may not see it.
std::optional<activity::Entry> conversation_entry(const Call&, const Reader&, std::string_view kind, const Id<Conversation>&);

// What the caller may see of that conversation's existence.
bool may_see_conversation(const Call&, const Rows&, const Uuid& id);
// Who may not see customers finds nothing by what is known of them.
void find_by_what_is_seen(const Call&, ListRequest&);
// Whether that is a customer of the tenant's.
bool is_customer(const Uuid& id, const Uuid& tenant, const Rows&);

// {"who", "until"}: what is heard of somebody who types.
std::string typing_json(std::string_view who, Time until);
// Of a family of typing: whoever types and says nothing more has stopped after that time.
inline constexpr auto typing_lasts = std::chrono::seconds{6};
// Whoever has a conversation open says so twice in that time; what is not said again, as by a page that is gone, is over then.
inline constexpr auto looking_lasts = std::chrono::seconds{60};

}  // namespace millrace
