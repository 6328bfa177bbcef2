#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/identity/api_key/asks.hpp"
#include "commands/identity/api_key/lookups.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "domain/inbox/conversation/rights.hpp"
#include "domain/inbox/customer/rights.hpp"
#include "schemas/rights.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using api_key::Created;
using api_key::Expired;
using api_key::Revoked;
using api_key::Rotated;
using api_key::SecretRetired;
using api_key::Used;

namespace {

namespace rule = api_key::rule;

const House& house() {
  static const House house{join({commands::later(), commands::member(), commands::api_key()}), {}, &authorise};
  return house;
}
const auto olga = named<Member>("olga"), adam = named<Member>("adam"), ann = named<Member>("ann");
const auto stock = named<ApiKey>("stock");
const auto first = named<ApiSecret>("first"), second = named<ApiSecret>("second"), third = named<ApiSecret>("third");
const std::string view_customers{customer::right::view.name}, view_all{conversation::right::view_all.name}, close_all{conversation::right::close.name};

As acting(const Id<Member>& who) { return user(Id<Account>{spec::account_of(who.value)}); }
As the_key() { return {{PrincipalKind::api_key, stock.value}}; }
member::Joined joined(const Id<Member>& who, Role role) {
  return {who, Id<Account>{spec::account_of(who.value)}, about(who, "Somebody"), name_of(role), {}, {}};
}
Story team() { return house().given(joined(olga, Role::owner), joined(adam, Role::admin), joined(ann, Role::agent)); }
api_key::Create create(std::vector<std::string> scopes = {view_customers}) { return {stock, about(stock, "Warehouse"), std::move(scopes), first, "hash", "abcd"}; }
Created created(const Id<Member>& by, std::vector<std::string> scopes = {view_customers}, std::optional<Time> until = {}) {
  return {stock, about(stock, "Warehouse"), std::move(scopes), by, first, "hash", "abcd", until, {}};
}
// A key that olga has given.
Story a_key(std::vector<std::string> scopes = {view_customers}) {
  auto story = team();
  story.as(acting(olga)).when(create(std::move(scopes))).accepted();
  return story;
}
Actor actor(const Story& story) { return authorise({PrincipalKind::api_key, stock.value}, tenant(), story.rows()); }

}  // namespace

TEST_CASE("a member gives a key what they have themselves, and no more") {
  team().as(acting(olga)).when(create({view_customers, close_all, view_customers})).then(created(olga, {close_all, view_customers}));
  team().as(acting(ann)).when(create({view_customers})).then(created(ann));
  team().as(acting(ann)).when(create({view_customers, std::string(member::right::remove.name)})).refused(rule::beyond_own);
  team().as(anybody()).when(create()).refused(rule::people_only);
}

TEST_CASE("what is wrong with a key is said") {
  team().as(acting(olga)).when(create({"customers_fly"})).refused(rule::scope_unknown);
  auto nameless = create();
  nameless.name = about(stock, " ");
  team().as(acting(olga)).when(nameless).refused(rule::key_name_invalid);
  auto over = create();
  over.expires_at = start;
  team().as(acting(olga)).when(over).refused(rule::expires_at_invalid);
  a_key().when(create()).refused(rule::key_exists);
}

TEST_CASE("a key acts under its own id, has no role, and may do what it was given as far as who answers for it may") {
  auto story = a_key({view_customers, view_all});
  CHECK(actor(story).member_id == stock.value);
  CHECK(actor(story).role.empty());
  CHECK(actor(story).can == RightSet{customer::right::view, conversation::right::view_all});
  CHECK(authorise({PrincipalKind::api_key, first.value}, tenant(), story.rows()).member_id.nil());
  CHECK(authorise({PrincipalKind::user, stock.value}, tenant(), story.rows()).member_id.nil());
}

TEST_CASE("no key makes, rotates or takes a key") {
  auto story = a_key({std::string(api_key::right::manage.name)});
  auto another = create();
  another.id = named<ApiKey>("another");
  story.as(the_key()).when(another).refused(rule::people_only);
  story.when(api_key::Rotate{stock, second, "hash 2", "efgh"}).refused(rule::people_only);
  story.when(api_key::Revoke{stock}).refused(rule::people_only);
}

TEST_CASE("two secrets are good while a key is rotated, and never three") {
  auto story = a_key();
  story.later(1h).when(api_key::Rotate{stock, second, "hash 2", "efgh"});
  auto until = story.now() + 24h;
  story.then(Rotated{stock, olga, second, "hash 2", "efgh", first, until}, timer(until, api_key::RetireSecret{stock, first}));
  story.later(1h).when(api_key::Rotate{stock, third, "hash 3", "ijkl", 10});
  until = story.now() + 10min;
  story.then(SecretRetired{stock, first}, Rotated{stock, olga, third, "hash 3", "ijkl", second, until}, timer(until, api_key::RetireSecret{stock, second}));
  story.as(system()).when(api_key::RetireSecret{stock, first}).then();
  story.when(api_key::RetireSecret{stock, second}).then(SecretRetired{stock, second});
  story.when(api_key::RetireSecret{stock, third}).then();
}

TEST_CASE("a secret that has leaked ends at once") {
  auto story = a_key();
  story.later(1h).when(api_key::Rotate{stock, second, "hash 2", "efgh", 0});
  story.then(Rotated{stock, olga, second, "hash 2", "efgh", first, story.now()}, SecretRetired{stock, first});
  story.when(api_key::Revoke{stock}).then(Revoked{stock, {second.value}});
}

TEST_CASE("whoever rotates a key must have what it may, and answers for it from then on") {
  auto story = a_key({view_customers, std::string(member::right::remove.name)});
  story.as(acting(ann)).when(api_key::Rotate{stock, second, "hash 2", "efgh"}).refused(rule::beyond_own);
  story.as(acting(adam)).when(api_key::Rotate{stock, second, "hash 2", "efgh"}).accepted();
  CHECK(find_row<api_key::ActiveKeys>(story.rows(), tenant(), std::string(api_key::ActiveKeys::key))->keys.front().vouched_by == adam);
}

TEST_CASE("a key that is over does nothing and stays over") {
  auto story = a_key();
  story.when(api_key::Revoke{stock}).then(Revoked{stock, {first.value}});
  CHECK(actor(story).member_id.nil());
  story.when(api_key::Revoke{stock}).refused(rule::key_over);
  story.when(api_key::Rotate{stock, second, "hash 2", "efgh"}).refused(rule::key_over);
  story.as(system()).when(api_key::Expire{stock}).then();
  story.as(acting(olga)).when(api_key::Revoke{named<ApiKey>("none")}).refused(rule::no_such_key);
}

TEST_CASE("a key expires by itself") {
  auto story = team();
  auto ask = create();
  ask.expires_at = start + 30 * 24h;
  story.as(acting(olga)).when(ask).then(created(olga, {view_customers}, ask.expires_at), timer(*ask.expires_at, api_key::Expire{stock}));
  story.as(system()).at(*ask.expires_at).when(api_key::Expire{stock}).then(Expired{stock, {first.value}});
  CHECK(actor(story).member_id.nil());
}

TEST_CASE("its use is a fact once an hour, however often it is used") {
  auto story = a_key();
  story.as(the_key()).later(1h).when(api_key::Use{stock});
  story.then(Used{stock, story.now()});
  rc::check("between two facts lies an hour", [&] {
    auto busy = a_key();
    std::optional<Time> last;
    for (const auto minutes : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 50))) {
      busy.as(the_key()).later(std::chrono::minutes{minutes}).when(api_key::Use{stock}).accepted();
      for (const auto& used : busy.facts<Used>()) {
        if (last) RC_ASSERT(used.used_at - *last >= 1h);
        last = used.used_at;
      }
    }
  });
  story.as(acting(olga)).when(api_key::Use{stock}).refused(rule::no_such_key);
}

TEST_CASE("who goes takes the keys along that they answer for") {
  auto story = house().given(joined(olga, Role::owner), joined(adam, Role::admin), created(adam));
  story.as(acting(olga)).when(member::Remove{adam});
  story.then(member::Removed{adam, Id<Account>{spec::account_of(adam.value)}}, timer(story.now(), api_key::RevokeUnvouched{adam}));
  CHECK(actor(story).member_id.nil());               // at once, whatever comes of the timer
  story.as(system()).when(api_key::RevokeUnvouched{adam}).then(Revoked{stock, {first.value}});
}

TEST_CASE("who loses a right takes it from the keys that they answer for: at once, and then the key goes") {
  auto story = house().given(joined(olga, Role::owner), joined(adam, Role::admin), created(adam, {std::string(member::right::remove.name), view_customers}));
  story.as(acting(olga)).when(member::ChangeAccess{adam, name_of(Role::agent), {}}).accepted();
  CHECK(actor(story).can == RightSet{customer::right::view});
  story.as(system()).when(api_key::RevokeUnvouched{adam}).then(Revoked{stock, {first.value}});

  auto kept = house().given(joined(olga, Role::owner), joined(adam, Role::admin), created(adam));
  kept.as(acting(olga)).when(member::ChangeAccess{adam, name_of(Role::agent), {}}).accepted();
  kept.as(system()).when(api_key::RevokeUnvouched{adam}).then();
  CHECK(actor(kept).can == RightSet{customer::right::view});
}

TEST_CASE("a business has a hundred keys that are good") {
  Facts before;
  detail::say(before, joined(olga, Role::owner));
  for (std::size_t n = 0; n < api_key::keys_at_most; ++n) {
    auto key = created(olga);
    key.id = named<ApiKey>("key " + std::to_string(n));
    detail::say(before, std::move(key));
  }
  auto story = house().given(before);
  story.as(acting(olga)).when(create()).refused(rule::too_many_keys);
  story.when(api_key::Revoke{named<ApiKey>("key 7")}).accepted();
  story.when(create()).accepted();
}
