// Tickets as callers meet them.
#include <doctest/doctest.h>

#include "commands/effects/asks.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

// A business of olga's, and members who have joined.
struct Desk : testing::Town {
  Desk() : testing::Town(house()) {
    olga = person("olga");
    business = at(post("/businesses", R"({"name":"Acme"})", olga), "id");
  }
  // Whoever reads here has heard of everything that was written here before.
  Response ask(Ask what) {
    if (what.method == "GET" && !position.empty()) what.query.emplace_back("min_position", position);
    auto response = testing::Town::ask(std::move(what));
    for (const auto& [name, value] : response.headers)
      if (name == "Journal-Position") position = value;
    return response;
  }
  Response post(std::string path, std::string body, std::string token) {
    return ask({"POST", std::move(path), std::move(body), std::move(token), business});
  }
  Response patch(std::string path, std::string body, std::string token) {
    return ask({"PATCH", std::move(path), std::move(body), std::move(token), business});
  }
  Response get(std::string path, std::string token) { return ask({"GET", std::move(path), {}, std::move(token), business}); }
  std::string person(const std::string& name) {
    const auto who = R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}";
    return at(post("/auth/signup", who, {}), "access_token");
  }
  struct Joined { std::string token, id; };
  Joined joined(const std::string& name, const std::string& role) {
    const auto token = person(name);
    const auto invited = post("/businesses/" + business + "/team", R"({"email":")" + name + R"(@example.org","role":")" + role + "\"}", olga);
    REQUIRE(invited.status == 201);
    REQUIRE(post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", token).status == 200);
    return {token, at(invited, "id")};
  }
  std::string olga, business, position;
};

bool says(const Response& response, const std::string& part) { return response.body.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a ticket is opened, written under, resolved, and read with its live channel") {
  Desk desk;
  const auto ann = desk.joined("ann", "agent");
  const auto made = desk.post("/tickets", R"({"title":"The printer","description":"It burns","priority":"urgent"})", desk.olga);
  REQUIRE(made.status == 201);
  CHECK(at(made, "number") == "1");
  CHECK(at(made, "subject") == "The printer");
  CHECK(at(made, "description") == "It burns");
  CHECK(at(made, "priority") == "critical");
  CHECK(at(made, "first_response") == "running");
  const auto path = "/tickets/" + at(made, "id");

  const auto said = desk.post(path + "/comments", R"({"text":"We are coming"})", ann.token);
  CHECK(said.status == 201);
  CHECK(at(said, "text") == "We are coming");
  CHECK(at(said, "member_id") == ann.id);
  CHECK(desk.post(path + "/comments", R"({"content":"again?","is_internal":true})", ann.token).status == 201);
  const auto thread = desk.get(path + "/comments", desk.olga);
  CHECK(thread.status == 200);
  CHECK(thread.body.find("We are coming") < thread.body.find("again?"));
  CHECK(says(thread, "\"member_name\":\"ann\""));

  const auto resolved = desk.patch(path + "/status", R"({"status":"solved"})", ann.token);
  CHECK(resolved.status == 200);
  CHECK(at(resolved, "status") == "resolved");
  const auto now = desk.get(path, desk.olga);
  CHECK(at(now, "status") == "resolved");
  CHECK(at(now, "comments") == "2");
  CHECK(at(now, "first_response") == "met");
  CHECK(at(now, "description") == "It burns");
  CHECK(at(now, "live.channel") == "ticket:" + desk.business + ":" + at(made, "id"));
}
TEST_CASE("assigning a ticket asks for a mail to whoever has it now") {
  Desk desk;
  const auto ann = desk.joined("ann", "agent");
  const auto made = desk.post("/tickets", R"({"subject":"The printer"})", desk.olga);
  REQUIRE(made.status == 201);
  const auto path = "/tickets/" + at(made, "id");
  CHECK(desk.post(path + "/assign", "{}", desk.olga).status == 422);
  const auto assigned = desk.post(path + "/assign", R"({"member_id":")" + ann.id + "\"}", desk.olga);
  CHECK(assigned.status == 200);
  CHECK(at(assigned, "assigned_to") == ann.id);
  CHECK(at(desk.get(path, ann.token), "assigned_name") == "ann");
  const auto mail = desk.get("/effects/" + to_string(effect_id("email.send.v1", *parse_uuid(at(made, "id")), "1")), desk.olga);
  CHECK(mail.status == 200);
  CHECK(at(mail, "about.what") == "ticket");
}
TEST_CASE("tickets are nothing for whose role has no right to them") {
  Desk desk;
  const auto lim = desk.joined("lim", "limited_agent");
  CHECK(at(desk.post("/tickets", R"({"subject":"The printer"})", lim.token), "type") == "/problems/permission.denied");
  const auto made = desk.post("/tickets", R"({"subject":"The printer"})", desk.olga);
  CHECK(desk.get("/tickets/" + at(made, "id"), lim.token).status == 403);
  CHECK(desk.post("/tickets/" + at(made, "id") + "/assign", R"({"member_id":")" + lim.id + "\"}", desk.olga).status == 422);
}
