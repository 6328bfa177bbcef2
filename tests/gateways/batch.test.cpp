#include <doctest/doctest.h>

#include "domain/core/id.hpp"
#include "gateways/core/forwarding.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

// A shop with three customers who have written.
struct Talks : Shop {
  Talks() {
    ann = joined("ann", "agent");
    for (const auto* name : {"zoe", "xu", "yan"}) ids.push_back(at(writes(visitor(R"({"name":")" + std::string(name) + "\"}"), "hello"), "conversation_id"));
  }
  static std::string body(const std::vector<std::string>& of, const std::string& action) {
    std::string all;
    for (const auto& id : of) (all += all.empty() ? "\"" : ",\"") += id + '"';
    return R"({"ids":[)" + all + R"(],"action":)" + action + "}";
  }
  Response bulk(const std::vector<std::string>& of, const std::string& action, const std::string& token, std::string key = {}) {
    return ask({"POST", "/conversations/bulk", body(of, action), token, business, std::move(key)});
  }
  std::string of(const std::string& id, std::string_view member) { return at(get("/conversations/" + id, olga), member); }
  // What a row says of a conversation's state: all that a bulk may change.
  std::string stands(const std::string& id) {
    const auto response = get("/conversations/" + id, olga);
    const Document row{response.body};
    std::string all;
    for (const auto* member : {"status", "assigned_to", "tags", "priority"}) all += row.root().find(member)->json() + ' ';
    return all;
  }

  Joined ann;
  std::vector<std::string> ids;
};

// The n-th of what was answered, as if it were an answer.
Response item(const Response& response, std::size_t n) {
  const Document document{response.body};
  std::vector<std::string> all;
  document.root().find("items")->elements([&](Node one) { all.push_back(one.json()); });
  REQUIRE(n < all.size());
  return {200, {}, all[n]};
}
// Its member, as JSON.
std::string member(const Response& response, std::size_t n, std::string_view name) {
  const auto one = item(response, n);
  const Document document{one.body};
  const auto found = document.root().find(name);
  return found ? found->json() : "";
}
std::string header(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

const std::string resolve = R"({"status":{"status":"resolved"}})";

}  // namespace

TEST_CASE("a bulk asks each alone, answers in the order that was asked, and its position covers all of them") {
  Talks shop;
  const auto done = shop.bulk({shop.ids[2], shop.ids[0]}, resolve, shop.ann.token);
  REQUIRE(done.status == 200);
  CHECK(at(item(done, 0), "id") == shop.ids[2]);
  CHECK(at(item(done, 1), "id") == shop.ids[0]);
  for (const auto n : {0, 1}) {
    CHECK(at(item(done, n), "status") == "200");
    CHECK(at(item(done, n), "version") == "2");
    CHECK(member(done, n, "undo") == R"({"status":{"status":"open"}})");
  }
  CHECK(header(done, "Journal-Position") == shop.position);
  CHECK(shop.of(shop.ids[0], "status") == "resolved");
  CHECK(shop.of(shop.ids[1], "status") == "open");
  CHECK(shop.of(shop.ids[2], "status") == "resolved");
}

TEST_CASE("a bulk that is repeated answers the same and does nothing twice; with what was left out it goes on") {
  Talks shop;
  const auto first = shop.bulk({shop.ids[0], shop.ids[1]}, resolve, shop.ann.token, "k-1");
  CHECK(header(first, "Idempotent-Replayed").empty());
  REQUIRE(shop.patch("/conversations/" + shop.ids[0] + "/status", R"({"status":"open"})", shop.olga).status == 200);
  const auto newest = shop.position;
  const auto again = shop.bulk({shop.ids[0], shop.ids[1]}, resolve, shop.ann.token, "k-1");
  CHECK(again.body == first.body);
  CHECK(header(again, "Idempotent-Replayed") == "true");
  shop.position = newest;                                                // a repeat says where it was done
  CHECK(shop.of(shop.ids[0], "status") == "open");
  const auto more = shop.bulk(shop.ids, resolve, shop.ann.token, "k-1");
  CHECK(item(more, 0).body == item(first, 0).body);
  CHECK(at(item(more, 2), "status") == "200");
  CHECK(header(more, "Idempotent-Replayed").empty());
  CHECK(shop.of(shop.ids[2], "status") == "resolved");
}

TEST_CASE("a bulk's key is good for one action, and apart from what is asked alone under it") {
  Talks shop;
  CHECK(shop.ask({"PATCH", "/conversations/" + shop.ids[0] + "/status", R"({"status":"pending"})", shop.ann.token, shop.business, "k-1"}).status == 200);
  CHECK(at(item(shop.bulk({shop.ids[0]}, resolve, shop.ann.token, "k-1"), 0), "status") == "200");
  const auto other = shop.bulk({shop.ids[0]}, R"({"priority":{"priority":"high"}})", shop.ann.token, "k-1");
  CHECK(at(item(other, 0), "status") == "422");
  CHECK(at(item(other, 0), "problem.type") == "/problems/idempotency_key.reused");
  CHECK(shop.of(shop.ids[0], "priority") == "normal");
  CHECK(shop.bulk({shop.ids[0]}, R"( { "status" : { "status" : "resolved" } } )", shop.ann.token, "k-1").status == 200);      // white space is no other body
}

TEST_CASE("each of a bulk is refused as it would be alone, whatever becomes of the others") {
  Talks shop;
  const auto lia = shop.joined("lia", "limited_agent");
  const auto assign = [&](const std::string& id, const std::string& to) { return shop.post("/conversations/" + id + "/assign", R"({"member_id":")" + to + "\"}", shop.olga); };
  REQUIRE(assign(shop.ids[0], lia.id).status == 200);
  REQUIRE(shop.patch("/conversations/" + shop.ids[1] + "/status", R"({"status":"archived"})", shop.olga).status == 200);
  const auto nowhere = to_string(shop.services().ids.next());
  const auto all = std::vector{shop.ids[0], shop.ids[1], shop.ids[2], nowhere};
  struct Tried { std::string action, method, path, body; };
  for (const auto& [action, method, path, body] : {
           Tried{resolve, "PATCH", "/status", R"({"status":"resolved"})"},
           Tried{R"({"status":{"status":"sideways"}})", "PATCH", "/status", R"({"status":"sideways"})"},
           Tried{R"({"assign":{"member_id":")" + nowhere + "\"}}", "POST", "/assign", R"({"member_id":")" + nowhere + "\"}"},
           Tried{R"({"tags":{"tags":[" "]}})", "POST", "/tags", R"({"tags":[" "]})"}})
    for (const auto& token : {shop.olga, lia.token}) {
      CAPTURE(action);
      const auto answer = shop.bulk(all, action, token);
      REQUIRE(answer.status == 200);
      for (std::size_t n = 0; n < all.size(); ++n) {
        const auto alone = shop.ask({method, "/conversations/" + all[n] + path, body, token, shop.business});
        CHECK(at(item(answer, n), "status") == std::to_string(alone.status));
        if (alone.status != 200) CHECK(member(answer, n, "problem") == alone.body);
      }
    }
  CHECK(shop.of(shop.ids[2], "status") == "resolved");
}

TEST_CASE("what a bulk says undoes it, and says what undoes that") {
  Talks shop;
  const auto bob = shop.joined("bob", "agent");
  REQUIRE(shop.post("/conversations/" + shop.ids[0] + "/assign", R"({"member_id":")" + bob.id + "\"}", shop.olga).status == 200);
  REQUIRE(shop.post("/conversations/" + shop.ids[0] + "/tags", R"({"tags":["Late","vip"]})", shop.olga).status == 200);
  REQUIRE(shop.patch("/conversations/" + shop.ids[1] + "/status", R"({"status":"pending"})", shop.olga).status == 200);
  REQUIRE(shop.patch("/conversations/" + shop.ids[1], R"({"priority":"urgent"})", shop.olga).status == 200);
  REQUIRE(shop.patch("/conversations/" + shop.ids[2] + "/status", R"({"status":"archived"})", shop.olga).status == 200);
  std::vector<std::string> before;
  for (const auto& id : shop.ids) before.push_back(shop.stands(id));
  for (const auto& action : {resolve, std::string(R"({"status":{"status":"pending"}})"), std::string(R"({"status":{"status":"archived"}})"),
                             R"({"assign":{"member_id":")" + shop.ann.id + "\"}}", std::string(R"({"assign":{"member_id":null}})"),
                             std::string(R"({"tags":{"tags":["late","new"],"remove":["VIP"]}})"), std::string(R"({"priority":{"priority":"low"}})")}) {
    CAPTURE(action);
    const auto done = shop.bulk(shop.ids, action, shop.olga);
    for (std::size_t n = 0; n < shop.ids.size(); ++n) {
      const auto undo = member(done, n, "undo");
      if (at(item(done, n), "status") != "200" || undo == "null") continue;
      const auto after = shop.stands(shop.ids[n]);
      const auto undone = shop.bulk({shop.ids[n]}, undo, shop.olga);
      CHECK(at(item(undone, 0), "status") == "200");
      CHECK(shop.stands(shop.ids[n]) == before[n]);
      CHECK(at(item(shop.bulk({shop.ids[n]}, member(undone, 0, "undo"), shop.olga), 0), "status") == "200");
      CHECK(shop.stands(shop.ids[n]) == after);
      CHECK(at(item(shop.bulk({shop.ids[n]}, undo, shop.olga), 0), "status") == "200");
    }
  }
}

TEST_CASE("a bulk that changes nothing has nothing to undo") {
  Talks shop;
  const auto done = shop.bulk({shop.ids[0]}, R"({"status":{"status":"open"}})", shop.ann.token);
  CHECK(at(item(done, 0), "status") == "200");
  CHECK(member(done, 0, "undo") == "null");
}

TEST_CASE("a bulk that makes no sense asks nothing of anybody, and says what is wrong where") {
  Talks shop;
  const auto& id = shop.ids[0];
  const auto before = shop.stands(id);
  std::vector<std::string> many;
  for (int n = 0; n < 101; ++n) many.push_back(to_string(shop.services().ids.next()));
  const auto one = [&](const std::string& action) { return Talks::body({id}, action); };
  struct Wrong { std::string body, pointer; };
  for (const auto& [body, pointer] : {
           Wrong{Talks::body({}, resolve), "/ids"}, {Talks::body(many, resolve), "/ids"}, {Talks::body({id, "x"}, resolve), "/ids/1"},
           {Talks::body({id, id}, resolve), "/ids/1"}, {R"({"action":)" + resolve + "}", "/ids"}, {R"({"ids":[")" + id + "\"]}", "/action"},
           {one("{}"), "/action"}, {one("null"), "/action"}, {one(R"({"delete":{}})"), "/action"},
           {one(R"({"status":{"status":"resolved"},"priority":{"priority":"high"}})"), "/action"},
           {one(R"({"status":{"status":"resolved"},"status":{"status":"open"}})"), "/action"}, {one(R"({"status":"resolved"})"), "/action/status"},
           {one(R"({"status":{}})"), "/action/status/status"}, {one(R"({"status":{"status":"resolved","seen":1}})"), "/action/status/seen"},
           {one(R"({"assign":{}})"), "/action/assign/member_id"}, {one(R"({"priority":{"priority":"high","subject":"x"}})"), "/action/priority/subject"},
           {one(R"({"priority":{"priority":"sideways"}})"), "/action/priority/priority"}, {R"({"ids":[")" + id + R"("],"action":)" + resolve + R"(,"also":1})", "/also"},
           {"[]", ""}}) {
    CAPTURE(body);
    const auto refused = shop.post("/conversations/bulk", body, shop.olga);
    CHECK(refused.status == 422);
    CHECK(says(refused, R"("pointer":")" + pointer + '"'));
  }
  const auto asked = [&](std::vector<std::pair<std::string, std::string>> headers, std::string key) {
    return shop.ask({"POST", "/conversations/bulk", one(resolve), shop.olga, shop.business, std::move(key), {}, std::move(headers)}).status;
  };
  CHECK(asked({}, std::string(256, 'x')) == 400);
  CHECK(shop.ask({"PATCH", "/conversations/bulk", "{}", shop.olga, shop.business}).status == 404);
  CHECK(shop.stands(id) == before);
}

TEST_CASE("to who is no member there is no such business, and to who has logged out no bulk") {
  Talks shop;
  const auto stranger = shop.person("stranger");
  const auto refused = shop.bulk(shop.ids, resolve, stranger);
  CHECK(refused.status == 404);
  CHECK(at(refused, "type") == "/problems/tenant.not_found");
  REQUIRE(shop.ask({"POST", "/auth/logout", "{}", shop.ann.token}).status == 200);
  CHECK(shop.bulk(shop.ids, resolve, shop.ann.token).status == 401);
  CHECK(shop.of(shop.ids[0], "status") == "open");
}

TEST_CASE("a hundred at once are a hundred records") {
  Shop shop;
  const auto zoe = shop.visitor();
  std::vector<std::string> ids;
  for (int n = 0; n < 100; ++n)
    ids.push_back(at(shop.post("/conversations", R"({"customer_id":")" + zoe.id + R"(","channel":"email"})", shop.olga), "id"));
  const auto stored = [&] {
    shop.get("/conversations/" + ids[0], shop.olga);       // with the position of what was answered last
    return shop.mill().snapshot()->offset(partition_of(*parse_uuid(shop.business)));
  };
  const auto before = stored();
  const auto done = shop.ask({"POST", "/conversations/bulk", Talks::body(ids, R"({"tags":{"tags":["spring"]}})"), shop.olga, shop.business});
  REQUIRE(done.status == 200);
  for (std::size_t n = 0; n < 100; ++n) CHECK(at(item(done, n), "status") == "200");
  CHECK(says(shop.get("/conversations/" + ids[99], shop.olga), "\"tags\":[\"spring\"]"));
  CHECK(stored() == before + 100);
}

TEST_CASE("a bulk that another process has passed on is decided here") {
  Talks shop;
  const auto who = std::get<Services::SignedIn>(shop.services().verify_access_token(shop.ann.token));
  Request request{"POST", "/conversations/bulk", {}, {{"content-type", "application/json"}, {"idempotency-key", "k-1"}, {"business-id", shop.business}},
                  Talks::body(shop.ids, resolve), {}};
  const auto line = headers_to_forward(shop.services(), request, {{PrincipalKind::user, who.account}, who.session, {}, "192.0.2.1"}).at(0);
  const auto done = shop.ask({request.method, request.path, request.body, {}, shop.business, "k-1", {},
                              {{std::string(forwarded_header), line.substr(line.find(':') + 2)}}});
  CHECK(done.status == 200);
  CHECK(at(item(done, 2), "status") == "200");
  CHECK(shop.of(shop.ids[2], "status") == "resolved");
}
