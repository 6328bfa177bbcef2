// The people and places of the inbox's stories.
#pragma once

#include "commands/connect/connection/asks.hpp"
#include "commands/effects/asks.hpp"
#include "commands/identity/business/asks.hpp"
#include "commands/inbox/conversation/asks.hpp"
#include "commands/inbox/conversation/lookups.hpp"
#include "commands/inbox/customer/asks.hpp"
#include "commands/inbox/imports/asks.hpp"
#include "commands/inbox/imports/lookups.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/inbox/message/asks.hpp"
#include "commands/inbox/message/lookups.hpp"
#include "commands/inbox/read_marker/asks.hpp"
#include "tests/support/spec.hpp"

namespace millrace::spec {

inline const auto ann = named<Member>("ann"), bob = named<Member>("bob");
inline const auto zoe = named<Customer>("zoe");
inline const auto widget = named<ChannelAccount>("widget"), mailbox = named<ChannelAccount>("mailbox");
inline const auto talk = named<Conversation>("talk");
inline const auto hello = named<Message>("hello"), answer = named<Message>("answer");

inline const House& inbox() {
  static const House house{join({commands::later(), commands::effects(), commands::connection(), commands::business(), commands::member(), commands::customer(),
                                 commands::conversation(), commands::message(), commands::read_marker(), commands::imports()})};
  return house;
}

inline Personal<std::string> said(std::string text) { return {{}, std::move(text), false, {}}; }
inline customer::Created known(const Id<Customer>& id) { return {id, customer::CameBy::visitor}; }
// The business of every story, whose widget `widget` is.
inline business::Founded founded() { return {{tenant()}, "Acme", "acme", {widget.value}}; }
inline conversation::Opened opened(const Id<Conversation>& id = talk) { return {id, zoe, widget, Channel::widget}; }
inline member::Joined joined(const Id<Member>& id, Role role = Role::agent) {
  return {id, named<Account>("account of " + to_string(id)), about(id, "A member"), name_of(role), {}, {}};
}
inline message::Appended wrote(const Id<Message>& id, std::int64_t no, const std::string& text, const Id<Conversation>& in = talk) {
  return {id, in, zoe, no, message::Author::customer, {}, {}, message::Kind::reply, about(zoe, text)};
}
inline message::Appended replied(const Id<Message>& id, std::int64_t no, const std::string& text, const Id<Member>& by = ann) {
  return {id, talk, zoe, no, message::Author::agent, by, {}, message::Kind::reply, about(zoe, text)};
}
inline read_marker::Moved read_by(const Id<Member>& member, std::int64_t no, const Id<Conversation>& in = talk) {
  return {read_marker_of(in, member), in, member, no};
}

}  // namespace millrace::spec
