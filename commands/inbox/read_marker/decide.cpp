#include "commands/inbox/conversation/asks.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "schemas/digest.hpp"

namespace millrace {

namespace {

constexpr std::int64_t most_looked_at = 1000;          // numbers that follow one another, where only some of them count

// The number up to which everything stands before a message in its thread. What was imported late stands before what has been
// written here since, whatever its number.
std::int64_t read_through(const Message::There& s, const Context& in) {
  const auto own = in.tenant.find<message::Numbered>(message::Numbered::key(s.conversation_id, s.no));
  if (!own || own->origin == Origin::live) return s.no;
  auto through = s.no;
  for (auto no = s.no - 1; no > 0 && no > s.no - most_looked_at; --no) {
    const auto before = in.tenant.find<message::Numbered>(message::Numbered::key(s.conversation_id, no));
    if (!before || before->origin == Origin::import) continue;
    if (before->at <= own->at) break;
    through = no - 1;
  }
  return through;
}

struct Rules : Decider {
  using Aggregates = List<ReadMarker>;
  using Asks = List<read_marker::MarkRead>;

  static Verdict on(Absent, const read_marker::MarkRead&, const Context&) { return refuse(message::rule::no_such_message); }
  static Verdict on(const Message::There& s, const read_marker::MarkRead&, const Context& in) {
    if (!visible(in.tenant.get(s.conversation_id), in.actor)) return hide(message::rule::no_such_message);
    return accept(read_marker::up_to(s.conversation_id, read_through(s, in), in));
  }
  static Verdict on(const Message::Deleted& s, const read_marker::MarkRead& ask, const Context& in) { return on(s.was, ask, in); }
};

}  // namespace

Id<ReadMarker> read_marker_of(const Id<Conversation>& conversation, const Id<Member>& member) {
  std::string from{"read_marker"};
  from += conversation.value.raw();
  from += member.value.raw();
  const auto digest = sha256(from);
  return {uuid_of(raw(digest))};
}

std::optional<read_marker::Moved> read_marker::up_to(const Id<Conversation>& id, std::int64_t no, const Context& in) {
  const Id<Member> reader{in.actor.member_id};
  const auto marker = read_marker_of(id, reader);
  const auto& state = in.tenant.get(marker);
  const auto* at = std::get_if<ReadMarker::At>(&state);
  if (reader.value.nil() || no <= (at ? at->no : 0)) return {};
  return Moved{marker, id, reader, no};
}

WriteSide commands::read_marker() { return write_side_of<Rules>(); }

}  // namespace millrace
