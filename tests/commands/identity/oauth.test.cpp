#include <doctest/doctest.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/mail.hpp"
#include "commands/identity/oauth/asks.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace millrace::oauth;
using namespace std::chrono_literals;
using account::EmailVerified;
using account::SignedUp;
using session::Opened;
namespace no = millrace::oauth::rule;

namespace {

const House& house() {
  static const House house{join({commands::account(), commands::session(), commands::second_factor(), commands::oauth()})};
  return house;
}
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone"), laptop = named<Session>("laptop");
const auto google = named<Identity>("google");

SignedUp signed_up(const Id<Account>& who = ann, std::string email = "ann@example.org") { return {who, about(who, std::move(email)), about(who, "Ann"), about(who, "phc")}; }
Linked linked(const Id<Account>& who = ann, const Id<Identity>& identity = google, std::string subject = "https://id 1") {
  return {who, identity, "google", about(who, std::move(subject)), about(who, "ann@example.org")};
}
SignIn sign_in(const Id<Account>& who = ann, std::string email = "ann@example.org", bool verified = true) {
  SignIn ask{who, "google", about(who, "https://id 1"), about(who, std::move(email)), verified, about(who, "Ann"), {}, {}, {}};
  return ask;
}
SignIn linking(const Id<Account>& who = ann, const Id<Session>& session = phone) {
  auto ask = sign_in(who);
  ask.for_session = session;
  return ask;
}
Opened opened(const Id<Account>& who, int n, Time at) { return {fresh<Session>(n), who, {}, at, {}, {}, "google"}; }

}  // namespace

TEST_CASE("somebody new whose address the provider has verified has an account without a password") {
  auto story = house().given();
  story.when(sign_in()).then(SignedUp{ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "")}, EmailVerified{ann}, linked(ann, fresh<Identity>(1)),
                             opened(ann, 2, story.now()));
}

TEST_CASE("a name that nobody may have here becomes what stands before the @") {
  auto ask = sign_in();
  ask.name = about(ann, "");
  auto story = house().given();
  story.when(ask).then(SignedUp{ann, about(ann, "ann@example.org"), about(ann, "ann"), about(ann, "")}, EmailVerified{ann}, linked(ann, fresh<Identity>(1)),
                       opened(ann, 2, story.now()));
}

TEST_CASE("an address that the provider has not verified makes no account and links none") {
  house().given().when(sign_in(ann, "ann@example.org", false)).refused(no::unverified);
  house().given(signed_up(), EmailVerified{ann}).when(sign_in(ann, "ann@example.org", false)).refused(no::unverified);
  auto without = sign_in();
  without.email.reset();
  house().given().when(without).refused(no::unverified);
}

TEST_CASE("an address that somebody has here is not taken by a new account, whatever the gateway has thought") {
  house().given(signed_up()).when(sign_in(bob)).refused(no::link_first);
}

TEST_CASE("with a verified address the account that has it verified, too, is linked and signed in to") {
  auto story = house().given(signed_up(), EmailVerified{ann});
  story.when(sign_in()).then(linked(ann, fresh<Identity>(1)), opened(ann, 2, story.now()));
}

TEST_CASE("an account whose own address is not verified is not linked by it: somebody else may have signed up with it") {
  house().given(signed_up()).when(sign_in()).refused(no::link_first);
}

TEST_CASE("an account is not linked by an address that is another's") {
  house().given(signed_up(), EmailVerified{ann}, signed_up(bob, "bob@example.org"), EmailVerified{bob}).when(sign_in(bob)).refused(no::link_first);
}

TEST_CASE("a linked identity signs in to its account, whatever its address is now") {
  auto story = house().given(signed_up(), linked());
  story.when(sign_in(ann, "new@example.org", false)).then(opened(ann, 1, story.now()));
}

TEST_CASE("a second factor is wanted, and goes before linking") {
  const second_factor::TotpEnabled app{ann, 1, 100};
  house().given(signed_up(), EmailVerified{ann}, linked(), app).when(sign_in()).refused(second_factor::rule::required);
  house().given(signed_up(), EmailVerified{ann}, app).when(sign_in()).refused(no::link_first);
}

TEST_CASE("a session that has shown its second factor remembers by whose word it began") {
  auto story = house().given(signed_up(), linked(), second_factor::TotpOffered{ann, about(ann, "SECRET"), 1, start + 1h}, second_factor::TotpEnabled{ann, 1, 100});
  session::Open ask{laptop, ann, 1, {}, {}, second_factor::Shown{.totp_step = 101}, {}, "google"};
  story.when(ask).then(second_factor::TotpUsed{ann, 101}, Opened{laptop, ann, {}, story.now(), {}, session::Means::totp, "google"});
}

TEST_CASE("a deactivated account lets in nobody, and is told of to its own person alone") {
  house().given(signed_up(), linked(), account::Deactivated{ann}).when(sign_in()).refused(account::rule::deactivated);
  house().given(signed_up(), EmailVerified{ann}, account::Deactivated{ann}).when(sign_in()).refused(no::link_first);
}

TEST_CASE("an account that is over holds no identity: it is somebody new's") {
  auto story = house().given(signed_up(), linked(), account::Deleted{ann, about(ann, "ann@example.org")});
  story.when(sign_in(bob)).then(SignedUp{bob, about(bob, "ann@example.org"), about(bob, "Ann"), about(bob, "")}, EmailVerified{bob}, linked(bob, fresh<Identity>(1)),
                                opened(bob, 2, story.now()));
}

TEST_CASE("the session that asks is linked, verified or not, and stays as it is") {
  house().given(signed_up(), Opened{phone, ann, {}, start}).when(linking()).then(linked(ann, fresh<Identity>(1)));
  house().given(signed_up(), Opened{phone, ann, {}, start}, linked()).when(linking()).then();
}

TEST_CASE("a session that is over, or another's, links nothing") {
  house().given(signed_up()).when(linking()).refused(session::rule::session_over);
  house().given(signed_up(), Opened{phone, bob, {}, start}).when(linking()).refused(session::rule::session_over);
  house().given(signed_up(), Opened{phone, ann, {}, start}, session::Closed{phone, ann}).when(linking()).refused(session::rule::session_over);
  house().given().when(linking()).refused(session::rule::session_over);
}

TEST_CASE("an identity is one account's at a time") {
  auto story = house().given(signed_up(), linked(), signed_up(bob, "bob@example.org"), Opened{phone, bob, {}, start});
  story.when(linking(bob)).refused(no::taken);
  story.as(user(ann)).when(Unlink{ann, google}).then(Unlinked{ann, google});
  story.as(spec::anybody()).when(linking(bob)).accepted();
}

TEST_CASE("only its own person unlinks one, and the only way into an account stays") {
  auto story = house().given(signed_up(), linked());
  story.as(user(bob)).when(Unlink{ann, google}).refused(account::rule::no_such_account);
  story.as(user(ann)).when(Unlink{ann, named<Identity>("none")}).refused(no::no_such_identity);
  story.when(Unlink{ann, google}).then(Unlinked{ann, google});
  story.when(Unlink{ann, google}).refused(no::no_such_identity);
  auto made = signed_up();
  made.password = about(ann, "");
  auto alone = house().given(made, linked());
  alone.as(user(ann)).when(Unlink{ann, google}).refused(no::last_way_in);
  auto with_password = house().given(made, linked(), account::PasswordChanged{ann, about(ann, "phc"), 2});
  with_password.as(user(ann)).when(Unlink{ann, google}).then(Unlinked{ann, google});
}

TEST_CASE("an account is linked to twenty at most") {
  auto story = house().given(signed_up(), Opened{phone, ann, {}, start});
  for (int n = 0; n < 20; ++n) {
    auto ask = linking();
    ask.subject = about(ann, "https://id " + std::to_string(100 + n));
    story.when(ask).accepted();
  }
  story.when(linking()).refused(no::too_many);
}
