// One line of a file of conversations, as `millrace import` reads it:
//   {"conversation": 1, "organization": "Harbour Coffee", "messages": [
//     {"id": "7", "at": "2020-04-01T17:31:32Z", "from": "client" | "agent", "author": "ann", "text": "…"}, …]}
// `conversation` and `id` are texts or integers. A line may name its `source`, in which `conversation` is its key; a message its
// author's `author_id` and `author_address`. There is no other member, and none comes twice. Pure.
#pragma once

#include <string_view>
#include <variant>

#include "commands/inbox/imports/asks.hpp"

namespace millrace::history {

using imports::HistoricConversation;
using imports::HistoricMessage;

struct Line {
  std::string organization;
  imports::HistoricConversation conversation;
};

// Why a line cannot be taken in: for people, "/messages/3/at: …".
struct Broken { std::string why; };
// A line that says more than is understood: whoever wrote the file means something by it, in every line.
struct Unknown { std::string why; };

// What the server would refuse is refused here, so that it spoils nothing else. `now`: nothing may be later.
std::variant<Line, Broken, Unknown> read_line(std::string_view json, Time now);

}  // namespace millrace::history
