// A business is closed, opened again, deleted with a grace, and handed over to another owner.
#include <doctest/doctest.h>

#include "commands/identity/business/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/member/authorise.hpp"
#include "commands/later/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
namespace b = millrace::business;
using member::AccessChanged;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::business(), commands::member()}), {}, &authorise};
  return house;
}
const Id<Business> acme{tenant()};
const auto olga = named<Member>("olga"), adam = named<Member>("adam"), ann = named<Member>("ann");
Id<Account> account_of(const Id<Member>& who) { return {spec::account_of(who.value)}; }
As acting(const Id<Member>& who) { return user(account_of(who)); }
member::Joined joined(const Id<Member>& who, Role role) { return {who, account_of(who), about(who, "Somebody"), name_of(role), {}, {}}; }
Story story() {
  return house().given(b::Founded{acme, "Acme", "acme", named<Widget>("widget")}, joined(olga, Role::owner), joined(adam, Role::admin), joined(ann, Role::agent));
}

}  // namespace

TEST_CASE("closing a business: an owner does, and opens it again; nobody else does either") {
  story().as(acting(adam)).when(b::Close{acme}).refused(b::rule::owners_only);
  auto open = story();
  open.as(acting(olga)).when(b::Close{acme}).then(b::Closed{acme, {}});
  open.as(acting(olga)).when(b::Close{acme}).then();
  open.as(acting(adam)).when(b::Reopen{acme}).refused(b::rule::owners_only);
  open.as(acting(olga)).when(b::Change{acme, "Another"}).refused(b::rule::business_closed);
  open.as(acting(olga)).when(b::Reopen{acme}).then(b::Reopened{acme});
  open.as(acting(olga)).when(b::Reopen{acme}).then();
  open.as(acting(olga)).when(b::Change{acme, "Another"}).then(b::Renamed{acme, "Another"});
}

TEST_CASE("deleting a business: it ends when the grace is over, unless it was taken back") {
  auto deleted = story(), back = story();
  const auto ends_at = deleted.now() + b::grace;
  for (auto* one : {&deleted, &back})
    one->as(acting(olga)).when(b::Close{acme, true}).then(b::Closed{acme, ends_at}, timer(ends_at, b::End{acme, ends_at}));
  back.as(acting(olga)).when(b::Reopen{acme}).then(b::Reopened{acme});
  back.as(system()).when(b::End{acme, ends_at}).then();
  deleted.as(acting(olga)).when(b::Close{acme, true}).then();
  deleted.as(system()).when(b::End{acme, ends_at + 1us}).then();
  deleted.as(system()).when(b::End{acme, ends_at}).then(b::Ended{acme});
  deleted.as(acting(olga)).when(b::Reopen{acme}).refused(b::rule::no_such_business);
}

TEST_CASE("deleting a business that is closed already gives it a day to end") {
  auto closed = story();
  closed.as(acting(olga)).when(b::Close{acme}).accepted();
  const auto ends_at = closed.now() + b::grace + 1us;      // records of one moment are a microsecond apart
  closed.as(acting(olga)).when(b::Close{acme, true}).then(b::Closed{acme, ends_at}, timer(ends_at, b::End{acme, ends_at}));
}

TEST_CASE("handing over: the owner becomes an admin and another member the owner, in one record") {
  const auto olga_admin = AccessChanged{olga, account_of(olga), "admin", {}, {}};
  auto given = story();
  given.as(acting(olga)).when(member::TransferOwnership{ann}).then(olga_admin, AccessChanged{ann, account_of(ann), "owner", {}, {}});
  given.as(acting(olga)).when(member::TransferOwnership{adam}).refused(member::rule::team_denied);
  story().as(acting(adam)).when(member::TransferOwnership{adam}).refused(member::rule::team_denied);
  story().as(acting(olga)).when(member::TransferOwnership{olga}).then();
  story().as(acting(olga)).when(member::TransferOwnership{named<Member>("nobody")}).refused(member::rule::no_such_member);
}

TEST_CASE("who a member is: what is said stays until it is cleared, one line each") {
  const auto says = [](auto... more) {
    member::ChangeAccess ask{ann, {}, {}};
    (more(ask), ...);
    return ask;
  };
  const auto title = [](const char* text) { return [text](member::ChangeAccess& ask) { ask.title.emplace(about(ann, text)); }; };
  member::Described head{ann, about(ann, "Head of support"), {}, {}, {}};
  story().as(acting(adam)).when(says(title("  Head of support "))).then(head);
  member::Described all{ann, {}, {}, 5, {member::About::title, member::About::department}};
  story().as(acting(adam)).when(says([](auto& ask) {
    ask.title.emplace(std::nullopt);
    ask.department.emplace(std::nullopt);
    ask.capacity.emplace(5);
  })).then(all);
  story().as(acting(ann)).when(says(title("Head"))).refused(member::rule::team_denied);
  story().as(acting(adam)).when(says(title(""))).refused(member::rule::described_badly);
  story().as(acting(adam)).when(says(title("two\nlines"))).refused(member::rule::described_badly);
  story().as(acting(adam)).when(says()).then();
}
