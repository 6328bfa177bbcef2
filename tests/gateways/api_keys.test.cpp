// A service of a business, by its API key: what it may, what it may not, and what whoever has no good one hears.
#include <doctest/doctest.h>

#include "gateways/core/entry.hpp"
#include "gateways/core/forwarding.hpp"
#include "schemas/api_key.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;
using namespace std::chrono_literals;

namespace {

struct Depot : Shop {
  Response made(const std::string& scopes, const std::string& more = {}) {
    return post("/api-keys", R"({"name":"Warehouse","scopes":[)" + scopes + "]" + more + "}", olga);
  }
  std::string key(const std::string& scopes, const std::string& more = {}) {
    const auto response = made(scopes, more);
    REQUIRE_MESSAGE(response.status == 201, response.body);
    id = at(response, "id");
    return at(response, "key");
  }
  // Without saying which business: the key knows.
  Response as_key(std::string method, std::string path, const std::string& token, std::string body = {}) {
    return ask({std::move(method), std::move(path), std::move(body), token});
  }
  std::string id;
};
constexpr auto of_customers = R"("customers_view","customers_edit")";

}  // namespace

TEST_CASE("a key is shown once, to who made it, and a repeat of the request shows the same") {
  Depot keys;
  const Town::Ask ask{"POST", "/api-keys", R"({"name":"Warehouse","scopes":["customers_view"],"per_minute":50})", keys.olga, keys.business, "first"};
  const auto made = keys.ask(ask);
  REQUIRE_MESSAGE(made.status == 201, made.body);
  const auto key = at(made, "key");
  CHECK(written_like_api_key(key));
  CHECK(at(made, "hint") == key.substr(key.size() - 4));
  CHECK(at(made, "name") == "Warehouse");
  CHECK(at(made, "status") == "active");
  CHECK(at(made, "per_minute") == "50");
  CHECK(keys.ask(ask).body == made.body);
  const auto one = keys.get("/api-keys/" + at(made, "id"), keys.olga);
  CHECK(one.status == 200);
  const auto list = keys.get("/api-keys", keys.olga);
  CHECK(says(list, at(made, "id")));
  for (const auto& response : {one, list}) {
    CHECK_FALSE(says(response, key));
    CHECK_FALSE(says(response, api_key_hash(key)));
    CHECK_FALSE(says(response, "\"key\""));
  }
}

TEST_CASE("a key does what its scopes say, under its own name, and the business need not be named") {
  Depot keys;
  const auto key = keys.key(of_customers);
  CHECK(keys.as_key("GET", "/api-keys", key).status == 403);
  const auto made = keys.as_key("POST", "/customers", key, R"({"name":"Yan"})");
  CHECK_MESSAGE(made.status == 201, made.body);
  const auto seen = keys.as_key("GET", "/customers/" + at(made, "id"), key);
  CHECK(seen.status == 200);
  const auto note = keys.as_key("POST", "/customers/" + at(made, "id") + "/notes", key, R"({"text":"Pays late"})");
  CHECK_MESSAGE(note.status / 100 == 2, note.body);
  CHECK(keys.ask({"GET", "/customers/" + at(made, "id"), {}, key, keys.business}).status == 200);
}

TEST_CASE("what a key writes bears its name, and history says that it was a key") {
  Depot keys;
  const auto zoe = keys.visitor();
  const auto talk = at(keys.writes(zoe, "hello"), "conversation_id");
  const auto key = keys.key(R"("conversations_view_all","conversations_reply")");
  const auto said = keys.as_key("POST", "/messages", key, R"({"conversation_id":")" + talk + R"(","text":"On its way","kind":"reply"})");
  REQUIRE_MESSAGE(said.status == 201, said.body);
  CHECK(at(said, "member_id") == keys.id);
  const auto thread = keys.get("/conversations/" + talk + "/messages", keys.olga);
  CHECK(says(thread, R"("member_name":"Warehouse")"));
  CHECK(says(keys.get("/activity", keys.olga), R"("kind":"api_key")"));
  CHECK(says(keys.reads(zoe), "On its way"));
}

TEST_CASE("fewer scopes are 403, whatever the body; what hangs on a role no key may do; what is a person's is 401") {
  Depot keys;
  const auto key = keys.key(R"("customers_view")");
  const auto refused = keys.as_key("POST", "/customers", key, R"({"name":"Yan"})");
  CHECK(refused.status == 403);
  CHECK(at(refused, "type") == "/problems/permission.denied");
  CHECK(keys.as_key("POST", "/customers", key, "{}").status == 403);
  CHECK(keys.as_key("GET", "/events", key).status == 403);
  CHECK(keys.as_key("POST", "/import/conversations", key, R"({"channel":"email","conversations":[]})").status / 100 == 4);
  CHECK(keys.as_key("GET", "/auth/me", key).status == 401);
  CHECK(keys.as_key("POST", "/businesses", key, R"({"name":"Mine"})").status == 401);
  const auto inviting = keys.key(R"("team_invite")");
  CHECK(keys.as_key("POST", "/businesses/" + keys.business + "/team", inviting, R"({"email":"eve@example.org","role":"agent"})").status == 403);
}

TEST_CASE("a key of one business is nobody in another, whether that is there or not") {
  Depot keys;
  const auto key = keys.key(of_customers);
  const auto other = at(keys.ask({"POST", "/businesses", R"({"name":"Other"})", keys.person("eve")}), "id");
  const auto there = keys.ask({"GET", "/customers/" + keys.id, {}, key, other});
  const auto nowhere = keys.ask({"GET", "/customers/" + keys.id, {}, key, to_string(uuid7({}, 1, 1))});
  CHECK(there.status == 404);
  CHECK(there.body == nowhere.body);
  CHECK(keys.as_key("GET", "/businesses/" + other, key).status == 404);
  CHECK(keys.as_key("GET", "/businesses/" + other, key).body == there.body);
}

TEST_CASE("forged, revoked, expired and of nobody: one answer") {
  Depot keys;
  const auto revoked = keys.key(of_customers);
  CHECK(keys.ask({"DELETE", "/api-keys/" + keys.id, {}, keys.olga, keys.business}).status == 200);
  const auto expired = keys.key(of_customers, R"(,"expires_at":"2026-01-06T00:00:00Z")");
  CHECK(keys.as_key("GET", "/customers/" + keys.id, expired).status == 404);          // it is good, and there is no such customer
  keys.pass(25h);
  auto mistyped = revoked;
  mistyped[20] = mistyped[20] == 'x' ? 'y' : 'x';
  std::set<std::string> bodies;
  for (const auto& wrong : {revoked, expired, mistyped, api_key_text(sha256("nobody's")), std::string("mr_live_")}) {
    for (const auto* method : {"GET", "PATCH"}) {
      const auto refused = keys.as_key(method, "/customers/" + keys.id, wrong, method[0] == 'P' ? "{}" : "");
      CHECK(refused.status == 401);
      bodies.insert(refused.body);
    }
  }
  CHECK(bodies.size() == 1);
  CHECK(at(keys.get("/api-keys/" + keys.id, keys.olga), "hint") == expired.substr(expired.size() - 4));
}

TEST_CASE("while a key is rotated both secrets are good, and act as the same service") {
  Depot keys;
  const auto first = keys.key(of_customers);
  const auto rotated = keys.post("/api-keys/" + keys.id + "/rotate", R"({"overlap_minutes":60})", keys.olga);
  REQUIRE_MESSAGE(rotated.status == 200, rotated.body);
  const auto second = at(rotated, "key");
  CHECK(second != first);
  CHECK(keys.as_key("POST", "/customers", first, R"({"name":"A"})").status == 201);
  CHECK(keys.as_key("POST", "/customers", second, R"({"name":"B"})").status == 201);
  keys.pass(61min);
  CHECK(keys.as_key("POST", "/customers", first, R"({"name":"C"})").status == 401);
  CHECK(keys.as_key("POST", "/customers", second, R"({"name":"D"})").status == 201);
  CHECK(keys.post("/auth/step-up", R"({"password":"correct horse"})", keys.olga).status == 200);      // so long after the log-in
  const auto third = at(keys.post("/api-keys/" + keys.id + "/rotate", R"({"overlap_minutes":0})", keys.olga), "key");
  CHECK(keys.as_key("POST", "/customers", second, R"({"name":"E"})").status == 401);
  CHECK(keys.as_key("POST", "/customers", third, R"({"name":"F"})").status == 201);
}

TEST_CASE("when a key was used last is known to the hour") {
  Depot keys;
  const auto key = keys.key(of_customers);
  CHECK(at(keys.get("/api-keys/" + keys.id, keys.olga), "last_used_at").empty());
  std::string used;
  for (int n = 0; n < 200 && used.empty(); ++n) {        // noted beside the request that brings it
    CHECK(keys.as_key("POST", "/customers", key, R"({"name":"A"})").status == 201);
    used = at(keys.get("/api-keys/" + keys.id, keys.olga), "last_used_at");
  }
  CHECK(used.starts_with("2026-01-05"));
  CHECK(keys.post("/api-keys/" + keys.id + "/used", "{}", keys.olga).status == 404);
}

TEST_CASE("who gives a key has to have what it may; who loses it takes it away") {
  Depot keys;
  const auto adam = keys.joined("adam", "admin");
  const auto refused = keys.post("/api-keys", R"({"name":"Bills","scopes":["billing_edit"]})", adam.token);
  CHECK(refused.status == 403);
  CHECK(at(refused, "type") == "/problems/api_key.beyond_own");
  const auto unknown = keys.post("/api-keys", R"({"name":"Bills","scopes":["fly"]})", adam.token);
  CHECK(unknown.status == 422);
  CHECK(says(unknown, R"("pointer":"/scopes/0")"));
  const auto made = keys.post("/api-keys", R"({"name":"Sync","scopes":["customers_view","customers_edit"]})", adam.token);
  const auto key = at(made, "key");
  CHECK(keys.as_key("POST", "/customers", key, R"({"name":"A"})").status == 201);
  CHECK(keys.ask({"DELETE", "/businesses/" + keys.business + "/team/" + adam.id, {}, keys.olga}).status == 200);
  CHECK(keys.as_key("POST", "/customers", key, R"({"name":"B"})").status / 100 == 4);
  std::string status;
  for (int n = 0; n < 5'000 && status != "revoked"; ++n) {
    keys.pass(1s);
    status = at(keys.get("/api-keys/" + at(made, "id"), keys.olga), "status");
  }
  CHECK(status == "revoked");
  CHECK(keys.as_key("POST", "/customers", key, R"({"name":"B"})").status == 401);
}

TEST_CASE("an API key goes along to the process that decides, and a system principal does not") {
  Depot keys;
  Request request{"POST", "/customers", {}, {}, "{}", {}};
  const auto sent = [&](PrincipalKind kind) {
    const Caller caller{{kind, uuid7({}, 1, 1)}, uuid7({}, 2, 2), uuid7({}, 3, 3), "192.0.2.1"};
    const auto header = headers_to_forward(keys.services(), request, caller).front();
    auto arrived = request;
    arrived.headers = {{std::string(forwarded_header), header.substr(header.find(": ") + 2)}};
    return forwarded_caller(keys.services(), arrived);
  };
  const auto key = sent(PrincipalKind::api_key);
  REQUIRE(key);
  CHECK(key->principal.kind == PrincipalKind::api_key);
  CHECK(key->tenant == uuid7({}, 3, 3));
  CHECK(key->session == uuid7({}, 2, 2));
  CHECK_FALSE(sent(PrincipalKind::system));
}
