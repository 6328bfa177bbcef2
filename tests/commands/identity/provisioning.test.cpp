#include <doctest/doctest.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/mail.hpp"
#include "commands/identity/api_key/asks.hpp"
#include "commands/identity/custom_role/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/lookups.hpp"
#include "commands/identity/oauth/asks.hpp"
#include "commands/identity/provisioning/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "commands/later/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace millrace::provisioning;
using namespace std::chrono_literals;
using member::AccessChanged;
using member::Catalogued;
using member::Invited;
using member::Joined;
using member::Provisioned;
using member::Removed;
using member::Resumed;
using member::Suspended;
using DirectoryEntry = provisioning::Entry;
namespace no = millrace::provisioning::rule;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::member(), commands::custom_role(), commands::api_key(), commands::provisioning()}), {}, &authorise};
  return house;
}
// The same rules where accounts are.
const House& directory() {
  static const House house{join({commands::later(), commands::account(), commands::account_mail(), commands::session(), commands::oauth(), commands::provisioning()})};
  return house;
}
const auto olga = named<Member>("olga"), adam = named<Member>("adam"), ann = named<Member>("ann"), bea = named<Member>("bea"), cleo = named<Member>("cleo");
const auto sync_key = named<ApiKey>("sync");
const auto person = named<Account>("person"), stranger = named<Account>("stranger");
const std::string role_agent = name_of(Role::agent);

Id<Account> account_of(const Id<Member>& who) { return {spec::account_of(who.value)}; }
As acting(const Id<Member>& who) { return user(account_of(who)); }
As the_key() { return {{PrincipalKind::api_key, sync_key.value}}; }
Joined joined(const Id<Member>& who, Role role, const std::string& email = {}) {
  Joined e{who, account_of(who), about(who, "Somebody"), name_of(role), {}, {}};
  if (!email.empty()) e.email = about(who, email);
  return e;
}
api_key::Created key_of(const Id<Member>& by) {
  const auto secret = named<ApiSecret>("secret");
  return {sync_key, about(sync_key, "Directory"), {std::string(member::right::provision.name)}, by, secret, "hash", "abcd", {}, {}};
}
// A business whose admin has given a key to the company's directory.
Story team() {
  auto story = house().given(joined(olga, Role::owner), joined(adam, Role::admin), joined(ann, Role::agent, "ann@example.org"), key_of(adam));
  story.as(the_key());
  return story;
}
DirectoryEntry entry(const Id<Member>& who, const std::string& email = "bea@example.org") { return {about(who, email), about(who, email), about(who, "E-1"), about(who, "Bea Born"), {}, {}}; }
Provision provision(std::optional<std::string> role = role_agent) { return {bea, entry(bea), std::move(role), true}; }
Catalogued catalogued(const Id<Member>& who = bea, const std::string& email = "bea@example.org") {
  return {who, about(who, email), about(who, email), about(who, "E-1"), about(who, "Bea Born"), {}, {}};
}
Provisioned provisioned(Role role = Role::agent) { return {bea, about(bea, "bea@example.org"), about(bea, "Bea Born"), name_of(role), {}, {}}; }
TakeSeat take(std::optional<Id<Account>> account) { return {bea, account, about(bea, "bea@example.org"), about(bea, "Bea Born")}; }
Update activating(const Id<Member>& who, bool active) { return {who, {}, {}, active}; }
Update as_role(const Id<Member>& who, Role role) { return {who, {}, name_of(role), {}}; }

Story bea_is_provisioned() {
  auto story = team();
  story.when(provision()).accepted();
  return story;
}
Story bea_is_here() {
  auto story = bea_is_provisioned();
  story.as(system()).when(take(person)).accepted();
  story.as(the_key());
  return story;
}
FindPerson find(std::optional<Id<Account>> known = {}) { return {person, named_uuid("acme"), bea, about(bea, "bea@example.org"), about(bea, "Bea Born"), known}; }
account::SignedUp signed_up(const Id<Account>& who, const std::string& password = "phc") {
  return {who, about(who, "bea@example.org"), about(who, "Bea Born"), about(who, password)};
}
TakeSeat told(const Story& story) {
  const auto all = story.facts<later::HandoffRequested>();
  REQUIRE(all.size() == 1);
  return *static_cast<const TakeSeat*>(all.front().ask.value.get());
}

}  // namespace

TEST_CASE("the directory gives somebody a seat, and asks the accounts whose it is") {
  auto story = team();
  story.when(provision()).accepted();
  CHECK(story.facts<Provisioned>().size() == 1);
  CHECK(story.facts<Catalogued>().size() == 1);
  CHECK(story.facts<later::HandoffRequested>().size() == 1);
  CHECK(std::holds_alternative<Member::Provisioned>(story.state(bea)));
}

TEST_CASE("who is given no role has the lowest of the team") {
  auto story = team();
  story.when(provision({})).accepted();
  CHECK(story.facts<Provisioned>().front().role == "member");
}

TEST_CASE("an address that nobody has an account with gets one, which nobody signs in to yet, and no mail") {
  auto story = directory().given();
  story.as(system()).when(find()).accepted();
  REQUIRE(story.facts<account::SignedUp>().size() == 1);
  CHECK(story.facts<account::SignedUp>().front().id == person);
  CHECK(story.facts<account::SignedUp>().front().password.value.empty());
  CHECK(story.facts<account::EmailVerificationRequested>().empty());
  CHECK(told(story).account_id == person);
}

TEST_CASE("who has an account already is asked, unless they have had this seat before") {
  auto story = directory().given(signed_up(stranger));
  story.as(system()).when(find()).accepted();
  CHECK(story.facts<account::SignedUp>().empty());
  CHECK(!told(story).account_id);
  auto again = directory().given(signed_up(stranger));
  again.as(system()).when(find(stranger)).accepted();
  CHECK(told(again).account_id == stranger);
  directory().given().as(user(stranger)).when(find()).then();
}

TEST_CASE("who signs in by a provider is the first in an account that was made for them, and no other that is not verified") {
  const oauth::SignIn by_google{person, "google", about(person, "https://id 1"), about(person, "bea@example.org"), true, about(person, "Bea"), {}, {}, {}};
  auto story = directory().given(signed_up(person, ""));
  story.when(by_google).accepted();
  CHECK(story.facts<account::EmailVerified>().size() == 1);
  CHECK(story.facts<session::Opened>().size() == 1);
  directory().given(signed_up(person)).when(by_google).refused(oauth::rule::link_first);
}

TEST_CASE("the account takes the seat, or its person is invited to") {
  auto story = bea_is_provisioned();
  story.as(system()).when(take(person)).then(Joined{bea, person, about(bea, "Bea Born"), role_agent, {}, {}, about(bea, "bea@example.org")});
  CHECK(find_row<member::MemberOf>(story.rows(), tenant(), person)->member_id == bea);
  auto asked = bea_is_provisioned();
  asked.as(system()).when(take({})).accepted();
  REQUIRE(asked.facts<Invited>().size() == 1);
  CHECK(asked.facts<Invited>().front().n == 1);
  asked.as(user(stranger)).when(member::AcceptInvitation{bea, 1, about(bea, "Bea"), about(bea, "bea@example.org")}).accepted();
  CHECK(std::holds_alternative<Member::Active>(asked.state(bea)));
}

TEST_CASE("only the house seats somebody, once, and nobody twice") {
  bea_is_provisioned().as(acting(olga)).when(take(person)).then();
  bea_is_here().as(system()).when(take(stranger)).then();
  bea_is_provisioned().as(system()).when(take(account_of(ann))).then(Removed{bea, {}});
}

TEST_CASE("an address or a userName that somebody has here is a conflict, also one that was invited or is suspended") {
  team().when(Provision{bea, entry(bea, "ann@example.org"), role_agent, true}).refused(no::uniqueness);
  bea_is_provisioned().when(Provision{cleo, entry(cleo), role_agent, true}).refused(no::uniqueness);
  auto suspended = bea_is_here();
  suspended.when(activating(bea, false)).accepted().when(Provision{cleo, entry(cleo), role_agent, true}).refused(no::uniqueness);
  auto invited = team();
  invited.as(acting(olga)).when(member::Invite{bea, about(bea, "bea@example.org"), "agent"}).accepted();
  invited.as(the_key()).when(Provision{cleo, entry(cleo), role_agent, true}).refused(no::uniqueness);
  auto named = bea_is_here();
  auto other = entry(cleo, "cleo@example.org");
  other.user_name = about(cleo, "bea@example.org");
  named.when(Provision{cleo, other, role_agent, true}).refused(no::uniqueness);
  named.when(Update{ann, DirectoryEntry{about(ann, "BEA@example.org"), about(ann, "ann@example.org")}, {}, {}}).refused(no::uniqueness);
}

TEST_CASE("a userName that somebody has had is free again") {
  auto story = bea_is_here();
  auto renamed = entry(bea);
  renamed.user_name = about(bea, "bea.born@example.org");
  story.when(Update{bea, renamed, {}, {}}).accepted();
  auto other = entry(cleo, "cleo@example.org");
  other.user_name = about(cleo, "bea@example.org");
  story.when(Provision{cleo, other, role_agent, true}).accepted();
}

TEST_CASE("who is suspended is nobody here, until they are back in the same seat") {
  auto story = bea_is_here();
  story.when(activating(bea, false)).then(Suspended{bea, person});
  CHECK(!find_row<member::MemberOf>(story.rows(), tenant(), person));
  CHECK(authorise({PrincipalKind::user, person.value}, tenant(), story.rows()).member_id.nil());
  story.when(activating(bea, false)).then();
  story.when(activating(bea, true)).then(Resumed{bea, person, role_agent, {}, {}});
  CHECK(authorise({PrincipalKind::user, person.value}, tenant(), story.rows()).member_id == bea.value);
  story.when(activating(bea, true)).then();
}

TEST_CASE("who is suspended does not come back by an invitation") {
  auto story = bea_is_here();
  story.as(acting(olga)).when(member::Invite{cleo, about(cleo, "elsewhere@example.org"), "agent"}).accepted();
  story.as(the_key()).when(activating(bea, false)).accepted();
  story.as(acting(olga)).when(member::Invite{named<Member>("again"), about(cleo, "bea@example.org"), "agent"}).refused(member::rule::already_member);
  story.as(user(person)).when(member::AcceptInvitation{cleo, 1, about(cleo, "Bea"), about(cleo, "bea@example.org")}).refused(member::rule::invitation_over);
}

TEST_CASE("somebody who had not taken the seat is suspended, too, and given it anew") {
  auto story = team();
  auto later_on = provision();
  later_on.active = false;
  story.when(later_on).then(provisioned(), catalogued(), Suspended{bea, {}});
  story.as(system()).when(take(person)).then();
  story.as(the_key()).when(activating(bea, true)).refused(no::invalid_value);
  story.when(Update{bea, entry(bea), {}, true}).accepted();
  CHECK(story.facts<Provisioned>().size() == 1);
  CHECK(story.facts<later::HandoffRequested>().size() == 1);
}

TEST_CASE("the last owner is neither suspended nor removed, nor made anything less") {
  auto story = house().given(joined(olga, Role::owner), joined(ann, Role::agent), key_of(olga));
  story.as(the_key());
  story.when(activating(olga, false)).refused(member::rule::last_owner);
  story.when(Deprovision{olga}).refused(member::rule::last_owner);
  story.when(as_role(olga, Role::admin)).refused(member::rule::last_owner);
  story.when(as_role(ann, Role::owner)).accepted();
  story.when(activating(ann, false)).then(Suspended{ann, account_of(ann)});
  story.when(activating(olga, false)).refused(member::rule::last_owner);
}

TEST_CASE("a key gives no more than who answers for it has, and touches nobody above them") {
  team().when(provision(name_of(Role::owner))).refused(member::rule::above_own_role);
  team().when(as_role(ann, Role::owner)).refused(member::rule::above_own_role);
  team().when(activating(olga, false)).refused(member::rule::above_own_role);
  team().when(Deprovision{olga}).refused(member::rule::above_own_role);
  team().when(as_role(ann, Role::manager)).then(AccessChanged{ann, account_of(ann), name_of(Role::manager), {}, {}});
  team().when(provision("captain")).refused(no::invalid_value);
}

TEST_CASE("who is removed leaves the seat, and gets it back when they are provisioned again") {
  auto story = bea_is_here();
  story.when(Deprovision{bea}).then(Removed{bea, person});
  story.when(Deprovision{bea}).refused(no::no_such_user);
  story.when(activating(bea, true)).refused(no::no_such_user);
  story.when(Provision{cleo, entry(cleo), role_agent, true}).accepted();
  CHECK(story.facts<Provisioned>().front().id == bea);
}

TEST_CASE("a role that the business has made gives what it says when somebody comes back") {
  const auto shift = named<CustomRole>("shift");
  auto story = house().given(joined(olga, Role::owner), key_of(olga), custom_role::Created{shift, "Shift", {"team_view"}});
  story.as(the_key()).when(provision(to_string(shift))).accepted();
  story.as(system()).when(take(person)).accepted();
  story.as(the_key()).when(activating(bea, false)).accepted();
  story.as(acting(olga)).when(custom_role::Change{shift, {}, std::vector<std::string>{"team_invite"}}).accepted();
  story.when(custom_role::Delete{shift}).refused(custom_role::rule::in_use);
  story.as(the_key()).when(activating(bea, true)).then(Resumed{bea, person, to_string(shift), {"team_invite"}, {}});
}

TEST_CASE("what is no address, no name or no line is told") {
  const auto with = [](auto change) {
    auto ask = provision();
    change(ask.entry);
    team().when(ask).refused(no::invalid_value);
  };
  with([](DirectoryEntry& e) { e.email = about(bea, "nobody"); });
  with([](DirectoryEntry& e) { e.user_name = about(bea, ""); });
  with([](DirectoryEntry& e) { e.user_name = about(bea, std::string(255, 'x')); });
  with([](DirectoryEntry& e) { e.external_id = about(bea, "a\nb"); });
  with([](DirectoryEntry& e) { e.display_name = about(bea, std::string(101, 'x')); });
}

TEST_CASE("a member has no work and a client nothing: what they may do is the least that there is") {
  CHECK(usual(Role::member).names() == std::vector<std::string>{"team_view"});
  CHECK(usual(Role::client).names().empty());
  CHECK(above("limited_agent", "member"));
  CHECK(above("member", "client"));
  CHECK(above("client", "captain"));
}
