#include "schemas/public/inbox/message.hpp"

#include "domain/inbox/message/state.hpp"

namespace millrace {

namespace {

using namespace events;

std::optional<MessageAppended> appended(const message::Appended& e) {
  if (e.kind == message::Kind::note) return {};
  return MessageAppended{e.id, e.conversation_id, e.customer_id, e.no, e.author, e.member_id, plain(e.author_name), plain(e.text),
                         e.delivery, e.external_key};
}
bool deleted_since(const Rows& rows, const Uuid& business, const Uuid& message) {
  return std::holds_alternative<Message::Deleted>(*state_row<Message>(rows, business, message));
}
AnyFact without_text(const void* fact) {
  auto silent = *static_cast<const message::Appended*>(fact);
  silent.text.erased = true;
  return AnyFact::of(std::move(silent));
}

std::optional<MessageDeliveryChanged> delivery_changed(const message::DeliveryChanged& e) { return MessageDeliveryChanged{e.id, e.delivery}; }

std::optional<MessageDeleted> deleted(const message::Deleted& e) {
  if (e.kind == message::Kind::note) return {};
  return MessageDeleted{e.id, e.conversation_id, e.no};
}

}  // namespace

std::vector<PublicEvent> events::message() {
  auto said = told<&appended>("messages"), gone = told<&deleted>("messages");
  said.withdrawn = &deleted_since;
  said.silenced = &without_text;
  gone.withdraws = true;
  return {said, told<&delivery_changed>("messages"), gone};
}

}  // namespace millrace
