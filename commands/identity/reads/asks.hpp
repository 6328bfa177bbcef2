// What a process asks to keep of what was looked at.
#pragma once

#include "commands/core/decider.hpp"
#include "domain/identity/reads/state.hpp"

namespace millrace {

namespace reads {

// `id`: the one stream of whoever has looked.
struct Note {
  static constexpr auto wire = "reads.note.v1";
  using Of = Reads;
  Id<Reads> id;
  Time since{};
  std::optional<Id<Member>> member_id;
  std::vector<Seen> seen;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, since, member_id, seen))

}  // namespace reads

namespace commands {
WriteSide reads();
}

}  // namespace millrace
