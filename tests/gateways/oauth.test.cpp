// Signing in by a provider's word: the way there and back, with a provider that says what the test wants; and a business that minds how its
// members have signed in.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "gateways/core/sign_in_providers.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;
using namespace std::chrono_literals;

namespace {

const std::string host = "desk.example.org";

class Scripted final : public SignInProviders {
 public:
  std::variant<Person, Wrong> next = Person{"https://id 1", "ann@example.org", true, "Ann"};
  std::vector<Attempt> begun = {}, ended = {};
  std::string issuer = {};

  const std::vector<Shown>& all() const override { return shown_; }
  std::variant<std::string, Wrong> authorize(std::string_view, const Attempt& attempt) override {
    begun.push_back(attempt);
    return "https://id.example.org/authorize?state=" + attempt.state;
  }
  std::variant<Person, Wrong> person(std::string_view, const Attempt& attempt, const Returned& returned) override {
    ended.push_back(attempt);
    issuer = returned.issuer;
    return next;
  }

 private:
  std::vector<Shown> shown_{{"google", "Google"}, {"company", "Acme"}};
};

std::string rule_of(const Response& response) { return at(response, "type"); }

std::string header(const Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers)
    if (header == name) return value;
  return {};
}
std::vector<std::string> cookies(const Response& response) {
  std::vector<std::string> all;
  for (const auto& [header, value] : response.headers)
    if (header == "Set-Cookie") all.push_back(value);
  return all;
}
bool sets(const Response& response, std::string_view name) {
  for (const auto& line : cookies(response))
    if (line.starts_with(std::string(name) + "=") && line.find("Max-Age=0") == line.npos) return true;
  return false;
}

struct Town : testing::Town {
  Scripted scripted;
  Town() : testing::Town(house()) { services().sign_in_providers = &scripted; }

  Response get(std::string path, std::string token = {}, std::string business = {}, std::vector<std::pair<std::string, std::string>> query = {},
               std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("host", host);
    return ask({.method = "GET", .path = std::move(path), .token = std::move(token), .business = std::move(business), .query = std::move(query), .headers = std::move(headers)});
  }
  Response post(std::string path, std::string body, std::string token = {}, std::string business = {}) {
    return ask({.method = "POST", .path = std::move(path), .body = std::move(body), .token = std::move(token), .business = std::move(business), .headers = {{"host", host}}});
  }
  std::string sign_up(const std::string& name) {
    return at(post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}"), "access_token");
  }
  // The cookie of a log-in that has begun, as a browser sends it.
  static std::string cookie_of(const Response& begun) {
    const auto all = cookies(begun);
    return all.empty() ? std::string{} : all.front().substr(0, all.front().find(';'));
  }
  Response back(const std::string& cookie, std::string accept = "application/json", std::string provider = "google", std::vector<std::pair<std::string, std::string>> more = {}) {
    auto query = more;
    if (query.empty()) query = {{"code", "a code"}, {"state", scripted.begun.back().state}};
    return get("/auth/oauth/" + provider + "/callback", {}, {}, query, {{"cookie", cookie}, {"accept", std::move(accept)}, {"sec-fetch-site", "cross-site"}});
  }
  Response sign_in(std::string provider = "google") {
    const auto begun = get("/auth/oauth/" + provider);
    return back(cookie_of(begun), "application/json", provider);
  }
};

}  // namespace

TEST_CASE("a browser is sent to the provider with a cookie that it alone brings back, and what is derived from it") {
  Town town;
  CHECK(town.get("/auth/providers").body == R"({"items":[{"name":"google","title":"Google"},{"name":"company","title":"Acme"}]})");
  const auto begun = town.get("/auth/oauth/google");
  CHECK(begun.status == 302);
  const auto attempt = town.scripted.begun.back();
  CHECK(header(begun, "Location") == "https://id.example.org/authorize?state=" + attempt.state);
  const auto line = cookies(begun).at(0);
  CHECK(line.starts_with("__Host-millrace-provider=oa_"));
  CHECK(line.ends_with("; Path=/; Max-Age=600; Secure; SameSite=Lax; HttpOnly"));
  CHECK(attempt.redirect_uri == "https://desk.example.org/auth/oauth/google/callback");
  for (const auto& one : {attempt.state, attempt.nonce, attempt.verifier}) {
    CHECK(one.size() == 43);                               // RFC 7636 §4.1: 43 to 128
    CHECK(line.find(one) == line.npos);
  }
  CHECK(attempt.state != attempt.nonce);
  CHECK(attempt.verifier != attempt.nonce);
  town.get("/auth/oauth/google");
  CHECK(town.scripted.begun.back().state != attempt.state);
  CHECK(rule_of(town.get("/auth/oauth/twitter", {}, {}, {}, {{"accept", "application/json"}})) == "/problems/auth.provider_not_found");
  CHECK(header(town.get("/auth/oauth/twitter"), "Location") == "/app/sign-in#problem=auth.provider_not_found");
}

TEST_CASE("who comes back is signed in, with what was sent; a program gets tokens, a browser cookies and a page") {
  Town town;
  const auto begun = town.get("/auth/oauth/google", {}, {}, {{"to", "/app/b/shop/inbox?view=all"}});
  const auto answer = town.back(Town::cookie_of(begun));
  CHECK(answer.status == 200);
  CHECK(at(answer, "user.email") == "ann@example.org");
  CHECK(at(answer, "user.name") == "Ann");
  CHECK(town.scripted.ended.back().verifier == town.scripted.begun.back().verifier);
  CHECK(town.scripted.ended.back().nonce == town.scripted.begun.back().nonce);
  CHECK(town.get("/auth/me", at(answer, "access_token")).status == 200);
  const auto page = town.back(Town::cookie_of(begun), "text/html");
  CHECK(page.status == 302);
  CHECK(header(page, "Location") == "/app/sign-in?to=%2Fapp%2Fb%2Fshop%2Finbox%3Fview%3Dall#signed_in");
  CHECK(page.body.empty());
  CHECK(sets(page, "__Host-millrace-access"));
  CHECK(sets(page, "__Host-millrace-refresh"));
  CHECK(!sets(page, "__Host-millrace-provider"));
}

TEST_CASE("nothing comes of a way back that was not begun here, or is over") {
  Town town;
  const auto begun = town.get("/auth/oauth/google");
  const auto cookie = Town::cookie_of(begun), state = town.scripted.begun.back().state;
  const std::string over = "/problems/auth.provider_attempt_over";
  CHECK(rule_of(town.back("")) == over);
  CHECK(rule_of(town.back(cookie + "0")) == over);
  CHECK(rule_of(town.back("__Host-millrace-provider=oa_x")) == over);
  CHECK(rule_of(town.back(cookie, "application/json", "company")) == over);                          // of the other provider
  CHECK(rule_of(town.back(cookie, "application/json", "google", {{"code", "a"}, {"state", "b"}})) == over);
  CHECK(rule_of(town.back(cookie, "application/json", "google", {{"code", "a"}})) == over);
  CHECK(rule_of(town.back(cookie + "." + base64url("/app/elsewhere"))) == over);                     // the page is part of it
  CHECK(rule_of(town.back(cookie, "application/json", "google", {{"error", "access_denied"}, {"state", state}})) == "/problems/auth.provider_declined");
  CHECK(rule_of(town.back(cookie, "application/json", "google", {{"state", state}})) == "/problems/auth.provider_not_believed");
  CHECK(town.ask({.method = "HEAD", .path = "/auth/oauth/google/callback", .query = {{"code", "a"}, {"state", state}}, .headers = {{"cookie", cookie}, {"accept", "application/json"}}}).status == 405);
  CHECK(town.scripted.ended.empty());                                                                // the provider was asked nothing
  town.pass(10min + 1s);
  CHECK(rule_of(town.back(cookie)) == over);
  CHECK(header(town.back(cookie, "text/html"), "Location") == "/app/sign-in#problem=auth.provider_attempt_over");
}

TEST_CASE("a provider that does not answer, or is not believed, is said") {
  Town town;
  town.scripted.next = SignInProviders::Wrong{SignInProviders::Wrong::How::away, "It was not reached."};
  const auto away = town.sign_in();
  CHECK(away.status == 503);
  CHECK(rule_of(away) == "/problems/auth.provider_away");
  town.scripted.next = SignInProviders::Wrong{SignInProviders::Wrong::How::not_believed, "The signature is wrong."};
  const auto no = town.sign_in();
  CHECK(no.status == 401);
  CHECK(at(no, "detail") == "The signature is wrong.");
}

TEST_CASE("a session links what it asks for to its own account, wherever the browser's cookies have gone") {
  Town town;
  const auto bob = town.sign_up("bob");
  const auto begun = town.post("/auth/identities", R"({"provider":"google","to":"/app/b/shop/settings/security"})", bob);
  REQUIRE(begun.status == 200);
  CHECK(at(begun, "location") == "https://id.example.org/authorize?state=" + town.scripted.begun.back().state);
  const auto page = town.back(Town::cookie_of(begun), "text/html");
  CHECK(header(page, "Location") == "/app/b/shop/settings/security#linked");
  CHECK(!sets(page, "__Host-millrace-access"));
  const auto shown = town.get("/auth/identities", bob);
  CHECK(shown.body.find(R"("provider":"google","email":"ann@example.org")") != std::string::npos);
  CHECK(shown.body.find(R"("has_password":true)") != std::string::npos);
  CHECK(at(town.sign_in(), "user.email") == "bob@example.org");
  CHECK(town.post("/auth/identities", R"({"provider":"twitter"})", bob).status == 404);
  CHECK(town.post("/auth/identities", R"({"provider":"google"})").status == 401);
  town.pass(11min);
  CHECK(rule_of(town.post("/auth/identities", R"({"provider":"google"})", at(town.sign_in(), "access_token"))).empty());
}

TEST_CASE("what is dangerous wants a fresh session: linking and unlinking do") {
  Town town;
  const auto bob = town.sign_up("bob");
  town.pass(9min);
  const auto begun = town.post("/auth/identities", R"({"provider":"google"})", bob);
  CHECK(town.back(Town::cookie_of(begun)).status == 200);
  town.pass(61s);
  CHECK(rule_of(town.post("/auth/identities", R"({"provider":"google"})", bob)) == "/problems/auth.step_up_required");
}

TEST_CASE("a business lets in who has signed in as it wants, in reads, writes and live, and nobody shuts himself out") {
  Town town;
  const auto bob = town.sign_up("bob");
  const auto business = at(town.post("/businesses", R"({"name":"Shop"})", bob), "id");
  const auto begun = town.post("/auth/identities", R"({"provider":"google"})", bob);
  REQUIRE(town.back(Town::cookie_of(begun)).status == 200);
  const auto by_google = at(town.sign_in(), "access_token");
  const auto settings = [&](std::string body, const std::string& token) {
    return town.ask({.method = "PATCH", .path = "/businesses/" + business + "/settings", .body = std::move(body), .token = token, .headers = {{"host", host}}});
  };
  CHECK(rule_of(settings(R"({"sign_in":{"password":false}})", bob)) == "/problems/business.own_sign_in_first");
  CHECK(rule_of(settings(R"({"sign_in":{"providers":["company"]}})", by_google)) == "/problems/business.own_sign_in_first");
  CHECK(rule_of(settings(R"({"sign_in":{"password":false,"providers":[]}})", by_google)) == "/problems/business.sign_in_invalid");
  CHECK(settings(R"({"sign_in":{"password":false,"providers":["google"]}})", by_google).status == 200);
  const auto me = "/businesses/" + business + "/me";
  CHECK(town.get(me, by_google, business).status == 200);
  CHECK(rule_of(town.get(me, bob, business)) == "/problems/auth.other_sign_in_required");
  CHECK(rule_of(settings(R"({"sign_in":{"password":true}})", bob)) == "/problems/auth.other_sign_in_required");
  CHECK(rule_of(town.post("/tickets", R"({"subject":"x"})", bob, business)) == "/problems/auth.other_sign_in_required");
  CHECK(town.get("/businesses", bob).body.find(R"("sign_in":{"password":false,"providers":["google"]})") != std::string::npos);
  CHECK(town.get("/auth/me", bob).status == 200);
  CHECK(settings(R"({"sign_in":{"password":true,"providers":null}})", by_google).status == 200);
  CHECK(town.get(me, bob, business).status == 200);
}
