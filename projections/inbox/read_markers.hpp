// How far each member has read each conversation.
#pragma once

#include "domain/inbox/read_marker/state.hpp"
#include "projections/core/projection.hpp"

namespace millrace::read_marker {

struct ReadMarkerRow {
  Id<ReadMarker> id;
  Id<Conversation> conversation_id;
  Id<Member> member_id;
  std::int64_t no = 0;
  Time read_at{};
};
BOOST_DESCRIBE_STRUCT(ReadMarkerRow, (), (id, conversation_id, member_id, no, read_at))

struct ReadMarkers : Fold<Id<ReadMarker>, ReadMarkerRow> {
  static constexpr auto name = "read_markers";
  static const AnyFold& erased();
  using Listens = FactsOf<ReadMarker>;
  static Maybe on(Maybe, const Moved& e, const Meta& m) { return ReadMarkerRow{e.id, e.conversation_id, e.member_id, e.no, m.at}; }
};

}  // namespace millrace::read_marker

namespace millrace::projections {
Projection read_markers();
}
