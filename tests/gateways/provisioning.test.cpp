// SCIM over a whole server without sockets: what a directory's client is answered, and in whose words. tests/system/35-scim plays whole clients.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "tests/support/city.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

struct Company : City {
  Place acme = founded("olga");
  std::string key = keyed(R"(["team_provision"])");

  std::string keyed(const std::string& scopes) { return at(post("/api-keys", fmt::format(R"({{"name":"Directory","scopes":{}}})", scopes), acme.owner, acme.business), "key"); }
  Response scim(std::string method, std::string path, std::string body = {}, std::vector<std::pair<std::string, std::string>> query = {}) {
    return ask({.method = std::move(method), .path = "/scim/v2" + path, .body = std::move(body), .token = key, .query = std::move(query)});
  }
  Response made(const std::string& name, const std::string& more = {}) {
    return scim("POST", "/Users", fmt::format(R"({{"userName":"{}@corp.example","displayName":"{}"{}}})", name, name, more));
  }
};

std::string scim_type(const Response& response) {
  CHECK(response.content_type == "application/scim+json");
  CHECK(at(response, "status") == std::to_string(response.status));
  return at(response, "scimType");
}

}  // namespace

TEST_CASE("who is provisioned has a seat and an account, and is found by what the directory calls them") {
  Company town;
  const auto made = town.made("bea", R"(,"externalId":"b-1","roles":[{"value":"agent"}])");
  REQUIRE_MESSAGE(made.status == 201, made.body);
  CHECK(made.content_type == "application/scim+json");
  const auto id = at(made, "id");
  const auto found = town.scim("GET", "/Users", {}, {{"filter", R"(externalId eq "b-1" and userName eq "BEA@corp.example")"}});
  CHECK(at(found, "totalResults") == "1");
  CHECK(found.body.find(id) != found.body.npos);
  CHECK(at(town.scim("GET", "/Users/" + id), "displayName") == "bea");
}

TEST_CASE("what goes wrong is told as SCIM has it, whoever finds it") {
  Company town;
  CHECK(scim_type(town.scim("GET", "/Users", {}, {{"filter", "userName"}})) == "invalidFilter");
  CHECK(scim_type(town.scim("GET", "/Users", {}, {{"count", "x"}})) == "invalidValue");
  CHECK(scim_type(town.scim("POST", "/Users", "{")) == "invalidSyntax");
  CHECK(scim_type(town.scim("POST", "/Users", "{}")) == "invalidValue");
  REQUIRE(town.made("bea").status == 201);
  const auto twice = town.made("bea");
  CHECK(twice.status == 409);
  CHECK(scim_type(twice) == "uniqueness");
  const auto nobody = town.scim("GET", "/Users/" + to_string(town.services().ids.next()));
  CHECK(nobody.status == 404);
  CHECK(scim_type(nobody).empty());
  town.key = town.keyed(R"(["team_view"])");
  CHECK(town.scim("GET", "/Users").status == 403);
  town.key = "mr_live_nothing";
  const auto refused = town.scim("GET", "/Users");
  CHECK(refused.status == 401);
  CHECK(scim_type(refused).empty());
}

TEST_CASE("a PATCH that changes nothing is answered like any other") {
  Company town;
  const auto id = at(town.made("bea"), "id");
  const auto body = R"({"Operations":[{"op":"Replace","path":"active","value":"True"}]})";
  for (int n = 0; n < 2; ++n) {
    const auto answer = town.scim("PATCH", "/Users/" + id, body);
    CHECK(answer.status == 200);
    CHECK(at(answer, "id") == id);
  }
}
