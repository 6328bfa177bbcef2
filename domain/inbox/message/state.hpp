// What a rule reads of a message.
#pragma once

#include "domain/inbox/message/facts.hpp"

namespace millrace {

struct Message : Aggregate {
  using Facts = List<message::Appended, message::KnownAs, message::DeliveryChanged, message::Deleted>;
  struct There {
    Id<Conversation> conversation_id;
    Id<Customer> customer_id;
    std::int64_t no = 0;
    message::Author author = message::Author::customer;
    std::optional<Id<Member>> member_id;
    message::Kind kind = message::Kind::reply;
    std::vector<message::Delivery> reported;          // each once, in the order of the reports
  };
  struct Deleted { There was; };
  using State = std::variant<Absent, There, Deleted>;
  static const AnyFold& erased();

  static State on(Absent, const message::Appended& e) {
    return There{e.conversation_id, e.customer_id, e.no, e.author, e.member_id, e.kind, {e.delivery}};
  }
  static State on(auto s, const message::Appended&) { return s; }
  static State on(auto s, const message::KnownAs&) { return s; }
  static State on(There s, const message::DeliveryChanged& e) {
    s.reported.push_back(e.delivery);
    return s;
  }
  static State on(auto s, const message::DeliveryChanged&) { return s; }
  static State on(There s, const message::Deleted&) { return Deleted{std::move(s)}; }
  static State on(auto s, const message::Deleted&) { return s; }
};
BOOST_DESCRIBE_STRUCT(Message::There, (), (conversation_id, customer_id, no, author, member_id, kind, reported))
BOOST_DESCRIBE_STRUCT(Message::Deleted, (), (was))

}  // namespace millrace
