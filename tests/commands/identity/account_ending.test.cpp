// Accounts that nobody signs in to any more.
#include <doctest/doctest.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "commands/later/asks.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using account::Deactivated;
using account::Deleted;
using account::Reactivated;
using account::SignedUp;
using session::Closed;
using session::Opened;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::account(), commands::session(), commands::member()})};
  return house;
}
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone"), laptop = named<Session>("laptop");
const std::string address = "ann@example.org";

SignedUp signed_up() { return {ann, about(ann, address), about(ann, "Ann"), about(ann, "phc-1")}; }
Story at_two_places() {
  auto story = house().given(signed_up(), Opened{phone, ann, {}, start}, Opened{laptop, ann, {}, start});
  story.as(user(ann));
  return story;
}
account::Delete deleted(std::vector<account::MemberAt> memberships = {}) { return {ann, about(ann, address), 1, std::move(memberships)}; }

}  // namespace

TEST_CASE("a deactivated account has no sessions, and its person makes it active again with the password") {
  auto story = at_two_places();
  story.when(account::Deactivate{ann, 1}).then(Deactivated{ann}, Closed{phone, ann}, Closed{laptop, ann});
  story.when(account::Rename{ann, about(ann, "Anna")}).refused(account::rule::no_such_account);
  story.as(anybody()).when(session::Open{named<Session>("new"), ann, 1, {}}).refused(account::rule::deactivated);
  story.when(account::Reactivate{ann, 2}).refused(account::rule::auth_failed);
  story.when(account::Reactivate{ann, 1});
  story.then(Reactivated{ann}, Opened{fresh<Session>(1), ann, {}, story.now() + std::chrono::microseconds{1}});   // the second record of that moment
  story.when(account::Reactivate{ann, 1}).refused(account::rule::not_deactivated);
  story.when(account::Reactivate{ann, 3}).refused(account::rule::auth_failed);
  story.when(account::Reactivate{bob, 1}).refused(account::rule::auth_failed);
  story.as(user(ann)).when(account::Rename{ann, about(ann, "Anna")}).accepted();
}

TEST_CASE("the address of a deactivated account stays taken") {
  auto story = at_two_places();
  story.when(account::Deactivate{ann, 1}).as(anybody());
  story.when(account::SignUp{bob, about(bob, address), about(bob, "Bob"), about(bob, "phc"), {}}).refused(account::rule::email_taken);
}

TEST_CASE("only its own person, who has proved the newest password, ends an account") {
  auto story = at_two_places();
  story.when(account::Deactivate{ann, 2}).refused(account::rule::auth_failed);
  auto with_an_old_password = deleted();
  with_an_old_password.credential_version = 2;
  story.when(with_an_old_password).refused(account::rule::auth_failed);
  story.as(user(bob)).when(account::Deactivate{ann, 1}).refused(account::rule::no_such_account);
  story.when(deleted()).refused(account::rule::no_such_account);
  house().given().as(user(ann)).when(deleted()).refused(account::rule::no_such_account);
}

TEST_CASE("a deleted account is gone: no sessions, no credential, and its address is free for somebody else") {
  auto story = at_two_places();
  story.when(deleted()).then(Deleted{ann, about(ann, address)}, Closed{phone, ann}, Closed{laptop, ann});
  CHECK_FALSE(find_row<account::Credentials>(story.rows(), tenant(), ann));
  MemoryVault vault;
  CHECK_FALSE(find_row<account::AccountByEmail>(story.rows(), tenant(), match_of(vault, address)));
  story.when(deleted()).refused(account::rule::no_such_account);
  story.as(anybody()).when(session::Open{named<Session>("new"), ann, 1, {}}).refused(account::rule::auth_failed);
  story.when(account::Reactivate{ann, 1}).refused(account::rule::auth_failed);
  story.when(account::SignUp{ann, about(ann, address), about(ann, "Ann"), about(ann, "phc"), {}}).refused(account::rule::account_exists);
  story.when(account::SignUp{bob, about(bob, address), about(bob, "Bob"), about(bob, "phc"), {}}).accepted();
  CHECK(find_row<account::AccountByEmail>(story.rows(), tenant(), match_of(vault, address))->accounts == std::vector{bob});
}

TEST_CASE("a deleted account leaves each of its businesses, by a timer that goes on until it has left all") {
  std::vector<account::MemberAt> everywhere;
  for (int n = 0; n < 200; ++n) everywhere.push_back({named_uuid("business " + std::to_string(n)), named<Member>("ann " + std::to_string(n))});
  auto story = at_two_places();
  story.when(deleted(everywhere)).accepted();
  std::size_t left = story.facts<later::HandoffRequested>().size();
  for (auto rest = story.facts<later::TimerSet>(); !rest.empty(); rest = story.facts<later::TimerSet>()) {
    REQUIRE(rest.size() == 1);
    story.as(system()).when(*rest[0].ask.as<account::LeaveMemberships>()).accepted();
    left += story.facts<later::HandoffRequested>().size();
  }
  CHECK(left == 200);
}
