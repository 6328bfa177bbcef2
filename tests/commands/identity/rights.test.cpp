#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/identity/member/authorise.hpp"
#include "commands/identity/member/retired.hpp"
#include "commands/later/asks.hpp"
#include "domain/identity/business/rights.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "domain/inbox/customer/rights.hpp"
#include "projections/identity/members.hpp"
#include "schemas/fold/committed.hpp"
#include "schemas/json/codec.hpp"
#include "schemas/json/wires.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using member::AccessChanged;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::member()}), {&lookup_of<member::Members>()}, &authorise};
  return house;
}
const auto olga = named<Member>("olga"), mary = named<Member>("mary"), ann = named<Member>("ann"), bob = named<Member>("bob"),
           lim = named<Member>("lim");

// What a context of a later release declares.
constexpr Right view_vouchers{"vouchers.view", "See vouchers", {Role::admin, Role::manager, Role::agent}};
constexpr Right delete_vouchers{"vouchers.delete", "Delete vouchers", {}};

As acting(const Id<Member>& who) { return user(Id<Account>{spec::account_of(who.value)}); }
RightSet can(const Story& story, const Id<Member>& who) {
  return authorise({PrincipalKind::user, spec::account_of(who.value)}, tenant(), story.rows()).can;
}
std::vector<std::string> shown(const Story& story, const Id<Member>& who) {
  return member::permissions_of(*find_row<member::Members>(story.rows(), tenant(), who));
}

// A fact as an earlier release has written it.
AnyFact once(std::string_view wire, const std::string& json) {
  house();
  const auto* type = Wires::house().any(wire);
  REQUIRE(type);
  const Document document{json};
  auto value = type->shape->make();
  REQUIRE_MESSAGE(decode(*type->shape, document.root(), value.get()).ok(), json);
  return Wires::house().newest({type, std::move(value)});
}
std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }
AnyFact joined_once(const Id<Member>& who, std::string_view role, const std::string& permissions) {
  const auto id = quoted(to_string(who));
  return once("member.joined.v1", "{\"id\":" + id + ",\"account_id\":" + quoted(to_string(spec::account_of(who.value))) +
                                      ",\"name\":{\"subject_id\":" + id + ",\"text\":\"Somebody\"},\"role\":" + quoted(role) +
                                      ",\"permissions\":[" + permissions + "]}");
}
AnyFact changed_once(const Id<Member>& who, std::string_view role, const std::string& permissions) {
  return once("member.access_changed.v1", "{\"id\":" + quoted(to_string(who)) + ",\"account_id\":" + quoted(to_string(spec::account_of(who.value))) +
                                              ",\"role\":" + quoted(role) + ",\"permissions\":[" + permissions + "]}");
}
constexpr auto of_an_owner = R"("conversations_view_all","conversations_view_assigned","conversations_reply","conversations_assign",)"
                             R"("conversations_close","customers_view","customers_edit","customers_delete","team_view","team_invite","team_edit",)"
                             R"("team_remove","settings_view","settings_edit","billing_view","billing_edit")";
constexpr auto of_a_manager = R"("conversations_view_all","conversations_view_assigned","conversations_reply","conversations_assign",)"
                              R"("conversations_close","customers_view","customers_edit","team_view","team_invite","team_edit","settings_view")";
constexpr auto of_an_agent = R"("conversations_view_all","conversations_view_assigned","conversations_reply","conversations_close",)"
                             R"("customers_view","customers_edit","team_view")";
constexpr auto of_a_limited_agent = R"("conversations_view_assigned","conversations_reply","conversations_close","team_view")";
// An agent who may assign, and may not edit customers.
constexpr auto of_bob = R"("conversations_view_all","conversations_view_assigned","conversations_reply","conversations_assign",)"
                        R"("conversations_close","customers_view","team_view")";

// A business as it was founded, staffed and changed by the first release.
Story old_business() {
  return house().given(joined_once(olga, "owner", of_an_owner), joined_once(mary, "manager", of_a_manager), joined_once(ann, "agent", of_an_agent),
                       joined_once(bob, "agent", of_an_agent), changed_once(bob, "agent", of_bob),
                       joined_once(lim, "limited_agent", of_a_limited_agent));
}
member::ChangeAccess have(const Id<Member>& who, const RightSet& rights) { return {who, {}, rights.names()}; }
member::ChangeAccess become(const Id<Member>& who, Role role) { return {who, name_of(role), {}}; }
AccessChanged now(const Id<Member>& who, Role role, std::vector<std::string> granted, std::vector<std::string> denied) {
  return {who, Id<Account>{spec::account_of(who.value)}, name_of(role), std::move(granted), std::move(denied)};
}

}  // namespace

TEST_CASE("members of a business that the first release founded may do what they could") {
  const auto story = old_business();
  CHECK(can(story, olga) == usual(Role::owner));
  CHECK(can(story, mary) == usual(Role::manager));
  CHECK(can(story, ann) == usual(Role::agent));
  CHECK(can(story, bob) == usual(Role::agent).with(conversation::right::assign).without(customer::right::edit));
  CHECK(can(story, lim) == usual(Role::limited_agent));
  CHECK(shown(story, bob) == can(story, bob).names());
}

TEST_CASE("a right of a context that came later reaches an old business: whoever's role has it, and the owner") {
  const LaterRights later{view_vouchers, delete_vouchers};
  const auto story = old_business();
  for (const auto& who : {olga, mary, ann, bob}) CHECK(can(story, who).has(view_vouchers));
  CHECK_FALSE(can(story, lim).has(view_vouchers));
  CHECK(can(story, olga).has(delete_vouchers));
  for (const auto& who : {mary, ann, bob, lim}) CHECK_FALSE(can(story, who).has(delete_vouchers));
  CHECK(shown(story, olga) == usual(Role::owner).names());
}

TEST_CASE("whoever's flags had been changed keeps exactly that deviation when a context comes later") {
  const LaterRights later{view_vouchers, delete_vouchers};
  const auto story = old_business();
  CHECK(can(story, bob) == usual(Role::agent).with(conversation::right::assign).without(customer::right::edit));
  const auto row = find_row<member::Members>(story.rows(), tenant(), bob);
  CHECK(row->granted == std::vector<std::string>{"conversations_assign"});
  CHECK(row->denied == std::vector<std::string>{"customers_edit"});
}

TEST_CASE("an owner of an old business gives and takes a right that came later, and nobody gives it who has not got it") {
  const LaterRights later{view_vouchers, delete_vouchers};
  auto story = old_business();
  story.as(acting(mary)).when(have(lim, usual(Role::limited_agent).with(delete_vouchers))).refused(member::rule::above_own_role);
  story.as(acting(mary)).when(have(lim, usual(Role::limited_agent).with(view_vouchers)))
      .then(now(lim, Role::limited_agent, {"vouchers.view"}, {}));
  story.as(acting(olga)).when(have(ann, usual(Role::agent).with(delete_vouchers).without(view_vouchers)))
      .then(now(ann, Role::agent, {"vouchers.delete"}, {"vouchers.view"}));
  CHECK(can(story, ann) == usual(Role::agent).with(delete_vouchers).without(view_vouchers));
  CHECK(can(story, lim).has(view_vouchers));
  story.when(become(ann, Role::owner)).then(now(ann, Role::owner, {}, {}));
  CHECK(can(story, ann) == usual(Role::owner));
}

TEST_CASE("the last owner of an old business may do everything that came later, too, and cannot give that away") {
  const LaterRights later{delete_vouchers};
  auto story = old_business();
  story.as(acting(olga)).when(have(olga, usual(Role::owner).without(delete_vouchers))).refused(member::rule::last_owner);
  story.when(become(ann, Role::owner)).when(have(ann, usual(Role::owner).without(delete_vouchers))).accepted();
  story.when(member::Remove{olga}).refused(member::rule::last_owner);
  story.as(acting(ann)).when(have(ann, usual(Role::owner))).refused(member::rule::above_own_role);
}

TEST_CASE("whichever role and flags an old fact holds, they come to those rights and no others") {
  namespace v1 = member::v1;
  const auto of_then = [] {                        // a house with no contexts but those of the first release
    Rights table;
    for (int n = 0; n < 16; ++n) table.add(*rights().find(v1::name_of(static_cast<v1::Can>(n))));
    return table;
  }();
  CHECK(rc::check([&](std::uint8_t role, std::uint16_t flags) {
    const auto then = static_cast<v1::Role>(role % 5);
    std::vector<v1::Can> permissions;
    std::vector<std::string> names;
    for (int n = 0; n < 16; ++n)
      if (flags >> n & 1) {
        permissions.push_back(static_cast<v1::Can>(n));
        names.push_back(v1::name_of(permissions.back()));
      }
    std::sort(names.begin(), names.end());
    const auto check = [&](const Access& access) {
      RC_ASSERT(access.role == v1::name_of(then));
      RC_ASSERT(of_then.of(access).names() == names);
      RC_ASSERT(of_then.all_powerful(access) == (then == v1::Role::owner && flags == 0xffff));
    };
    check(access_of(v1::Invited{ann, {}, then, permissions, 1, start}.upcast()));
    check(access_of(v1::Joined{ann, {}, {}, then, permissions}.upcast()));
    check(access_of(v1::AccessChanged{ann, {}, then, permissions}.upcast()));
    const auto asked = v1::ChangeAccess{ann, then, permissions}.upcast();
    RC_ASSERT(asked.role == v1::name_of(then));
    RC_ASSERT(std::is_permutation(asked.permissions->begin(), asked.permissions->end(), names.begin(), names.end()));
  }));
}

TEST_CASE("what an old fact says besides stays as it was") {
  namespace v1 = member::v1;
  const auto joined = v1::Joined{ann, named<Account>("a"), about(ann, "Ann"), v1::Role::agent, {}, about(ann, "ann@example.org"), true,
                                 about(ann, "sales@example.org")}.upcast();
  CHECK(joined.id == ann);
  CHECK(joined.account_id == named<Account>("a"));
  CHECK(joined.name.value == "Ann");
  CHECK(joined.email->value == "ann@example.org");
  CHECK(joined.other_address == true);
  CHECK(joined.invited_email->value == "sales@example.org");
  const auto invited = v1::Invited{ann, about(ann, "ann@example.org"), v1::Role::agent, {}, 3, start}.upcast();
  CHECK(invited.email.value == "ann@example.org");
  CHECK(invited.n == 3);
  CHECK(invited.expires_at == start);
  CHECK(v1::AccessChanged{ann, named<Account>("a"), v1::Role::agent, {}}.upcast().account_id == named<Account>("a"));
}

TEST_CASE("an old fact is opened under the name that it was sealed with, and is the newest then") {
  house();
  MemoryVault vault;
  const auto key = *vault.fresh_key();
  const member::v1::Joined joined{ann, named<Account>("a"), about(ann, "Ann"), member::v1::Role::agent, {member::v1::Can::team_view}};
  Commit commit;
  commit.tenant = tenant();
  Entry entry{"member.joined.v1", ann.value, 1, start, Origin::live, ""};
  const Sealing sealing{vault, tenant(), entry.stream, entry.wire, [&](const Uuid&) { return key; }};
  JsonWriter writer{entry.body};
  encode(shape_of<member::v1::Joined>(), &joined, writer, &sealing);
  commit.facts.push_back(entry);
  const auto opened = open_commit(partition_of(tenant()), 0, commit, vault);
  REQUIRE(std::holds_alternative<Committed>(opened));
  const auto* now = std::get<Committed>(opened).facts.at(0).as<member::Joined>();
  REQUIRE(now);
  CHECK(now->name.value == "Ann");
  CHECK(now->role == "agent");
  CHECK(now->granted.empty());
  CHECK(now->denied.size() == 6);
}

TEST_CASE("a right that nobody knows is kept, grants nothing, and survives a change of something else") {
  const auto of_another_release = now(ann, Role::agent, {"vouchers.delete", "vouchers.view"}, {"customers_edit", "vouchers.print"});
  auto story = house().given(joined_once(olga, "owner", of_an_owner), joined_once(ann, "agent", of_an_agent), of_another_release);
  CHECK(can(story, ann) == usual(Role::agent).without(customer::right::edit));
  const auto row = find_row<member::Members>(story.rows(), tenant(), ann);
  CHECK(row->granted == std::vector<std::string>{"vouchers.delete", "vouchers.view"});
  CHECK(row->denied == std::vector<std::string>{"customers_edit", "vouchers.print"});
  CHECK(member::permissions_of(*row) == can(story, ann).names());

  story.as(acting(olga)).when(have(ann, usual(Role::agent).with(conversation::right::assign)))
      .then(now(ann, Role::agent, {"conversations_assign", "vouchers.delete", "vouchers.view"}, {"vouchers.print"}));
  story.when(have(ann, usual(Role::agent).with(conversation::right::assign))).then();
  {
    const LaterRights later{view_vouchers};           // the release that knows it again
    CHECK(can(story, ann) == usual(Role::agent).with(conversation::right::assign));
  }
  story.when(become(ann, Role::limited_agent)).then(now(ann, Role::limited_agent, {}, {}));   // a role begins anew
}

TEST_CASE("an owner to whom a right is denied that nobody knows may do everything that there is") {
  const auto account = Id<Account>{spec::account_of(olga.value)};
  auto story = house().given(joined_once(olga, "owner", of_an_owner), joined_once(ann, "owner", of_an_owner),
                             AccessChanged{olga, account, "owner", {}, {"vouchers.view"}});
  CHECK(can(story, olga) == usual(Role::owner));
  story.as(acting(ann)).when(member::Remove{ann}).accepted();
  story.as(acting(olga)).when(member::Remove{olga}).refused(member::rule::last_owner);
  const LaterRights later{view_vouchers};
  // Nobody else could ever give it back.
  CHECK(can(story, olga).has(view_vouchers));
}

TEST_CASE("a role that this release does not know has what is granted and nothing else, and is below all others") {
  const auto account = Id<Account>{spec::account_of(bob.value)};
  auto story = house().given(joined_once(olga, "owner", of_an_owner), joined_once(mary, "manager", of_a_manager),
                             joined_once(lim, "limited_agent", of_a_limited_agent),
                             member::Joined{bob, account, about(bob, "Bob"), "night shift", {"customers_view", "team_edit", "team_view"}, {"team_view"}});
  CHECK(can(story, bob) == RightSet{customer::right::view, member::right::edit});
  story.as(acting(bob)).when(become(lim, Role::limited_agent)).refused(member::rule::above_own_role);
  story.when(have(bob, {customer::right::view})).then(AccessChanged{bob, account, "night shift", {"customers_view"}, {}});
  story.as(acting(mary)).when(become(bob, Role::agent)).then(now(bob, Role::agent, {}, {}));
}

TEST_CASE("who asks for a role or a right that nobody knows is told which") {
  auto story = old_business();
  const auto guest = named<Member>("guest");
  story.as(acting(olga)).when(member::Invite{guest, about(guest, "guest@example.org"), "king"}).refused(member::rule::role_unknown);
  story.when(member::ChangeAccess{ann, "king", {}}).refused(member::rule::role_unknown);
  story.when(member::ChangeAccess{ann, "Agent", {}}).refused(member::rule::role_unknown);
  story.when(member::ChangeAccess{ann, {}, std::vector<std::string>{"team_view", "vouchers.view"}}).refused(member::rule::permission_unknown);
  story.as(acting(lim)).when(member::ChangeAccess{ann, {}, std::vector<std::string>{"vouchers.view"}}).refused(member::rule::team_denied);
}

TEST_CASE("an ask that an earlier release has left in a timer or a handoff is what it has become") {
  house();
  const Document document{R"({"ask":"member.change_access.v1","body":)"
                          R"({"id":"00000000-0000-7000-8000-000000000002","role":"admin","permissions":["team_view"]}})"};
  AnyAsk kept;
  REQUIRE(decode(shape_of<AnyAsk>(), document.root(), &kept).ok());
  const auto* ask = kept.as<member::ChangeAccess>();
  REQUIRE(ask);
  CHECK(ask->role == "admin");
  CHECK(ask->permissions == std::vector<std::string>{"team_view"});
}

TEST_CASE("rights have one meaning each, and every built-in role a name") {
  Rights table;
  table.add(view_vouchers);
  table.add(view_vouchers);
  CHECK(table.all().size() == 1);
  CHECK_THROWS_AS(table.add({view_vouchers.name, "Something else", {}}), std::logic_error);
  CHECK(table.find("vouchers.view"));
  CHECK_FALSE(table.find("vouchers.views"));
  CHECK(table.usual("nobody") == RightSet{});
  for (int n = 0; n < 5; ++n) CHECK(built_in(name_of(static_cast<Role>(n))) == static_cast<Role>(n));
  CHECK_FALSE(built_in(""));
  CHECK(above("owner", "admin"));
  CHECK_FALSE(above("agent", "agent"));
  CHECK(above("limited_agent", "night shift"));
  CHECK_FALSE(above("night shift", "day shift"));
}
