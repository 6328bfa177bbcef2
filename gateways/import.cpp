#include "commands/import/asks.hpp"
#include "gateways/core/view.hpp"
#include "gateways/inbox.hpp"

namespace millrace {

namespace {

// How much of it was new, and how much was here already.
Response taken(const Call&, const Committed& record) {
  const auto& e = *last_fact<imports::Taken>(record);
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("id").text(to_string(e.id)).key("conversations").integer(e.conversations);
  out.key("new").integer(e.new_messages).key("known").integer(e.known_messages).end_object();
  return json_reply(201, std::move(body));
}

}  // namespace

Routes gateways::imports() {
  return {importing(creating<ImportConversations>("POST", "/import/conversations", anybody, Scope::business, &taken))};
}

}  // namespace millrace
