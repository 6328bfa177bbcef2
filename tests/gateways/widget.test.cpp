// The widget on other people's sites: who may show it, what anybody may know of it, and its pages.
#include <doctest/doctest.h>

#include "commands/identity/business/asks.hpp"
#include "gateways/inbox/widget_pages.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string header(const Response& response, std::string_view wanted) {
  for (const auto& [name, value] : response.headers)
    if (name == wanted) return value;
  return {};
}

struct Shop : testing::Town {
  Shop() : testing::Town(house()) {
    services().widget = {"<meta content=\"{{widget}}\">", "<script data-widget-key=\"{{widget_key}}\"></script>{{name}}{{name}}", "acme-co"};
    olga = at(ask({"POST", "/auth/signup", R"({"email":"olga@example.org","password":"correct horse","name":"Olga"})"}), "access_token");
    const auto made = ask({"POST", "/businesses", R"({"name":"Acme & Co"})", olga});
    id = at(made, "id");
    key = at(made, "widget_key");
  }
  Response name_sites(std::string sites, std::string who = {}) {
    const auto named = ask({"PATCH", "/businesses/" + id, R"({"widget_origins":)" + sites + '}', who.empty() ? olga : who});
    // Pages ask for no position: they show it a moment later.
    if (named.status == 200) CHECK(ask({.method = "GET", .path = "/businesses/" + id, .token = olga, .query = {{"min_position", header(named, "Journal-Position")}}}).status == 200);
    return named;
  }
  Response get(std::string path, Headers headers = {{"host", "chat.example"}}) { return ask({.method = "GET", .path = std::move(path), .headers = std::move(headers)}); }
  Response visits(Headers headers) {
    headers.emplace_back("host", "chat.example");
    return ask({.method = "POST", .path = "/widget/" + key + "/visitors", .body = "{}", .key = to_string(services().ids.next()), .headers = headers});
  }
  std::string olga, id, key;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("widget: its frame may be shown on every site, until somebody names those that may") {
  Shop shop;
  for (const auto& path : {"/widget/frame/" + shop.key, "/widget/frame/of/" + shop.id}) {
    const auto page = shop.get(path);
    REQUIRE(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK_FALSE(has(header(page, "Content-Security-Policy"), "frame-ancestors"));
    CHECK(has(header(page, "Content-Security-Policy"), "connect-src 'self' ws://chat.example wss://chat.example"));
    CHECK(has(page.body, "&quot;widget_key&quot;:&quot;" + shop.key + "&quot;"));
    CHECK(has(page.body, "Acme &amp; Co"));
  }
  CHECK(shop.name_sites(R"(["https://acme.example","https://*.acme.example"])").status == 200);
  const auto page = shop.get("/widget/frame/" + shop.key);
  CHECK(has(header(page, "Content-Security-Policy"), "; frame-ancestors 'self' https://acme.example https://*.acme.example"));
  CHECK(has(page.body, "&quot;widget_origins&quot;:[&quot;https://acme.example&quot;,"));
  CHECK(shop.name_sites("[]").status == 200);
  CHECK_FALSE(has(header(shop.get("/widget/frame/" + shop.key), "Content-Security-Policy"), "frame-ancestors"));
}

TEST_CASE("widget: what a host header says stands in no policy, unless it can be a host") {
  Shop shop;
  for (const char* host : {"x; script-src *", "a b", "\"", ""}) {
    const auto policy = header(shop.get("/widget/frame/" + shop.key, {{"host", host}}), "Content-Security-Policy");
    CHECK(policy.ends_with("connect-src 'self'"));
  }
}

TEST_CASE("widget: keys and ids that are nobody's have no frame; a server without its build has none at all") {
  Shop shop;
  CHECK(shop.get("/widget/frame/wk_x").status == 404);
  CHECK(shop.get("/widget/frame/of/" + to_string(shop.services().ids.next())).status == 404);
  CHECK(shop.get("/widget/frame/of/nobody").status == 404);
  CHECK(shop.get("/widget/config/" + to_string(shop.services().ids.next())).status == 404);
  CHECK(shop.get("/widget/config/00000000-0000-0000-0000-000000000000").status == 404);
  shop.services().widget = {};
  CHECK(shop.get("/widget/frame/" + shop.key).status == 404);
  CHECK(shop.get("/widget/demo").status == 404);
}

TEST_CASE("widget: anybody may know of a business what stands in the pages that show its widget, and nothing else") {
  Shop shop;
  shop.name_sites(R"(["https://acme.example"])");
  const auto config = shop.get("/widget/config/" + shop.id);
  CHECK(config.status == 200);
  CHECK(config.body == R"({"business_id":")" + shop.id + R"(","widget_key":")" + shop.key + R"(","name":"Acme & Co","widget_origins":["https://acme.example"]})");
  CHECK(header(config, "Access-Control-Allow-Origin") == "*");
}

TEST_CASE("widget: the sample site shows the business that it is asked for, or the house's own") {
  Shop shop;
  const auto own = shop.get("/widget/demo");
  REQUIRE(own.status == 200);
  CHECK(own.body == "<script data-widget-key=\"" + shop.key + "\"></script>Acme &amp; CoAcme &amp; Co");
  CHECK(has(header(own, "Content-Security-Policy"), "script-src 'self'; style-src 'self';"));
  shop.services().widget.demo_business = "";
  CHECK(shop.get("/widget/demo").body == "<script data-widget-key=\"\"></script>");
  CHECK(shop.ask({.method = "GET", .path = "/widget/demo", .query = {{"business_id", shop.id}}}).body == own.body);
  CHECK(shop.ask({.method = "GET", .path = "/widget/demo", .query = {{"business_id", "x"}}}).status == 200);
}

TEST_CASE("widget: a page on a site that is not named makes nobody and says nothing; who is no browser is not asked") {
  Shop shop;
  const Headers elsewhere{{"origin", "https://evil.example"}}, on_site{{"origin", "https://eu.acme.example"}};
  const Headers framed_elsewhere{{"origin", "https://chat.example"}, {"millrace-embedder", "https://evil.example"}};
  const Headers framed_on_site{{"origin", "https://chat.example"}, {"millrace-embedder", "https://acme.example"}};
  const Headers own_page{{"origin", "http://chat.example"}}, nameless{{"origin", "null"}};
  CHECK(shop.visits(elsewhere).status == 201);
  shop.name_sites(R"(["https://acme.example","https://*.acme.example"])");
  for (const auto& yes : {on_site, framed_on_site, own_page, Headers{}}) CHECK(shop.visits(yes).status == 201);
  for (const auto& no : {elsewhere, framed_elsewhere, nameless}) {
    const auto refused = shop.visits(no);
    CHECK(refused.status == 403);
    CHECK(at(refused, "type") == "/problems/widget.origin_denied");
  }
  // Behind a proxy that does not tell the host, the browser's own word counts.
  CHECK(shop.visits({{"origin", "https://other.example"}, {"sec-fetch-site", "same-origin"}}).status == 201);

  const auto zoe = at(shop.visits({}), "visitor_token");
  const auto says = [&](Headers headers) {
    headers.emplace_back("host", "chat.example");
    return shop.ask({.method = "POST", .path = "/widget/" + shop.key + "/messages", .body = R"({"text":"hi"})", .token = zoe, .key = to_string(shop.services().ids.next()),
                     .headers = headers}).status;
  };
  CHECK(says(framed_on_site) == 201);
  CHECK(says(framed_elsewhere) == 403);
  CHECK(says(elsewhere) == 403);
}

TEST_CASE("widget: who may change settings names the sites, nobody else; what names none is pointed at") {
  Shop shop;
  const auto wrong = shop.name_sites(R"(["https://acme.example","acme.example/chat"])");
  CHECK(wrong.status == 422);
  CHECK(at(wrong, "type") == "/problems/business.widget_origin_invalid");
  CHECK(has(wrong.body, R"("pointer":"/widget_origins/1")"));
  const auto named = shop.name_sites(R"(["https://ACME.example/"])");
  CHECK(named.status == 200);
  CHECK(has(named.body, R"("widget_origins":["https://acme.example"])"));
  CHECK(has(shop.ask({"GET", "/businesses/" + shop.id, {}, shop.olga}).body, R"("widget_origins":["https://acme.example"])"));
  const auto invited = shop.ask({"POST", "/businesses/" + shop.id + "/team", R"({"email":"ann@example.org","role":"agent"})", shop.olga});
  const auto ann = at(shop.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"}), "access_token");
  CHECK(shop.ask({"POST", "/invitations/" + at(invited, "invitation_token") + "/accept", "{}", ann}).status == 200);
  CHECK(shop.name_sites("[]", ann).status == 403);
}
