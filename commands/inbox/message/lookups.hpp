// What rules ask a conversation about what has been said in it.
#pragma once

#include "domain/inbox/message/state.hpp"

namespace millrace::message {

struct ThreadRow { std::int64_t last_no = 0; };
BOOST_DESCRIBE_STRUCT(ThreadRow, (), (last_no))

struct Thread : Fold<Id<Conversation>, ThreadRow> {
  static constexpr auto name = "thread";
  static const AnyFold& erased();
  using Listens = List<Appended>;

  static Keys keys(const Appended& e) { return {e.conversation_id}; }
  static Row on(Maybe, const Appended& e, const Meta&) { return {e.no}; }
};

// Which message has that number in its conversation, and when it was written.
struct NumberedRow { Id<Message> id; Time at{}; Origin origin = Origin::live; };
BOOST_DESCRIBE_STRUCT(NumberedRow, (), (id, at, origin))

struct Numbered : Fold<Key, NumberedRow> {
  static constexpr auto name = "numbered_message";
  static const AnyFold& erased();
  using Listens = List<Appended>;

  static Key key(const Id<Conversation>& id, std::int64_t no) {
    std::string bytes(id.value.raw());
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(no >> shift & 0xff);
    return Key{std::move(bytes)};
  }
  static Keys keys(const Appended& e) { return {key(e.conversation_id, e.no)}; }
  static Row on(Maybe, const Appended& e, const Meta& m) { return {e.id, m.at, m.origin}; }
};

}  // namespace millrace::message
