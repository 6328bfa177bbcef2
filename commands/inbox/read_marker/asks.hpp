// What may be asked about how far a member has read a conversation.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/inbox/message/state.hpp"
#include "domain/inbox/read_marker/state.hpp"

namespace millrace {

// The one marker of that member in that conversation.
Id<ReadMarker> read_marker_of(const Id<Conversation>&, const Id<Member>&);

namespace read_marker {

// The member has read everything up to this message.
struct MarkRead {
  static constexpr auto wire = "message.mark_read.v1";
  using Of = Message;
  Id<Message> id;
};
BOOST_DESCRIBE_STRUCT(MarkRead, (), (id))

// The marker of the member who acts, moved up to that number; nothing when it is there already. Who replies has read, too.
std::optional<Moved> up_to(const Id<Conversation>&, std::int64_t no, const Context&);

}  // namespace read_marker

namespace commands {
WriteSide read_marker();
}

}  // namespace millrace
