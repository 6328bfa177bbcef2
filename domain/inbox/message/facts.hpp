// What is said in a conversation. Each message is a stream of its own and has a number in its conversation: 1, 2, 3, …
#pragma once

#include <tuple>

#include "domain/core/fold.hpp"

namespace millrace {

struct Connection;
struct Conversation;
struct Customer;
struct Member;
struct Message;

namespace message {

enum class Author { customer, agent, participant, system };
BOOST_DESCRIBE_ENUM(Author, customer, agent, participant, system)

// A note is for members only.
enum class Kind { reply, note };
BOOST_DESCRIBE_ENUM(Kind, reply, note)

// How far it has come: a lattice, sending < sent < delivered < read. `failed` ends an attempt that has not arrived.
enum class Delivery { sending, sent, delivered, read, failed };
BOOST_DESCRIBE_ENUM(Delivery, sending, sent, delivered, read, failed)

// What is to be shown when `now` is reported after `was`. Never goes down.
constexpr Delivery risen(Delivery was, Delivery now) {
  if (was == Delivery::failed) return was;
  if (now == Delivery::failed) return was < Delivery::delivered ? now : was;
  return was < now ? now : was;
}

struct Appended {
  static constexpr auto wire = "message.appended.v1";
  static constexpr std::string_view never_compared[] = {"text"};
  Id<Message> id;
  Id<Conversation> conversation_id;
  Id<Customer> customer_id;
  std::int64_t no = 0;
  Author author = Author::customer;
  std::optional<Id<Member>> member_id;                // of an agent who is a member: the name is the membership's
  std::optional<Personal<std::string>> author_name;   // of anybody else, as the source has it
  Kind kind = Kind::reply;
  Personal<std::string> text;
  Delivery delivery = Delivery::sent;
  std::optional<std::string> external_key = {};       // what the source calls it, in its conversation
  std::optional<std::string> content = {};            // what it is besides its text, which may be empty then: "photo", "voice", as the channel says
};
BOOST_DESCRIBE_STRUCT(Appended, (), (id, conversation_id, customer_id, no, author, member_id, author_name, kind, text, delivery, external_key, content))

// What it is called at the other end of a connection.
struct KnownAs {
  static constexpr auto wire = "message.known_as.v1";
  Id<Message> id;
  Id<Connection> connection_id;
  Personal<std::string> external_id;
  std::optional<Time> written_at = {};                // by the other end's clock, of what has come from there
};
BOOST_DESCRIBE_STRUCT(KnownAs, (), (id, connection_id, external_id, written_at))

// Reported from outside; a late report is recorded, too, but changes only what it fills in.
struct DeliveryChanged {
  static constexpr auto wire = "message.delivery_changed.v1";
  Id<Message> id;
  Delivery delivery = Delivery::sent;                 // what was reported
  std::optional<Delivery> status = {};                // what is shown from then on; older records do not say it
  std::optional<std::string> why = {};                // of a failure: "telegram.blocked"
};
BOOST_DESCRIBE_STRUCT(DeliveryChanged, (), (id, delivery, status, why))

// A message as its place in time: how what was said is ordered, whatever the order in which it came in.
struct Place {
  Id<Message> id;
  std::int64_t no = 0;
  Time at{};
};
BOOST_DESCRIBE_STRUCT(Place, (), (id, no, at))
inline bool later(const Place& a, const Place& b) { return std::tie(a.at, a.no) > std::tie(b.at, b.no); }

struct Deleted {
  static constexpr auto wire = "message.deleted.v1";
  Id<Message> id;
  Id<Conversation> conversation_id;
  std::int64_t no = 0;
  std::optional<Kind> kind = {};                      // of what is gone: nobody outside hears of a note
  std::optional<Place> newest_left = {};              // of the replies that are still there; none when no more was known of it
};
BOOST_DESCRIBE_STRUCT(Deleted, (), (id, conversation_id, no, kind, newest_left))

}  // namespace message
}  // namespace millrace
