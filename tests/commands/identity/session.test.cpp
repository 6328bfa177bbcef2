#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "commands/identity/account/asks.hpp"
#include "commands/identity/session/asks.hpp"
#include "commands/identity/session/lookups.hpp"
#include "tests/support/spec.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using session::Closed;
using session::Opened;
using session::Refreshed;
using session::Revoked;
using session::Used;

namespace {

const House& house() {
  static const House house{join({commands::account(), commands::session()})};
  return house;
}
const auto ann = named<Account>("ann"), bob = named<Account>("bob");
const auto phone = named<Session>("phone");

account::SignedUp ann_signed_up() { return {ann, about(ann, "ann@example.org"), about(ann, "Ann"), about(ann, "phc")}; }
Story on_the_phone() {
  auto story = house().given(ann_signed_up(), Opened{phone, ann, {}, start});
  story.as(anybody());
  return story;
}

}  // namespace

TEST_CASE("who has proved the password of now gets a session") {
  auto story = house().given(ann_signed_up());
  story.as(anybody()).when(session::Open{phone, ann, 1, about(ann, "Firefox")});
  story.then(Opened{phone, ann, about(ann, "Firefox"), story.now()});
}

TEST_CASE("no session without an account, or twice under one id") {
  house().given().as(anybody()).when(session::Open{phone, ann, 1, {}}).refused(account::rule::auth_failed);
  on_the_phone().when(session::Open{phone, ann, 1, {}}).refused(session::rule::session_exists);
}

TEST_CASE("an account has fifty sessions at most: the one unused for longest makes room") {
  Facts before;
  detail::say(before, ann_signed_up());
  for (int n = 0; n < 50; ++n) {
    const auto when = start + std::chrono::minutes(n == 20 ? -1 : n);
    detail::say(before, Opened{named<Session>("session " + std::to_string(n)), ann, {}, when});
  }
  auto story = house().given(before);
  story.as(anybody()).when(session::Open{phone, ann, 1, {}});
  story.then(Opened{phone, ann, {}, story.now()}, Closed{named<Session>("session 20"), ann});
  CHECK(find_row<session::SessionsOf>(story.rows(), tenant(), ann)->open.size() == 50);
}

TEST_CASE("a refresh token is good once and gives the next") {
  auto story = on_the_phone();
  story.when(session::Refresh{phone, 1}).then(Refreshed{phone, ann, 2, story.now()});
  story.later(10min).when(session::Refresh{phone, 2}).then(Refreshed{phone, ann, 3, story.now()});
}

TEST_CASE("an answer that got lost is given again, word for word, however late") {
  auto story = on_the_phone();
  const auto first = story.now();
  story.when(session::Refresh{phone, 1}).then(Refreshed{phone, ann, 2, first});
  for (const auto after : {0s, 13s, std::chrono::seconds{8h}, std::chrono::seconds{29 * 24h}})
    story.at(first + after).when(session::Refresh{phone, 1}).then(Refreshed{phone, ann, 2, first});
  story.when(session::Refresh{phone, 2}).accepted();
}

TEST_CASE("an answer of which something was used did not get lost: the token before it ends the family") {
  auto story = on_the_phone();
  story.when(session::Refresh{phone, 1});
  story.as(user(ann)).when(session::Use{phone, 2}).then(Used{phone, ann, 2});
  story.when(session::Use{phone, 2}).then();
  story.as(anybody()).when(session::Refresh{phone, 1}).then(Revoked{phone, ann});
  story.when(session::Refresh{phone, 2}).refused(session::rule::session_over);
}

TEST_CASE("of the newest token nobody has used anything yet, whatever was of the one before") {
  auto story = on_the_phone();
  story.when(session::Refresh{phone, 1}).when(session::Refresh{phone, 1});
  story.as(user(ann)).when(session::Use{phone, 2}).as(anybody()).when(session::Refresh{phone, 2});
  const auto third = story.facts<Refreshed>().at(0);
  story.later(1h).when(session::Refresh{phone, 2}).then(third);
}

TEST_CASE("only what came with the newest token tells that it has arrived, and only its own person") {
  auto story = on_the_phone();
  story.when(session::Refresh{phone, 1});
  story.as(user(ann)).when(session::Use{phone, 1}).then();
  story.when(session::Use{phone, 3}).then();
  story.as(user(bob)).when(session::Use{phone, 2}).refused(session::rule::no_such_session);
  story.as(anybody()).when(session::Refresh{phone, 1}).accepted();
  house().given().as(user(ann)).when(session::Use{phone, 2}).refused(session::rule::no_such_session);
}

TEST_CASE("an older token ends the family at once") {
  auto story = on_the_phone();
  story.when(session::Refresh{phone, 1}).later(1s).when(session::Refresh{phone, 2}).later(1s);
  story.when(session::Refresh{phone, 1}).then(Revoked{phone, ann});
  story.when(session::Refresh{phone, 3}).refused(session::rule::session_over);
}

TEST_CASE("a session that was not used for thirty days is over, and one that never was is not there") {
  on_the_phone().at(start + 30 * 24h + 1us).when(session::Refresh{phone, 1}).refused(session::rule::session_over);
  on_the_phone().at(start + 30 * 24h).when(session::Refresh{phone, 1}).accepted();
  house().given().as(anybody()).when(session::Refresh{phone, 1}).refused(session::rule::session_over);
}

TEST_CASE("a person closes their own sessions and nobody else's") {
  on_the_phone().as(user(ann)).when(session::Close{phone}).then(Closed{phone, ann});
  on_the_phone().as(user(bob)).when(session::Close{phone}).refused(session::rule::no_such_session);
  on_the_phone().as(anybody()).when(session::Close{phone}).refused(session::rule::no_such_session);
  house().given().as(user(ann)).when(session::Close{phone}).refused(session::rule::no_such_session);
  on_the_phone().as(user(ann)).when(session::Close{phone}).when(session::Refresh{phone, 1}).refused(session::rule::session_over);
}

TEST_CASE("a log-in says where it came from, sealed for its person") {
  auto story = house().given(ann_signed_up());
  session::Open open{phone, ann, 1, {}};
  open.address = Personal<std::string>{{}, "192.0.2.7", false, {}};
  story.as(anybody()).when(open).then(Opened{phone, ann, {}, story.now(), about(ann, "192.0.2.7")});
}

TEST_CASE("a person closes all of their sessions but the one that asks, and nobody else's") {
  const auto laptop = named<Session>("laptop"), tablet = named<Session>("tablet"), bobs = named<Session>("bob's");
  auto story = house().given(ann_signed_up(), Opened{phone, ann, {}, start}, Opened{laptop, ann, {}, start}, Opened{tablet, ann, {}, start},
                             Opened{bobs, bob, {}, start});
  story.as(user(bob)).when(session::CloseOthers{laptop}).refused(session::rule::no_such_session);
  story.as(user(ann)).when(session::CloseOthers{laptop}).then(Closed{phone, ann}, Closed{tablet, ann});
  story.when(session::CloseOthers{laptop}).then();
  story.when(session::CloseOthers{phone}).refused(session::rule::no_such_session);
  CHECK(std::holds_alternative<Session::Open>(story.state(laptop)));
  CHECK(std::holds_alternative<Session::Open>(story.state(bobs)));
}

TEST_CASE("who knows the password of a deactivated account hears that it is, and nobody else") {
  auto story = house().given(ann_signed_up(), account::Deactivated{ann});
  story.as(anybody()).when(session::Open{phone, ann, 1, {}}).refused(account::rule::deactivated);
  story.when(session::Open{phone, ann, 2, {}}).refused(account::rule::auth_failed);
  house().given(ann_signed_up(), account::Deleted{ann, about(ann, "ann@example.org")}).as(anybody())
      .when(session::Open{phone, ann, 1, {}}).refused(account::rule::auth_failed);
}

namespace {

// Two who hold tokens of one family. Each brings the newest one it has, and uses what came with it.
struct Holder {
  std::int64_t token = 0;                  // 0: none
  void refresh(Story& story) {
    if (token == 0) return;
    const bool over = std::holds_alternative<Session::Over>(story.state(phone));
    story.as(anybody()).when(session::Refresh{phone, token});
    if (over) {
      story.refused(session::rule::session_over);
    } else if (const auto given = story.facts<Refreshed>(); !given.empty()) {
      RC_ASSERT(given.size() == 1u);
      token = given[0].n;
    } else {
      RC_ASSERT(story.facts<Revoked>().size() == 1u);
    }
  }
  void use(Story& story) const {
    if (token != 0 && std::holds_alternative<Session::Open>(story.state(phone))) story.as(user(ann)).when(session::Use{phone, token}).accepted();
  }
};

}  // namespace

TEST_CASE("a thief never keeps a live token: once both have come back and used what they got, the family is over") {
  CHECK(rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& moves) {
    auto story = on_the_phone();
    Holder client{1}, thief{};
    for (const auto& [what, wait] : moves) {
      story.later(wait * 100ms);
      if (what % 6 == 0) thief.token = client.token;
      else if (what % 6 == 1) thief.refresh(story);
      else if (what % 6 == 2) thief.use(story);
      else if (what % 6 == 3) client.use(story);
      else client.refresh(story);
    }
    if (thief.token == 0) thief.token = client.token;
    for (int round = 0; round < 2; ++round)
      for (auto* holder : {&client, &thief}) {
        holder->refresh(story);
        holder->use(story);
      }
    RC_ASSERT(std::holds_alternative<Session::Over>(story.state(phone)));
  }));
}

TEST_CASE("a client alone is never logged out, however many answers get lost and however late it asks again") {
  CHECK(rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& moves) {
    auto story = on_the_phone();
    Holder client{1};
    for (const auto& [what, wait] : moves) {
      story.later(wait * 1min);
      const auto had = client.token;
      client.refresh(story);
      RC_ASSERT(client.token == had + 1);
      if (what % 3 == 0) client.token = had;                       // it did not hear
      if (what % 3 == 1) client.use(story);
    }
    RC_ASSERT(std::holds_alternative<Session::Open>(story.state(phone)));
  }));
}
