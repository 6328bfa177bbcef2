// One line of a file of conversations, as `millrace import` reads it:
//   {"conversation": 1, "organization": "Harbour Coffee", "messages": [
//     {"id": "7", "at": "2020-04-01T17:31:32Z", "from": "client" | "agent", "author": "ann", "text": "…"}, …]}
// `conversation` and `id` are texts or integers. A line may name its `source`, in which `conversation` is its key; a message its
// author's `author_id` and `author_address`. Other members are ignored. Pure.
#pragma once

#include <string_view>
#include <variant>

#include "commands/import/asks.hpp"

namespace millrace::history {

using imports::HistoricConversation;
using imports::HistoricMessage;

struct Line {
  std::string organization;
  HistoricConversation conversation;
};

// Why a line cannot be taken in: for people, "/messages/3/at: …".
struct Broken { std::string why; };

// What the server would refuse is refused here, so that it spoils nothing else. `now`: nothing may be later.
std::variant<Line, Broken> read_line(std::string_view json, Time now);

}  // namespace millrace::history
