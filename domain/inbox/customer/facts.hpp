// What happens to a customer: a person whom a business talks to. All text about one is sealed under that one's own key.
#pragma once

#include "domain/core/fold.hpp"

namespace millrace {

struct Customer;
struct CustomerNote;
struct Erasure;
struct Member;

namespace customer {

// A visitor has come by itself, over whatever channel.
enum class CameBy { visitor, agent, import };
BOOST_DESCRIBE_ENUM(CameBy, visitor, agent, import)

enum class Detail { name, email, phone };
BOOST_DESCRIBE_ENUM(Detail, name, email, phone)

// What a visitor says of itself is a claim: it opens nobody's history.
struct Created {
  static constexpr auto wire = "customer.created.v1";
  Id<Customer> id;
  CameBy came_by = CameBy::agent;
  std::optional<Personal<std::string>> name = {};
  std::optional<Personal<std::string>> email = {};
  std::optional<Personal<std::string>> phone = {};
  std::optional<Personal<std::string>> author = {};   // imported: what the source calls this person
  std::optional<Personal<std::string>> author_id = {};       // … under which id, if it says one
  std::optional<Personal<std::string>> author_address = {};  // … and where this person is written to
  std::optional<std::string> source = {};             // whose id that is
};
BOOST_DESCRIBE_STRUCT(Created, (), (id, came_by, name, email, phone, author, author_id, author_address, source))

struct Changed {
  static constexpr auto wire = "customer.changed.v1";
  Id<Customer> id;
  std::optional<Personal<std::string>> name = {};     // those that have a new value
  std::optional<Personal<std::string>> email = {};
  std::optional<Personal<std::string>> phone = {};
  std::vector<Detail> cleared = {};                   // those that have none any more
};
BOOST_DESCRIBE_STRUCT(Changed, (), (id, name, email, phone, cleared))

struct Tagged {
  static constexpr auto wire = "customer.tagged.v1";
  Id<Customer> id;
  std::vector<std::string> tags;                      // all of them, from now on
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
BOOST_DESCRIBE_STRUCT(Tagged, (), (id, tags, added, removed))

struct NoteAdded {
  static constexpr auto wire = "customer.note_added.v1";
  Id<Customer> id;
  Id<CustomerNote> note_id;
  Id<Member> member_id;
  Personal<std::string> text;
};
BOOST_DESCRIBE_STRUCT(NoteAdded, (), (id, note_id, member_id, text))

// Whoever writes under that id in that scope ("telegram") is this one.
struct Identified {
  static constexpr auto wire = "customer.identified.v1";
  Id<Customer> id;
  std::string scope;                                  // where the id means somebody: a service, or one account of it
  Personal<std::string> external_id;
  std::optional<Personal<std::string>> handle;        // what people call this one there
};
BOOST_DESCRIBE_STRUCT(Identified, (), (id, scope, external_id, handle))

// Nothing is known of this one any more, and nothing will be: SubjectErased stands in the same record.
struct Erased {
  static constexpr auto wire = "customer.erased.v1";
  Id<Customer> id;
  Id<Erasure> erasure_id;
};
BOOST_DESCRIBE_STRUCT(Erased, (), (id, erasure_id))

}  // namespace customer
}  // namespace millrace
