#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/lookups.hpp"
#include "domain/identity/business/rights.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "domain/inbox/customer/rights.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using member::AccessChanged;
using member::InvitationExpired;
using member::Invited;
using member::Joined;
using member::Removed;

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
  return {who, account_of(who), about(who, "Somebody"), name_of(role), {}, {}};
}
Story team() {
  return house().given(joined(olga, Role::owner), joined(adam, Role::admin), joined(mary, Role::manager), joined(ann, Role::agent),
                       joined(lim, Role::limited_agent));
}
member::Invite invite(Role role, const std::string& email = "zoe@example.org") { return {zoe, about(zoe, email), name_of(role)}; }
AccessChanged now_usual(const Id<Member>& who, Role role) { return {who, account_of(who), name_of(role), {}, {}}; }
// What an owner or admin says who wants that role, or those rights and no others.
member::ChangeAccess become(const Id<Member>& who, Role role) { return {who, name_of(role), {}}; }
member::ChangeAccess have(const Id<Member>& who, const RightSet& rights) { return {who, {}, rights.names()}; }
Invited invited(Time expires_at = start + member::invitation_lasts, Role role = Role::agent) {
  return {zoe, about(zoe, "zoe@example.org"), name_of(role), {}, {}, 1, expires_at};
}
member::AcceptInvitation accept_invitation(std::int64_t n = 1, const std::string& email = "zoe@example.org") {
  return {zoe, n, about(zoe, "Zoe"), about(zoe, email)};
}
Joined zoe_joined(const Id<Member>& as, const Id<Account>& account, bool other_address = false, const std::string& email = "zoe@example.org") {
  return {as, account, about(as, "Zoe"), name_of(Role::agent), {}, {}, about(as, email), other_address};
}
// An invitation that mary has given.
Story zoe_invited(Role role = Role::agent) {
  auto story = team();
  story.as(acting(role == Role::admin ? adam : mary)).when(invite(role)).accepted();
  return story;
}

}  // namespace

TEST_CASE("a manager invites an agent, and the invitation ends after a week") {
  auto story = team();
  const auto end = story.now() + 7 * 24h;
  story.as(acting(mary)).when(invite(Role::agent)).then(invited(end), timer(end, member::ExpireInvitation{zoe, 1}));
}

TEST_CASE("who may not invite does not, and nobody invites above their own role") {
  team().as(acting(ann)).when(invite(Role::limited_agent)).refused(member::rule::team_denied);
  team().as(anybody()).when(invite(Role::agent)).refused(member::rule::team_denied);
  team().as(acting(mary)).when(invite(Role::admin)).refused(member::rule::above_own_role);
  team().as(acting(adam)).when(invite(Role::owner)).refused(member::rule::above_own_role);
  team().as(acting(olga)).when(invite(Role::owner)).accepted();
}

TEST_CASE("an address is invited once at a time") {
  team().as(acting(mary)).when(invite(Role::agent, "zoe")).refused(member::rule::member_email_invalid);
  team().as(acting(mary)).when(invite(Role::agent)).when(invite(Role::agent)).refused(member::rule::already_invited);
  const member::Invite again{named<Member>("zoe again"), about(zoe, "ZOE@example.org"), "agent"};
  team().as(acting(mary)).when(invite(Role::agent)).when(again).refused(member::rule::already_invited);
  team().as(acting(mary)).when(invite(Role::agent)).as(acting(zoe)).when(accept_invitation()).as(acting(mary)).when(again).refused(
      member::rule::already_member);
  team().as(acting(adam)).when(invite(Role::agent)).when(member::Remove{zoe}).accepted().when(again).accepted();
}

TEST_CASE("a signed-in person takes an invitation up under the name of their account") {
  auto story = zoe_invited();
  story.as(acting(zoe)).when(accept_invitation()).then(zoe_joined(zoe, account_of(zoe)));
  const auto actor = authorise({PrincipalKind::user, account_of(zoe).value}, tenant(), story.rows());
  CHECK(actor.member_id == zoe.value);
  CHECK(actor.role == "agent");
  CHECK(actor.can == usual(Role::agent));
}

TEST_CASE("an invitation is for one person, once, in time") {
  zoe_invited().as(acting(ann)).when(accept_invitation()).refused(member::rule::already_member);
  zoe_invited().as(acting(zoe)).when(accept_invitation()).as(acting(otto)).when(accept_invitation()).refused(member::rule::invitation_used);
  house().given(invited(), InvitationExpired{zoe}).as(acting(zoe)).when(accept_invitation()).refused(member::rule::invitation_over);
  house().given(invited(), Removed{zoe, {}}).as(acting(zoe)).when(accept_invitation()).refused(member::rule::invitation_over);
  auto late = zoe_invited(), in_time = zoe_invited();
  late.at(late.now() + member::invitation_lasts).as(acting(zoe)).when(accept_invitation()).refused(member::rule::invitation_over);
  in_time.at(in_time.now() + member::invitation_lasts - 1us).as(acting(zoe)).when(accept_invitation()).accepted();
  house().given().as(acting(zoe)).when(accept_invitation()).refused(member::rule::no_such_invitation);
  house().given(invited()).as(anybody()).when(accept_invitation()).refused(member::rule::no_such_invitation);
  house().given(invited()).as(visitor(zoe)).when(accept_invitation()).refused(member::rule::no_such_invitation);
  house().given(invited()).as(acting(zoe)).when(accept_invitation(2)).refused(member::rule::no_such_invitation);
  zoe_invited().as(acting(zoe)).when(member::AcceptInvitation{zoe, 1, about(zoe, "")}).refused(member::rule::member_name_invalid);
}

TEST_CASE("the timer ends an invitation that nobody took up, and nothing else") {
  house().given(invited()).as(system()).when(member::ExpireInvitation{zoe, 1}).then(InvitationExpired{zoe});
  house().given(invited()).as(system()).when(member::ExpireInvitation{zoe, 2}).then();
  house().given(invited(), joined(zoe, Role::agent)).as(system()).when(member::ExpireInvitation{zoe, 1}).then();
}

TEST_CASE("a role brings its usual permissions, and permissions can be chosen within one's own") {
  const auto account = account_of(ann);
  team().as(acting(adam)).when(become(ann, Role::manager)).then(now_usual(ann, Role::manager));
  const auto chosen = usual(Role::agent).with(conversation::right::assign).without(customer::right::edit);
  team().as(acting(mary)).when(have(ann, chosen)).then(
      AccessChanged{ann, account, "agent", {"conversations_assign"}, {"customers_edit"}});
  team().as(acting(mary)).when(become(ann, Role::agent)).then();
  house().given(joined(olga, Role::owner), invited()).as(acting(olga)).when(become(zoe, Role::admin)).then(
      AccessChanged{zoe, {}, "admin", {}, {}});
}

TEST_CASE("nobody gives more than they have, or touches somebody above them") {
  const RightSet billing{business::right::edit_billing};
  team().as(acting(ann)).when(become(lim, Role::agent)).refused(member::rule::team_denied);
  team().as(acting(mary)).when(become(ann, Role::admin)).refused(member::rule::above_own_role);
  team().as(acting(mary)).when(become(mary, Role::admin)).refused(member::rule::above_own_role);
  team().as(acting(adam)).when(have(ann, billing)).refused(member::rule::above_own_role);
  team().as(acting(adam)).when(become(olga, Role::agent)).refused(member::rule::above_own_role);
  team().as(acting(adam)).when(member::ChangeAccess{ann, {}, {}}).then();
  team().as(acting(adam)).when(become(zoe, Role::agent)).refused(member::rule::no_such_member);
}

TEST_CASE("a business keeps an owner") {
  team().as(acting(olga)).when(become(olga, Role::admin)).refused(member::rule::last_owner);
  team().as(acting(olga)).when(member::Remove{olga}).refused(member::rule::last_owner);
  auto two = house().given(joined(olga, Role::owner), joined(otto, Role::owner));
  two.as(acting(olga)).when(member::Remove{olga}).then(Removed{olga, account_of(olga)});
  two.as(acting(otto)).when(member::Remove{otto}).refused(member::rule::last_owner);
}

TEST_CASE("the last owner who may do everything cannot give a right away, and an owner who may do less is no other owner") {
  const auto everything = rights().all();
  team().as(acting(olga)).when(have(olga, {})).refused(member::rule::last_owner);
  for (const auto& right : everything) team().as(acting(olga)).when(have(olga, usual(Role::owner).without(right))).refused(member::rule::last_owner);
  auto two = house().given(joined(olga, Role::owner), joined(otto, Role::owner));
  two.as(acting(olga)).when(have(otto, usual(Role::owner).without(member::right::edit))).accepted()
      .when(member::Remove{olga}).refused(member::rule::last_owner)
      .when(become(olga, Role::admin)).refused(member::rule::last_owner)
      .as(acting(otto)).when(member::Remove{otto}).accepted();
  auto each_other = house().given(joined(olga, Role::owner), joined(otto, Role::owner));
  each_other.as(acting(olga)).when(become(otto, Role::agent)).accepted();
  each_other.as(acting(otto)).when(become(olga, Role::agent)).refused(member::rule::team_denied);
}

TEST_CASE("a business that an earlier release let lock itself out is opened by its owner") {
  const auto nothing = member::v1::AccessChanged{olga, account_of(olga), member::v1::Role::owner, {}}.upcast();
  auto story = house().given(joined(olga, Role::owner), joined(ann, Role::agent), nothing);
  const auto actor = [&](const Id<Member>& who) { return authorise({PrincipalKind::user, account_of(who).value}, tenant(), story.rows()); };
  CHECK(actor(olga).can == usual(Role::owner));
  CHECK(actor(ann).can == usual(Role::agent));
  story.as(acting(olga)).when(member::Remove{olga}).refused(member::rule::last_owner);
  story.when(become(olga, Role::owner)).then(now_usual(olga, Role::owner));
  story.when(have(ann, {member::right::view})).accepted();
}

TEST_CASE("who is removed takes the invitations that they gave with them, in the same record") {
  auto story = zoe_invited(Role::admin);
  story.as(acting(olga)).when(member::Remove{adam}).then(Removed{adam, account_of(adam)}, Removed{zoe, {}});
  story.as(acting(adam)).when(accept_invitation()).refused(member::rule::invitation_over);
  story.as(acting(zoe)).when(accept_invitation()).refused(member::rule::invitation_over);
  auto leaving = zoe_invited(Role::admin);
  leaving.as(acting(adam)).when(member::Remove{adam}).then(Removed{adam, account_of(adam)}, Removed{zoe, {}});
}

TEST_CASE("who is given less takes back the invitations to more than that, and no others") {
  const member::Invite agent{named<Member>("yan"), about(zoe, "yan@example.org"), "agent"};
  auto story = zoe_invited(Role::admin);
  story.as(acting(adam)).when(agent).accepted();
  story.as(acting(olga)).when(become(adam, Role::manager))
      .then(now_usual(adam, Role::manager), Removed{zoe, {}});
  story.when(become(adam, Role::agent))
      .then(now_usual(adam, Role::agent), Removed{named<Member>("yan"), {}});
}

TEST_CASE("an invitation is as good as the word of whoever changed it last") {
  auto story = zoe_invited();                          // by mary, a manager
  story.as(acting(olga)).when(become(zoe, Role::admin)).accepted();
  story.when(member::Remove{mary}).then(Removed{mary, account_of(mary)});
  story.as(acting(zoe)).when(accept_invitation()).accepted();
}

TEST_CASE("an invitation of an earlier release is refused when whoever gave it could not give it any more") {
  // It was removed then without taking its invitations with it.
  auto story = house().given(joined(olga, Role::owner), invited());
  story.as(acting(zoe)).when(accept_invitation()).refused(member::rule::invitation_over);
}

TEST_CASE("a hundred invitations and more are taken back by a timer that goes on until none is left") {
  auto story = team();
  story.as(acting(mary));
  for (int n = 0; n < 150; ++n)
    story.when(member::Invite{named<Member>("guest " + std::to_string(n)), about(zoe, "guest" + std::to_string(n) + "@example.org"), "agent"}).accepted();
  story.as(acting(olga)).when(member::Remove{mary}).accepted();
  CHECK(story.facts<Removed>().size() == 41);
  REQUIRE(story.facts<later::TimerSet>().size() == 1);
  story.as(system()).when(member::WithdrawInvitations{mary}).accepted();
  CHECK(story.facts<Removed>().size() == 90);
  CHECK(story.facts<later::TimerSet>().size() == 1);
  story.when(member::WithdrawInvitations{mary}).accepted();
  CHECK(story.facts<Removed>().size() == 20);
  CHECK(story.facts<later::TimerSet>().empty());
}

TEST_CASE("a business has at most a thousand open invitations") {
  auto story = team();
  story.as(acting(mary));
  for (std::size_t n = 0; n < member::invitations_at_most; ++n)
    story.when(member::Invite{named<Member>("guest " + std::to_string(n)), about(zoe, "guest" + std::to_string(n) + "@example.org"), "agent"}).accepted();
  story.when(invite(Role::agent)).refused(member::rule::too_many_invitations);
  story.when(member::Invite{named<Member>("again"), about(zoe, "guest1@example.org"), "agent"}).refused(member::rule::already_invited);
  story.as(acting(adam)).when(member::Remove{named<Member>("guest 1")}).accepted().as(acting(mary)).when(invite(Role::agent)).accepted();
}

TEST_CASE("who was removed does not come back by what was given before to another of their addresses") {
  auto story = zoe_invited();
  const auto home = named<Member>("zoe at home");
  story.as(acting(adam)).when(member::Invite{home, about(home, "zoe.at.home@example.org"), "agent"}).accepted();
  story.as(acting(zoe)).when(accept_invitation()).as(acting(adam)).when(member::Remove{zoe}).accepted();
  const member::AcceptInvitation at_home{home, 1, about(home, "Zoe"), about(home, "zoe@example.org")};
  story.as(acting(zoe)).when(at_home).refused(member::rule::invitation_over);
  story.as(acting(otto)).when(member::AcceptInvitation{home, 1, about(home, "Otto"), about(home, "otto@example.org")}).accepted();
}

TEST_CASE("a member is known by their own address, whichever was invited; the one that was invited is free for whose it is") {
  auto story = zoe_invited();
  story.as(acting(otto)).when(accept_invitation(1, "otto@example.org")).accepted();
  const auto another = named<Member>("another");
  story.as(acting(mary)).when(member::Invite{another, about(another, "otto@example.org"), "agent"}).refused(member::rule::already_member);
  story.when(member::Invite{another, about(another, "zoe@example.org"), "agent"}).accepted();
  CHECK(story.facts<Invited>().at(0).id == another);
}

TEST_CASE("who is invited again is the same member, under a token of its own") {
  auto story = zoe_invited();
  story.as(acting(zoe)).when(accept_invitation()).as(acting(adam)).when(member::Remove{zoe}).accepted();
  const member::Invite again{named<Member>("a new row"), about(zoe, "ZOE@example.org"), "agent"};
  story.as(acting(mary)).when(again).accepted();
  REQUIRE(story.facts<Invited>().size() == 1);
  CHECK(story.facts<Invited>()[0].id == zoe);
  CHECK(story.facts<Invited>()[0].n == 2);
  story.as(acting(zoe)).when(accept_invitation(1)).refused(member::rule::invitation_over);
  story.when(accept_invitation(2)).then(zoe_joined(zoe, account_of(zoe)));
}

TEST_CASE("an address whose invitation somebody else took up is invited as a new member, whether that one is there or gone") {
  for (const bool gone : {false, true}) {
    auto story = zoe_invited();
    story.as(acting(otto)).when(accept_invitation(1, "otto@example.org")).accepted();
    story.as(acting(adam));
    if (gone) story.when(member::Remove{zoe}).accepted();
    const auto another = named<Member>("another");
    story.when(member::Invite{another, about(another, "zoe@example.org"), "agent"}).accepted();
    CHECK(story.facts<Invited>().at(0).id == another);
    CHECK(story.facts<Invited>().at(0).n == 1);
    story.as(acting(zoe)).when(member::AcceptInvitation{another, 1, about(another, "Zoe"), about(another, "zoe@example.org")})
        .then(zoe_joined(another, account_of(zoe)));
  }
}

TEST_CASE("somebody who has left is invited at their own address as who they were, whichever was invited before") {
  auto story = zoe_invited();
  story.as(acting(otto)).when(accept_invitation(1, "otto@example.org")).as(acting(adam)).when(member::Remove{zoe}).accepted();
  const auto another = named<Member>("another");
  story.when(member::Invite{another, about(another, "otto@example.org"), "agent"}).accepted();
  CHECK(story.facts<Invited>().at(0).id == zoe);
  CHECK(story.facts<Invited>().at(0).n == 2);
  story.when(member::Invite{another, about(another, "otto@example.org"), "agent"}).refused(member::rule::already_invited);
  story.as(acting(otto)).when(accept_invitation(2, "otto@example.org")).then(zoe_joined(zoe, account_of(otto), false, "otto@example.org"));
}

TEST_CASE("an address is invited though who once took its invitation up from another one is invited again, at their own") {
  auto story = zoe_invited();
  story.as(acting(otto)).when(accept_invitation(1, "otto@example.org")).as(acting(adam)).when(member::Remove{zoe}).accepted();
  const auto another = named<Member>("another"), third = named<Member>("third");
  story.when(member::Invite{another, about(another, "otto@example.org"), "agent"}).accepted();
  story.when(member::Invite{another, about(another, "zoe@example.org"), "agent"}).accepted();
  CHECK(story.facts<Invited>().at(0).id == another);
  CHECK(story.facts<Invited>().at(0).n == 1);
  for (const auto* address : {"zoe@example.org", "otto@example.org"})
    story.when(member::Invite{third, about(third, address), "agent"}).refused(member::rule::already_invited);
}

TEST_CASE("another account that takes up the invitation of somebody who has left is another member") {
  auto story = zoe_invited();
  story.as(acting(zoe)).when(accept_invitation()).as(acting(adam)).when(member::Remove{zoe}).accepted();
  story.as(acting(mary)).when(member::Invite{named<Member>("a new row"), about(zoe, "zoe@example.org"), "agent"}).accepted();
  story.as(acting(otto)).when(accept_invitation(2, "otto@example.org"));
  const auto other = story.facts<Joined>().at(0).id;
  CHECK(other != zoe);
  story.then(Removed{zoe, {}}, zoe_joined(other, account_of(otto), true, "otto@example.org"));
}

TEST_CASE("an invitation that is taken up from another address says so") {
  zoe_invited().as(acting(otto)).when(accept_invitation(1, "otto@example.org"))
      .then(zoe_joined(zoe, account_of(otto), true, "otto@example.org"));
  zoe_invited().as(acting(zoe)).when(accept_invitation(1, "Zoe@Example.org")).then(zoe_joined(zoe, account_of(zoe), false, "Zoe@Example.org"));
}

TEST_CASE("a member is called what its account is called, by the newest word of the directory") {
  const auto named_so = [](const std::string& name, std::int64_t version) {
    return member::Identify{ann, account_of(ann), about(ann, name), about(ann, "ann@example.org"), version};
  };
  auto story = team();
  story.as(system()).when(named_so("Anna", 3)).then(member::Identified{ann, account_of(ann), about(ann, "Anna"), about(ann, "ann@example.org"), 3, {}});
  story.when(named_so("Ann", 2)).then().when(named_so("Anna", 3)).then();
  story.as(acting(ann)).when(named_so("Queen", 4)).then();
  story.as(system()).when(member::Identify{ann, account_of(otto), about(ann, "Bob"), about(ann, "bob@example.org"), 9}).then();
  story.as(acting(adam)).when(member::Remove{ann}).as(system()).when(named_so("Anne", 5)).then();
}

TEST_CASE("an invited owner is no owner yet") {
  auto story = house().given(joined(olga, Role::owner), invited(start + 7 * 24h, Role::owner));
  story.as(acting(olga)).when(member::Remove{olga}).refused(member::rule::last_owner);
}

TEST_CASE("anybody may leave; removing others takes the permission and no lesser role") {
  team().as(acting(lim)).when(member::Remove{lim}).then(Removed{lim, account_of(lim)});
  team().as(acting(mary)).when(member::Remove{ann}).refused(member::rule::team_denied);
  team().as(acting(adam)).when(member::Remove{olga}).refused(member::rule::above_own_role);
  team().as(acting(adam)).when(member::Remove{ann}).then(Removed{ann, account_of(ann)});
  team().as(acting(adam)).when(member::Remove{zoe}).refused(member::rule::no_such_member);
  house().given(joined(olga, Role::owner), invited()).as(acting(olga)).when(member::Remove{zoe}).then(Removed{zoe, {}});
}

TEST_CASE("who was removed is nobody there, and may be invited again") {
  auto story = team();
  story.as(acting(adam)).when(member::Remove{ann}).accepted();
  CHECK(authorise({PrincipalKind::user, account_of(ann).value}, tenant(), story.rows()).member_id.nil());
  story.as(acting(adam)).when(invite(Role::agent)).as(acting(ann)).when(accept_invitation());
  story.then(Removed{zoe, {}}, zoe_joined(ann, account_of(ann)));
  CHECK(authorise({PrincipalKind::user, account_of(ann).value}, tenant(), story.rows()).member_id == ann.value);
}

TEST_CASE("only users of the business itself are anybody there") {
  const auto story = team();
  const Principal someone{PrincipalKind::user, account_of(olga).value};
  CHECK(authorise(someone, tenant(), story.rows()).role == "owner");
  CHECK(authorise(someone, Uuid{}, story.rows()).role.empty());
  CHECK(authorise(someone, named_uuid("another business"), story.rows()).role.empty());
  for (const auto kind : {PrincipalKind::visitor, PrincipalKind::anybody, PrincipalKind::system}) {
    const auto actor = authorise({kind, account_of(olga).value}, tenant(), story.rows());
    CHECK(actor.member_id.nil());
    CHECK(actor.can == RightSet{});
  }
}

TEST_CASE("each role may do what the one below may, and the agent what the inbox specification says") {
  for (int role = static_cast<int>(Role::owner); role < static_cast<int>(Role::client); ++role)
    CHECK(usual(static_cast<Role>(role + 1)).within(usual(static_cast<Role>(role))));
  CHECK(usual(Role::owner).names().size() == rights().all().size());
  const RightSet inbox{conversation::right::view_all, conversation::right::view_assigned, conversation::right::reply,
                       conversation::right::close, customer::right::view, customer::right::edit, member::right::view};
  CHECK(inbox.within(usual(Role::agent)));
  for (const auto& beyond : {conversation::right::assign, customer::right::remove, member::right::invite, member::right::edit, member::right::remove})
    CHECK_FALSE(usual(Role::agent).has(beyond));
  CHECK_FALSE(usual(Role::limited_agent).has(conversation::right::view_all));
}

TEST_CASE("whatever a team does to itself, it keeps an owner and nobody rises above who raised them") {
  CHECK(rc::check([](const std::vector<std::array<std::uint8_t, 4>>& moves) {
    auto story = team();
    const std::array everybody{olga, adam, mary, ann, lim};
    const auto& declared = rights().all();
    const auto of = [&](const Id<Member>& who) {
      return authorise({PrincipalKind::user, account_of(who).value}, tenant(), story.rows());
    };
    for (const auto& [what, who, whom, role] : moves) {
      const auto actor = everybody[who % 5], other = everybody[whom % 5];
      const auto giver = of(actor), before = of(other);
      story.as(acting(actor));
      if (what % 4 == 0) story.when(member::Remove{other});
      else if (what % 4 == 1) {
        RightSet some;
        for (std::size_t n = 0; n < declared.size(); ++n)
          if ((std::uint64_t{role} * 0x9e37u) >> n % 16 & 1) some.add(declared[n]);
        story.when(have(other, some));
      } else story.when(become(other, static_cast<Role>(role % 5)));
      const auto after = of(other);
      if (after.role != before.role || after.can != before.can) {
        RC_ASSERT(!giver.role.empty());
        RC_ASSERT(after.role.empty() || (!above(after.role, giver.role) && after.can.within(giver.can)));
      }
      RC_ASSERT(!all_powerful(tenant(), story.rows()).empty());
    }
  }));
}

TEST_CASE("an account that is no more leaves its businesses, but for the last owner, and only the directory says so") {
  auto story = team();
  story.as(acting(ann)).when(member::Depart{ann, account_of(ann)}).then();
  story.as(system()).when(member::Depart{ann, account_of(otto)}).then();
  story.when(member::Depart{ann, account_of(ann)}).then(Removed{ann, account_of(ann)});
  story.when(member::Depart{ann, account_of(ann)}).then();
  story.when(member::Depart{olga, account_of(olga)}).then();
  story.when(member::Depart{named<Member>("nobody"), account_of(ann)}).then();
}
