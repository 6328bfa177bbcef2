#include <doctest/doctest.h>

#include <set>

#include "gateways/identity/modules.hpp"
#include "tests/support/spec.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;
using namespace std::chrono_literals;

namespace {

struct Town : testing::Town {
  explicit Town(House of = house()) : testing::Town(std::move(of)) {}

  Response post(std::string path, std::string body, std::string token = {}) { return ask({"POST", std::move(path), std::move(body), std::move(token)}); }
  Response get(std::string path, std::string token) { return ask({"GET", std::move(path), {}, std::move(token)}); }
  Response sign_up(const std::string& name) {
    return post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}");
  }
  Response log_in(const std::string& email, const std::string& password) {
    return post("/auth/login", R"({"email":")" + email + R"(","password":")" + password + "\"}");
  }
  Response refresh(const std::string& token) { return post("/auth/refresh", R"({"refresh_token":")" + token + "\"}"); }
  std::string person(const std::string& name) { return at(sign_up(name), "access_token"); }
  // A business of olga's with zoe invited and joined in that role; its id and zoe's member id.
  struct Joined { std::string business, member, invitation; };
  Joined with_zoe(const std::string& olga, const std::string& zoe, const std::string& role) {
    const auto business = at(post("/businesses", R"({"name":"Acme"})", olga), "id");
    const auto invited = post("/businesses/" + business + "/team", R"({"email":"zoe@example.org","role":")" + role + "\"}", olga);
    const auto invitation = at(invited, "invitation_token");
    REQUIRE(post("/invitations/" + invitation + "/accept", "{}", zoe).status == 200);
    return {business, at(invited, "id"), invitation};
  }
};

// What position a reply's Journal-Position gives to those who read after it.
std::string position_in(const Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Journal-Position") return value;
  return {};
}
std::string header_of(const Response& response, std::string_view wanted) {
  for (const auto& [name, value] : response.headers)
    if (name == wanted) return value;
  return {};
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto from = text.find(part); from != text.npos; from = text.find(part, from + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("signing up answers the person with tokens, and the session is there at once") {
  Town town;
  const auto ann = town.sign_up("ann");
  CHECK(ann.status == 201);
  CHECK(at(ann, "user.email") == "ann@example.org");
  CHECK(at(ann, "user.name") == "ann");
  CHECK(at(ann, "expires_in") == "600");
  CHECK(header_of(ann, "Cache-Control") == "no-store");
  CHECK(ann.body.find("horse") == std::string::npos);
  const auto me = town.get("/auth/me", at(ann, "access_token"));
  CHECK(me.status == 200);
  CHECK(at(me, "id") == at(ann, "user.id"));
  CHECK(at(me, "live.channel") == "user:" + at(ann, "user.id"));
  CHECK(count(me.body, "\"opened_at\"") == 1);
  CHECK(town.sign_up("ann").status == 409);
  CHECK(at(town.sign_up("Ann"), "type") == "/problems/account.email_taken");
}

TEST_CASE("what is wrong with a sign-up is said by its place") {
  Town town;
  const auto short_one = town.post("/auth/signup", R"({"email":"a@b.c","password":"short","name":"Ann"})");
  CHECK(short_one.status == 422);
  CHECK(short_one.body.find("\"/password\"") != std::string::npos);
  const auto none = town.post("/auth/signup", "{}");
  CHECK(none.status == 422);
  CHECK(none.body.find("\"/email\"") != std::string::npos);
  CHECK(town.post("/auth/signup", R"({"email":"a@b.c","password":17,"name":"Ann"})").status == 422);
  CHECK(at(town.post("/auth/signup", R"({"email":"nobody","password":"correct horse","name":"Ann"})"), "type") == "/problems/account.email_invalid");
}

TEST_CASE("a password that cannot be taken says what is wrong with it and how to mend it") {
  Town town;
  const auto tried = [&](const std::string& password) {
    return town.post("/auth/signup", R"({"email":"a@b.cc","password":")" + password + R"(","name":"Ann"})");
  };
  for (const auto& [password, wrong] : {std::pair<std::string, std::string>{"short", "It is too short: it has 5 characters of at least 8."},
                                        {std::string(201, 'x'), "It is too long: it has 201 characters of at most 200."},
                                        {"two\\nlines", "It has a line break, a tab or another control character; leave that out."},
                                        {"\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b", "It has nothing that can be seen; it takes 8 to 200 characters."},
                                        {"", "It is empty; it takes 8 to 200 characters."}}) {
    const auto refused = tried(password);
    CHECK(refused.status == 422);
    CHECK(at(refused, "type") == "/problems/account.password_invalid");
    CHECK(at(refused, "title") == "This password cannot be taken.");
    CHECK(at(refused, "detail") == wrong);
    CHECK(refused.body.find(R"({"pointer":"/password","detail":")" + wrong) != std::string::npos);
  }
  const auto ann = at(tried(std::string(200, 'x')), "access_token");
  const auto guessed = town.post("/auth/password", R"({"old_password":"not this one","password":"battery staple"})", ann);
  CHECK(at(guessed, "type") == "/problems/auth.failed");
  CHECK(at(guessed, "detail") == "The old password is not the one of this account.");
  CHECK(guessed.body.find("\"/old_password\"") != std::string::npos);
}

TEST_CASE("an unknown address and a wrong password are one answer") {
  Town town;
  town.sign_up("ann");
  const auto right = town.log_in("ANN@example.org", "correct horse");
  CHECK(right.status == 200);
  CHECK(at(right, "user.name") == "ann");
  const auto wrong = town.log_in("ann@example.org", "incorrect horse"), unknown = town.log_in("bob@example.org", "correct horse");
  CHECK(wrong.status == 401);
  CHECK(wrong.body == unknown.body);
  CHECK(at(wrong, "type") == "/problems/auth.failed");
  CHECK(count(town.get("/auth/me", at(right, "access_token")).body, "\"opened_at\"") == 2);
}

TEST_CASE("a refresh whose answer got lost gives the same successor hours later, until a successor of that is known") {
  Town town;
  const auto ann = town.sign_up("ann");
  const auto first = at(ann, "refresh_token");
  const auto second = at(town.refresh(first), "refresh_token");
  CHECK(second != first);
  for (const auto after : {13s, std::chrono::seconds{9h}}) {
    town.pass(after);
    const auto again = town.refresh(first);
    CHECK(at(again, "refresh_token") == second);
    CHECK(at(again, "user.id") == at(ann, "user.id"));
  }
  CHECK(at(town.refresh(second), "user.name") == "ann");
  const auto reused = town.refresh(first);
  CHECK(reused.status == 401);
  CHECK(at(reused, "type") == "/problems/auth.token_reused");
  CHECK(at(town.refresh(second), "type") == "/problems/auth.session_over");
  CHECK(town.get("/auth/me", at(ann, "access_token")).status == 401);
  CHECK(town.refresh(first.substr(0, first.size() - 1) + (first.back() == '0' ? '1' : '0')).status == 401);
  CHECK(town.refresh("rt_").status == 401);
}

TEST_CASE("a refresh token comes back after what it gave has been used: two parties hold the family, and it ends") {
  Town town;
  const auto first = at(town.sign_up("ann"), "refresh_token");
  const auto successor = town.refresh(first);
  CHECK(town.get("/auth/me", at(successor, "access_token")).status == 200);
  const auto reused = town.refresh(first);
  CHECK(reused.status == 401);
  CHECK(at(reused, "type") == "/problems/auth.token_reused");
  CHECK(town.get("/auth/me", at(successor, "access_token")).status == 401);
  CHECK(at(town.refresh(at(successor, "refresh_token")), "type") == "/problems/auth.session_over");
}

TEST_CASE("what came with an older token tells nothing about the newest, nor does a token that is no good any more") {
  Town town;
  const auto ann = town.sign_up("ann");
  const auto second = at(town.refresh(at(ann, "refresh_token")), "refresh_token");
  CHECK(town.get("/auth/me", at(ann, "access_token")).status == 200);
  CHECK(at(town.refresh(at(ann, "refresh_token")), "refresh_token") == second);
}

TEST_CASE("two tabs refresh at the same moment: both get the same successor") {
  Town town;
  const auto first = at(town.sign_up("ann"), "refresh_token");
  std::vector<std::future<Response>> tabs;
  for (int n = 0; n < 8; ++n) tabs.push_back(town.begin({"POST", "/auth/refresh", R"({"refresh_token":")" + first + "\"}"}));
  std::set<std::string> given;
  for (auto& tab : tabs) given.insert(at(tab.get(), "refresh_token"));
  CHECK(given.size() == 1);
  CHECK(*given.begin() != first);
}

TEST_CASE("logging out ends the one session and no other") {
  Town town;
  const auto ann = town.person("ann");
  const auto again = at(town.log_in("ann@example.org", "correct horse"), "access_token");
  CHECK(town.post("/auth/logout", "", ann).status == 200);
  CHECK(at(town.get("/auth/me", ann), "type") == "/problems/auth.session_over");
  const auto me = town.get("/auth/me", again);
  CHECK(me.status == 200);
  CHECK(town.ask({"DELETE", "/auth/sessions/" + at(me, "session_id"), {}, again}).status == 200);
  CHECK(town.get("/auth/me", again).status == 401);
}

TEST_CASE("a new password needs the old one, and its hash is told to nobody") {
  Town town;
  const auto ann = town.person("ann"), other = at(town.log_in("ann@example.org", "correct horse"), "access_token");
  CHECK(town.post("/auth/password", R"({"old_password":"wrong","password":"battery staple"})", ann).status == 401);
  const auto changed = town.post("/auth/password", R"({"old_password":"correct horse","password":"battery staple"})", ann);
  CHECK(changed.status == 200);
  CHECK(changed.body.find("hash") == std::string::npos);
  CHECK(town.get("/auth/me", ann).status == 200);
  CHECK(town.get("/auth/me", other).status == 401);
  CHECK(town.log_in("ann@example.org", "correct horse").status == 401);
  CHECK(town.log_in("ann@example.org", "battery staple").status == 200);
  const auto renamed = town.ask({"PATCH", "/auth/me", R"({"name":"Anna"})", ann});
  CHECK(renamed.status == 200);
  CHECK(at(renamed, "name") == "Anna");
}

TEST_CASE("founding a business answers it whole, the same bytes for the same key") {
  Town town;
  const auto olga = town.person("olga");
  const auto found = [&] { return town.ask({"POST", "/businesses", R"({"name":"Acme Ltd."})", olga, {}, "key-1"}); };
  const auto first = found(), again = found();
  CHECK(first.status == 201);
  CHECK(at(first, "slug") == "acme-ltd");
  CHECK(first.body == again.body);
  CHECK(header_of(again, "Idempotent-Replayed") == "true");
  CHECK(position_in(first).find(',') != std::string::npos);
  CHECK(position_in(first) == position_in(again));
  const auto id = at(first, "id");
  const auto read = town.get("/businesses/" + id, olga);
  CHECK(read.status == 200);
  for (const auto* field : {"id", "name", "slug", "widget_key", "created_at", "member_id", "role"})
    CHECK_MESSAGE(at(read, field) == at(first, field), field);
  const auto me = town.get("/businesses/" + id + "/me", olga);
  CHECK(at(me, "role") == "owner");
  CHECK(at(me, "name") == "olga");
  CHECK(at(me, "live.channel") == "member:" + id + ":" + at(first, "member_id"));
  CHECK(at(town.post("/businesses", R"({"name":"Acme LTD"})", olga), "slug") == "acme-ltd-2");
}

TEST_CASE("people see the businesses they belong to, page by page, and others as if they were not there") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  for (const auto* name : {"One", "Two", "Three"}) {
    town.pass(1s);
    town.post("/businesses", R"({"name":")" + std::string(name) + "\"}", olga);
  }
  const auto all = town.get("/businesses", olga);
  CHECK(count(all.body, "\"slug\"") == 3);
  CHECK(all.body.find("\"One\"") < all.body.find("\"Three\""));
  const auto first = town.ask({"GET", "/businesses", {}, olga, {}, {}, {{"limit", "2"}}});
  CHECK(count(first.body, "\"slug\"") == 2);
  CHECK(header_of(first, "Link").find("rel=\"next\"") != std::string::npos);
  const auto rest = town.ask({"GET", "/businesses", {}, olga, {}, {}, {{"limit", "2"}, {"cursor", at(first, "next_cursor")}}});
  CHECK(count(rest.body, "\"slug\"") == 1);
  CHECK(rest.body.find("\"Three\"") != std::string::npos);
  CHECK(rest.body.find("\"next_cursor\":null") != std::string::npos);
  CHECK(town.ask({"GET", "/businesses", {}, zoe, {}, {}, {{"cursor", at(first, "next_cursor")}}}).status == 400);
  CHECK(town.ask({"GET", "/businesses", {}, olga, {}, {}, {{"name", "One"}}}).status == 400);
  CHECK(count(town.get("/businesses", zoe).body, "\"slug\"") == 0);
  const auto one = at(town.post("/businesses", R"({"name":"Four"})", olga), "id");
  for (const auto& path : {"/businesses/" + one, "/businesses/" + one + "/team", "/businesses/" + one + "/me"}) {
    CHECK(town.get(path, zoe).status == 404);
    CHECK(town.get(path, "").status == 401);
  }
  CHECK(town.ask({"PATCH", "/businesses/" + one, R"({"name":"Mine"})", zoe}).status == 404);
}

TEST_CASE("a business is renamed under its newest version only, by who may") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto path = "/businesses/" + business;
  CHECK(town.ask({"PATCH", path, R"({"name":"Mine"})", zoe}).status == 403);
  const auto etag = header_of(town.get(path, olga), "ETag");
  const auto renamed = town.ask({"PATCH", path, R"({"name":"Acme Inc."})", olga, {}, {}, {}, {{"if-match", etag}}});
  CHECK(renamed.status == 200);
  CHECK(at(renamed, "name") == "Acme Inc.");
  CHECK(at(renamed, "version") == "2");
  CHECK(town.ask({"PATCH", path, R"({"name":"Late"})", olga, {}, {}, {}, {{"if-match", etag}}}).status == 412);
  const auto read = town.ask({"GET", path, {}, olga, {}, {}, {{"min_position", position_in(renamed)}}});
  CHECK(at(read, "name") == "Acme Inc.");
}

TEST_CASE("an invitation is taken up once, by its token, under the name of the account") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe"), eve = town.person("eve");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto team = town.get("/businesses/" + business + "/team", zoe);
  CHECK(team.status == 200);
  CHECK(at(team, "live.channel") == "team:" + business);
  CHECK(count(team.body, "\"status\":\"active\"") == 2);
  CHECK(team.body.find("\"name\":\"zoe\"") != std::string::npos);
  CHECK(team.body.find("invitation_token") == std::string::npos);
  const auto me = town.get("/businesses/" + business + "/me", zoe);
  CHECK(at(me, "id") == member);
  CHECK(me.body.find("conversations_reply") != std::string::npos);
  CHECK(count(town.get("/businesses", zoe).body, "\"role\":\"agent\"") == 1);

  const auto path = "/invitations/" + invitation + "/accept";
  CHECK(at(town.post(path, "{}", eve), "type") == "/problems/invitation.used");
  CHECK(town.post(path, "{}").status == 401);
  auto forged = invitation;
  forged.back() = forged.back() == '0' ? '1' : '0';
  CHECK(town.post("/invitations/" + forged + "/accept", "{}", eve).status == 404);
  CHECK(at(town.post("/businesses/" + business + "/team", R"({"email":"ZOE@example.org","role":"agent"})", olga), "type") ==
        "/problems/member.already_joined");
  CHECK(town.post("/businesses/" + business + "/team", R"({"email":"x@example.org","role":"king"})", olga).status == 422);
  CHECK(town.post("/businesses/" + business + "/team", R"({"email":"x@example.org","role":"agent"})", zoe).status == 403);
}

TEST_CASE("who holds an invitation sees before any sign-up where it leads, and nobody sees more") {
  Town town;
  const auto olga = town.person("olga");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", olga), "id");
  const auto given = town.post("/businesses/" + business + "/team", R"({"email":"zoe@example.org","role":"agent"})", olga);
  const auto token = at(given, "invitation_token");
  const auto path = "/invitations/" + token;
  const auto shown = town.ask({"GET", path, {}, {}, {}, {}, {{"min_position", position_in(given)}}});
  REQUIRE_MESSAGE(shown.status == 200, shown.body);
  CHECK(at(shown, "business_name") == "Acme");
  CHECK(at(shown, "role") == "agent");
  CHECK(at(shown, "email") == "zoe@example.org");
  CHECK(at(shown, "invited_by") == "olga");
  CHECK(shown.body.find(business) == std::string::npos);
  CHECK_MESSAGE(town.get(path, "at.stale").status == 200, "a token that is no good keeps nobody from it");
  auto forged = token;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  CHECK(town.get("/invitations/" + forged, olga).status == 404);
  const auto zoe = town.person("zoe");
  const auto taken = town.post(path + "/accept", "{}", zoe);
  REQUIRE(taken.status == 200);
  CHECK(at(town.ask({"GET", path, {}, {}, {}, {}, {{"min_position", position_in(taken)}}}), "type") == "/problems/invitation.used");
  const auto another = town.post("/businesses/" + business + "/team", R"({"email":"eve@example.org","role":"agent"})", olga);
  const auto late = at(another, "invitation_token");
  REQUIRE(town.ask({"GET", "/invitations/" + late, {}, {}, {}, {}, {{"min_position", position_in(another)}}}).status == 200);
  town.pass(7 * 24h + 1min);
  CHECK(at(town.get("/invitations/" + late, {}), "type") == "/problems/invitation.over");
}

TEST_CASE("a closed business lets its owners look and open it again, and nobody else in") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "admin");
  const auto path = "/businesses/" + business;
  std::string position;                                          // whoever reads has heard of what was done before
  const auto of = [&](std::string method, std::string where, const std::string& token, std::string body = {}) {
    testing::Town::Ask ask{std::move(method), std::move(where), std::move(body), token, business};
    if (ask.method == "GET" && !position.empty()) ask.query = {{"min_position", position}};
    const bool reads = ask.method == "GET";
    auto response = town.ask(std::move(ask));
    if (!reads && response.status < 300) position = position_in(response);
    return response;
  };
  const auto widget = at(of("GET", path, olga), "widget_key");
  const auto visits = [&] { return town.ask({"POST", "/widget/" + widget + "/visitors", "{}", {}, {}, to_string(town.services().ids.next())}); };
  const auto visitor = at(visits(), "visitor_token");
  const auto key = at(of("POST", "/api-keys", olga, R"({"name":"Depot","scopes":["customers_view"]})"), "key");
  REQUIRE(of("GET", "/api-keys", olga).status == 200);

  CHECK(at(of("POST", path + "/deactivate", zoe), "type") == "/problems/business.owners_only");
  REQUIRE(of("POST", path + "/deactivate", olga).status == 200);
  CHECK(of("GET", path, zoe).status == 404);
  CHECK(town.get("/businesses", zoe).body.find(business) == std::string::npos);
  CHECK(of("POST", "/tickets", zoe, R"({"subject":"hi"})").status == 404);
  CHECK(at(of("GET", path, olga), "closed_at") != "");
  CHECK(of("GET", path + "/audit", olga).status == 200);
  CHECK(of("POST", "/tickets", olga, R"({"subject":"hi"})").status == 403);
  CHECK(of("GET", "/customers", key).status == 404);
  CHECK(at(visits(), "type") == "/problems/business.closed");
  CHECK(at(town.post("/widget/" + widget + "/messages", R"({"text":"hi"})", visitor), "type") == "/problems/business.closed");
  REQUIRE(of("POST", path + "/reactivate", olga).status == 200);
  CHECK(of("GET", path, zoe).status == 200);
  CHECK(town.post("/widget/" + widget + "/messages", R"({"text":"hi"})", visitor).status == 201);

  const auto deleted = of("DELETE", path, olga);
  REQUIRE_MESSAGE(deleted.status == 200, deleted.body);
  CHECK(at(deleted, "ends_at").substr(0, 19) == to_rfc3339(town.services().now() + 30 * 24h).substr(0, 19));
  CHECK(at(of("GET", path, olga), "ends_at") == at(deleted, "ends_at"));
}

TEST_CASE("an invitation is there to be seen, and ends after seven days") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", olga), "id");
  const auto path = "/businesses/" + business + "/team";
  const auto invited = town.post(path, R"({"email":"zoe@example.org","role":"agent"})", olga);
  CHECK(at(invited, "status") == "invited");
  CHECK(at(invited, "email") == "zoe@example.org");
  const auto one = path + "/" + at(invited, "id");
  CHECK(town.ask({"GET", one, {}, olga, {}, {}, {{"min_position", position_in(invited)}}}).status == 200);
  town.pass(7 * 24h + 1s);
  const auto late = town.post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", zoe);
  CHECK(late.status == 410);
  CHECK(at(late, "type") == "/problems/invitation.over");
}

TEST_CASE("roles are changed and members removed by who may; what was theirs is then as if it were not there") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto path = "/businesses/" + business + "/team/" + member;
  CHECK(town.ask({"PATCH", path, R"({"role":"admin"})", zoe}).status == 403);
  const auto promoted = town.ask({"PATCH", path, R"({"role":"admin"})", olga});
  CHECK(promoted.status == 200);
  CHECK(at(promoted, "role") == "admin");
  CHECK(town.ask({"PATCH", path, R"({"permissions":["team_view","everything"]})", olga}).status == 422);
  CHECK(town.ask({"PATCH", path, R"({"role":"owner"})", zoe}).status == 403);
  const auto owner = at(town.get("/businesses/" + business + "/me", olga), "id");
  CHECK(at(town.ask({"DELETE", "/businesses/" + business + "/team/" + owner, {}, olga}), "type") == "/problems/member.last_owner");
  const auto removed = town.ask({"DELETE", path, {}, olga});
  CHECK(removed.status == 200);
  const auto after = [&](std::string of, const std::string& token) {
    return town.ask({"GET", std::move(of), {}, token, {}, {}, {{"min_position", position_in(removed)}}});
  };
  CHECK(after(path, olga).status == 404);
  CHECK(after("/businesses/" + business + "/team", zoe).status == 404);
  CHECK(count(after("/businesses/" + business + "/team", olga).body, "\"status\"") == 1);
  CHECK(town.ask({"DELETE", path, {}, olga}).status == 404);
}

namespace {
Response no_vouchers(const Call&, const Reader&) { return json_reply(200, "{}"); }
}  // namespace

TEST_CASE("a context that comes later brings its right to those whose role has it, and an owner gives it to others") {
  static constexpr Right view{"vouchers.view", "See vouchers", {Role::admin, Role::manager, Role::agent}};
  const spec::LaterRights later{view};
  auto all = contexts();
  all.push_back({.name = "shop/voucher", .routes = {read("/vouchers", view, Scope::business, &no_vouchers)}, .rights = {view}});
  Town town{joined(all)};
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "limited_agent");
  const auto path = "/businesses/" + business + "/team/" + member;
  std::string position;
  const auto get = [&](const std::string& of, const std::string& token) {
    return town.ask({"GET", of, {}, token, business, {}, {{"min_position", position}}});
  };
  CHECK(town.ask({"GET", "/vouchers", {}, olga, business}).status == 200);
  CHECK(at(town.ask({"GET", "/vouchers", {}, zoe, business}), "type") == "/problems/permission.denied");
  const auto given = town.ask({"PATCH", path, R"({"permissions":["vouchers.view","team_view"]})", olga});
  CHECK(given.status == 200);
  CHECK(at(given, "role") == "limited_agent");
  CHECK(given.body.find(R"("permissions":["team_view","vouchers.view"])") != std::string::npos);
  position = position_in(given);
  CHECK(get("/vouchers", zoe).status == 200);
  const auto me = get("/businesses/" + business + "/me", zoe).body;
  for (const auto* part : {R"("role":"limited_agent")", R"("granted":["vouchers.view"])", R"("permissions":["team_view","vouchers.view"])",
                           R"("denied":["conversations_close","conversations_reply","conversations_view_assigned"])"})
    CHECK_MESSAGE(me.find(part) != std::string::npos, me);
  const auto unknown = town.ask({"PATCH", path, R"({"permissions":["team_view","everything"]})", olga});
  CHECK(unknown.status == 422);
  CHECK(at(unknown, "type") == "/problems/member.permission_unknown");
  CHECK(unknown.body.find(R"("pointer":"/permissions/1")") != std::string::npos);
  CHECK(at(town.ask({"PATCH", path, R"({"role":"king"})", olga}), "type") == "/problems/member.role_unknown");
}

TEST_CASE("a removed member who repeats an old request hears what a stranger hears, and nothing of what was answered") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe"), eve = town.person("eve");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto creates = [&](const std::string& token) {
    return town.ask({"POST", "/customers", R"({"name":"Ada","email":"ada@example.org"})", token, business, "the-key"});
  };
  const auto joins = [&](const std::string& token) { return town.ask({"POST", "/invitations/" + invitation + "/accept", "{}", token, {}, "to-join"}); };
  const auto created = creates(zoe);
  REQUIRE(created.status == 201);
  CHECK(header_of(creates(zoe), "Idempotent-Replayed") == "true");
  const auto team = "/businesses/" + business + "/team/" + member;
  const auto settled = [&](const Response& after) {
    town.ask({"GET", "/businesses/" + business, {}, olga, {}, {}, {{"min_position", position_in(after)}}, {{"prefer", "wait=5"}}});
  };

  SUBCASE("at once") { CHECK(town.ask({"DELETE", team, {}, olga}).status == 200); }
  SUBCASE("when all of it is stored") { settled(town.ask({"DELETE", team, {}, olga})); }
  const auto replayed = creates(zoe), strange = creates(eve);
  CHECK(replayed.status == 404);
  CHECK(at(replayed, "type") == "/problems/tenant.not_found");
  CHECK(replayed.body == strange.body);
  CHECK(joins(zoe).status == 410);
  CHECK(joins(zoe).body == joins(eve).body);
}

TEST_CASE("a member who may less than before is told so instead of an old answer") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto creates = [&] { return town.ask({"POST", "/customers", R"({"name":"Ada"})", zoe, business, "the-key"}); };
  REQUIRE(creates().status == 201);
  REQUIRE(town.ask({"PATCH", "/businesses/" + business + "/team/" + member, R"({"role":"limited_agent"})", olga}).status == 200);
  CHECK(creates().status == 403);
  REQUIRE(town.ask({"PATCH", "/businesses/" + business + "/team/" + member, R"({"role":"agent"})", olga}).status == 200);
  CHECK(header_of(creates(), "Idempotent-Replayed") == "true");
  REQUIRE(town.post("/auth/logout", "", zoe).status == 200);
  CHECK(creates().status == 401);
}

TEST_CASE("an invitation ends with the standing of whoever gave it, and who is invited again is the same member") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe"), eve = town.person("eve");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "admin");
  const auto team = "/businesses/" + business + "/team";
  const auto invited = town.post(team, R"({"email":"zoe.at.home@example.org","role":"admin"})", zoe);
  REQUIRE(invited.status == 201);
  REQUIRE(town.ask({"DELETE", team + "/" + member, {}, olga}).status == 200);
  CHECK(at(town.post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", zoe), "type") == "/problems/invitation.over");
  const auto again = town.post(team, R"({"email":"zoe@example.org","role":"agent"})", olga);
  CHECK(at(again, "id") == member);
  CHECK(header_of(again, "ETag") == "\"v" + at(again, "version") + "\"");
  CHECK(at(town.post("/invitations/" + invitation + "/accept", "{}", zoe), "type") == "/problems/invitation.over");
  const auto back = town.post("/invitations/" + at(again, "invitation_token") + "/accept", "{}", zoe);
  CHECK(at(back, "id") == member);
  CHECK(at(back, "role") == "agent");
  CHECK(at(back, "business_id") == business);
}

TEST_CASE("who comes back by an invitation to another address and asks again, because the answer got lost, gets it again") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto team = "/businesses/" + business + "/team";
  REQUIRE(town.ask({"DELETE", team + "/" + member, {}, olga}).status == 200);
  const auto invited = town.post(team, R"({"email":"zoe.at.home@example.org","role":"agent"})", olga);
  const auto accept = [&] { return town.ask({"POST", "/invitations/" + at(invited, "invitation_token") + "/accept", "{}", zoe, {}, "again"}); };
  const auto first = accept();
  REQUIRE(first.status == 200);
  CHECK(at(first, "id") == member);
  const auto repeated = accept();
  CHECK(repeated.status == 200);
  CHECK(repeated.body == first.body);
}

TEST_CASE("the team knows each member by the address of their account, and who came with another one than was invited") {
  Town town;
  const auto olga = town.person("olga"), eve = town.person("eve");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", olga), "id");
  const auto me = town.get("/businesses/" + business + "/me", olga);
  CHECK(at(me, "email") == "olga@example.org");
  const auto team = "/businesses/" + business + "/team";
  const auto invited = town.post(team, R"({"email":"zoe@example.org","role":"agent"})", olga);
  CHECK(at(invited, "email") == "zoe@example.org");
  REQUIRE(town.post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", eve).status == 200);
  const auto row = town.get(team + "/" + at(invited, "id"), olga);
  CHECK(at(row, "email") == "eve@example.org");
  CHECK(at(row, "invited_email") == "zoe@example.org");
  CHECK(row.body.find("\"joined_with_other_address\":true") != std::string::npos);
  CHECK(me.body.find("\"joined_with_other_address\":false") != std::string::npos);

  // Eve has gone; Zoe's address is invited again, and somebody new takes it up.
  REQUIRE(town.ask({"DELETE", team + "/" + at(invited, "id"), {}, olga}).status == 200);
  const auto again = town.post(team, R"({"email":"zoe@example.org","role":"agent"})", olga);
  CHECK(at(again, "id") != at(invited, "id"));
  const auto joined = town.post("/invitations/" + at(again, "invitation_token") + "/accept", "{}", town.person("fay"));
  CHECK(at(joined, "id") == at(again, "id"));
  CHECK(at(town.get(team + "/" + at(joined, "id"), olga), "invited_email") == "zoe@example.org");

  // Eve is somebody here; who takes up what was meant for her is another, and shows that.
  const auto hers = town.post(team, R"({"email":"eve@example.org","role":"agent"})", olga);
  CHECK(at(hers, "id") == at(invited, "id"));
  const auto not_hers = town.post("/invitations/" + at(hers, "invitation_token") + "/accept", "{}", town.person("gus"));
  CHECK(at(not_hers, "id") != at(hers, "id"));
  const auto gus = town.get(team + "/" + at(not_hers, "id"), olga);
  CHECK(at(gus, "email") == "gus@example.org");
  CHECK(at(gus, "invited_email") == "eve@example.org");
}

TEST_CASE("who has founded a business is its member at their own address from the first moment on") {
  Town town;
  const auto olga = town.person("olga");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", olga), "id");
  const auto invited = town.post("/businesses/" + business + "/team", R"({"email":"Olga@example.org","role":"agent"})", olga);
  CHECK(invited.status == 409);
  CHECK(at(invited, "type") == "/problems/member.already_joined");
}

TEST_CASE("a new name of an account is its name in every business, more than once") {
  Town town;
  const auto olga = town.person("olga"), zoe = town.person("zoe");
  const auto [business, member, invitation] = town.with_zoe(olga, zoe, "agent");
  const auto other = at(town.post("/businesses", R"({"name":"Zoe's"})", zoe), "id");
  for (const auto* name : {"Zoe Zimmer", "Zoe", "Zoe Zimmer"}) {
    CHECK(town.ask({"PATCH", "/auth/me", R"({"name":")" + std::string(name) + "\"}", zoe}).status == 200);
    CHECK(at(town.get("/businesses/" + business + "/team/" + member, olga), "name") == name);
    CHECK(at(town.get("/businesses/" + other + "/me", zoe), "name") == name);
  }
  CHECK(at(town.get("/businesses/" + business + "/me", olga), "name") == "olga");
}

TEST_CASE("channels are heard by those they are about") {
  const Nothing nothing;
  const auto hears = [&](std::string_view family, const Actor& actor, const ChannelIds& ids) {
    for (const auto& module : identity::modules())
      for (const auto& c : module.channels)
        if (c.name.text().starts_with(std::string(family) + ":")) return c.may_hear(actor, ids, Uuid{}, nothing);
    return false;
  };
  const auto ann = uuid7(Time{}, 1, 1), bob = uuid7(Time{}, 2, 2), tenant = uuid7(Time{}, 3, 3);
  const Actor member{{PrincipalKind::user, ann}, bob, name_of(Role::agent), {}}, stranger{{PrincipalKind::user, ann}, {}, {}, {}};
  CHECK(hears("user", stranger, {ann}));
  CHECK_FALSE(hears("user", stranger, {bob}));
  CHECK_FALSE(hears("user", Actor{{PrincipalKind::visitor, ann}, {}, {}, {}}, {ann}));
  CHECK(hears("team", member, {tenant}));
  CHECK(hears("presence", member, {tenant}));
  CHECK_FALSE(hears("presence", stranger, {tenant}));
  CHECK_FALSE(hears("team", stranger, {tenant}));
  CHECK(hears("member", member, {tenant, bob}));
  CHECK_FALSE(hears("member", member, {tenant, ann}));
  CHECK_FALSE(hears("member", stranger, {tenant, Uuid{}}));
}
