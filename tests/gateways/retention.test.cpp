#include <doctest/doctest.h>

#include <thread>

#include "commands/inbox/customer/asks.hpp"
#include "gateways/inbox/retention_sweep.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;
using std::chrono::days;

namespace {

// A shop that keeps customers for thirty days; its clock is moved on by hand, and what is due is looked for when it is asked.
struct Kept : Shop {
  Response set(const std::string& terms, std::string token = {}) {
    auto answer = patch("/retention", terms, token.empty() ? olga : token);
    get("/retention", olga);                           // whoever looks for what is due has heard of it, too
    return answer;
  }
  std::string customer(const std::string& name) { return at(post("/customers", R"({"name":")" + name + "\"}", olga), "id"); }
  std::string conversation_with(const std::string& customer) {
    const auto made = post("/conversations", R"({"customer_id":")" + customer + R"(","channel":"email"})", olga);
    REQUIRE(made.status == 201);
    return at(made, "id");
  }
  void resolve(const std::string& conversation) { REQUIRE(patch("/conversations/" + conversation + "/status", R"({"status":"resolved"})", olga).status == 200); }
  // Nobody's token lasts so long.
  void pass_days(int count) {
    pass(days{count});
    olga = at(post("/auth/login", R"({"email":"olga@example.org","password":"correct horse"})"), "access_token");
    REQUIRE(get("/retention", olga).status == 200);
  }
  std::vector<Command> due(std::size_t most = 100) {
    return sweep.due(*mill().snapshot(), services().now(), [](Partition) { return true; }, most);
  }
  // Whoever reads then has heard of it.
  void put(std::vector<Command> commands) {
    for (auto& command : commands) {
      const auto partition = partition_of(command.tenant);
      std::promise<Offset> done;
      mill().submit(std::move(command), [&](Outcome outcome) {
        const auto* taken = std::get_if<Done>(&outcome);
        done.set_value(taken ? taken->record->offset : -1);
      });
      const auto offset = done.get_future().get();
      REQUIRE(offset >= 0);
      while (mill().snapshot()->offset(partition) < offset) std::this_thread::yield();
    }
    pass(std::chrono::seconds(6));                     // it rests when it finds nothing
  }
  // Who is erased, one look after the other, until nobody is due.
  std::vector<std::string> expire() {
    std::vector<std::string> all;
    for (auto some = due(); !some.empty(); some = due()) {
      for (const auto& command : some) all.push_back(to_string(command.ask.stream()));
      put(std::move(some));
    }
    return all;
  }
  bool erased(const std::string& customer) {
    const auto row = get("/customers/" + customer, olga);
    REQUIRE(row.status == 200);
    return !at(row, "erased_at").empty();
  }

  RetentionSweep sweep;
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("retention: customers are kept for ever until somebody says how long") {
  Kept shop;
  const auto before = shop.get("/retention", shop.olga);
  REQUIRE(before.status == 200);
  CHECK(says(before, R"("inactive_customers_days":null,"keep_unfinished":true,"closed_conversations_days":null,"begins_at":null)"));
  const auto set = shop.set(R"({"inactive_customers_days":365})");
  REQUIRE(set.status == 200);
  CHECK(at(set, "inactive_customers_days") == "365");
  CHECK(at(set, "version") == "1");
  const auto begins = parse_rfc3339(at(set, "begins_at")).value_or(Time{}) - shop.services().now() - days{1};   // by the journal's time
  CHECK((begins >= Duration{} && begins < std::chrono::seconds(1)));
  const auto after = shop.get("/retention", shop.olga);
  CHECK(at(after, "inactive_customers_days") == "365");
  CHECK(at(after, "set_by_name") == "olga");
  CHECK(at(after, "begins_at") == at(set, "begins_at"));
  REQUIRE(shop.set(R"({"inactive_customers_days":null,"keep_unfinished":false})").status == 200);
  CHECK(says(shop.get("/retention", shop.olga), R"("inactive_customers_days":null,"keep_unfinished":false)"));
}

TEST_CASE("retention: what is no number of days, too few or too many are refused, and so is who may not erase customers") {
  Kept shop;
  for (const char* wrong : {"29", "3651", "-1", "0", "30.5", "\"365\"", "true"}) {
    const auto refused = shop.set(std::string(R"({"inactive_customers_days":)") + wrong + "}");
    CHECK_MESSAGE(refused.status == 422, wrong);
    CHECK(says(refused, "/inactive_customers_days"));
  }
  CHECK(shop.set(R"({"resolved_conversations_days":30})").status == 422);
  for (const char* wrong : {"6", "3651"}) CHECK(shop.set(std::string(R"({"closed_conversations_days":)") + wrong + "}").status == 422);
  const auto ann = shop.joined("ann", "agent");
  CHECK(shop.set(R"({"inactive_customers_days":30})", ann.token).status == 403);
  CHECK(shop.get("/retention", ann.token).status == 403);
  CHECK(says(shop.get("/retention", shop.olga), R"("inactive_customers_days":null)"));
  for (const char* good : {"30", "3650"}) CHECK(shop.set(std::string(R"({"inactive_customers_days":)") + good + "}").status == 200);
}

TEST_CASE("retention: who has set it meanwhile is not passed over") {
  Kept shop;
  REQUIRE(shop.set(R"({"inactive_customers_days":365})").status == 200);
  Town::Ask ask{"PATCH", "/retention", R"({"inactive_customers_days":30})", shop.olga, shop.business};
  ask.headers = {{"if-match", "\"v0\""}};
  CHECK(shop.ask(ask).status == 412);
  ask.headers = {{"if-match", "\"v1\""}};
  CHECK(shop.ask(ask).status == 200);
}

TEST_CASE("retention: whoever has been silent for too long is found, the longest silent first, and no one else") {
  Kept shop;
  REQUIRE(shop.set(R"({"inactive_customers_days":30})").status == 200);
  const auto zoe = shop.customer("Zoe");
  shop.pass_days(3);
  const auto yan = shop.customer("Yan");
  shop.pass_days(20);
  const auto xu = shop.customer("Xu");
  CHECK(shop.expire().empty());
  shop.pass_days(12);
  CHECK(shop.expire() == Ids{zoe, yan});
  CHECK(shop.erased(zoe));
  CHECK(shop.erased(yan));
  CHECK_FALSE(shop.erased(xu));
  const auto erasures = shop.get("/erasures", shop.olga);
  CHECK(says(erasures, R"("after_days":30)"));
  CHECK(shop.due().empty());                           // once a day
}

TEST_CASE("retention: nothing begins before the day that is left to take it back") {
  Kept shop;
  const auto zoe = shop.customer("Zoe");
  shop.pass_days(100);
  REQUIRE(shop.set(R"({"inactive_customers_days":30})").status == 200);
  CHECK(shop.due().empty());
  shop.pass(std::chrono::hours(23));
  CHECK(shop.due().empty());
  shop.pass(std::chrono::hours(2));
  CHECK(shop.expire() == Ids{zoe});
}

TEST_CASE("retention: who has something that is not over stays, unless the business says otherwise; who is held stays anyway") {
  Kept shop;
  REQUIRE(shop.set(R"({"inactive_customers_days":30})").status == 200);
  const auto talking = shop.customer("Talking"), asking = shop.customer("Asking"), held = shop.customer("Held"), done = shop.customer("Done");
  const auto talk = shop.conversation_with(talking);
  const auto ticket = at(shop.post("/tickets", R"({"subject":"It burns","customer_id":")" + asking + "\"}", shop.olga), "id");
  const auto hold = at(shop.post("/legal-holds", R"({"reason":"case 1","customer_id":")" + held + "\"}", shop.olga), "id");
  shop.resolve(shop.conversation_with(done));
  shop.pass_days(40);
  CHECK(shop.expire() == Ids{done});
  shop.resolve(talk);
  shop.pass_days(1);
  CHECK(shop.expire() == Ids{talking});
  REQUIRE(shop.set(R"({"keep_unfinished":false})").status == 200);
  shop.pass_days(2);
  CHECK(shop.expire() == Ids{asking});
  CHECK(at(shop.get("/tickets/" + ticket, shop.olga), "status") == "open");
  REQUIRE(shop.ask({"DELETE", "/legal-holds/" + hold, {}, shop.olga, shop.business}).status == 200);
  shop.pass_days(1);
  CHECK(shop.expire() == Ids{held});
}

TEST_CASE("retention: of many, some at a time are found, each once, and all again after one could not be put") {
  Kept shop;
  REQUIRE(shop.set(R"({"inactive_customers_days":30})").status == 200);
  Ids all;
  for (int n = 0; n < 7; ++n) all.push_back(shop.customer("Customer " + std::to_string(n)));
  shop.pass_days(40);
  Ids found;
  for (auto some = shop.due(3); !some.empty(); some = shop.due(3)) {
    CHECK(some.size() <= 3);
    for (const auto& command : some) found.push_back(to_string(command.ask.stream()));
  }
  std::sort(all.begin(), all.end());
  std::sort(found.begin(), found.end());
  CHECK(found == all);
  shop.pass(std::chrono::seconds(6));
  CHECK(shop.due().empty());
  shop.sweep.missed(*parse_uuid(shop.business));
  shop.pass(std::chrono::seconds(6));
  CHECK(shop.due().size() == 7);
}

TEST_CASE("retention: texts of conversations that are over go, and nothing else of them, nor of those that go on") {
  Kept shop;
  REQUIRE(shop.set(R"({"closed_conversations_days":30})").status == 200);
  const auto zoe = shop.customer("Zoe");
  const auto begin = [&] { return shop.conversation_with(zoe); };
  const auto say = [&](const std::string& talk, const std::string& text) {
    REQUIRE(shop.post("/messages", R"({"text":")" + text + R"(","conversation_id":")" + talk + "\"}", shop.olga).status == 201);
  };
  const auto old = begin();
  say(old, "old words");
  REQUIRE(shop.patch("/conversations/" + old, R"({"subject":"old subject"})", shop.olga).status == 200);
  const auto then = shop.position;
  const auto as_of_then = [&](const std::string& path) { return shop.ask({.method = "GET", .path = path, .token = shop.olga, .business = shop.business, .query = {{"as_of", then}}}); };
  CHECK(at(as_of_then("/conversations/" + old), "subject") == "old subject");
  shop.resolve(old);
  const auto open = begin();
  say(open, "open words");
  shop.pass_days(31);
  const auto young = begin();
  say(young, "young words");
  shop.resolve(young);
  CHECK(shop.expire() == Ids{old});
  const auto thread = shop.get("/conversations/" + old + "/messages", shop.olga);
  CHECK_FALSE(says(thread, "old words"));
  CHECK(says(thread, R"("deleted_at":"2026)"));
  const auto row = shop.get("/conversations/" + old, shop.olga);
  CHECK(at(row, "status") == "closed");
  CHECK(at(row, "preview").empty());
  CHECK(at(row, "subject").empty());
  CHECK(at(as_of_then("/conversations/" + old), "id") == old);
  for (const auto& earlier : {as_of_then("/conversations/" + old), as_of_then("/conversations/" + old + "/messages"), shop.get("/events", shop.olga)}) {
    CHECK(earlier.status == 200);
    CHECK_FALSE(says(earlier, "old words"));              // its subject was changed, and stands in what was before
  }
  CHECK(says(shop.get("/events", shop.olga), "com.millrace.conversation.expired.v1"));
  CHECK(says(shop.get("/conversations/" + open + "/messages", shop.olga), "open words"));
  CHECK(says(shop.get("/conversations/" + young + "/messages", shop.olga), "young words"));
  CHECK_FALSE(shop.erased(zoe));
  CHECK(shop.due().empty());
  shop.pass_days(1);
  CHECK(shop.due().empty());                           // there is nothing left of it
}

TEST_CASE("retention: texts of whoever is held stay until the hold is lifted") {
  Kept shop;
  REQUIRE(shop.set(R"({"closed_conversations_days":7})").status == 200);
  const auto zoe = shop.customer("Zoe");
  const auto talk = shop.conversation_with(zoe);
  REQUIRE(shop.post("/messages", R"({"text":"words","conversation_id":")" + talk + "\"}", shop.olga).status == 201);
  shop.resolve(talk);
  const auto hold = at(shop.post("/legal-holds", R"({"reason":"case 1","customer_id":")" + zoe + "\"}", shop.olga), "id");
  shop.pass_days(10);
  CHECK(shop.due().empty());
  REQUIRE(shop.ask({"DELETE", "/legal-holds/" + hold, {}, shop.olga, shop.business}).status == 200);
  shop.pass_days(1);
  CHECK(shop.expire() == Ids{talk});
}

TEST_CASE("retention: a conversation that is too long for one look is gone on with at the next") {
  Kept shop;
  REQUIRE(shop.set(R"({"closed_conversations_days":7})").status == 200);
  const auto talk = shop.conversation_with(shop.customer("Zoe"));
  for (int n = 0; n < 170; ++n) REQUIRE(shop.post("/messages", R"({"text":"words","conversation_id":")" + talk + "\"}", shop.olga).status == 201);
  shop.resolve(talk);
  shop.pass_days(9);
  int pieces = 0;
  for (auto some = shop.due(1); !some.empty(); some = shop.due(1), ++pieces) {
    CHECK(some.size() == 1);
    shop.put(std::move(some));
  }
  CHECK(pieces == 3);
  CHECK_FALSE(says(shop.get("/conversations/" + talk + "/messages?limit=200", shop.olga), "words"));
}

TEST_CASE("retention: whoever is heard of between the look and the deed stays") {
  Kept shop;
  REQUIRE(shop.set(R"({"inactive_customers_days":30})").status == 200);
  const auto zoe = shop.customer("Zoe");
  shop.pass_days(40);
  auto found = shop.due();
  REQUIRE(found.size() == 1);
  REQUIRE(shop.post("/customers/" + zoe + "/notes", R"({"text":"rang us"})", shop.olga).status == 201);
  shop.put(std::move(found));
  CHECK_FALSE(shop.erased(zoe));
}
