// A business's history as requests name it: who may look at it, places in it, and what a read answers as of one.
#pragma once

#include "gateways/core/route.hpp"
#include "projections/core/as_of_reader.hpp"

namespace millrace {

// A business's history is for its owner and admins.
std::optional<Response> owners_only(const Call&);

// A place in the history of the call's business.
struct Moment {
  Offset offset = -1;                          // of the record
  std::optional<EventId> event = {};           // the one of its events that was named
};
// A Journal-Position (joined ones: the part that is about this business) or the id of an event; nothing when it is neither.
std::optional<Moment> moment_of(const Call&, std::string_view text);
// The newest record of the business whose log time is not after that; -1 when there is none. Reads the disk, a few times. Throws
// HistoryUnreadable.
Offset newest_by(const Call&, const Reader&, Time);

inline constexpr std::string_view as_of_param = "as_of";
// Whether the call's route can answer as of an earlier position, and whether it is asked to.
bool takes_as_of(const Call&);
bool asks_as_of(const Call&);

// What a read answers, and of which record that is.
struct Answered {
  Response response;
  Offset offset;
};
// As of the snapshot, or, where it is asked for, as of an earlier record: then what the same request would have been answered there, of
// what the caller may see now. Throws HistoryTooLong and HistoryUnreadable. As far as this is slow, it reads the disk.
Answered answered(Call&, const Reader& now, EarlierRows&);

}  // namespace millrace
