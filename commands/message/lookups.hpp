// What rules ask a conversation about what has been said in it.
#pragma once

#include "domain/message/state.hpp"

namespace millrace {

struct ThreadRow { std::int64_t last_no = 0; };
BOOST_DESCRIBE_STRUCT(ThreadRow, (), (last_no))

struct Thread : Fold<Id<Conversation>, ThreadRow> {
  static constexpr auto name = "thread";
  using Listens = List<message::Appended>;

  static Keys keys(const message::Appended& e) { return {e.conversation_id}; }
  static Row on(Maybe, const message::Appended& e, const Meta&) { return {e.no}; }
};

}  // namespace millrace
