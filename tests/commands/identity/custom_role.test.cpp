#include <doctest/doctest.h>

#include "commands/identity/custom_role/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "domain/inbox/customer/rights.hpp"
#include "schemas/rights.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using custom_role::Created;
using custom_role::Deleted;
using custom_role::PermissionsSet;
using custom_role::Renamed;
using member::AccessChanged;

namespace {

namespace rule = custom_role::rule;

const House& house() {
  static const House house{join({commands::later(), commands::member(), commands::custom_role()}), {}, &authorise};
  return house;
}
const auto olga = named<Member>("olga"), adam = named<Member>("adam"), mary = named<Member>("mary"), ann = named<Member>("ann");
const auto night = named<CustomRole>("night");
const std::string view_customers{customer::right::view.name}, view_all{conversation::right::view_all.name}, bills{"billing_edit"};
using Names = std::vector<std::string>;

As acting(const Id<Member>& who) { return user(Id<Account>{spec::account_of(who.value)}); }
member::Joined joined(const Id<Member>& who, Role role) {
  return {who, Id<Account>{spec::account_of(who.value)}, about(who, "Somebody"), name_of(role), {}, {}};
}
Story team() { return house().given(joined(olga, Role::owner), joined(adam, Role::admin), joined(mary, Role::manager), joined(ann, Role::agent)); }
custom_role::Create create(Names may = {view_all, view_customers}) { return {night, "Night shift", std::move(may)}; }
Story with_role(Names may = {view_all, view_customers}) {
  auto story = team();
  story.as(acting(olga)).when(create(std::move(may))).accepted();
  return story;
}
member::ChangeAccess give(const Id<Member>& who, std::optional<std::string> role, std::optional<Names> permissions = {}) { return {who, std::move(role), std::move(permissions)}; }
AccessChanged is_now(const Id<Member>& who, Names may) { return {who, Id<Account>{spec::account_of(who.value)}, to_string(night), std::move(may), {}}; }

}  // namespace

TEST_CASE("roles: an admin makes one of permissions that they have, and nobody puts more into it") {
  team().as(acting(adam)).when(create({view_customers, view_all, view_all})).then(Created{night, "Night shift", {view_all, view_customers}});
  team().as(acting(adam)).when(create({bills})).refused(rule::beyond_own);
  team().as(acting(olga)).when(create({bills})).accepted();
  team().as(acting(olga)).when(create({"fly"})).refused(rule::permission_unknown);
  with_role().when(create()).refused(rule::role_exists);
}

TEST_CASE("roles: each has a name of its own, which is none of those that are built in") {
  for (const auto* name : {"", "  ", "owner", "limited_agent", "a\nb"}) {
    CAPTURE(name);
    team().as(acting(olga)).when(custom_role::Create{night, name, {}}).refused(rule::name_invalid);
  }
  auto story = with_role();
  const auto other = named<CustomRole>("other");
  story.when(custom_role::Create{other, "NIGHT  shift", {}}).refused(rule::name_taken);
  story.when(custom_role::Change{night, "Late shift"}).then(Renamed{night, "Late shift"});
  story.when(custom_role::Create{other, "Night shift", {}}).accepted();
  story.when(custom_role::Change{other, "late shift"}).refused(rule::name_taken);
  story.when(custom_role::Change{other, "NIGHT SHIFT"}).then(Renamed{other, "NIGHT SHIFT"});
}

TEST_CASE("roles: who is given one may do what it says, and does not deviate from it") {
  auto story = with_role();
  story.when(give(ann, to_string(night))).then(is_now(ann, {view_all, view_customers}));
  CHECK(authorise({PrincipalKind::user, spec::account_of(ann.value)}, tenant(), story.rows()).can == rights_named({view_all, view_customers}));
  story.when(give(ann, {}, Names{view_all})).refused(member::rule::role_decides);
  story.when(give(ann, to_string(night), Names{view_all})).refused(member::rule::role_decides);
  story.when(give(ann, "agent")).then(AccessChanged{ann, Id<Account>{spec::account_of(ann.value)}, "agent", {}, {}});
  story.when(give(ann, to_string(named<CustomRole>("none")))).refused(member::rule::role_unknown);
}

TEST_CASE("roles: one is given by who has all that it may") {
  auto story = with_role({bills});
  story.as(acting(adam)).when(give(ann, to_string(night))).refused(member::rule::above_own_role);
  story.as(acting(adam)).when(custom_role::Change{night, "Mine", Names{}}).refused(rule::beyond_own);
  story.as(acting(adam)).when(custom_role::Delete{night}).refused(rule::beyond_own);
  story.as(acting(olga)).when(give(ann, to_string(night))).accepted();
}

TEST_CASE("roles: what one says anew, all have who have it, the invited, too") {
  auto story = with_role();
  const auto zoe = named<Member>("zoe");
  story.when(give(ann, to_string(night))).when(member::Invite{zoe, about(zoe, "zoe@example.org"), to_string(night)}).accepted();
  const auto at_once = timer(story.now() + std::chrono::microseconds{3}, custom_role::Apply{night});   // three records before it at the same time
  story.when(custom_role::Change{night, {}, Names{view_customers}}).then(PermissionsSet{night, {view_customers}}, at_once);
  story.as(anybody()).when(custom_role::Apply{night}).then(is_now(ann, {view_customers}), AccessChanged{zoe, {}, to_string(night), {view_customers}, {}});
  story.when(custom_role::Apply{night}).then();
}

TEST_CASE("roles: one that somebody has or is invited to stays; one that nobody has goes for good") {
  auto story = with_role();
  story.when(give(ann, to_string(night))).when(custom_role::Delete{night}).refused(rule::in_use);
  story.when(give(ann, "agent")).when(custom_role::Delete{night}).then(Deleted{night});
  story.when(give(ann, to_string(night))).refused(member::rule::role_unknown);
  story.when(custom_role::Delete{night}).refused(rule::no_such_role);
  story.when(custom_role::Change{night, "Again"}).refused(rule::no_such_role);
}

TEST_CASE("roles: a business makes fifty") {
  auto story = team();
  story.as(acting(olga));
  for (std::size_t n = 0; n < custom_role::roles_at_most; ++n) {
    const auto name = "Role " + std::to_string(n);
    story.when(custom_role::Create{named<CustomRole>(name), name, {}}).accepted();
  }
  story.when(create()).refused(rule::too_many);
}
