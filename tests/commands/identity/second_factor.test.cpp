#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/second_factor/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace millrace::second_factor;
using namespace std::chrono_literals;
using session::Opened;
using session::SteppedUp;
namespace no = millrace::second_factor::rule;

namespace {

const House& house() {
  static const House house{join({commands::account(), commands::session(), commands::second_factor()})};
  return house;
}
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone"), laptop = named<Session>("laptop");
const auto key = named<Passkey>("key"), other_key = named<Passkey>("other key");
const std::vector<std::string> codes{"first", "second"};

account::SignedUp signed_up() { return {ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "phc")}; }
TotpOffered offered(std::int64_t n = 1) { return {ann, about(ann, "SECRET"), n, start + 1h + 15min}; }
PasskeyAdded key_added(std::int64_t count = 5) { return {ann, key, about(ann, "Key"), "credential", "public key", Algorithm::es256, count, {}, start}; }
AddPasskey add_key() { return {ann, other_key, about(ann, " Key "), "another", "public key", Algorithm::eddsa, 0, {"usb"}, start + 1h, codes, phone}; }

template <class... F>
Story ann_with(F... facts) {
  auto story = house().given(signed_up(), Opened{phone, ann, {}, start}, facts...);
  story.as(user(ann));
  return story;
}
Story with_totp() { return ann_with(offered(), TotpEnabled{ann, 1, 100}, RecoveryCodesMade{ann, codes}); }
Story with_key(std::int64_t count = 5) { return ann_with(key_added(count), RecoveryCodesMade{ann, codes}); }

session::Open log_in(std::optional<Shown> shown = {}) { return {laptop, ann, 1, {}, {}, std::move(shown), {}}; }
Shown by_code(std::int64_t step) { return {.totp_step = step}; }
Shown by_recovery(std::string hash) { return {.recovery_hash = std::move(hash)}; }
Shown by_key(std::int64_t count, Time challenged_at = start + 1s) { return {.passkey_id = key, .sign_count = count, .challenged_at = challenged_at}; }

}  // namespace

TEST_CASE("a secret is offered, and counts once a code of it has come back; with the first come recovery codes") {
  auto story = ann_with();
  story.when(OfferTotp{ann, about(ann, "SECRET")}).then(TotpOffered{ann, about(ann, "SECRET"), 1, story.now() + 15min});
  story.later(1s).when(ConfirmTotp{ann, 1, 100, codes, phone});
  story.then(TotpEnabled{ann, 1, 100}, RecoveryCodesMade{ann, codes}, SteppedUp{phone, ann, session::Means::totp, story.now()});
  story.when(OfferTotp{ann, about(ann, "OTHER")}).refused(no::totp_there);
}

TEST_CASE("an offer that is over, or not the newest, is confirmed by nothing") {
  auto story = ann_with(offered(1));
  story.at(start + 1h + 15min).when(ConfirmTotp{ann, 1, 100, codes, phone}).refused(no::offer_over);
  auto newer = ann_with(offered(1), offered(2));
  newer.when(ConfirmTotp{ann, 1, 100, codes, phone}).refused(no::offer_over);
  newer.when(ConfirmTotp{ann, 2, 100, codes, phone}).accepted();
  newer.when(ConfirmTotp{ann, 2, 101, codes, phone}).refused(no::offer_over);
}

TEST_CASE("with a second factor the password alone opens nothing") {
  for (auto* story : {new Story(with_totp()), new Story(with_key())}) {
    const std::unique_ptr<Story> owned{story};
    story->as(anybody()).when(log_in()).refused(no::required);
    story->when(session::Open{laptop, ann, 2, {}, {}, by_recovery("first"), {}}).refused(account::rule::auth_failed);
  }
}

TEST_CASE("a code logs in once, and no older one after it") {
  auto story = with_totp();
  story.as(anybody()).when(log_in(by_code(100))).refused(no::wrong);
  story.when(log_in(by_code(101)));
  story.then(TotpUsed{ann, 101}, Opened{laptop, ann, {}, story.now(), {}, session::Means::totp});
  for (const auto step : {99, 100, 101}) story.when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_code(step), {}}).refused(no::wrong);
  story.when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_code(102), {}}).accepted();
}

TEST_CASE("a recovery code is good once, and new ones take the place of all") {
  auto story = with_totp();
  story.as(anybody()).when(log_in(by_recovery("first")));
  story.then(RecoveryCodeUsed{ann, "first"}, Opened{laptop, ann, {}, story.now(), {}, session::Means::recovery_code});
  story.when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_recovery("first"), {}}).refused(no::wrong);
  story.as(user(ann)).when(MakeRecoveryCodes{ann, {"new"}}).then(RecoveryCodesMade{ann, {"new"}});
  story.as(anybody()).when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_recovery("second"), {}}).refused(no::wrong);
  ann_with().when(MakeRecoveryCodes{ann, codes}).refused(no::none);
}

TEST_CASE("a passkey that counts its signatures counts on, and each challenge is answered once") {
  auto story = with_key();
  story.as(anybody()).when(log_in(by_key(5))).refused(no::wrong);
  story.when(log_in(by_key(4))).refused(no::wrong);
  story.when(log_in(by_key(0))).refused(no::wrong);
  story.when(log_in(by_key(6, start))).refused(no::challenge_over);                 // the one it was registered with
  story.when(log_in(by_key(6)));
  story.then(PasskeyUsed{ann, key, 6, start + 1s}, Opened{laptop, ann, {}, story.now(), {}, session::Means::passkey});
  story.when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_key(7), {}}).refused(no::challenge_over);
  auto does_not_count = with_key(0);
  does_not_count.as(anybody()).when(log_in(by_key(0))).accepted();
  does_not_count.when(session::Open{named<Session>("third"), ann, 1, {}, {}, by_key(0, start + 2s), {}}).accepted();
}

TEST_CASE("of what an account has not, nothing is taken") {
  with_totp().as(anybody()).when(log_in(by_key(6))).refused(no::wrong);
  with_key().as(anybody()).when(log_in(by_code(500))).refused(no::wrong);
  with_key().as(anybody()).when(log_in(Shown{.passkey_id = other_key, .sign_count = 9, .challenged_at = start + 1s})).refused(no::wrong);
  with_key().as(anybody()).when(log_in(Shown{})).refused(no::wrong);
}

TEST_CASE("a passkey is added under its name, each once, twenty at most") {
  auto story = with_key();
  story.when(add_key());
  story.then(PasskeyAdded{ann, other_key, about(ann, "Key"), "another", "public key", Algorithm::eddsa, 0, {"usb"}, start + 1h},
             SteppedUp{phone, ann, session::Means::passkey, story.now()});
  auto again = add_key();
  again.challenged_at += 1s;
  story.when(again).refused(no::passkey_known);
  auto unnamed = add_key();
  unnamed.name.value = " ";
  with_key().when(unnamed).refused(no::name_invalid);
  auto late = add_key();
  late.challenged_at = start;
  with_key().when(late).refused(no::challenge_over);
  Facts many;
  detail::say(many, signed_up());
  for (int n = 0; n < 20; ++n) {
    auto one = key_added();
    one.passkey_id = named<Passkey>(std::to_string(n));
    one.credential_id = std::to_string(n);
    detail::say(many, std::move(one));
  }
  house().given(many).as(user(ann)).when(add_key()).refused(no::too_many_passkeys);
}

TEST_CASE("with the first passkey come recovery codes, and with the last factor they go") {
  auto story = ann_with();
  story.when(add_key());
  CHECK(story.facts<RecoveryCodesMade>().size() == 1);
  story.when(RemovePasskey{ann, key}).refused(no::no_such_passkey);
  story.when(RemovePasskey{ann, other_key}).then(PasskeyRemoved{ann, other_key});
  story.as(anybody()).when(log_in(by_recovery("first"))).refused(no::wrong);
  story.when(log_in()).accepted();
  auto both = ann_with(offered(), TotpEnabled{ann, 1, 100}, RecoveryCodesMade{ann, codes}, key_added());
  both.when(RemoveTotp{ann}).then(TotpRemoved{ann});
  both.when(RemoveTotp{ann}).refused(no::no_totp);
  both.as(anybody()).when(log_in(by_recovery("first"))).accepted();
}

TEST_CASE("nobody asks anything of another's second factors") {
  auto story = with_totp();
  story.as(user(bob));
  story.when(OfferTotp{ann, about(ann, "SECRET")}).refused(account::rule::no_such_account);
  story.when(ConfirmTotp{ann, 1, 100, codes, phone}).refused(account::rule::no_such_account);
  story.when(RemoveTotp{ann}).refused(account::rule::no_such_account);
  story.when(MakeRecoveryCodes{ann, codes}).refused(account::rule::no_such_account);
  story.when(add_key()).refused(account::rule::no_such_account);
  story.when(RemovePasskey{ann, key}).refused(account::rule::no_such_account);
  story.when(session::StepUp{phone, 1, {}}).refused(session::rule::no_such_session);
}

TEST_CASE("a session steps up with the password, or with the second factor where there is one") {
  auto plain = ann_with();
  plain.when(session::StepUp{phone, 1, {}}).then(SteppedUp{phone, ann, session::Means::password, plain.now()});
  plain.when(session::StepUp{phone, 2, {}}).refused(account::rule::auth_failed);
  plain.when(session::StepUp{phone, 0, {}}).refused(account::rule::auth_failed);
  plain.when(session::StepUp{laptop, 1, {}}).refused(session::rule::no_such_session);
  auto story = with_totp();
  story.when(session::StepUp{phone, 1, {}}).refused(no::required);
  story.when(session::StepUp{phone, 0, by_code(101)}).then(SteppedUp{phone, ann, session::Means::totp, story.now()}, TotpUsed{ann, 101});
  story.when(session::StepUp{phone, 0, by_code(101)}).refused(no::wrong);
}

TEST_CASE("an account that its person has deactivated comes back with both, or stays") {
  auto story = ann_with(offered(), TotpEnabled{ann, 1, 100}, account::Deactivated{ann});
  story.as(anybody()).when(account::Reactivate{ann, 1, {}, {}}).refused(no::required);
  story.when(log_in()).refused(no::required);
  story.when(log_in(by_code(101))).refused(account::rule::deactivated);
  auto back = log_in(by_code(101));
  back.reactivates = true;
  story.when(back).then(account::Reactivated{ann}, TotpUsed{ann, 101}, Opened{laptop, ann, {}, story.now(), {}, session::Means::totp});
}

TEST_CASE("whatever order codes come in, each step logs in once at most, and none before one that has") {
  rc::check([] {
    auto story = with_totp();
    story.as(anybody());
    const auto steps = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(95, 115));
    std::int64_t newest = 100;
    for (std::size_t n = 0; n < steps.size(); ++n) {
      story.when(session::Open{named<Session>("s" + std::to_string(n)), ann, 1, {}, {}, by_code(steps[n]), {}});
      if (steps[n] <= newest) {
        story.refused(no::wrong);
      } else {
        story.accepted();
        newest = steps[n];
      }
    }
  });
}
