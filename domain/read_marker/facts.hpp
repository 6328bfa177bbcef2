// How far a member has read a conversation: one stream for each of both.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Conversation;
struct Member;
struct ReadMarker;

namespace read_marker {

struct Moved {
  static constexpr auto wire = "read_marker.moved.v1";
  Id<ReadMarker> id;
  Id<Conversation> conversation_id;
  Id<Member> member_id;
  std::int64_t no = 0;                                // everything up to this message
};
BOOST_DESCRIBE_STRUCT(Moved, (), (id, conversation_id, member_id, no))

// Messages that a member has not read: those above both marks (what was imported counts as read by everybody) that are not
// deleted. `deleted` holds the numbers of the deleted messages of the conversation.
inline std::int64_t unread(std::int64_t last_no, std::int64_t read_no, std::int64_t imported_no, const std::vector<std::int64_t>& deleted) {
  const auto mark = std::max(read_no, imported_no);
  const auto gone = std::count_if(deleted.begin(), deleted.end(), [&](auto no) { return no > mark; });
  return std::max<std::int64_t>(0, last_no - mark - gone);
}

}  // namespace read_marker
}  // namespace millrace
