// An event with the record that holds it, as people who keep watch see it: whose doing it was, which facts came with it, and its bytes with
// the hashes around them, so that anybody can check its place in the chain.
#pragma once

#include "gateways/core/route.hpp"
#include "schemas/public/event.hpp"

namespace millrace {

// The event that the path's {event} names, in its record.
struct NamedEvent {
  EventId id;
  std::string bytes;
  Commit commit;
};
// A fact of a record of the call's own business, told outside or not; else that there is none.
std::variant<NamedEvent, Response> event_named(const Call&, const Reader&);
// … that this text names.
std::variant<NamedEvent, Response> event_named(const Call&, const Reader&, std::string_view);

// Who is behind a record: as in CloudEvents' authtype and authid.
struct Who {
  PrincipalKind kind = PrincipalKind::anybody;
  std::optional<Uuid> id;                      // of a member its id there, of others their account or customer
};
BOOST_DESCRIBE_STRUCT(Who, (), (kind, id))
Who who(const Commit&);

std::string hexadecimal(std::string_view bytes);   // lower case
std::string base64(std::string_view bytes);    // RFC 4648 §4

Response in_full(const Call&, const Reader&, const NamedEvent&);
Route answering_in_full(Route);

}  // namespace millrace
