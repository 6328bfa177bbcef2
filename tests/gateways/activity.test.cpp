#include <doctest/doctest.h>

#include "domain/core/id.hpp"
#include "gateways/core/activity.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

std::vector<Response> items(const Response& page) {
  REQUIRE(page.status == 200);
  const Document document{page.body};
  std::vector<Response> all;
  document.root().find("items")->elements([&](Node one) { all.push_back({200, {}, one.json()}); });
  return all;
}

// A shop in which things happen, and what somebody reads of it.
struct Diary : Shop {
  std::vector<Response> read(const std::string& token, std::vector<std::pair<std::string, std::string>> query = {}) {
    return items(ask({"GET", "/activity", {}, token, business, {}, std::move(query)}));
  }
  // "kind by", the newest first, of what is about that thing or of everything.
  std::vector<std::string> kinds(const std::string& token, const std::string& of = {}) {
    std::vector<std::string> all;
    for (const auto& one : read(token))
      if (of.empty() || at(one, "resource_id") == of) all.push_back(at(one, "kind"));
    return all;
  }
  // Page by page.
  std::vector<std::string> ids(const std::string& token, int limit) {
    std::vector<std::string> all;
    std::string cursor;
    do {
      std::vector<std::pair<std::string, std::string>> query{{"limit", std::to_string(limit)}};
      if (!cursor.empty()) query.emplace_back("cursor", cursor);
      const auto page = ask({"GET", "/activity", {}, token, business, {}, query});
      const auto some = items(page);
      CHECK(some.size() <= static_cast<std::size_t>(limit));
      for (const auto& one : some) all.push_back(at(one, "id"));
      cursor = at(page, "next_cursor");
    } while (!cursor.empty());
    return all;
  }
};

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("activity: what happens to a conversation is told, the newest first, with who did it and what it is called") {
  Diary shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "where is my parcel?"), "conversation_id");
  REQUIRE(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"on its way"})", ann.token).status == 201);
  REQUIRE(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"lost it","kind":"note"})", ann.token).status == 201);
  REQUIRE(shop.post("/conversations/" + talk + "/assign", R"({"member_id":")" + ann.id + "\"}", shop.olga).status == 200);
  REQUIRE(shop.patch("/conversations/" + talk + "/status", R"({"status":"resolved"})", ann.token).status == 200);
  REQUIRE(shop.writes(zoe, "thanks").status == 201);
  CHECK(shop.kinds(ann.token, talk) == Kinds{"message.received", "conversation.reopened", "conversation.resolved", "conversation.assigned", "message.noted",
                                             "message.replied", "message.received", "conversation.opened"});
  const auto all = shop.read(ann.token);
  CHECK(at(all[0], "actor.kind") == "visitor");
  CHECK(at(all[0], "actor.id") == zoe.id);
  CHECK(at(all[0], "actor.name") == "Zoe");
  CHECK(at(all[0], "title") == "Zoe");
  CHECK(at(all[0], "text") == "thanks");
  CHECK(at(all[0], "resource") == "conversation");
  CHECK(at(all[2], "actor.kind") == "member");
  CHECK(at(all[2], "actor.name") == "ann");
  CHECK(at(all[3], "actor.name") == "olga");
  CHECK(at(all[3], "member.id") == ann.id);
  CHECK(at(all[3], "member.name") == "ann");
}

TEST_CASE("activity: tickets, members and what was promised of them") {
  Diary shop;
  const auto ann = shop.joined("ann", "agent");
  const auto ticket = at(shop.post("/tickets", R"({"subject":"It burns","priority":"critical"})", shop.olga), "id");
  const auto path = "/tickets/" + ticket;
  REQUIRE(shop.post(path + "/assign", R"({"member_id":")" + ann.id + "\"}", shop.olga).status == 200);
  REQUIRE(shop.post(path + "/comments", R"({"text":"water"})", ann.token).status == 201);
  REQUIRE(shop.patch(path + "/status", R"({"status":"resolved"})", ann.token).status == 200);
  REQUIRE(shop.patch(path + "/status", R"({"status":"open"})", ann.token).status == 200);
  REQUIRE(shop.patch(path, R"({"subject":"It burnt"})", ann.token).status == 200);
  CHECK(shop.kinds(ann.token, ticket) == Kinds{"ticket.reopened", "ticket.resolved", "ticket.commented", "ticket.assigned", "ticket.opened"});
  CHECK(at(shop.read(ann.token)[0], "title") == "It burnt");               // as it is called now
  CHECK(at(shop.read(ann.token)[0], "number") == "1");
  REQUIRE(shop.ask({"DELETE", "/businesses/" + shop.business + "/team/" + ann.id, {}, shop.olga, shop.business}).status == 200);
  CHECK(shop.kinds(shop.olga, ann.id) == Kinds{"member.removed", "member.joined", "member.invited"});
  const auto joined = [&] {
    for (const auto& one : shop.read(shop.olga))
      if (at(one, "kind") == "member.joined" && at(one, "resource_id") == ann.id) return one;
    return Response{};
  }();
  CHECK(at(joined, "actor.kind") == "member");
  CHECK(at(joined, "actor.name") == "ann");
}

TEST_CASE("activity: who sees only what is theirs reads of nothing else, and of that as soon as it is theirs") {
  Diary shop;
  const auto lia = shop.joined("lia", "limited_agent");
  const auto zoe = shop.visitor(), xu = shop.visitor(R"({"name":"Xu"})");
  const auto hers = at(shop.writes(zoe, "hello"), "conversation_id"), another = at(shop.writes(xu, "secret"), "conversation_id");
  REQUIRE(shop.post("/tickets", R"({"subject":"It burns"})", shop.olga).status == 201);
  for (const auto& one : shop.read(lia.token)) CHECK(at(one, "resource") == "member");
  const auto assign = [&](const std::string& to) { return shop.post("/conversations/" + hers + "/assign", R"({"member_id":)" + to + "}", shop.olga).status; };
  REQUIRE(assign('"' + lia.id + '"') == 200);
  CHECK(shop.kinds(lia.token, hers) == Kinds{"conversation.assigned", "message.received", "conversation.opened"});
  CHECK(shop.kinds(lia.token, another).empty());
  REQUIRE(assign("null") == 200);
  CHECK(shop.kinds(lia.token, hers).empty());
  const auto stranger = shop.person("stranger");
  CHECK(shop.ask({"GET", "/activity", {}, stranger, shop.business}).status == 404);
}

TEST_CASE("activity: what was said and is deleted is told without its words") {
  Diary shop;
  const auto said = shop.writes(shop.visitor(), "my number is 12345");
  REQUIRE(shop.ask({"DELETE", "/messages/" + at(said, "id"), {}, shop.olga, shop.business}).status == 200);
  const auto page = shop.get("/activity", shop.olga);
  CHECK(says(page, at(said, "id")));
  CHECK_FALSE(says(page, "12345"));
}

TEST_CASE("activity: page by page nothing is left out or told twice, while more happens") {
  Diary shop;
  const auto zoe = shop.visitor();
  for (int n = 0; n < 40; ++n) REQUIRE(shop.writes(zoe, "line " + std::to_string(n)).status == 201);
  const auto all = shop.ids(shop.olga, 200);
  CHECK(all.size() >= 42);
  for (const int limit : {1, 3, 7}) CHECK(shop.ids(shop.olga, limit) == all);
  const auto first = shop.ask({"GET", "/activity", {}, shop.olga, shop.business, {}, {{"limit", "5"}}});
  shop.writes(zoe, "one more");
  const auto second = shop.read(shop.olga, {{"limit", "5"}, {"cursor", at(first, "next_cursor")}});
  CHECK(at(second[0], "id") == all[5]);
  for (const auto* cursor : {"x", "MC0xLTE", "LTE"}) CHECK(shop.ask({"GET", "/activity", {}, shop.olga, shop.business, {}, {{"cursor", cursor}}}).status == 400);
  for (const auto* filter : {"q", "sort", "kind", "count"}) CHECK(shop.ask({"GET", "/activity", {}, shop.olga, shop.business, {}, {{filter, "true"}}}).status == 400);
}

TEST_CASE("activity: history that is imported is one line a load, and who sees little pages past what is not theirs") {
  Diary shop;
  const auto lia = shop.joined("lia", "limited_agent");
  for (int n = 0; n < 12; ++n) {
    std::string messages;
    for (int m = 0; m < 50; ++m)
      messages += (m ? "," : "") + std::string(R"({"key":"m)") + std::to_string(m) + R"(","occurred_at":"2020-01-01T00:00:00Z","from":"client","author":"Cleo","text":"hello"})";
    REQUIRE(shop.post("/import/conversations", R"({"channel":"email","conversations":[{"key":"c)" + std::to_string(n) + R"(","messages":[)" + messages + "]}]}", shop.olga).status == 201);
  }
  const auto loads = shop.read(shop.olga);
  for (int n = 0; n < 12; ++n) {
    CHECK(at(loads[static_cast<std::size_t>(n)], "kind") == "import.taken");
    CHECK(at(loads[static_cast<std::size_t>(n)], "number") == "50");
  }
  for (const auto& one : shop.read(lia.token)) CHECK(at(one, "resource") == "member");
}

TEST_CASE("activity: a text is told by its beginning, whole characters of it") {
  const auto text = [](std::string value) { return activity::beginning(Personal<std::string>{{}, std::move(value), false, {}})->value; };
  std::string umlauts;
  for (int n = 0; n < 200; ++n) umlauts += "ü";
  CHECK(text("short") == "short");
  CHECK(text(umlauts) == umlauts);
  CHECK(text(umlauts + "é") == umlauts);
  CHECK_FALSE(activity::beginning({}));
}
