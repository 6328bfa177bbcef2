#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/later/asks.hpp"
#include "commands/member/asks.hpp"
#include "commands/member/authorise.hpp"
#include "commands/member/lookups.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using membership::AccessChanged;
using membership::InvitationExpired;
using membership::Invited;
using membership::Joined;
using membership::Removed;

namespace {

// The real authorisation: what somebody may do is what the story has given them.
const House& house() {
  static const House house{join({commands::later(), commands::member()}), {}, &authorise};
  return house;
}
const auto olga = named<Member>("olga"), otto = named<Member>("otto"), adam = named<Member>("adam"), mary = named<Member>("mary"),
           ann = named<Member>("ann"), lim = named<Member>("lim"), zoe = named<Member>("zoe");

Id<Account> account_of(const Id<Member>& who) { return {spec::account_of(who.value)}; }
As acting(const Id<Member>& who) { return user(account_of(who)); }
Joined joined(const Id<Member>& who, Role role) {
  return {who, account_of(who), about(who, "Somebody"), role, listed(usual_for(role))};
}
Story team() {
  return house().given(joined(olga, Role::owner), joined(adam, Role::admin), joined(mary, Role::manager), joined(ann, Role::agent),
                       joined(lim, Role::limited_agent));
}
InviteMember invite(Role role, const std::string& email = "zoe@example.org") { return {zoe, about(zoe, email), role}; }
Invited invited(Time expires_at = start + invitation_lasts, Role role = Role::agent) {
  return {zoe, about(zoe, "zoe@example.org"), role, listed(usual_for(role)), 1, expires_at};
}
AcceptInvitation accept_invitation() { return {zoe, 1, about(zoe, "Zoe")}; }

}  // namespace

TEST_CASE("a manager invites an agent, and the invitation ends after a week") {
  auto story = team();
  const auto end = story.now() + 7 * 24h;
  story.as(acting(mary)).when(invite(Role::agent)).then(invited(end), timer(end, ExpireInvitation{zoe, 1}));
}

TEST_CASE("who may not invite does not, and nobody invites above their own role") {
  team().as(acting(ann)).when(invite(Role::limited_agent)).refused(rule::team_denied);
  team().as(anybody()).when(invite(Role::agent)).refused(rule::team_denied);
  team().as(acting(mary)).when(invite(Role::admin)).refused(rule::above_own_role);
  team().as(acting(adam)).when(invite(Role::owner)).refused(rule::above_own_role);
  team().as(acting(olga)).when(invite(Role::owner)).accepted();
}

TEST_CASE("an address is invited once at a time") {
  team().as(acting(mary)).when(invite(Role::agent, "zoe")).refused(rule::member_email_invalid);
  team().as(acting(mary)).when(invite(Role::agent)).when(invite(Role::agent)).refused(rule::already_invited);
  const InviteMember again{named<Member>("zoe again"), about(zoe, "ZOE@example.org"), Role::agent};
  team().as(acting(mary)).when(invite(Role::agent)).when(again).refused(rule::already_invited);
  team().as(acting(mary)).when(invite(Role::agent)).as(acting(zoe)).when(accept_invitation()).as(acting(mary)).when(again).refused(
      rule::already_member);
  team().as(acting(adam)).when(invite(Role::agent)).when(RemoveMember{zoe}).accepted().when(again).accepted();
}

TEST_CASE("a signed-in person takes an invitation up under the name of their account") {
  auto story = house().given(joined(olga, Role::owner), invited());
  story.as(acting(zoe)).when(accept_invitation());
  story.then(Joined{zoe, account_of(zoe), about(zoe, "Zoe"), Role::agent, listed(usual_for(Role::agent))});
  const auto actor = authorise({PrincipalKind::user, account_of(zoe).value}, tenant(), story.rows());
  CHECK(actor.member_id == zoe.value);
  CHECK(actor.role == Role::agent);
  CHECK(actor.can == usual_for(Role::agent));
}

TEST_CASE("an invitation is for one person, once, in time") {
  house().given(invited(), joined(ann, Role::agent)).as(acting(ann)).when(accept_invitation()).refused(rule::already_member);
  house().given(invited()).as(acting(zoe)).when(accept_invitation()).as(acting(ann)).when(accept_invitation()).refused(rule::invitation_used);
  house().given(invited(), InvitationExpired{zoe}).as(acting(zoe)).when(accept_invitation()).refused(rule::invitation_over);
  house().given(invited(), Removed{zoe, {}}).as(acting(zoe)).when(accept_invitation()).refused(rule::invitation_over);
  house().given(invited()).at(start + invitation_lasts).as(acting(zoe)).when(accept_invitation()).refused(rule::invitation_over);
  house().given(invited()).at(start + invitation_lasts - 1us).as(acting(zoe)).when(accept_invitation()).accepted();
  house().given().as(acting(zoe)).when(accept_invitation()).refused(rule::no_such_invitation);
  house().given(invited()).as(anybody()).when(accept_invitation()).refused(rule::no_such_invitation);
  house().given(invited()).as(visitor(zoe)).when(accept_invitation()).refused(rule::no_such_invitation);
  house().given(invited()).as(acting(zoe)).when(AcceptInvitation{zoe, 2, about(zoe, "Zoe")}).refused(rule::no_such_invitation);
  house().given(invited()).as(acting(zoe)).when(AcceptInvitation{zoe, 1, about(zoe, "")}).refused(rule::member_name_invalid);
}

TEST_CASE("the timer ends an invitation that nobody took up, and nothing else") {
  house().given(invited()).as(system()).when(ExpireInvitation{zoe, 1}).then(InvitationExpired{zoe});
  house().given(invited()).as(system()).when(ExpireInvitation{zoe, 2}).then();
  house().given(invited(), joined(zoe, Role::agent)).as(system()).when(ExpireInvitation{zoe, 1}).then();
}

TEST_CASE("a role brings its usual permissions, and permissions can be chosen within one's own") {
  const auto account = account_of(ann);
  team().as(acting(adam)).when(ChangeAccess{ann, Role::manager, {}}).then(
      AccessChanged{ann, account, Role::manager, listed(usual_for(Role::manager))});
  const auto chosen = usual_for(Role::agent).with(Can::conversations_assign);
  team().as(acting(mary)).when(ChangeAccess{ann, {}, listed(chosen)}).then(AccessChanged{ann, account, Role::agent, listed(chosen)});
  team().as(acting(mary)).when(ChangeAccess{ann, Role::agent, {}}).then();
  house().given(joined(olga, Role::owner), invited()).as(acting(olga)).when(ChangeAccess{zoe, Role::admin, {}}).then(
      AccessChanged{zoe, {}, Role::admin, listed(usual_for(Role::admin))});
}

TEST_CASE("nobody gives more than they have, or touches somebody above them") {
  const std::vector<Can> billing{Can::billing_edit};
  team().as(acting(ann)).when(ChangeAccess{lim, Role::agent, {}}).refused(rule::team_denied);
  team().as(acting(mary)).when(ChangeAccess{ann, Role::admin, {}}).refused(rule::above_own_role);
  team().as(acting(mary)).when(ChangeAccess{mary, Role::admin, {}}).refused(rule::above_own_role);
  team().as(acting(adam)).when(ChangeAccess{ann, {}, billing}).refused(rule::above_own_role);
  team().as(acting(adam)).when(ChangeAccess{olga, Role::agent, {}}).refused(rule::above_own_role);
  team().as(acting(adam)).when(ChangeAccess{ann, {}, {}}).refused(rule::nothing_to_change);
  team().as(acting(adam)).when(ChangeAccess{zoe, Role::agent, {}}).refused(rule::no_such_member);
}

TEST_CASE("a business keeps an owner") {
  team().as(acting(olga)).when(ChangeAccess{olga, Role::admin, {}}).refused(rule::last_owner);
  team().as(acting(olga)).when(RemoveMember{olga}).refused(rule::last_owner);
  auto two = house().given(joined(olga, Role::owner), joined(otto, Role::owner));
  two.as(acting(olga)).when(RemoveMember{olga}).then(Removed{olga, account_of(olga)});
  two.as(acting(otto)).when(RemoveMember{otto}).refused(rule::last_owner);
}

TEST_CASE("an invited owner is no owner yet") {
  auto story = house().given(joined(olga, Role::owner), invited(start + 7 * 24h, Role::owner));
  story.as(acting(olga)).when(RemoveMember{olga}).refused(rule::last_owner);
}

TEST_CASE("anybody may leave; removing others takes the permission and no lesser role") {
  team().as(acting(lim)).when(RemoveMember{lim}).then(Removed{lim, account_of(lim)});
  team().as(acting(mary)).when(RemoveMember{ann}).refused(rule::team_denied);
  team().as(acting(adam)).when(RemoveMember{olga}).refused(rule::above_own_role);
  team().as(acting(adam)).when(RemoveMember{ann}).then(Removed{ann, account_of(ann)});
  team().as(acting(adam)).when(RemoveMember{zoe}).refused(rule::no_such_member);
  house().given(joined(olga, Role::owner), invited()).as(acting(olga)).when(RemoveMember{zoe}).then(Removed{zoe, {}});
}

TEST_CASE("who was removed is nobody there, and may be invited again") {
  auto story = team();
  story.as(acting(adam)).when(RemoveMember{ann}).accepted();
  CHECK(authorise({PrincipalKind::user, account_of(ann).value}, tenant(), story.rows()).member_id.nil());
  story.as(acting(adam)).when(invite(Role::agent)).as(acting(ann)).when(accept_invitation()).accepted();
  CHECK(authorise({PrincipalKind::user, account_of(ann).value}, tenant(), story.rows()).member_id == zoe.value);
}

TEST_CASE("only users of the business itself are anybody there") {
  const auto story = team();
  const Principal someone{PrincipalKind::user, account_of(olga).value};
  CHECK(authorise(someone, tenant(), story.rows()).role == Role::owner);
  CHECK_FALSE(authorise(someone, Uuid{}, story.rows()).role);
  CHECK_FALSE(authorise(someone, named_uuid("another business"), story.rows()).role);
  for (const auto kind : {PrincipalKind::visitor, PrincipalKind::anybody, PrincipalKind::system}) {
    const auto actor = authorise({kind, account_of(olga).value}, tenant(), story.rows());
    CHECK(actor.member_id.nil());
    CHECK(actor.can == Permissions{});
  }
}

TEST_CASE("each role may do what the one below may, and the agent what the inbox specification says") {
  for (int role = static_cast<int>(Role::owner); role < static_cast<int>(Role::limited_agent); ++role)
    CHECK(within(usual_for(static_cast<Role>(role + 1)), usual_for(static_cast<Role>(role))));
  CHECK(listed(usual_for(Role::owner)).size() == 16);
  using enum Can;
  CHECK(listed(usual_for(Role::agent)) == std::vector{conversations_view_all, conversations_view_assigned, conversations_reply,
                                                      conversations_close, customers_view, customers_edit, team_view});
  CHECK_FALSE(usual_for(Role::limited_agent).has(conversations_view_all));
}

TEST_CASE("whatever a team does to itself, it keeps an owner and nobody rises above who raised them") {
  CHECK(rc::check([](const std::vector<std::array<std::uint8_t, 4>>& moves) {
    auto story = team();
    const std::array everybody{olga, adam, mary, ann, lim};
    const auto of = [&](const Id<Member>& who) {
      return authorise({PrincipalKind::user, account_of(who).value}, tenant(), story.rows());
    };
    for (const auto& [what, who, whom, role] : moves) {
      const auto actor = everybody[who % 5], other = everybody[whom % 5];
      const auto giver = of(actor), before = of(other);
      story.as(acting(actor));
      if (what % 4 == 0) story.when(RemoveMember{other});
      else if (what % 4 == 1) story.when(ChangeAccess{other, {}, listed({(std::uint64_t{role} * 0x9e37u) & 0xffffu})});
      else story.when(ChangeAccess{other, static_cast<Role>(role % 5), {}});
      const auto after = of(other);
      if (after.role != before.role || after.can != before.can) {
        RC_ASSERT(giver.role);
        RC_ASSERT(!after.role || (*after.role >= *giver.role && within(after.can, giver.can)));
      }
      const auto owners = find_row<Owners>(story.rows(), tenant(), std::string(Owners::key));
      RC_ASSERT(owners && !owners->members.empty());
    }
  }));
}
