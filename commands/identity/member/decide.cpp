#include "commands/core/as_kept.hpp"
#include "commands/core/write_side_of.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/giving.hpp"
#include "commands/identity/member/lookups.hpp"
#include "commands/identity/member/retired.hpp"
#include "domain/core/text.hpp"
#include "domain/identity/custom_role/state.hpp"
#include "schemas/rights.hpp"
#include "schemas/text/people.hpp"

namespace millrace {

namespace {

namespace right = member::right;
namespace rule = member::rule;

using member::AccessChanged;
using member::Described;
using member::Identified;
using member::InvitationExpired;
using member::Invitations;
using member::Invited;
using member::InvitedByEmail;
using member::Joined;
using member::MemberByAddress;
using member::OpenInvitations;
using member::Removed;
using member::SeatOf;
using member::Suspended;
using member::given_by;
using member::last_owner;
using member::may_give;
using member::may_touch;
using member::unknown_role;
using member::WentAvailable;
using member::WentAway;

// What is said back of a word that nobody knows.
std::string shortened(std::string_view word) { return std::string(word.substr(0, 100)); }
Rejection unknown_permission(std::string_view name, std::size_t n) {
  return {rule::permission_unknown, "No permission is called \"" + shortened(name) + "\".", "/permissions/" + std::to_string(n)};
}

// Whether that member could still invite somebody so.
bool stands_for(const Id<Member>& by, const Member::Invited& s, const Context& in) {
  const auto& state = in.tenant.get(by);
  const auto* inviter = std::get_if<Member::Active>(&state);
  if (!inviter) return false;
  const Actor then{{}, by.value, inviter->access.role, power_of(inviter->access, in.tenant.id(), in.tenant.rows())};
  return (then.can.has(right::invite) || then.can.has(right::edit)) && may_give(then, s.access);
}
std::shared_ptr<const Invitations> invitations(const Context& in) { return in.tenant.find<OpenInvitations>(std::string(OpenInvitations::key)); }
bool somebody_stands_for(const Id<Member>& id, const Member::Invited& s, const Context& in) {
  if (s.by_directory) return true;
  const auto all = invitations(in);
  return all && std::ranges::any_of(all->open, [&](const auto& one) { return one.member_id == id && stands_for(one.vouched_by, s, in); });
}

// What that member has outstanding and could not give any more; when it is more than a record should hold, a timer goes on.
Facts withdrawn(const Id<Member>& by, std::size_t at_once, const Context& in) {
  Facts facts;
  const auto all = invitations(in);
  for (const auto& one : all ? all->open : std::vector<Invitations::One>{}) {
    const auto& state = in.tenant.get(one.member_id);
    const auto* open = std::get_if<Member::Invited>(&state);
    if (one.vouched_by != by || !open || stands_for(by, *open, in)) continue;
    if (facts.size() == at_once) {
      facts.push_back({timer(in.now, member::WithdrawInvitations{by}), {}});
      break;
    }
    facts.push_back({AnyFact::of(Removed{one.member_id, {}}), {}});
  }
  return facts;
}
constexpr std::size_t beside_the_cause = 40, by_the_timer = 90;

bool made_here(const std::string& role, const Context& in) { return !built_in(role) && given_by(role, in); }

// What that ask makes of somebody's access; or what is wrong with its words. A role begins anew with what it usually has.
std::variant<Rejection, Access> asked(const member::ChangeAccess& ask, const Access& was, const Context& in) {
  const auto role = ask.role ? given_by(*ask.role, in) : was;
  if (!role) return Rejection{rule::role_unknown, unknown_role(*ask.role), "/role"};
  if (!ask.permissions) return *role;
  if (made_here(role->role, in)) return Rejection{rule::role_decides, {}, "/permissions"};
  const bool another = role->role != was.role;
  RightSet given;
  for (std::size_t n = 0; n < ask.permissions->size(); ++n) {
    const auto& name = (*ask.permissions)[n];
    const auto* right = Rights::house().find(name);
    if (!right) return unknown_permission(name, n);
    given.add(*right);
  }
  return Rights::house().deviating(another ? *role : was, given);
}

// What the ask says of who somebody is; or which of it is no good.
std::variant<Rejection, std::optional<Described>> described(const member::ChangeAccess& ask) {
  Described said{ask.id, {}, {}, {}, {}};
  const auto line = [&](const std::optional<MaybePersonal>& patch, MaybePersonal& into, member::About about) {
    if (patch && *patch) into = millrace::about(ask.id, name_as_kept(**patch));
    else if (patch) said.cleared.push_back(about);
    return !into || good_name(into->value);
  };
  if (!line(ask.title, said.title, member::About::title)) return Rejection{rule::described_badly, {}, "/title"};
  if (!line(ask.department, said.department, member::About::department)) return Rejection{rule::described_badly, {}, "/department"};
  if (ask.capacity && *ask.capacity) said.capacity = *ask.capacity;
  else if (ask.capacity) said.cleared.push_back(member::About::capacity);
  if (!said.title && !said.department && !said.capacity && said.cleared.empty()) return std::optional<Described>{};
  return std::optional(std::move(said));
}

Verdict changed(const member::ChangeAccess& ask, std::optional<Id<Account>> account, const Access& was, const Context& in) {
  if (!in.actor.can.has(right::edit)) return refuse(rule::team_denied);
  auto who = described(ask);
  if (auto* no = std::get_if<Rejection>(&who)) return std::move(*no);
  auto& said = std::get<std::optional<Described>>(who);
  if (!ask.role && !ask.permissions) {
    if (said && !may_touch(in.actor, was)) return refuse(rule::above_own_role);
    return accept(std::move(said));
  }
  const auto result = asked(ask, was, in);
  if (const auto* no = std::get_if<Rejection>(&result)) return *no;
  const auto& access = std::get<Access>(result);
  if (!may_touch(in.actor, was) || !may_give(in.actor, access)) return refuse(rule::above_own_role);
  if (account && !Rights::house().all_powerful(access) && last_owner(ask.id, was, in)) return refuse(rule::last_owner);
  if (access == was) return accept(std::move(said));
  return accept(std::move(said), AccessChanged{ask.id, account, access.role, access.granted, access.denied});
}

// The one who has it gives it: two facts of one record, so that there is an owner at any moment.
Verdict handed_over(const Id<Member>& to, const Member::Active& s, const Context& in) {
  const Id<Member> from{in.actor.member_id};
  const auto& state = in.tenant.get(from);
  const auto* own = std::get_if<Member::Active>(&state);
  if (!own || built_in(own->access.role) != Role::owner) return refuse(rule::team_denied);
  if (to == from) return accept();
  std::optional<AccessChanged> given;
  if (const Access owner{name_of(Role::owner), {}, {}}; s.access != owner) given = AccessChanged{to, s.account_id, owner.role, {}, {}};
  return accept(AccessChanged{from, own->account_id, name_of(Role::admin), {}, {}}, std::move(given));
}

Verdict removed(const member::Remove& ask, std::optional<Id<Account>> account, const Access& was, const Context& in) {
  const bool leaving = ask.id.value == in.actor.member_id;
  if (!leaving && !in.actor.can.has(right::remove)) return refuse(rule::team_denied);
  if (!leaving && !may_touch(in.actor, was)) return refuse(rule::above_own_role);
  if (account && last_owner(ask.id, was, in)) return refuse(rule::last_owner);
  return accept(Removed{ask.id, account});
}

struct Rules : Decider {
  using Aggregates = List<Member>;
  using Lookups = List<member::MemberOf, SeatOf, member::Owners, OpenInvitations, InvitedByEmail, MemberByAddress>;
  using Asks = List<member::Invite, member::AcceptInvitation, member::ExpireInvitation, member::WithdrawInvitations, member::Identify, member::ChangeAccess, member::TransferOwnership, member::Remove,
                    member::Depart, member::NoteAvailability>;
  using Retired = List<member::v1::Invite, member::v1::ChangeAccess>;
  using Policies = List<Removed, AccessChanged, Suspended>;

  static Verdict on(Absent, const member::Invite& ask, const Context& in) {
    if (!in.actor.can.has(right::invite)) return refuse(rule::team_denied);
    const auto given = given_by(ask.role, in);
    if (!given) return refuse(rule::role_unknown, unknown_role(ask.role), "/role");
    if (!may_give(in.actor, *given)) return refuse(rule::above_own_role);
    const auto email = email_as_kept(ask.email);
    if (!email) return refuse(rule::member_email_invalid);
    const auto own = in.tenant.find<MemberByAddress>(ask.email.match);
    const auto earlier = in.tenant.find<InvitedByEmail>(ask.email.match);
    const Member::State nobody;
    const auto& own_state = own ? in.tenant.get(own->member_id) : nobody;
    const auto& earlier_state = earlier ? in.tenant.get(earlier->member_id) : nobody;
    if (std::holds_alternative<Member::Active>(own_state) || by_the_directory(own_state)) return refuse(rule::already_member);
    if (std::holds_alternative<Member::Invited>(own_state)) return refuse(rule::already_invited);
    const bool newest = earlier && seat_in(earlier_state).invitations == earlier->n;
    if (newest && std::holds_alternative<Member::Invited>(earlier_state)) return refuse(rule::already_invited);
    if (newest && by_the_directory(earlier_state)) return refuse(rule::already_member);
    auto id = ask.id;
    std::int64_t n = 1;
    // Who took an invitation up from another address is another member than whom it went to.
    const auto as = [&](const Id<Member>& before, const Member::State& state) {
      id = before;
      n = seat_in(state).invitations + 1;
    };
    if (own) as(own->member_id, own_state);
    else if (earlier && !seat_in(earlier_state).addressed) {
      if (std::holds_alternative<Member::Active>(earlier_state)) return refuse(rule::already_member);
      as(earlier->member_id, earlier_state);
    }
    if (const auto all = invitations(in); all && all->open.size() >= member::invitations_at_most) return refuse(rule::too_many_invitations);
    const auto expires_at = in.now + member::invitation_lasts;
    return accept(Invited{id, about(id, *email), given->role, given->granted, {}, n, expires_at}, timer(expires_at, member::ExpireInvitation{id, n}));
  }
  static Verdict on(const auto&, const member::Invite&, const Context&) { return refuse(rule::already_invited); }

  static Verdict on(const Member::Invited& s, const member::AcceptInvitation& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::user || ask.n > s.seat.invitations) return refuse(rule::no_such_invitation);
    if (ask.n < s.seat.invitations) return refuse(rule::invitation_over);
    if (in.now >= s.expires_at) return refuse(rule::invitation_over);   // its timer may be late
    if (!somebody_stands_for(ask.id, s, in)) return refuse(rule::invitation_over);
    if (!in.actor.member_id.nil()) return refuse(rule::already_member);
    // Who was removed does not come back by what was given before, to whichever address; who is suspended, by nothing but the directory.
    const auto seat = in.tenant.find<SeatOf>(Id<Account>{in.actor.principal.id});
    if (seat && by_the_directory(in.tenant.get(seat->member_id))) return refuse(rule::invitation_over);
    if (seat && seat->left_at && s.expires_at - member::invitation_lasts <= *seat->left_at) return refuse(rule::invitation_over);
    if (!good_name(ask.name.value)) return refuse(rule::member_name_invalid);
    const Id<Account> account{in.actor.principal.id};
    const auto id = seat_for(account, ask.id, s, in);
    Joined joined{id, account, about(id, ask.name), s.access.role, s.access.granted, s.access.denied};
    if (ask.email) {
      joined.email = about(id, *ask.email);
      joined.other_address = other_address(ask.id, *ask.email, in);
      if (*joined.other_address && ask.invited_email) joined.invited_email = about(id, *ask.invited_email);
    }
    if (id == ask.id) return accept(joined);
    return accept(Removed{ask.id, {}}, joined);
  }
  static Verdict on(const Member::Active&, const member::AcceptInvitation&, const Context&) { return refuse(rule::invitation_used); }
  static Verdict on(Member::Expired, const member::AcceptInvitation&, const Context&) { return refuse(rule::invitation_over); }
  // Whoever came back by it took their old seat, and the invitation's own was given up: who asks again is a member.
  static Verdict on(Member::Removed, const member::AcceptInvitation&, const Context& in) {
    return refuse(in.actor.member_id.nil() ? rule::invitation_over : rule::already_member);
  }
  static Verdict on(const Member::Provisioned&, const member::AcceptInvitation&, const Context&) { return refuse(rule::invitation_over); }
  static Verdict on(const Member::Suspended&, const member::AcceptInvitation&, const Context&) { return refuse(rule::invitation_over); }
  static Verdict on(Absent, const member::AcceptInvitation&, const Context&) { return refuse(rule::no_such_invitation); }

  static Verdict on(const Member::Invited& s, const member::ExpireInvitation& ask, const Context&) {
    if (ask.n != s.seat.invitations) return accept();
    return accept(InvitationExpired{ask.id});
  }
  static Verdict on(const auto&, const member::ExpireInvitation&, const Context&) { return accept(); }

  // Who loses a right, or goes, takes back what could only be given with it.
  static Verdict on(const Removed& e, const Context& in) { return e.account_id ? accept(withdrawn(e.id, beside_the_cause, in)) : accept(); }
  static Verdict on(const AccessChanged& e, const Context& in) { return e.account_id ? accept(withdrawn(e.id, beside_the_cause, in)) : accept(); }
  static Verdict on(const Suspended& e, const Context& in) { return accept(withdrawn(e.id, beside_the_cause, in)); }
  static Verdict on(const auto&, const member::WithdrawInvitations& ask, const Context& in) { return accept(withdrawn(ask.id, by_the_timer, in)); }

  static Verdict on(const Member::Active& s, const member::Identify& ask, const Context& in) { return identified(s, ask, in); }
  static Verdict on(const Member::Suspended& s, const member::Identify& ask, const Context& in) { return identified(s, ask, in); }
  static Verdict on(const auto&, const member::Identify&, const Context&) { return accept(); }

  static Verdict on(const Member::Active& s, const member::ChangeAccess& ask, const Context& in) {
    return changed(ask, s.account_id, s.access, in);
  }
  static Verdict on(const Member::Invited& s, const member::ChangeAccess& ask, const Context& in) {
    return changed(ask, {}, s.access, in);
  }
  static Verdict on(const Member::Suspended& s, const member::ChangeAccess& ask, const Context& in) { return changed(ask, {}, s.access, in); }
  static Verdict on(const auto&, const member::ChangeAccess&, const Context&) { return refuse(rule::no_such_member); }

  static Verdict on(const Member::Active& s, const member::TransferOwnership& ask, const Context& in) { return handed_over(ask.id, s, in); }
  static Verdict on(const auto&, const member::TransferOwnership&, const Context&) { return refuse(rule::no_such_member); }

  static Verdict on(const Member::Active& s, const member::Remove& ask, const Context& in) {
    return removed(ask, s.account_id, s.access, in);
  }
  static Verdict on(const Member::Invited& s, const member::Remove& ask, const Context& in) { return removed(ask, {}, s.access, in); }
  static Verdict on(const Member::Provisioned& s, const member::Remove& ask, const Context& in) { return removed(ask, {}, s.access, in); }
  static Verdict on(const Member::Suspended& s, const member::Remove& ask, const Context& in) { return removed(ask, s.account_id, s.access, in); }
  static Verdict on(const auto&, const member::Remove&, const Context&) { return refuse(rule::no_such_member); }

  static Verdict on(const Member::Active& s, const member::Depart& ask, const Context& in) {
    const bool its_own = in.actor.principal.kind == PrincipalKind::system && s.account_id == ask.account_id;
    if (!its_own || last_owner(ask.id, s.access, in)) return accept();
    return accept(Removed{ask.id, s.account_id});
  }
  static Verdict on(const Member::Suspended& s, const member::Depart& ask, const Context& in) {
    const bool its_own = in.actor.principal.kind == PrincipalKind::system && s.account_id == ask.account_id;
    return its_own ? accept(Removed{ask.id, s.account_id}) : accept();
  }
  static Verdict on(const auto&, const member::Depart&, const Context&) { return accept(); }

  // Between two facts about one member there is a minute at least, whatever the house has seen.
  static Verdict on(const Member::Active& s, const member::NoteAvailability& ask, const Context& in) {
    if (in.actor.principal.kind != PrincipalKind::system || s.available == ask.available) return accept();
    const auto since = std::max(s.since, std::min(ask.since, in.now));
    if (in.now - since < member::availability_grain) return accept();
    return ask.available ? accept(WentAvailable{ask.id, since}) : accept(WentAway{ask.id, since});
  }
  static Verdict on(const auto&, const member::NoteAvailability&, const Context&) { return accept(); }

 private:
  static Verdict identified(const auto& s, const member::Identify& ask, const Context& in) {
    const bool news = s.account_id == ask.account_id && ask.account_version > s.account_version;
    if (in.actor.principal.kind != PrincipalKind::system || !news) return accept();
    std::optional<bool> other;
    if (!s.seat.addressed && s.seat.invitations > 0 && !ask.email.match.nil()) other = other_address(ask.id, ask.email, in);
    return accept(Identified{ask.id, ask.account_id, about(ask.id, ask.name), about(ask.id, ask.email), ask.account_version, other});
  }
  // Whom the company's own directory has given a seat that is not taken, or has suspended.
  static bool by_the_directory(const Member::State& state) {
    return std::holds_alternative<Member::Provisioned>(state) || std::holds_alternative<Member::Suspended>(state);
  }
  static Member::Seat seat_in(const Member::State& state) {
    return std::visit([](const auto& s) -> Member::Seat {
      if constexpr (requires { s.seat; }) return s.seat;
      else return {};
    }, state);
  }
  // Who that account is here: the member that it was before; else the one that is invited, unless that has been another account.
  static Id<Member> seat_for(const Id<Account>& account, const Id<Member>& invited, const Member::Invited& s, const Context& in) {
    if (const auto before = in.tenant.find<SeatOf>(account)) return before->member_id;
    return s.seat.account_id ? in.ids.next<Member>() : invited;
  }
  static bool other_address(const Id<Member>& invited, const Personal<std::string>& email, const Context& in) {
    const auto as = in.tenant.find<InvitedByEmail>(email.match);
    return !as || as->member_id != invited;
  }
};

}  // namespace

WriteSide commands::member() { return write_side_of<Rules>(); }

}  // namespace millrace
