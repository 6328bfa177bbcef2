// What a rule reads of a read marker.
#pragma once

#include "domain/inbox/read_marker/facts.hpp"

namespace millrace {

struct ReadMarker : Aggregate {
  using Facts = List<read_marker::Moved>;
  struct At { std::int64_t no = 0; };
  using State = std::variant<Absent, At>;
  static const AnyFold& erased();

  static State on(auto, const read_marker::Moved& e) { return At{e.no}; }
};
BOOST_DESCRIBE_STRUCT(ReadMarker::At, (), (no))

}  // namespace millrace
