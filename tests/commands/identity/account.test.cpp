#include <doctest/doctest.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/account/lookups.hpp"
#include "commands/later/asks.hpp"
#include "commands/identity/member/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "schemas/json/codec.hpp"
#include "tests/support/memory_vault.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using account::PasswordChanged;
using account::SignedUp;
using session::Closed;
using session::Opened;

namespace {

const House& house() {
  static const House house{join({commands::later(), commands::account(), commands::session(), commands::member()})};
  return house;
}
const auto at_acme = account::MemberAt{named_uuid("acme"), named<Member>("ann at acme")};
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone"), laptop = named<Session>("laptop");

SignedUp signed_up(const Id<Account>& id, const std::string& email, const std::string& phc = "phc-1") {
  return {id, about(id, email), about(id, "Somebody"), about(id, phc)};
}
account::SignUp sign_up(const Id<Account>& id, const std::string& email, const std::string& name = "Ann") {
  return {id, about(id, email), about(id, name), about(id, "phc-1"), {}};
}

Personal<std::string> said(std::string text) { return {{}, std::move(text), false, {}}; }

}  // namespace

TEST_CASE("signing up makes the account and its first session in one record") {
  auto story = house().given();
  story.as(anybody()).when(sign_up(ann, "ann@example.org"));
  story.then(SignedUp{ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "phc-1")},
             Opened{fresh<Session>(1), ann, {}, story.now()});
}

TEST_CASE("an e-mail address has one account, however it is written") {
  house().given(signed_up(ann, "ann@example.org")).as(anybody()).when(sign_up(bob, "Ann@Example.ORG")).refused(account::rule::email_taken);
}

TEST_CASE("what nobody could send mail to is no e-mail address") {
  for (const auto* text : {"", "ann", "@example.org", "ann@", "a nn@example.org", "a@b@c", "a@b..de", "a..b@c.de", ".a@b.de", "ann@example.org."})
    house().given().as(anybody()).when(sign_up(ann, text)).refused(account::rule::email_invalid);
  house().given().as(anybody()).when(sign_up(ann, std::string(65, 'a') + "@b.cd")).refused(account::rule::email_invalid);
  std::string domain = "de";
  while (domain.size() < 253) domain = "d." + domain;
  house().given().as(anybody()).when(sign_up(ann, "a@" + domain)).refused(account::rule::email_invalid);
}

TEST_CASE("an address is kept in its one form, whatever it came in, and a name without what does not show at its ends") {
  for (const auto* text : {"ann@xn--bcher-kva.example", "ann@bücher.example", " Ann@BÜCHER.example ", "\u200bＡnn@bücher.example\ufeff"}) {
    CAPTURE(text);
    auto story = house().given();
    story.as(anybody()).when(sign_up(ann, text, "\u3000Zoe\u0308 A.\u200b "));
    story.then(SignedUp{ann, about(ann, "ann@xn--bcher-kva.example"), about(ann, "Zo\u00eb A."), about(ann, "phc-1")},
               Opened{fresh<Session>(1), ann, {}, story.now()});
    story.when(sign_up(bob, "ANN@bücher.example")).refused(account::rule::email_taken);
  }
}

TEST_CASE("an address that an earlier release kept in another spelling is taken") {
  for (const auto* text : {"Ann@B\u00fccher.example", "\u00c9lan@bücher.example"}) {
    auto story = house().given(signed_up(ann, text));
    story.as(anybody()).when(sign_up(bob, text)).refused(account::rule::email_taken);
  }
  house().given(signed_up(ann, "\u00c9lan@example.org")).as(anybody()).when(sign_up(bob, "élan@example.org")).refused(account::rule::email_taken);
}

TEST_CASE("two accounts whose addresses are one stay two, in the order in which they signed up") {
  auto story = house().given(signed_up(ann, "\u00c9lan@example.org"), signed_up(bob, "élan@example.org"));
  story.as(anybody()).when(sign_up(named<Account>("third"), "ÉLAN@example.org")).refused(account::rule::email_taken);
  MemoryVault vault;
  CHECK(find_row<account::AccountByEmail>(story.rows(), tenant(), match_of(vault, "\u00c9LAN@example.org"))->accounts == std::vector{ann, bob});
}

TEST_CASE("a name shows something and fits on a line") {
  for (const auto& text : {std::string(), std::string("   "), std::string("a\nb"), std::string(101, 'x')})
    house().given().as(anybody()).when(sign_up(ann, "ann@example.org", text)).refused(account::rule::account_name_invalid);
  std::string umlauts;
  for (int n = 0; n < 100; ++n) umlauts += "ü";
  house().given().as(anybody()).when(sign_up(ann, "ann@example.org", umlauts)).accepted();
}

TEST_CASE("an account signs up once") {
  house().given(signed_up(ann, "ann@example.org")).as(anybody()).when(sign_up(ann, "other@example.org")).refused(account::rule::account_exists);
}

TEST_CASE("only its own person renames an account") {
  house().given(signed_up(ann, "ann@example.org")).as(user(ann)).when(account::Rename{ann, about(ann, "Anna")}).then(
      account::Renamed{ann, about(ann, "Anna")});
  house().given(signed_up(ann, "a@b.c")).as(user(bob)).when(account::Rename{ann, about(ann, "X")}).refused(account::rule::no_such_account);
  house().given().as(user(ann)).when(account::Rename{ann, about(ann, "X")}).refused(account::rule::no_such_account);
  house().given(signed_up(ann, "a@b.c")).as(user(ann)).when(account::Rename{ann, about(ann, "")}).refused(account::rule::account_name_invalid);
}

TEST_CASE("a new password ends every other session, and what was proved with the old one counts no more") {
  auto story = house().given(signed_up(ann, "ann@example.org"), Opened{phone, ann, {}, start}, Opened{laptop, ann, {}, start});
  story.as(user(ann)).when(account::ChangePassword{ann, about(ann, "phc-2"), 1, laptop});
  story.then(PasswordChanged{ann, about(ann, "phc-2"), 2}, Closed{phone, ann});
  const auto credential = find_row<account::Credentials>(story.rows(), tenant(), ann);
  REQUIRE(credential);
  CHECK(credential->phc == "phc-2");
  CHECK(credential->version == 2);
  story.as(anybody()).when(session::Open{named<Session>("new"), ann, 1, {}}).refused(account::rule::auth_failed);
  story.when(session::Open{named<Session>("new"), ann, 2, {}}).accepted();
}

TEST_CASE("a password is changed by its own person, who has proved the newest one") {
  house().given(signed_up(ann, "a@b.c")).as(user(bob)).when(account::ChangePassword{ann, about(ann, "x"), 1, laptop}).refused(account::rule::no_such_account);
  house().given(signed_up(ann, "a@b.c")).as(user(ann)).when(account::ChangePassword{ann, about(ann, "x"), 2, laptop}).refused(account::rule::auth_failed);
  house().given().as(user(ann)).when(account::ChangePassword{ann, about(ann, "x"), 1, laptop}).refused(account::rule::no_such_account);
}

TEST_CASE("a new name is handed over to each business where the account is a member, each time anew") {
  const auto tells = [](const std::string& name, std::int64_t version) {
    return handoff(at_acme.business_id, member::Identify{at_acme.member_id, ann, about(ann, name), about(ann, "ann@example.org"), version},
                   "version " + std::to_string(version));
  };
  const auto rename = [](const std::string& name) { return account::Rename{ann, about(ann, name), about(ann, "ann@example.org"), std::vector{at_acme}}; };
  house().given(signed_up(ann, "ann@example.org")).as(user(ann))
      .when(rename("Anna")).then(account::Renamed{ann, about(ann, "Anna")}, tells("Anna", 2))
      .when(rename("Ann")).then(account::Renamed{ann, about(ann, "Ann")}, tells("Ann", 3));
  CHECK(tells("Anna", 2).stream() != tells("Anna", 4).stream());
}

TEST_CASE("an account of two hundred businesses is told of by a timer that goes on until all have heard") {
  std::vector<account::MemberAt> everywhere;
  for (int n = 0; n < 200; ++n) everywhere.push_back({named_uuid("business " + std::to_string(n)), named<Member>("ann " + std::to_string(n))});
  auto story = house().given(signed_up(ann, "ann@example.org"));
  story.as(user(ann)).when(account::Rename{ann, about(ann, "Anna"), about(ann, "ann@example.org"), everywhere}).accepted();
  std::size_t told = story.facts<later::HandoffRequested>().size();
  for (auto rest = story.facts<later::TimerSet>(); !rest.empty(); rest = story.facts<later::TimerSet>()) {
    REQUIRE(rest.size() == 1);
    story.as(system()).when(*rest[0].ask.as<account::TellMemberships>()).accepted();
    told += story.facts<later::HandoffRequested>().size();
  }
  CHECK(told == 200);
}

TEST_CASE("an account that is called what it is called already says nothing") {
  house().given(signed_up(ann, "ann@example.org")).as(user(ann)).when(account::Rename{ann, said("Somebody")}).then()
      .when(account::Rename{ann, said("SOMEBODY")}).then(account::Renamed{ann, about(ann, "SOMEBODY")})
      .when(account::Rename{ann, said("SOMEBODY")}).then();
}
