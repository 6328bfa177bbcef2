// A business with its people and visitors, over a whole server without sockets (town.hpp).
#pragma once

#include <doctest/doctest.h>

#include "tests/support/town.hpp"

namespace millrace::testing {

// A business of olga's with its widget, and members who have joined.
struct Shop : Town {
  explicit Shop(QuotaOptions quotas = {0, 0, 0}) : Town(house(), {}, 8 << 20, quotas) {
    olga = person("olga");
    const auto made = post("/businesses", R"({"name":"Acme"})", olga);
    business = at(made, "id");
    widget = at(made, "widget_key");
  }
  // Whoever reads here has heard of everything that was written here before.
  Response ask(Ask what) {
    if (what.method == "GET" && !position.empty()) what.query.emplace_back("min_position", position);
    auto response = Town::ask(std::move(what));
    for (const auto& [name, value] : response.headers)
      if (name == "Journal-Position") position = value;
    return response;
  }
  Response post(std::string path, std::string body, std::string token = {}) {
    return ask({"POST", std::move(path), std::move(body), std::move(token), business});
  }
  Response patch(std::string path, std::string body, std::string token) {
    return ask({"PATCH", std::move(path), std::move(body), std::move(token), business});
  }
  Response get(std::string path, std::string token) { return ask({"GET", std::move(path), {}, std::move(token), business}); }
  std::string person(const std::string& name) {
    return at(post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}"), "access_token");
  }
  struct Joined { std::string token, id; };
  Joined joined(const std::string& name, const std::string& role) {
    const auto token = person(name);
    const auto invited = post("/businesses/" + business + "/team", R"({"email":")" + name + R"(@example.org","role":")" + role + "\"}", olga);
    REQUIRE(invited.status == 201);
    REQUIRE(post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", token).status == 200);
    return {token, at(invited, "id")};
  }
  struct Visitor { std::string token, id; };
  Visitor visitor(const std::string& details = R"({"name":"Zoe"})") {
    const auto made = ask({"POST", "/widget/" + widget + "/visitors", details, {}, {}, to_string(services().ids.next())});
    REQUIRE(made.status == 201);
    return {at(made, "visitor_token"), at(made, "customer_id")};
  }
  Response writes(const Visitor& who, const std::string& text) {
    return post("/widget/" + widget + "/messages", R"({"text":")" + text + "\"}", who.token);
  }
  Response reads(const Visitor& who) { return get("/widget/" + widget + "/messages", who.token); }

  std::string olga, business, widget, position;
};

inline bool says(const Response& response, const std::string& part) { return response.body.find(part) != std::string::npos; }

}  // namespace millrace::testing
