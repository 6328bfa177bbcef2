// Outgoing webhooks over a whole server without sockets: what is made and shown, and what goes out in which order, whatever the outside does.
#include <doctest/doctest.h>

#include <deque>

#include "gateways/connect/webhook_follower.hpp"
#include "gateways/connect/webhook_signature.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;
using connect::WebhookFollower;
using namespace std::chrono_literals;

namespace {

struct Abroad : Shop {
  // Signed in, so that it may do what is dangerous.
  Abroad() {
    zoe = visitor();
    max = visitor(R"({"name":"Max"})");
    begin_anew();
  }
  // The process that sends has died, and another one begins: what is recorded is all that is left.
  void begin_anew() {
    out.clear();
    follower = std::make_unique<WebhookFollower>(WebhookFollower::World{services(), [] { return 0u; }, services().ids.next()});
  }
  Response make(const std::string& more = R"("events":["message.created"],"retry_config":{"max_attempts":2,"first_delay_s":10})") {
    const auto made = post("/webhooks", R"({"name":"Warehouse","url":"https://example.org/hook",)" + more + "}", olga);
    REQUIRE_MESSAGE(made.status == 201, made.body);
    hook = at(made, "id");
    secret = at(made, "secret");
    return made;
  }
  // What is read next includes all that was written: snapshots, too.
  void settle() { get("/webhooks", olga); }
  void tick(Duration later = 3s) {
    settle();
    pass(later);
    const auto now = services().now();
    auto todo = follower->on_tick(*mill().snapshot(), [](Partition) { return true; }, now);
    for (auto& command : todo.ask) {
      const auto id = command.id;
      std::promise<Outcome> told;
      mill().submit(std::move(command), [&](Outcome outcome) { told.set_value(std::move(outcome)); });
      const auto outcome = told.get_future().get();
      if (const auto* done = std::get_if<Done>(&outcome)) {
        std::promise<void> stored;
        mill().when_stored(done->record->partition, done->record->offset, 5'000, [&](Mill::Reached) { stored.set_value(); });
        stored.get_future().get();
      }
      follower->on_answer(id, outcome, now);
    }
    for (auto& sending : todo.run) out.push_back(std::move(sending));
  }
  void ticks(int n) {
    for (int i = 0; i < n; ++i) tick();
  }
  // What goes out next: "text webhook-id", once a tick has sent it.
  WebhookFollower::Sending taken() {
    for (int n = 0; n < 5 && out.empty(); ++n) tick(500ms);
    REQUIRE_FALSE(out.empty());
    auto first = std::move(out.front());
    out.pop_front();
    return first;
  }
  static std::string header(const WebhookFollower::Sending& one, const std::string& name) {
    for (const auto& line : one.out.headers)
      if (line.starts_with(name + ": ")) return line.substr(name.size() + 2);
    return {};
  }
  static std::string said(const WebhookFollower::Sending& one, std::string_view path = "data.text") { return at({200, {}, one.out.body}, path); }
  void answer(const WebhookFollower::Sending& one, int status, std::optional<Duration> retry_after = {}) {
    follower->on_came(one.flight, {.status = status, .said = status < 300 ? "" : "not now", .retry_after = retry_after}, services().now());
  }
  std::string deliver() {                      // the next, and it is taken
    const auto one = taken();
    answer(one, 200);
    return said(one);
  }
  Response shown() { return get("/webhooks/" + hook, olga); }
  // "type state attempts outcome" of each, the newest first.
  std::vector<std::string> log(const std::string& state = {}) {
    std::vector<std::pair<std::string, std::string>> query;
    if (!state.empty()) query.emplace_back("state", state);
    const auto page = ask({"GET", "/webhooks/" + hook + "/deliveries", {}, olga, business, {}, query});
    REQUIRE_MESSAGE(page.status == 200, page.body);
    const Document document{page.body};
    std::vector<std::string> all;
    document.root().find("items")->elements([&](Node one) {
      const Response item{200, {}, one.json()};
      all.push_back(at(item, "type") + ' ' + at(item, "state") + ' ' + at(item, "attempts") + ' ' + at(item, "outcome"));
    });
    return all;
  }

  Visitor zoe, max;
  std::string hook, secret;
  std::unique_ptr<WebhookFollower> follower;
  std::deque<WebhookFollower::Sending> out;
};

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("webhooks: they are signed as Standard Webhooks are") {
  CHECK(webhooks::signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  CHECK_FALSE(webhooks::signature("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a", 1, ""));
  CHECK(webhooks::secret_text("0123456789abcdef0123456789abcdef") == "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
}

TEST_CASE("webhooks: a secret is shown once, and what is no address or type of events is refused") {
  Abroad shop;
  shop.make();
  CHECK(shop.secret.starts_with("whsec_"));
  CHECK_FALSE(says(shop.shown(), "secret\":\"whsec"));
  CHECK_FALSE(says(shop.get("/webhooks", shop.olga), "whsec_"));
  CHECK(at(shop.shown(), "status") == "active");
  CHECK(at(shop.shown(), "retry_config.backoff_multiplier") == "2");
  const auto refused = [&](const std::string& body) { return at(shop.post("/webhooks", body, shop.olga), "type"); };
  for (const std::string url : {"ftp://example.org/", "example.org", "https://", "https://ann:secret@example.org/", "https://example.org/#x", "javascript:alert(1)"})
    CHECK_MESSAGE(refused(R"({"name":"A","events":["*"],"url":")" + url + "\"}") == "/problems/webhook.url_invalid", url);
  CHECK(refused(R"({"name":"A","events":["message.shouted"],"url":"https://example.org/"})") == "/problems/webhook.event_unknown");
  CHECK(refused(R"({"name":"A","events":["*"],"url":"https://example.org/","retry_config":{"max_attempts":21}})") == "/problems/input.invalid");
  const auto replay = [&](const std::string& body) { return at(shop.post("/webhooks/" + shop.hook + "/replay", body, shop.olga), "type"); };
  CHECK(replay(R"({"from_position":"nowhere"})") == "/problems/webhook.position_unknown");
  CHECK(replay(R"({"delivery_id":"1-2-3"})") == "/problems/webhook.delivery_unknown");
  CHECK(replay("{}") == "/problems/webhook.replay_unclear");
  const auto agent = shop.joined("bea", "agent"), manager = shop.joined("mia", "manager");
  CHECK(shop.get("/webhooks", agent.token).status == 403);
  CHECK(shop.get("/webhooks", manager.token).status == 200);
  CHECK(shop.post("/webhooks/" + shop.hook + "/test", "{}", manager.token).status == 403);
}

TEST_CASE("webhooks: what is said in a conversation goes out in its order, and other conversations wait for nobody") {
  Abroad shop;
  shop.make();
  for (const auto* text : {"one", "two", "three"}) shop.writes(shop.zoe, text);
  shop.writes(shop.max, "uno");
  const auto one = shop.taken(), uno = shop.taken();
  CHECK(Abroad::said(one) == "one");
  CHECK(Abroad::said(uno) == "uno");
  shop.tick();
  CHECK(shop.out.empty());
  shop.answer(one, 204);
  const auto two = shop.taken();
  CHECK(Abroad::said(two) == "two");
  shop.answer(two, 500);
  shop.ticks(2);
  CHECK(shop.out.empty());                                   // three waits for two
  shop.answer(uno, 200);
  shop.writes(shop.max, "due");
  CHECK(shop.deliver() == "due");
  shop.tick();
  CHECK(shop.log("waiting") == Log{"message.created waiting 1 server_error"});
  CHECK(at(shop.shown(), "waiting") == "1");
  shop.pass(10s);
  const auto again = shop.taken();
  CHECK(Abroad::header(again, "webhook-id") == Abroad::header(two, "webhook-id"));
  CHECK(Abroad::header(again, "webhook-timestamp") != Abroad::header(two, "webhook-timestamp"));
  shop.answer(again, 200);
  CHECK(shop.deliver() == "three");
  shop.ticks(2);
  CHECK(shop.log("delivered").size() == 5);
  CHECK(shop.log("waiting").empty());
  CHECK(at(shop.shown(), "waiting") == "0");
  CHECK(Abroad::said(one, "type") == "message.created");
  CHECK(Abroad::said(one, "sequence") < Abroad::said(two, "sequence"));
  CHECK(Abroad::said(one, "key") == Abroad::said(two, "key"));
}

TEST_CASE("webhooks: what is not taken is a dead letter until it is sent again and taken, and the next goes on") {
  Abroad shop;
  shop.make();
  shop.writes(shop.zoe, "one");
  shop.writes(shop.zoe, "two");
  const auto first = shop.taken();
  shop.answer(first, 400);
  shop.pass(10s);
  shop.answer(shop.taken(), 302);
  CHECK(shop.deliver() == "two");
  shop.ticks(2);
  CHECK(shop.log("dead") == Log{"message.created dead 2 redirect_refused"});
  CHECK(shop.log() == Log{"message.created delivered 1 delivered", "message.created dead 2 redirect_refused"});
  const auto id = Abroad::header(first, "webhook-id");
  REQUIRE(shop.post("/webhooks/" + shop.hook + "/replay", R"({"delivery_id":")" + id + "\"}", shop.olga).status == 200);
  const auto again = shop.taken();
  CHECK(Abroad::header(again, "webhook-id") == id);
  CHECK(Abroad::said(again) == "one");
  shop.answer(again, 200);
  shop.ticks(3);
  CHECK(shop.out.empty());
  CHECK(shop.log("dead").empty());
  CHECK(shop.log().size() == 3);
}

TEST_CASE("webhooks: whoever begins after a crash sends what is not recorded again, and nothing else, in the same order") {
  Abroad shop;
  shop.make();
  shop.writes(shop.zoe, "one");
  CHECK(shop.deliver() == "one");
  shop.ticks(2);                                             // that is recorded
  for (const auto* text : {"two", "three"}) shop.writes(shop.zoe, text);
  shop.writes(shop.max, "uno");
  const auto two = shop.taken();
  shop.answer(two, 503);
  CHECK(shop.deliver() == "uno");
  shop.ticks(2);                                             // two is behind, uno is done; both are recorded
  shop.writes(shop.zoe, "four");
  shop.begin_anew();
  for (int n = 0; n < 2; ++n) shop.tick(500ms);
  CHECK(shop.out.empty());                                   // two waits for its time
  shop.pass(10s);
  CHECK(shop.deliver() == "two");
  CHECK(shop.deliver() == "three");
  shop.begin_anew();                                         // neither is recorded
  CHECK(shop.deliver() == "two");
  CHECK(shop.deliver() == "three");
  CHECK(shop.deliver() == "four");
  shop.ticks(3);
  shop.begin_anew();
  shop.ticks(3);
  CHECK(shop.out.empty());
}

TEST_CASE("webhooks: everything behind a position goes out again, with the same ids") {
  Abroad shop;
  shop.make();
  shop.writes(shop.zoe, "one");
  const auto before = shop.position;
  const auto one = shop.taken();
  shop.answer(one, 200);
  shop.writes(shop.zoe, "two");
  const auto two = shop.taken();
  shop.answer(two, 200);
  shop.ticks(2);
  const auto replay = [&](const std::string& from) {
    REQUIRE(shop.post("/webhooks/" + shop.hook + "/replay", R"({"from_position":")" + from + "\"}", shop.olga).status == 200);
    Log ids;
    for (int n = 0; n < 3; ++n) {
      shop.ticks(2);
      while (!shop.out.empty()) {
        const auto next = shop.taken();
        ids.push_back(Abroad::header(next, "webhook-id"));
        shop.answer(next, 200);
      }
    }
    return ids;
  };
  const auto a = Abroad::header(one, "webhook-id"), b = Abroad::header(two, "webhook-id");
  CHECK(replay(before) == Log{b});
  CHECK(replay(a) == Log{a, b});
  CHECK(replay("beginning") == Log{a, b});
}

TEST_CASE("webhooks: two secrets sign for a day") {
  Abroad shop;
  shop.make();
  const auto rotated = shop.post("/webhooks/" + shop.hook + "/rotate", "{}", shop.olga);
  REQUIRE(rotated.status == 200);
  shop.writes(shop.zoe, "one");
  const auto signed_by = [&](const WebhookFollower::Sending& one, const std::string& secret) {
    return *webhooks::signature(secret, Abroad::header(one, "webhook-id"), std::stoll(Abroad::header(one, "webhook-timestamp")), one.out.body);
  };
  const auto one = shop.taken();
  CHECK(Abroad::header(one, "webhook-signature") == signed_by(one, at(rotated, "secret")) + ' ' + signed_by(one, shop.secret));
  shop.answer(one, 200);
  shop.writes(shop.max, "uno");
  shop.settle();
  shop.pass(24h);
  const auto next = shop.taken();
  CHECK(Abroad::header(next, "webhook-signature") == signed_by(next, at(rotated, "secret")));
}

TEST_CASE("webhooks: one that says it is gone is paused, loses nothing, and can be tried meanwhile") {
  Abroad shop;
  shop.make();
  shop.writes(shop.zoe, "one");
  shop.answer(shop.taken(), 410);
  shop.writes(shop.zoe, "two");
  shop.ticks(4);
  CHECK(shop.out.empty());
  CHECK(at(shop.shown(), "status") == "paused");
  CHECK(at(shop.shown(), "why") == "gone");
  REQUIRE(shop.post("/webhooks/" + shop.hook + "/test", "{}", shop.olga).status == 200);
  const auto trial = shop.taken();
  CHECK(Abroad::said(trial, "type") == "webhook.test");
  shop.answer(trial, 200);
  shop.ticks(3);
  CHECK(shop.log().front() == "webhook.test delivered 1 delivered");
  REQUIRE(shop.patch("/webhooks/" + shop.hook, R"({"is_active":true})", shop.olga).status == 200);
  shop.answer(shop.taken(), 410);
  shop.tick();                                               // told, and resumed before the follower has seen that it is paused
  CHECK(at(shop.shown(), "why") == "gone");
  REQUIRE(shop.patch("/webhooks/" + shop.hook, R"({"is_active":true})", shop.olga).status == 200);
  CHECK(shop.deliver() == "one");
  CHECK(shop.deliver() == "two");
}

TEST_CASE("webhooks: one that fails again and again is tried alone, then paused") {
  Abroad shop;
  shop.make(R"("events":["message.created"],"retry_config":{"max_attempts":1,"first_delay_s":10})");
  for (int n = 0; n < 12; ++n) shop.writes(shop.visitor(), "hello");
  int tried = 0;
  for (int n = 0; n < 5; ++n) shop.answer(shop.taken(), 500), ++tried;
  while (!shop.out.empty()) shop.answer(shop.taken(), 500), ++tried;
  shop.tick(1s);
  CHECK(shop.out.empty());                                   // not before the next is due
  for (int n = 0; n < 40; ++n) {
    shop.tick(5s);
    CHECK(shop.out.size() <= 1);
    while (!shop.out.empty()) shop.answer(shop.taken(), 500), ++tried;
  }
  CHECK(at(shop.shown(), "why") == "failing");
  CHECK(tried >= 10);
  CHECK(tried <= 11);
  CHECK(shop.log("dead").size() == static_cast<std::size_t>(tried));
}

TEST_CASE("webhooks: what a receiver wishes to wait is waited") {
  Abroad shop;
  shop.make();
  shop.writes(shop.zoe, "one");
  shop.answer(shop.taken(), 429, 60s);
  shop.writes(shop.max, "uno");
  for (int n = 0; n < 10; ++n) shop.tick(5s);
  CHECK(shop.out.empty());
  shop.tick(15s);
  CHECK(shop.deliver() == "one");
  CHECK(shop.deliver() == "uno");
}

TEST_CASE("webhooks: of a thing that is far behind each event goes out in order, however many there are") {
  Abroad shop;
  shop.make();
  for (int n = 0; n < 80; ++n) REQUIRE(shop.writes(shop.zoe, std::to_string(n)).status == 201);
  for (int n = 0; n < 40; ++n) CHECK(shop.deliver() == std::to_string(n));
  shop.ticks(2);
  shop.begin_anew();
  for (int n = 40; n < 80; ++n) CHECK(shop.deliver() == std::to_string(n));
  shop.ticks(3);
  CHECK(shop.out.empty());
}

TEST_CASE("webhooks: a message that was deleted goes out without its text") {
  Abroad shop;
  shop.make(R"("events":["message.created","message.deleted"])");
  const auto written = shop.writes(shop.zoe, "secret");
  REQUIRE(shop.ask({"DELETE", "/messages/" + at(written, "id"), {}, shop.olga, shop.business}).status == 200);
  const auto one = shop.taken();
  CHECK_FALSE(one.out.body.find("secret") != std::string::npos);
  shop.answer(one, 200);
  CHECK(Abroad::said(shop.taken(), "type") == "message.deleted");
}
