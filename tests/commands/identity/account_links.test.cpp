// What links by mail are asked for, and what they do when they come back.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/effects/asks.hpp"
#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/identity/account/mail.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "commands/later/asks.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using account::Confirms;
using account::EmailChangeConfirmed;
using account::EmailChanged;
using account::EmailChangeRequested;
using account::EmailVerificationRequested;
using account::EmailVerified;
using account::PasswordChanged;
using account::PasswordResetRequested;
using account::SignedUp;
using session::Closed;
using session::Opened;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::account(), commands::session(), commands::member()})};
  return house;
}
const House& writing() {
  static const House house{join({commands::later(), commands::effects(), commands::account(), commands::account_mail(), commands::session()})};
  return house;
}
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone"), laptop = named<Session>("laptop");
const std::string old_address = "ann@example.org", new_address = "ann@example.net";

SignedUp signed_up(const Id<Account>& id = ann, const std::string& email = old_address) {
  return {id, about(id, email), about(id, "Somebody"), about(id, "phc-1")};
}
account::ResetPassword forgotten(const Id<Account>& id = ann) {
  account::ResetPassword ask{id};
  ask.email = about(id, old_address);
  return ask;
}
account::ResetPassword reset(std::int64_t n, const std::string& phc = "phc-2") {
  account::ResetPassword ask{ann};
  ask.n = n;
  ask.password = about(ann, phc);
  return ask;
}
account::ChangeEmail change_to(const std::string& email, std::int64_t credential_version = 1) {
  return {ann, about(ann, email), about(ann, old_address), credential_version};
}
account::ConfirmEmail confirm(Confirms what, std::int64_t n, const std::string& to = new_address) {
  account::ConfirmEmail ask{ann, what, n};
  ask.email = about(ann, old_address);
  ask.name = about(ann, "Somebody");
  ask.new_email = about(ann, to);
  return ask;
}
AnyFact mail(const std::string& to, const std::string& message, std::int64_t n, const std::string& occasion) {
  const auto number = std::to_string(n);
  return effect({"account", ann.value}, email::Send{about(ann, to), message, {{"n", number, {}}}}, occasion + " " + number);
}
std::vector<Id<Account>> found(const Story& story, const std::string& email) {
  MemoryVault vault;
  const auto row = find_row<account::AccountByEmail>(story.rows(), tenant(), match_of(vault, email));
  return row ? row->accounts : std::vector<Id<Account>>{};
}

}  // namespace

TEST_CASE("who has forgotten the password gets a link to the account's address, and not another one for five minutes") {
  auto story = house().given(signed_up());
  const auto first = story.as(anybody()).when(forgotten()).now();
  story.then(PasswordResetRequested{ann, about(ann, old_address), 1, first + 1h});
  story.at(first + 5min - 1us).when(forgotten()).then();
  story.at(first + 5min).when(forgotten()).then(PasswordResetRequested{ann, about(ann, old_address), 2, first + 5min + 1h});
}

TEST_CASE("an address that is nobody's is a record like any other, which says nothing") {
  account::ResetPassword nobodys{bob};
  house().given(signed_up()).as(anybody()).when(nobodys).then();
  house().given(signed_up(), account::Deactivated{ann}).as(anybody()).when(forgotten()).then();
}

TEST_CASE("the link takes a new password once, ends every session, and shows whose the address is") {
  auto story = house().given(signed_up(), Opened{phone, ann, {}, start}, Opened{laptop, ann, {}, start});
  story.as(anybody()).when(forgotten());
  story.when(reset(1)).then(PasswordChanged{ann, about(ann, "phc-2"), 2}, EmailVerified{ann}, Closed{phone, ann}, Closed{laptop, ann});
  story.when(reset(1, "phc-3")).refused(account::rule::link_over);
  CHECK(find_row<account::Credentials>(story.rows(), tenant(), ann)->phc == "phc-2");
  story.later(10min).when(forgotten()).when(reset(2, "phc-4")).then(PasswordChanged{ann, about(ann, "phc-4"), 3});
}

TEST_CASE("a link is over after an hour, when a newer one was sent, and when the password was changed otherwise") {
  auto late = house().given(signed_up());
  const auto sent = late.as(anybody()).when(forgotten()).now();
  late.at(sent + 1h).when(reset(1)).refused(account::rule::link_over);
  auto newer = house().given(signed_up());
  newer.as(anybody()).when(forgotten()).later(6min).when(forgotten()).when(reset(1)).refused(account::rule::link_over);
  newer.when(reset(2)).accepted();
  auto changed = house().given(signed_up(), Opened{laptop, ann, {}, start});
  changed.as(anybody()).when(forgotten());
  changed.as(user(ann)).when(account::ChangePassword{ann, about(ann, "phc-2"), 1, laptop}).accepted();
  changed.as(anybody()).when(reset(1)).refused(account::rule::link_over);
  house().given(signed_up()).as(anybody()).when(reset(1)).refused(account::rule::link_over);
  house().given().as(anybody()).when(reset(1)).refused(account::rule::link_over);
}

TEST_CASE("no order of asking and resetting takes a number twice or an older one than the newest") {
  CHECK(rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& moves) {
    auto story = house().given(signed_up());
    std::int64_t sent = 0;
    bool open = false;
    Time until{};
    story.as(anybody());
    for (const auto& [what, which] : moves) {
      story.later(which * 30s);
      if (what % 2 == 0) {
        story.when(forgotten()).accepted();
        const auto asked = story.facts<PasswordResetRequested>();
        if (asked.empty()) continue;
        RC_ASSERT(asked[0].n == sent + 1);
        sent = asked[0].n;
        until = asked[0].expires_at;
        open = true;
        continue;
      }
      const auto n = sent - which % 3;
      story.when(reset(n));
      const bool good = open && n == sent && story.now() < until;
      if (good) {
        story.accepted();
        open = false;
      } else {
        story.refused(account::rule::link_over);
      }
    }
  }));
}

TEST_CASE("an address is verified by the link that went there, however often that is followed") {
  auto story = house().given(signed_up());
  const account::SendVerification send{ann, about(ann, old_address)};
  const auto first = story.as(user(ann)).when(send).now();
  story.then(EmailVerificationRequested{ann, about(ann, old_address), 1, first + 7 * 24h});
  story.when(send).refused(account::rule::link_sent);
  story.as(user(bob)).when(send).refused(account::rule::no_such_account);
  story.as(anybody()).when(account::ConfirmEmail{ann, Confirms::address, 2}).refused(account::rule::link_over);
  story.when(account::ConfirmEmail{ann, Confirms::address, 1}).then(EmailVerified{ann});
  story.when(account::ConfirmEmail{ann, Confirms::address, 1}).then();
  story.as(user(ann)).when(send).refused(account::rule::already_verified);
  auto late = house().given(signed_up());
  late.as(user(ann)).when(send);
  late.as(anybody()).later(7 * 24h).when(account::ConfirmEmail{ann, Confirms::address, 1}).refused(account::rule::link_over);
}

TEST_CASE("an address changes when both have confirmed it, in either order, and its businesses hear of it") {
  const auto at_acme = account::MemberAt{named_uuid("acme"), named<Member>("ann at acme")};
  for (const bool new_first : {true, false}) {
    auto story = house().given(signed_up());
    const auto asked = story.as(user(ann)).when(change_to(" Ann@Example.NET ")).now();
    story.then(EmailChangeRequested{ann, about(ann, old_address), about(ann, new_address), 1, asked + 24h});
    const auto first = new_first ? Confirms::change_at_new_email : Confirms::change_at_email;
    const auto second = new_first ? Confirms::change_at_email : Confirms::change_at_new_email;
    story.as(anybody()).when(confirm(first, 1)).then(EmailChangeConfirmed{ann, 1, new_first});
    story.when(confirm(first, 1)).then();
    CHECK(found(story, old_address) == std::vector{ann});
    auto last = confirm(second, 1);
    last.memberships = std::vector{at_acme};
    story.when(last).then(EmailChangeConfirmed{ann, 1, !new_first}, EmailChanged{ann, about(ann, old_address), about(ann, new_address)},
                          handoff(at_acme.business_id, member::Identify{at_acme.member_id, ann, about(ann, "Somebody"), about(ann, new_address), 5}, "version 5"));
    CHECK(found(story, old_address).empty());
    CHECK(found(story, new_address) == std::vector{ann});
    story.when(confirm(second, 1)).refused(account::rule::link_over);
    story.when(account::SignUp{bob, about(bob, old_address), about(bob, "Bob"), about(bob, "phc"), {}}).accepted();
  }
}

TEST_CASE("a change of address is its own person's, with the newest password, to an address that is nobody's") {
  auto story = house().given(signed_up(), signed_up(bob, "bob@example.org"));
  story.as(user(bob)).when(change_to(new_address)).refused(account::rule::no_such_account);
  story.as(user(ann)).when(change_to(new_address, 2)).refused(account::rule::auth_failed);
  story.when(change_to("nobody")).refused(account::rule::email_invalid);
  story.when(change_to("BOB@example.org")).refused(account::rule::email_taken);
  story.when(change_to(old_address)).refused(account::rule::email_taken);
  story.when(change_to(new_address)).accepted();
  story.when(change_to(new_address)).refused(account::rule::link_sent);
}

TEST_CASE("a change is over after a day, with a newer one, with a new password, and when somebody else has taken the address") {
  auto late = house().given(signed_up());
  late.as(user(ann)).when(change_to(new_address)).as(anybody()).when(confirm(Confirms::change_at_email, 1)).accepted();
  late.later(24h).when(confirm(Confirms::change_at_new_email, 1)).refused(account::rule::link_over);

  auto newer = house().given(signed_up());
  newer.as(user(ann)).when(change_to(new_address)).as(anybody()).when(confirm(Confirms::change_at_email, 1)).accepted();
  newer.as(user(ann)).later(6min).when(change_to("ann@example.com")).as(anybody());
  newer.when(confirm(Confirms::change_at_new_email, 1)).refused(account::rule::link_over);
  newer.when(confirm(Confirms::change_at_new_email, 2)).then(EmailChangeConfirmed{ann, 2, true});
  newer.when(confirm(Confirms::change_at_email, 2)).refused(account::rule::not_ready);            // a row from before the newer one
  newer.when(confirm(Confirms::change_at_email, 2, "ann@example.com")).accepted();

  auto changed = house().given(signed_up(), Opened{laptop, ann, {}, start});
  changed.as(user(ann)).when(change_to(new_address)).when(account::ChangePassword{ann, about(ann, "phc-2"), 1, laptop}).accepted();
  changed.as(anybody()).when(confirm(Confirms::change_at_email, 1)).refused(account::rule::link_over);

  auto taken = house().given(signed_up());
  taken.as(user(ann)).when(change_to(new_address)).as(anybody()).when(confirm(Confirms::change_at_email, 1)).accepted();
  taken.when(account::SignUp{bob, about(bob, new_address), about(bob, "Bob"), about(bob, "phc"), {}}).accepted();
  taken.when(confirm(Confirms::change_at_new_email, 1)).refused(account::rule::email_taken);
}

TEST_CASE("each link goes out by mail, and so does the question whose the address of a sign-up is") {
  auto story = writing().given();
  story.as(anybody()).when(account::SignUp{ann, about(ann, old_address), about(ann, "Ann"), about(ann, "phc-1"), {}});
  story.then(SignedUp{ann, about(ann, old_address), about(ann, "Ann"), about(ann, "phc-1")}, Opened{fresh<Session>(1), ann, {}, story.now()},
             EmailVerificationRequested{ann, about(ann, old_address), 1, story.now() + 7 * 24h}, mail(old_address, "account.verify_email", 1, "verify"));
  story.when(forgotten());                                         // each record of the same moment is a microsecond later
  story.then(PasswordResetRequested{ann, about(ann, old_address), 2, story.now() + 1h + 1us}, mail(old_address, "account.reset_password", 2, "reset"));
  story.as(user(ann)).when(change_to(new_address));
  story.then(
      EmailChangeRequested{ann, about(ann, old_address), about(ann, new_address), 3, story.now() + 24h + 2us}, mail(old_address, "account.confirm_change", 3, "change"),
      mail(new_address, "account.confirm_new_email", 3, "change to"));
}

TEST_CASE("an address of this machine is sent no mail when it signs up: nothing out there has it") {
  auto story = writing().given();
  story.as(anybody()).when(account::SignUp{ann, about(ann, "operator@millrace.localhost"), about(ann, "Ann"), about(ann, "phc-1"), {}}).accepted();
  CHECK(story.facts<EmailVerificationRequested>().empty());
}
