#include "commands/later/asks.hpp"
#include "commands/member/asks.hpp"
#include "commands/member/lookups.hpp"
#include "domain/core/text.hpp"

namespace millrace {

namespace {

using membership::AccessChanged;
using membership::InvitationExpired;
using membership::Invited;
using membership::Joined;
using membership::Removed;

// Owner is the highest role and comes first.
bool above(Role a, Role b) { return a < b; }

bool may_give(const Actor& actor, Role role, Permissions given) {
  return actor.role && !above(role, *actor.role) && within(given, actor.can);
}
bool only_owner(const Id<Member>& id, const Context& in) {
  const auto owners = in.tenant.find<Owners>(std::string(Owners::key));
  return owners && owners->members == std::vector{id};
}

// What ChangeAccess makes of somebody who has that role now.
Verdict changed(const ChangeAccess& ask, std::optional<Id<Account>> account, Role was, const std::vector<Can>& could, const Context& in) {
  if (!in.actor.can.has(Can::team_edit)) return refuse(rule::team_denied);
  if (!ask.role && !ask.permissions) return refuse(rule::nothing_to_change);
  const auto role = ask.role.value_or(was);
  const auto given = ask.permissions ? permissions_of(*ask.permissions) : usual_for(role);
  if (!in.actor.role || above(was, *in.actor.role) || !may_give(in.actor, role, given)) return refuse(rule::above_own_role);
  if (account && was == Role::owner && role != Role::owner && only_owner(ask.id, in)) return refuse(rule::last_owner);
  if (role == was && given == permissions_of(could)) return accept();
  return accept(AccessChanged{ask.id, account, role, listed(given)});
}

Verdict removed(const RemoveMember& ask, std::optional<Id<Account>> account, Role was, const Context& in) {
  const bool leaving = ask.id.value == in.actor.member_id;
  if (!leaving && !in.actor.can.has(Can::team_remove)) return refuse(rule::team_denied);
  if (!leaving && (!in.actor.role || above(was, *in.actor.role))) return refuse(rule::above_own_role);
  if (account && was == Role::owner && only_owner(ask.id, in)) return refuse(rule::last_owner);
  return accept(Removed{ask.id, account});
}

struct Rules : Decider {
  using Aggregates = List<Member>;
  using Lookups = List<MemberOf, Owners, InvitedByEmail>;
  using Asks = List<InviteMember, AcceptInvitation, ExpireInvitation, ChangeAccess, RemoveMember>;

  static Verdict on(Absent, const InviteMember& ask, const Context& in) {
    const auto given = usual_for(ask.role);
    if (!in.actor.can.has(Can::team_invite)) return refuse(rule::team_denied);
    if (!may_give(in.actor, ask.role, given)) return refuse(rule::above_own_role);
    if (!good_email(ask.email.value)) return refuse(rule::member_email_invalid);
    if (const auto earlier = in.tenant.find<InvitedByEmail>(ask.email.match)) {
      const auto state = in.tenant.get(earlier->member_id);
      if (std::holds_alternative<Member::Invited>(state)) return refuse(rule::already_invited);
      if (std::holds_alternative<Member::Active>(state)) return refuse(rule::already_member);
    }
    const auto expires_at = in.now + invitation_lasts;
    return accept(Invited{ask.id, about(ask.id, ask.email), ask.role, listed(given), 1, expires_at},
                  timer(expires_at, ExpireInvitation{ask.id, 1}));
  }
  static Verdict on(const auto&, const InviteMember&, const Context&) { return refuse(rule::already_invited); }

  static Verdict on(const Member::Invited& s, const AcceptInvitation& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::user || ask.n != s.n) return refuse(rule::no_such_invitation);
    if (in.now >= s.expires_at) return refuse(rule::invitation_over);   // its timer may be late
    if (!in.actor.member_id.nil()) return refuse(rule::already_member);
    if (!good_name(ask.name.value)) return refuse(rule::member_name_invalid);
    return accept(Joined{ask.id, {in.actor.principal.id}, about(ask.id, ask.name), s.role, s.permissions});
  }
  static Verdict on(const Member::Active&, const AcceptInvitation&, const Context&) { return refuse(rule::invitation_used); }
  static Verdict on(Member::Expired, const AcceptInvitation&, const Context&) { return refuse(rule::invitation_over); }
  static Verdict on(Member::Removed, const AcceptInvitation&, const Context&) { return refuse(rule::invitation_over); }
  static Verdict on(Absent, const AcceptInvitation&, const Context&) { return refuse(rule::no_such_invitation); }

  static Verdict on(const Member::Invited& s, const ExpireInvitation& ask, const Context&) {
    if (ask.n != s.n) return accept();
    return accept(InvitationExpired{ask.id});
  }
  static Verdict on(const auto&, const ExpireInvitation&, const Context&) { return accept(); }

  static Verdict on(const Member::Active& s, const ChangeAccess& ask, const Context& in) {
    return changed(ask, s.account_id, s.role, s.permissions, in);
  }
  static Verdict on(const Member::Invited& s, const ChangeAccess& ask, const Context& in) {
    return changed(ask, {}, s.role, s.permissions, in);
  }
  static Verdict on(const auto&, const ChangeAccess&, const Context&) { return refuse(rule::no_such_member); }

  static Verdict on(const Member::Active& s, const RemoveMember& ask, const Context& in) {
    return removed(ask, s.account_id, s.role, in);
  }
  static Verdict on(const Member::Invited& s, const RemoveMember& ask, const Context& in) { return removed(ask, {}, s.role, in); }
  static Verdict on(const auto&, const RemoveMember&, const Context&) { return refuse(rule::no_such_member); }
};

}  // namespace

WriteSide commands::member() { return write_side_of<Rules>(); }

}  // namespace millrace
