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

// Numbers from … to, both of them among it.
struct Span {
  std::int64_t first = 0;
  std::int64_t last = 0;
};
BOOST_DESCRIBE_STRUCT(Span, (), (first, last))

// Messages that a member has not read: those above the mark that are neither deleted nor imported. Both are given by their numbers
// in the conversation; nobody has to read what took place elsewhere.
inline std::int64_t unread(std::int64_t last_no, std::int64_t read_no, const std::vector<Span>& imported, const std::vector<std::int64_t>& deleted) {
  auto left = last_no - read_no;
  for (const auto& span : imported) left -= std::max<std::int64_t>(0, span.last - std::max(span.first - 1, read_no));
  for (const auto no : deleted) {
    const bool counted = std::any_of(imported.begin(), imported.end(), [&](const Span& s) { return s.first <= no && no <= s.last; });
    if (no > read_no && !counted) --left;
  }
  return std::max<std::int64_t>(0, left);
}

}  // namespace read_marker
}  // namespace millrace
