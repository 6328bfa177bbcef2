// What people look at of what is kept about others, for who keeps watch: noted by the process that shows it, a minute at a time, under the name
// that the route has for it (Route::personal), and told to the business under the name of who has looked.
#pragma once

#include "gateways/core/forwarding.hpp"

namespace millrace::seen {

inline constexpr std::string_view fact = "reads.noted.v1";

struct Thing {
  std::string what;
  std::optional<Uuid> about;                 // none: a list, or a search
  std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (what, about, times))

// Who has looked, and where.
struct Minute {
  Caller who;
  std::optional<Uuid> member;
  Uuid business;
  Time since;
  std::vector<Thing> things;
};

// What the record of it says, as far as a reader of the journal needs it.
struct Noted {
  std::optional<Uuid> member_id;
  std::vector<Thing> seen;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (member_id, seen))

// What tells of it: a request that only a process of this house can send, for it travels as one that was passed on.
Request request(const Services&, const Minute&);

// Of an answer to that call: what it has shown; nothing: nothing about people, or to nobody in particular.
std::optional<Thing> thing_shown(const Call&, int status);

}  // namespace millrace::seen
