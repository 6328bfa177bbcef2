// Who is there, without a hub: statuses, short absences, several tabs and businesses, and what is asked to be written down.
#include "gateways/core/presence.hpp"

#include <doctest/doctest.h>

using namespace millrace;
using namespace std::chrono_literals;

namespace {

Uuid id(std::uint8_t n) {
  Uuid made{};
  made.bytes[15] = n;
  return made;
}
const auto shop = id(1), bakery = id(2), ann = id(11), bob = id(12);

// What is written down, and what was asked: both as the rules of a house would have it.
std::map<std::pair<Uuid, Uuid>, bool> written;
std::vector<Settled> asked;
std::optional<Command> availability(const Rows&, const Settled& settled, Time) {
  if (written[{settled.business, settled.member}] == settled.available) return {};
  asked.push_back(settled);
  Command command;
  command.tenant = settled.business;
  return command;
}
constexpr PresenceRules rules{nullptr, &availability, nullptr};

struct Quiet {
  Quiet() { written.clear(), asked.clear(); }
  void pass(Duration d) {
    for (const auto until = now + d; now < until;) {
      now += 500ms;
      presence.on_tick(now);
    }
  }
  // What has been asked since the last time happens.
  std::size_t decide() {
    const auto asks = presence.take_asks().size();
    for (const auto& a : asked) written[{a.business, a.member}] = a.available;
    asked.clear();
    return asks;
  }
  bool say(const Uuid& member, std::uint64_t connection, std::string_view data) {
    const Document document{data};
    return presence.say(shop, member, connection, document.root(), now);
  }
  std::string told() {
    now += 1s;
    std::string all;
    for (const auto& [business, data] : presence.take_changes(now)) all += to_string(business) + " " + data + "\n";
    return all;
  }
  bool there(const Uuid& member, const std::string& status, const Uuid& business = shop) const {
    return presence.there(business).find(to_string(member) + R"(","status":")" + status + "\"") != std::string::npos;
  }
  bool nobody(const Uuid& business = shop) const { return presence.there(business) == R"({"members":[]})"; }

  Nothing rows;
  Time now{std::chrono::hours{1}};
  Presence presence{&rules, rows};
};

}  // namespace

TEST_CASE("presence: a page that is loaded again is seen by nobody") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  CHECK(q.there(ann, "online"));
  CHECK(q.told().find(to_string(ann)) != std::string::npos);
  q.presence.leave(shop, ann, 1, q.now);
  q.pass(9s);
  CHECK(q.there(ann, "online"));
  q.presence.enter(shop, ann, 2, q.now);
  q.pass(30s);
  CHECK(q.there(ann, "online"));
  CHECK(q.told().empty());
}

TEST_CASE("presence: who stays away is offline after the grace, and was seen last when the last connection went") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  q.pass(5s);
  q.told();
  q.presence.leave(shop, ann, 1, q.now);
  const auto left = to_rfc3339(q.now);
  q.pass(10s);
  CHECK(q.nobody());
  CHECK(q.told().find(R"("status":"offline","last_seen_at":")" + left + "\"") != std::string::npos);
}

TEST_CASE("presence: with several tabs a member is there until the last has gone, and away when all are idle") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  q.presence.enter(shop, ann, 2, q.now);
  CHECK(q.say(ann, 1, R"({"idle":true})"));
  CHECK(q.there(ann, "online"));
  CHECK(q.say(ann, 2, R"({"idle":true})"));
  CHECK(q.there(ann, "away"));
  CHECK(q.say(ann, 1, R"({"idle":false})"));
  CHECK(q.there(ann, "online"));
  q.presence.leave(shop, ann, 2, q.now);
  q.pass(1min);
  CHECK(q.there(ann, "online"));
  q.presence.leave(shop, ann, 1, q.now);
  q.pass(11s);
  CHECK(q.nobody());
}

TEST_CASE("presence: what members say of themselves goes before what their tabs look like, on all of them, until they say otherwise") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  CHECK(q.say(ann, 1, R"({"status":"busy"})"));
  q.presence.enter(shop, ann, 2, q.now);
  CHECK(q.say(ann, 2, R"({"idle":true})"));
  CHECK(q.there(ann, "busy"));
  q.presence.leave(shop, ann, 1, q.now);
  q.presence.leave(shop, ann, 2, q.now);
  q.pass(5s);
  q.presence.enter(shop, ann, 3, q.now);
  CHECK(q.there(ann, "busy"));
  CHECK(q.say(ann, 3, R"({"status":"online"})"));
  CHECK(q.there(ann, "online"));
  for (const auto* nonsense : {R"({"status":"offline"})", R"({"status":1})", R"({"idle":"yes"})", "{}", "[]", "\"busy\""})
    CHECK_FALSE(q.say(ann, 3, nonsense));
  CHECK_FALSE(q.say(ann, 1, R"({"status":"busy"})"));    // has gone
  CHECK_FALSE(q.say(bob, 3, R"({"status":"busy"})"));    // never came
}

TEST_CASE("presence: two businesses see what concerns each") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  q.presence.enter(bakery, ann, 1, q.now);
  q.say(ann, 1, R"({"status":"away"})");
  CHECK(q.there(ann, "away"));
  CHECK(q.there(ann, "online", bakery));
  q.presence.leave(shop, ann, 1, q.now);
  q.pass(11s);
  CHECK(q.nobody());
  CHECK(q.there(ann, "online", bakery));
}

TEST_CASE("presence: changes of a second are told at once") {
  Quiet q;
  CHECK(q.told().empty());
  for (std::uint8_t n = 100; n < 200; ++n) q.presence.enter(shop, id(n), n, q.now);
  CHECK(q.presence.take_changes(q.now).size() == 1);
  q.say(id(100), 100, R"({"status":"busy"})");
  CHECK(q.presence.take_changes(q.now + 900ms).empty());
  CHECK(q.presence.take_changes(q.now + 1s).size() == 1);
}

TEST_CASE("presence: availability is asked to be written down when it has lasted a minute, and not again when it is") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  const auto since = q.now;
  q.pass(59s);
  CHECK(asked.empty());
  q.pass(2s);
  REQUIRE(asked.size() == 1);
  CHECK((asked[0].available && asked[0].since == since && asked[0].business == shop && asked[0].member == ann));
  CHECK(q.decide() == 1);
  q.pass(10min);
  CHECK(q.decide() == 0);
  q.presence.leave(shop, ann, 1, q.now);
  const auto left = q.now;
  q.pass(61s);
  REQUIRE(asked.size() == 1);
  CHECK((!asked[0].available && asked[0].since == left));
  q.decide();
  q.pass(10min);
  CHECK(q.decide() == 0);
}

TEST_CASE("presence: who flickers is neither available nor away, and is asked about once a minute at most") {
  Quiet q;
  q.presence.enter(shop, ann, 1, q.now);
  q.pass(2min);
  q.decide();
  for (int i = 0; i < 60; ++i) {
    q.say(ann, 1, i % 2 ? R"({"status":"online"})" : R"({"status":"busy"})");
    q.pass(5s);
  }
  CHECK(q.decide() == 0);
}

TEST_CASE("presence: an ask that came to nothing is asked again a minute later; of who has gone not for ever") {
  Quiet q;
  written[{shop, ann}] = true;
  q.presence.expect({shop, ann, true, q.now - 1h}, q.now);
  CHECK(q.nobody());
  q.pass(30s);
  CHECK(asked.empty());                                  // it may come back
  q.pass(31s);
  REQUIRE(asked.size() == 1);
  CHECK((!asked[0].available && asked[0].since == q.now - Duration{61s} - 1h));
  q.pass(1h);
  CHECK(asked.size() == 11);
}

TEST_CASE("presence: who was available when the last process ended and comes back goes on being so") {
  Quiet q;
  written[{shop, ann}] = true;
  q.presence.expect({shop, ann, true, q.now - 1h}, q.now);
  q.pass(20s);
  q.presence.enter(shop, ann, 1, q.now);
  q.pass(10min);
  CHECK(asked.empty());
  CHECK(q.there(ann, "online"));
}
