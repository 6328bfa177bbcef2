// What a route's table says of it is what happens: whose pages may call it, how much it takes, who may knock, and of what kind it is.
#include <doctest/doctest.h>

#include <algorithm>

#include "commands/inbox/customer/asks.hpp"
#include "gateways/core/refusals.hpp"
#include "schemas/json/bounds.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::Town;
using millrace::testing::at;

namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

Response nothing(const Call&, const Reader&) { return json_reply(200, "{}"); }
Response made_by_somebody(const Call&, const Committed&) { return json_reply(201, "{}"); }

// A provider's event: "<business> <event id> <name of a customer>", signed with its HMAC in a header.
constexpr std::string_view secret = "the provider's and ours";
std::string signature_of(std::string_view body) {
  const auto mac = hmac_sha256(secret, body);
  return base64url(raw(mac));
}
std::vector<std::string> asked;                          // ids of the customers that it would make
std::variant<route::Told, Response> receive(const Call& call, const Reader&) {
  const std::string_view body = call.request->body;
  if (!equal_secrets(call.request->header("x-signature"), signature_of(body))) return problem(rule::sign_in_first);
  const auto first = body.find(' '), second = body.find(' ', first + 1);
  const auto business = parse_uuid(body.substr(0, first));
  if (!business || second == body.npos) return json_reply(200, R"({"kept":false})");
  customer::Create ask{{call.services.ids.next()}};
  ask.name = Personal<std::string>{{}, std::string(body.substr(second + 1)), false, {}};
  asked.push_back(to_string(ask.id));
  return route::Told{*business, {{std::string(body.substr(first + 1, second - first - 1)), AnyAsk::of(std::move(ask))}}};
}

House with_stalls() {
  auto all = contexts();
  auto unbounded = creating<customer::RegisterVisitor>("POST", "/stalls/{widget_key}/guests", anybody, Scope::widget, &made_by_somebody);
  unbounded.limits.by_address = false;
  all.push_back({.name = "stall/stall",
                 .routes = {for_every_site(read("/stalls/open", anybody, Scope::anonymous, &nothing)),
                            command<customer::Change>("PATCH", "/stalls/open", anybody, Scope::business),
                            read("/stalls/own", anybody, Scope::business, &nothing),
                            for_every_site(read("/stalls/{widget_key}/shown", anybody, Scope::visitor, &nothing)),
                            std::move(unbounded),
                            refusing({Kind::unauthenticated}, webhook("/stalls/provider/webhook", &receive, {"x-signature"})),
                            page("/stalls/stall.js", {.body = "let stall;", .content_type = "text/javascript"})}});
  return joined(all);
}

struct Stalls : Town {
  Stalls() : Town(with_stalls()) {
    olga = at(ask({"POST", "/auth/signup", R"({"email":"olga@example.org","password":"correct horse","name":"Olga"})"}), "access_token");
    const auto founded = ask({"POST", "/businesses", R"({"name":"Acme"})", olga});
    business = at(founded, "id");
    widget = at(founded, "widget_key");
  }
  Response told(std::string body, std::string signature) {
    return ask({.method = "POST", .path = "/stalls/provider/webhook", .body = std::move(body), .headers = {{"x-signature", std::move(signature)}, {"authorization", "Basic eA=="}}});
  }
  Response told(const std::string& body) { return told(body, signature_of(body)); }
  std::string olga, business, widget;
};

}  // namespace

TEST_CASE("routes: a browser hears which methods of a path pages of every site may use, and those alone say so in their answers") {
  Stalls town;
  const auto preflight = [&](std::string path) {
    return town.ask({.method = "OPTIONS", .path = std::move(path), .headers = {{"origin", "https://shop.example"}, {"access-control-request-method", "PATCH"}}});
  };
  const auto open = preflight("/stalls/open");
  CHECK(open.status == 204);
  CHECK(header(open, "Access-Control-Allow-Origin") == "*");
  CHECK(header(open, "Access-Control-Allow-Methods") == "GET, HEAD");     // not PATCH, which is for pages of our own
  const auto own = preflight("/stalls/own");
  CHECK(own.status == 204);
  CHECK(header(own, "Access-Control-Allow-Origin").empty());
  CHECK(header(own, "Allow") == "GET, HEAD, OPTIONS");

  CHECK(header(town.ask({"GET", "/stalls/open"}), "Access-Control-Allow-Origin") == "*");
  const auto refused = town.ask({"GET", "/stalls/" + town.widget + "/shown"});
  CHECK(refused.status == 401);
  CHECK(header(refused, "Access-Control-Allow-Origin") == "*");           // or the page could not read why
  CHECK(header(town.ask({"PATCH", "/stalls/open", "{}"}), "Access-Control-Allow-Origin").empty());
  CHECK(header(town.ask({"GET", "/stalls/own", {}, town.olga, town.business}), "Access-Control-Allow-Origin").empty());
}

TEST_CASE("routes: what strangers make is bounded by their address where the route says so, and nowhere else") {
  Stalls town;
  const auto last_of = [&](const std::string& path, int times) {
    Response last;
    for (int n = 0; n < times; ++n) last = town.ask({.method = "POST", .path = path, .body = R"({"name":"Zoe"})", .from = "192.0.2.77"});
    return last;
  };
  CHECK(last_of("/widget/" + town.widget + "/visitors", 60).status == 201);
  CHECK(last_of("/widget/" + town.widget + "/visitors", 1).status == 429);
  CHECK(last_of("/stalls/" + town.widget + "/guests", 70).status == 201);
}

TEST_CASE("routes: each takes the longest texts that its schema has, though every character be escaped") {
  const auto all = house();
  for (const auto& route : all.routes) {
    const auto* command = route.command();
    if (!command) continue;
    std::int64_t most = 0;
    for (const auto* shape : {command->ask->shape, command->beside})
      for (const auto& field : shape ? shape->fields : std::vector<Field>{}) {
        const auto& plain = field.shape->kind == Shape::Kind::optional ? *field.shape->inner[0] : *field.shape;
        const bool filled = std::find(command->given.begin(), command->given.end(), field.name) != command->given.end();
        if (filled || (plain.kind != Shape::Kind::text && plain.kind != Shape::Kind::personal)) continue;
        most += 12 * (field.bounded ? field.bounded->bound : *bound_of(plain)).most + 64;
      }
    CHECK_MESSAGE(most <= static_cast<std::int64_t>(route.limits.body_bytes), route.method << ' ' << route.pattern << " needs " << most << " bytes");
  }
}

TEST_CASE("routes: a body of another type is no command's") {
  Stalls town;
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""}) {
    CAPTURE(type);
    const auto refused = town.ask({.method = "POST", .path = "/customers", .body = R"({"name":"Zoe"})", .token = town.olga, .business = town.business,
                                   .headers = {{"content-type", type}}});
    CHECK(refused.status == 415);
    CHECK(at(refused, "type") == "/problems/body.not_json");
  }
}

TEST_CASE("routes: a webhook gets the bytes as they were signed, answers when they are kept, and keeps an event once") {
  Stalls town;
  const auto named = [&](const std::string& id, const std::string& name) { return town.business + ' ' + id + ' ' + name; };
  CHECK(town.told(named("e1", "Zoe"), "forged").status == 401);
  CHECK(town.told(named("e1", "Zoe") + "\n", signature_of(named("e1", "Zoe"))).status == 401);       // a byte more than was signed
  const auto elsewhere = town.told("no event of ours {,}");
  CHECK(elsewhere.status == 200);
  CHECK(elsewhere.body == R"({"kept":false})");

  asked.clear();
  const auto kept = town.told(named("e1", R"(Zoé {"a": 1,})"));            // no JSON, and nobody has minded
  CHECK(kept.status == 200);
  CHECK(kept.body == "{}");
  CHECK(town.told(named("e1", "the same on another try")).status == 200);
  CHECK(town.told(named("e2", "Xu")).status == 200);
  REQUIRE(asked.size() == 3);
  const auto behind = town.ask({"POST", "/customers", R"({"name":"Yan"})", town.olga, town.business});
  const auto customer = [&](const std::string& id) {
    return town.ask({"GET", "/customers/" + id, {}, town.olga, town.business, {}, {{"min_position", header(behind, "Journal-Position")}}});
  };
  CHECK(at(customer(asked[0]), "name") == R"(Zoé {"a": 1,})");
  CHECK(customer(asked[1]).status == 404);
  CHECK(at(customer(asked[2]), "name") == "Xu");
}

TEST_CASE("routes: what a webhook reads goes along to another process, with what any request has") {
  Stalls town;
  const Request request{"POST", "/stalls/provider/webhook", {}, {{"x-signature", "abc"}, {"content-type", "text/plain"}, {"cookie", "x"}}, "bytes", "192.0.2.1"};
  const auto lines = headers_to_forward(town.services(), request, {}, {"x-signature", "content-type"});
  CHECK(lines.size() == 3);
  CHECK(std::count(lines.begin(), lines.end(), "x-signature: abc") == 1);
  CHECK(std::count(lines.begin(), lines.end(), "content-type: text/plain") == 1);
}

TEST_CASE("routes: a page is the same for everybody, whatever they say they are, and has a type of its own") {
  Stalls town;
  const auto script = town.ask({.method = "GET", .path = "/stalls/stall.js", .headers = {{"authorization", "Basic eA=="}}});
  CHECK(script.status == 200);
  CHECK(script.content_type == "text/javascript");
  CHECK(script.body == "let stall;");
  const auto problem = [&](std::string accept) { return town.ask({.method = "GET", .path = "/problems/body.not_json", .headers = {{"accept", std::move(accept)}}}); };
  CHECK(problem("text/html").content_type == "text/html; charset=utf-8");
  CHECK(problem("application/json").content_type == "application/json");
  CHECK(header(problem("text/html"), "Content-Security-Policy").starts_with("default-src 'none'"));
  const auto refused = town.ask({"POST", "/problems"});
  CHECK(refused.status == 405);
  CHECK(header(refused, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(town.ask({"GET", "/problems/nobody.knows_it"}).status == 404);
}
