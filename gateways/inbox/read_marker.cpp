#include "commands/inbox/read_marker/asks.hpp"

#include "gateways/core/view.hpp"
#include "gateways/inbox/modules.hpp"
#include "projections/inbox/read_markers.hpp"

namespace millrace {

namespace {

struct ReadUpTo {
  std::optional<Id<Conversation>> conversation_id;
  std::optional<std::int64_t> read_no;
};
BOOST_DESCRIBE_STRUCT(ReadUpTo, (), (conversation_id, read_no))

// {id, version} and how far the caller has read, when that has moved.
Response marked(const Call& call, const Committed& record) {
  auto response = changed(call, record);
  const auto* moved = last_fact<read_marker::Moved>(record);
  return moved ? adding(std::move(response), ReadUpTo{moved->conversation_id, moved->no}) : response;
}

}  // namespace

Module inbox::read_marker() {
  return {
      .name = "inbox/read_marker",
      .write_side = commands::read_marker(),
      .projections = {projections::read_markers()},
      .routes = {also<ReadUpTo>(command<read_marker::MarkRead>("POST", "/messages/{id}/read", anybody, Scope::business, &marked))},
  };
}

}  // namespace millrace
