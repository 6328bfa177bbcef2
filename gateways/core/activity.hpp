// What members read of what has happened (GET /activity): each context says which of its facts are told, to whom, and what of them.
#pragma once

#include <map>

#include "gateways/core/call.hpp"
#include "projections/core/reader.hpp"

namespace millrace {

struct Member;

namespace activity {

// What is said of a fact: of its thing what that is now, not what it was then.
struct Entry {
  std::string_view kind;                               // "conversation.assigned"
  std::string_view resource;                           // "conversation": whose id that is
  Uuid resource_id{};
  std::optional<Personal<std::string>> title = {};     // what people call it
  std::optional<std::int64_t> number = {};             // of a ticket; how many, of what comes in numbers
  std::optional<Uuid> message_id = {};
  std::optional<Personal<std::string>> text = {};      // how what was said begins
  std::optional<Id<Member>> member_id = {};            // to whom it was given
  std::optional<Id<Member>> by = {};                   // where the record cannot say whose doing it was: who joins is no member yet
};

struct Told {
  const WireType* fact;
  std::optional<Entry> (*entry)(const Call&, const Reader&, const void* fact);   // nothing: not this one, or not to this reader
  bool imported = false;                               // of imported history, too
};

template <auto on, class Fact>
std::optional<Entry> entry_of(const Call& call, const Reader& reader, const void* fact) { return on(call, reader, *static_cast<const Fact*>(fact)); }
template <auto on, class Fact>
Told told_by(std::optional<Entry> (*)(const Call&, const Reader&, const Fact&)) { return {&wire_type<Fact>(), &entry_of<on, Fact>}; }
// As `std::optional<Entry> on(const Call&, const Reader&, const Fact&)` says.
template <auto on>
Told told() { return told_by<on>(on); }

// The first two hundred characters.
std::optional<Personal<std::string>> beginning(std::optional<Personal<std::string>>);

}  // namespace activity

// What this house tells: one table in a process, filled at the start like that of wire names, before any thread reads it.
class Activities {
 public:
  static Activities& house();
  // The same again is nothing.
  void add(const std::vector<activity::Told>&);
  const activity::Told* of(const WireType* fact) const;   // null: it is not told

 private:
  std::map<const WireType*, activity::Told> all_;
};

}  // namespace millrace
