// What a member has been given, so that it is nobody's again when they go. A context that assigns something to members has a fold and an ask:
//
//   struct DeskOf : Desk<Assigned> { static constexpr auto name = "desk_of"; };
//   struct ClearDesk { static constexpr auto wire = "conversation.clear_desk.v1"; using Of = Member; Id<Member> id; };
//
// and says in its rules that removed() follows upon member::Removed and emptied() upon the ask.
#pragma once

#include "commands/core/context.hpp"
#include "commands/later/asks.hpp"
#include "domain/identity/member/state.hpp"

namespace millrace {

struct DeskRow { std::vector<Uuid> things; };
BOOST_DESCRIBE_STRUCT(DeskRow, (), (things))

// Everything that a member has been assigned, however it stands: in parts, so that no row grows with all of it. `Assigned` says {id, taken_from,
// assigned_to}.
template <class Assigned>
struct Desk : Fold<Key, DeskRow> {
  using Given = Assigned;
  using Listens = List<Assigned>;
  static constexpr int parts = 64;
  static Key part(const Id<Member>& member, int n) { return Key(std::string(member.value.raw()) + static_cast<char>(n)); }
  static Key part_with(const Id<Member>& member, const Uuid& id) { return part(member, id.bytes.back() % parts); }

  static Keys keys(const Assigned& e) {
    Keys keys;
    for (const auto& member : {e.taken_from, e.assigned_to})
      if (member && !(member == e.taken_from && !keys.empty())) keys.push_back(part_with(*member, e.id.value));
    return keys;
  }
  static Maybe on(Maybe r, const Assigned& e, const Meta& m) {
    if (!r) r.emplace();
    std::erase(r->things, e.id.value);
    if (e.assigned_to && m.key == part_with(*e.assigned_to, e.id.value)) r->things.push_back(e.id.value);
    if (r->things.empty()) r.reset();
    return r;
  }
};

// How many things come back in one record: every context clears its part beside what has caused it, the timer of each has a record for itself.
inline constexpr std::size_t desk_beside_the_cause = 20, desk_by_the_timer = 90;

// What a member has on the desk, back to nobody; when it is more than a record should hold, a timer goes on.
template <class DeskOf, class ClearDesk>
Facts cleared(const Id<Member>& member, std::size_t at_once, const Context& in) {
  using Given = typename DeskOf::Given;
  Facts facts;
  for (int n = 0; n < DeskOf::parts; ++n) {
    const auto part = in.tenant.find<DeskOf>(DeskOf::part(member, n));
    for (const auto& id : part ? part->things : std::vector<Uuid>{}) {
      if (facts.size() == at_once) {
        facts.push_back({timer(in.now, ClearDesk{member}), {}});
        return facts;
      }
      facts.push_back({AnyFact::of(Given{{id}, member, {}}), {}});
    }
  }
  return facts;
}

// The policy: nothing stays with who has gone, or is suspended. An invitation that is withdrawn has nobody who could have been given something.
template <class DeskOf, class ClearDesk>
Facts removed(const member::Removed& e, const Context& in) {
  return e.account_id ? cleared<DeskOf, ClearDesk>(e.id, desk_beside_the_cause, in) : Facts{};
}
template <class DeskOf, class ClearDesk>
Facts removed(const member::Suspended& e, const Context& in) { return e.account_id ? cleared<DeskOf, ClearDesk>(e.id, desk_beside_the_cause, in) : Facts{}; }

// The decision on the ask: who has come back meanwhile keeps what is left.
template <class DeskOf, class ClearDesk, class S>
Facts emptied(const S&, const ClearDesk& ask, const Context& in) {
  if constexpr (std::is_same_v<S, Member::Active>) return {};
  else return cleared<DeskOf, ClearDesk>(ask.id, desk_by_the_timer, in);
}

}  // namespace millrace
