// Signing in with a browser: tokens lie in cookies, and what another site makes the browser send is refused.
#include "gateways/core/browser.hpp"

#include <doctest/doctest.h>

#include "gateways/core/entry.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

// What a browser keeps of the answers that it gets, and says of each request.
struct Browser {
  testing::Town& town;
  std::map<std::string, std::string> cookies = {};
  Headers says = {{"sec-fetch-site", "same-origin"}};

  Response ask(std::string method, std::string path, std::string body = {}, Headers more = {}) {
    std::string all;
    for (const auto& [name, value] : cookies) all += (all.empty() ? "" : "; ") + name + "=" + value;
    Headers headers = says;
    headers.insert(headers.end(), more.begin(), more.end());
    if (!all.empty()) headers.emplace_back("cookie", all);
    auto response = town.ask({.method = std::move(method), .path = std::move(path), .body = std::move(body), .headers = headers});
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") keep(value);
    return response;
  }
  void keep(const std::string& set) {
    CHECK(set.find("; Path=/; ") != set.npos);
    CHECK(set.find("; Secure; SameSite=Strict") != set.npos);
    const auto name = set.substr(0, set.find('='));
    CHECK(name.starts_with("__Host-"));
    CHECK((set.find("HttpOnly") == set.npos) == (name == "__Host-millrace-csrf"));
    if (set.find("Max-Age=0;") != set.npos) cookies.erase(name);
    else cookies[name] = set.substr(name.size() + 1, set.find(';') - name.size() - 1);
  }
  Response sign(std::string path, std::string body) { return ask("POST", std::move(path), std::move(body), {{"millrace-session", "cookie"}}); }
  Response sign_up() { return sign("/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"); }
  Response post(std::string path, std::string body) { return ask("POST", std::move(path), std::move(body), {{"x-csrf-token", cookies["__Host-millrace-csrf"]}}); }
};

std::string rule_of(const Response& response) {
  const auto type = at(response, "type");
  return type.substr(type.rfind('/') + 1);
}

}  // namespace

TEST_CASE("browser: who signs in gets cookies, and no token in the answer; they are who asks from then on") {
  testing::Town town{house()};
  Browser ann{town};
  const auto signed_up = ann.sign_up();
  CHECK(signed_up.status == 201);
  CHECK(signed_up.body.find("token") == signed_up.body.npos);
  CHECK(signed_up.body.find("\"expires_in\":600") != signed_up.body.npos);
  CHECK(ann.cookies.size() == 3);
  CHECK(ann.ask("GET", "/auth/me").status == 200);
  CHECK(ann.post("/businesses", R"({"name":"Acme"})").status == 201);
  Browser stranger{town};
  CHECK(stranger.ask("GET", "/auth/me").status == 401);
}

TEST_CASE("browser: what changes something needs the csrf token of this very session") {
  testing::Town town{house()};
  Browser ann{town}, bob{town};
  ann.sign_up();
  bob.sign("/auth/signup", R"({"email":"bob@example.org","password":"correct horse","name":"Bob"})");
  CHECK(rule_of(ann.ask("POST", "/businesses", R"({"name":"Acme"})")) == "auth.csrf_token");
  CHECK(rule_of(ann.ask("POST", "/businesses", R"({"name":"Acme"})", {{"x-csrf-token", bob.cookies["__Host-millrace-csrf"]}})) == "auth.csrf_token");
  ann.cookies["__Host-millrace-csrf"] = bob.cookies["__Host-millrace-csrf"];     // planted
  CHECK(rule_of(ann.post("/businesses", R"({"name":"Acme"})")) == "auth.csrf_token");
}

TEST_CASE("browser: what a page of another site sends with our cookies is refused; an address that is typed in is read") {
  testing::Town town{house()};
  Browser ann{town};
  ann.sign_up();
  for (const auto* site : {"cross-site", "same-site"}) {
    ann.says = {{"sec-fetch-site", site}};
    CHECK(rule_of(ann.ask("GET", "/auth/me")) == "auth.other_site");
    CHECK(rule_of(ann.post("/businesses", R"({"name":"Acme"})")) == "auth.other_site");
  }
  ann.says = {{"sec-fetch-site", "none"}};
  CHECK(ann.ask("GET", "/auth/me").status == 200);
  CHECK(rule_of(ann.post("/businesses", R"({"name":"Acme"})")) == "auth.other_site");
  ann.says = {};                                       // an old browser
  CHECK(ann.ask("GET", "/auth/me").status == 200);
  CHECK(ann.post("/businesses", R"({"name":"Acme"})").status == 201);
}

TEST_CASE("browser: the cookie renews itself; what is over is forgotten") {
  testing::Town town{house()};
  Browser ann{town};
  ann.sign_up();
  const auto before = ann.cookies;
  ann.cookies.erase("__Host-millrace-access");         // as browsers do when its time is over
  CHECK(ann.ask("GET", "/auth/me").status == 401);
  CHECK(ann.sign("/auth/refresh", "{}").status == 200);
  CHECK(ann.ask("GET", "/auth/me").status == 200);
  CHECK(ann.cookies["__Host-millrace-refresh"] != before.at("__Host-millrace-refresh"));
  CHECK(ann.cookies["__Host-millrace-csrf"] == before.at("__Host-millrace-csrf"));
  CHECK(ann.sign("/auth/logout", "{}").status == 200);
  CHECK(ann.cookies.empty());
  Browser later{town, before};
  CHECK(later.sign("/auth/refresh", "{}").status == 401);
  CHECK(later.cookies.empty());
}

TEST_CASE("browser: who has no cookies of ours, or brings a token, is asked nothing new") {
  testing::Town town{house()};
  const auto tokens = town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"});
  const auto token = at(tokens, "access_token");
  CHECK(token.size() > 20);
  CHECK(town.ask({.method = "POST", .path = "/businesses", .body = R"({"name":"Acme"})", .token = token,
                  .headers = {{"cookie", "other=1; __Host-millrace-access=x"}, {"sec-fetch-site", "cross-site"}}}).status == 201);
  CHECK(town.ask({.method = "GET", .path = "/auth/me", .headers = {{"cookie", "theme=dark"}}}).status == 401);
}

TEST_CASE("browser: a ticket opens a live connection for who asks, and is no access token") {
  testing::Town town{house()};
  Browser ann{town};
  ann.sign_up();
  CHECK(rule_of(ann.ask("POST", "/auth/live-ticket", "{}")) == "auth.csrf_token");
  const auto given = ann.post("/auth/live-ticket", "{}");
  REQUIRE(given.status == 200);
  const auto ticket = read_ticket(town.services(), at(given, "ticket"));
  REQUIRE(ticket);
  CHECK(ticket->caller.principal.kind == PrincipalKind::user);
  CHECK_FALSE(ticket->caller.session.nil());
  CHECK(town.ask({.method = "GET", .path = "/auth/me", .token = at(given, "ticket")}).status == 401);
  town.pass(std::chrono::seconds{31});
  CHECK_FALSE(read_ticket(town.services(), at(given, "ticket")));
}
