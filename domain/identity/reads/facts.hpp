// Which of what is kept about people somebody of a business has looked at, minute by minute: one stream for each of those who look.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Member;
struct Reads;

namespace reads {

struct Seen {
  std::string what;                          // "customer", "messages": as the route names what it shows
  std::optional<Uuid> about;                 // that one; none: a list, or a search
  std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (what, about, times))

struct Noted {
  static constexpr auto wire = "reads.noted.v1";
  Id<Reads> id;
  Time since{};                              // of that minute, as the process saw it that was asked
  std::optional<Id<Member>> member_id;       // who has looked, then; it may be a member no longer
  std::vector<Seen> seen;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (id, since, member_id, seen))

}  // namespace reads
}  // namespace millrace
