// What somebody may do with the account of his own: where it is logged in, its password, its address, its end.
#include <doctest/doctest.h>

#include <set>

#include "gateways/core/entry.hpp"
#include "gateways/identity/account_mails.hpp"
#include "projections/effects/effects.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;
using namespace std::chrono_literals;

namespace {

struct Town : testing::Town {
  Town() : testing::Town(house()) {}
  Response post(std::string path, std::string body, std::string token = {}) { return ask({"POST", std::move(path), std::move(body), std::move(token)}); }
  Response get(std::string path, std::string token) { return ask({"GET", std::move(path), {}, std::move(token)}); }
  Response sign_up(const std::string& name) {
    return post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}");
  }
  Response log_in(const std::string& name, const std::string& password = "correct horse", const std::string& from = "192.0.2.1") {
    return ask({.method = "POST", .path = "/auth/login", .body = R"({"email":")" + name + R"(@example.org","password":")" + password + "\"}", .from = from});
  }
  // The token of the link with that number, as the mail has it.
  std::string link(TokenKind kind, const std::string& account, std::int64_t n) {
    return make_token(kind, {Uuid{}, *parse_uuid(account), n}, token_secret(services()));
  }
};

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
std::string rule_of(const Response& response) { return at(response, "type"); }

}  // namespace

TEST_CASE("the list of sessions says where each was opened, when, and which is this one") {
  Town town;
  const auto ann = at(town.sign_up("ann"), "access_token");
  town.pass(60s);
  const auto phone = at(town.log_in("ann", "correct horse", "198.51.100.7"), "access_token");
  const auto bob = at(town.sign_up("bob"), "access_token");
  const auto all = town.get("/auth/sessions", ann);
  CHECK(all.status == 200);
  CHECK(count(all.body, "\"opened_at\"") == 2);
  CHECK(count(all.body, "\"current\":true") == 1);
  CHECK(all.body.find("\"192.0.2.1\"") < all.body.find("\"198.51.100.7\""));
  CHECK(all.body.find("\"current\":true") < all.body.find("\"198.51.100.7\""));
  CHECK(at(all, "live.channel").starts_with("user:"));
  const auto of_phone = town.get("/auth/sessions", phone);
  CHECK(of_phone.body.find("\"current\":true") > of_phone.body.find("\"198.51.100.7\""));
  const auto one = town.ask({.method = "GET", .path = "/auth/sessions", .token = ann, .query = {{"limit", "1"}}});
  CHECK(count(one.body, "\"opened_at\"") == 1);
  CHECK(header_of(one, "Link").find("rel=\"next\"") != std::string::npos);
  CHECK(count(town.get("/auth/sessions", bob).body, "\"opened_at\"") == 1);
  CHECK(town.get("/auth/sessions", "").status == 401);
}

TEST_CASE("one session is revoked by its person, or all but this one, and nobody else's") {
  Town town;
  const auto ann = at(town.sign_up("ann"), "access_token"), bob = at(town.sign_up("bob"), "access_token");
  const auto phone = at(town.log_in("ann"), "access_token"), laptop = at(town.log_in("ann"), "access_token");
  const auto phones = at(town.get("/auth/me", phone), "session_id");
  CHECK(town.ask({"DELETE", "/auth/sessions/" + phones, {}, bob}).status == 404);
  CHECK(town.ask({"DELETE", "/auth/sessions/" + phones, {}, ann}).status == 200);
  CHECK(rule_of(town.get("/auth/me", phone)) == "/problems/auth.session_over");
  CHECK(town.ask({"DELETE", "/auth/sessions/" + phones, {}, ann}).status == 404);
  CHECK(town.get("/auth/me", laptop).status == 200);
  const auto others = town.ask({"DELETE", "/auth/sessions", {}, ann});
  CHECK(others.status == 200);
  CHECK(at(others, "id") == at(town.get("/auth/me", ann), "session_id"));
  CHECK(town.get("/auth/me", laptop).status == 401);
  CHECK(count(town.get("/auth/sessions", ann).body, "\"opened_at\"") == 1);
  CHECK(town.get("/auth/me", bob).status == 200);
  CHECK(town.ask({"DELETE", "/auth/sessions", {}, ann}).status == 200);
}

TEST_CASE("a password is updated with the current one, and every other session ends") {
  Town town;
  const auto ann = at(town.sign_up("ann"), "access_token"), other = at(town.log_in("ann"), "access_token");
  const auto wrong = town.post("/auth/update-password", R"({"current_password":"wrong","new_password":"battery staple"})", ann);
  CHECK(wrong.status == 401);
  CHECK(wrong.body.find("\"/current_password\"") != std::string::npos);
  const auto common = town.post("/auth/update-password", R"({"current_password":"correct horse","new_password":"Password1"})", ann);
  CHECK(common.status == 422);
  CHECK(common.body.find("\"/new_password\"") != std::string::npos);
  CHECK(at(common, "detail").find("guessed first") != std::string::npos);
  for (const auto& [method, old_one, new_one] : {std::tuple{"POST", "correct horse", "battery staple"}, std::tuple{"PUT", "battery staple", "paper clip on fire"}}) {
    const auto body = R"({"current_password":")" + std::string(old_one) + R"(","new_password":")" + new_one + "\"}";
    CHECK(town.ask({method, "/auth/update-password", body, ann}).status == 200);
    CHECK(town.get("/auth/me", ann).status == 200);
    CHECK(town.get("/auth/me", other).status == 401);
    CHECK(town.log_in("ann", old_one).status == 401);
    CHECK(town.log_in("ann", new_one).status == 200);
  }
}

TEST_CASE("nobody signs up with a password that is guessed first") {
  Town town;
  const auto refused = town.post("/auth/signup", R"({"email":"ann@example.org","password":"qwertyuiop","name":"Ann"})");
  CHECK(refused.status == 422);
  CHECK(rule_of(refused) == "/problems/account.password_invalid");
}

TEST_CASE("a forgotten password is answered alike for addresses that have an account and those that have none") {
  Town town;
  town.sign_up("ann");
  for (const std::string path : {"/auth/forgot-password", "/auth/reset-password"}) {
    const auto known = town.post(path, R"({"email":"ANN@example.org"})"), unknown = town.post(path, R"({"email":"nobody@example.org"})"),
               no_address = town.post(path, R"({"email":"nobody"})");
    CHECK(known.status == 202);
    for (const auto* other : {&unknown, &no_address}) {
      CHECK(other->status == known.status);
      CHECK(other->body == known.body);
      CHECK(header_of(*other, "Journal-Position").empty() == header_of(known, "Journal-Position").empty());
      CHECK(other->headers.size() == known.headers.size());
    }
  }
}

TEST_CASE("the link of the mail takes a new password once, and every session ends") {
  Town town;
  const auto made = town.sign_up("ann");
  const auto ann = at(made, "access_token"), id = at(made, "user.id");
  CHECK(town.post("/auth/forgot-password", R"({"email":"ann@example.org"})").status == 202);
  const auto token = town.link(TokenKind::reset_password, id, 2);
  const auto reset = [&](const std::string& with, const std::string& password) {
    return town.post("/auth/reset-password", R"({"token":")" + with + R"(","new_password":")" + password + "\"}");
  };
  CHECK(rule_of(reset(token, "short")) == "/problems/account.password_invalid");
  CHECK(rule_of(reset(token.substr(0, token.size() - 1), "battery staple")) == "/problems/account.link_invalid");
  CHECK(rule_of(reset(town.link(TokenKind::verify_email, id, 2), "battery staple")) == "/problems/account.link_invalid");
  CHECK(rule_of(reset(town.link(TokenKind::reset_password, id, 1), "battery staple")) == "/problems/account.link_over");
  const auto done = reset(token, "battery staple");
  CHECK(done.status == 200);
  CHECK(at(done, "id") == id);
  CHECK(done.body.find("hash") == std::string::npos);
  CHECK(town.get("/auth/me", ann).status == 401);
  CHECK(town.log_in("ann").status == 401);
  const auto again = town.log_in("ann", "battery staple");
  CHECK(again.status == 200);
  CHECK(town.get("/auth/me", at(again, "access_token")).body.find("\"email_verified\":true") != std::string::npos);
  const auto used = reset(token, "another horse");
  CHECK(used.status == 410);
  CHECK(rule_of(used) == "/problems/account.link_over");
}

TEST_CASE("a link to a new password is over after an hour") {
  Town town;
  const auto id = at(town.sign_up("ann"), "user.id");
  town.post("/auth/forgot-password", R"({"email":"ann@example.org"})");
  town.pass(1h + 1s);
  CHECK(town.post("/auth/reset-password", R"({"token":")" + town.link(TokenKind::reset_password, id, 2) + R"(","new_password":"battery staple"})").status == 410);
  CHECK(town.log_in("ann").status == 200);
}

TEST_CASE("the two bodies of a reset do not mix, and each says what it lacks") {
  Town town;
  const auto pointers = [&](const std::string& body) { return town.post("/auth/reset-password", body); };
  CHECK(pointers("{}").status == 422);
  CHECK(pointers("{}").body.find("\"/token\"") != std::string::npos);
  CHECK(pointers(R"({"token":"pr_"})").body.find("\"/new_password\"") != std::string::npos);
  CHECK(pointers(R"({"email":"a@b.cc","token":"pr_"})").body.find("\"/email\"") != std::string::npos);
  CHECK(pointers(R"({"email":17})").status == 422);
  CHECK(pointers(R"({"email":"a@b.cc","id":"x"})").status == 422);
}

TEST_CASE("an address is verified by its link, which is sent again after a while") {
  Town town;
  const auto made = town.sign_up("ann");
  const auto ann = at(made, "access_token"), id = at(made, "user.id");
  CHECK(made.body.find("\"email_verified\":false") != std::string::npos);
  CHECK(town.post("/auth/verify-email/send", "", ann).status == 429);
  town.pass(6min);
  CHECK(town.post("/auth/verify-email/send", "", ann).status == 200);
  const auto verify = [&](std::int64_t n) { return town.post("/auth/verify-email", R"({"token":")" + town.link(TokenKind::verify_email, id, n) + "\"}"); };
  CHECK(verify(1).status == 410);
  CHECK(verify(2).status == 200);
  CHECK(verify(2).status == 200);
  CHECK(town.get("/auth/me", ann).body.find("\"email_verified\":true") != std::string::npos);
  CHECK(town.post("/auth/verify-email/send", "", ann).status == 409);
  CHECK(town.post("/auth/verify-email", R"({"token":"ev_nothing"})").status == 422);
}

TEST_CASE("who asks for another link at once hears when it may be sent") {
  Town town;
  const auto ann = at(town.sign_up("ann"), "access_token");
  const auto change = [&] { return town.post("/auth/change-email", R"({"new_email":"ann@example.net","password":"correct horse"})", ann); };
  CHECK(change().status == 200);
  const auto refused = change();
  CHECK(refused.status == 429);
  CHECK(at(refused, "type") == "/problems/account.link_sent");
  CHECK(std::ranges::count(refused.headers, std::pair<std::string, std::string>{"Retry-After", "300"}) == 1);
  CHECK(refused.body.find("retry_after") == std::string::npos);
}

TEST_CASE("an address changes when both have confirmed it, and the business hears of it") {
  Town town;
  const auto made = town.sign_up("ann");
  const auto ann = at(made, "access_token"), id = at(made, "user.id");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", ann), "id");
  CHECK(town.post("/auth/change-email", R"({"new_email":"ann@example.net","password":"wrong"})", ann).status == 401);
  CHECK(town.post("/auth/change-email", R"({"new_email":"nowhere","password":"correct horse"})", ann).status == 422);
  CHECK(town.post("/auth/change-email", R"({"new_email":"ann@example.net","password":"correct horse"})", ann).status == 200);
  const auto waiting = town.get("/auth/me", ann);
  CHECK(at(waiting, "email") == "ann@example.org");
  CHECK(at(waiting, "new_email") == "ann@example.net");
  const auto confirm = [&](TokenKind kind) { return town.post("/auth/verify-email", R"({"token":")" + town.link(kind, id, 2) + "\"}"); };
  CHECK(confirm(TokenKind::confirm_new_email).status == 200);
  CHECK(at(town.get("/auth/me", ann), "email") == "ann@example.org");
  CHECK(confirm(TokenKind::confirm_change).status == 200);
  const auto changed = town.get("/auth/me", ann);
  CHECK(at(changed, "email") == "ann@example.net");
  CHECK(changed.body.find("\"new_email\":null") != std::string::npos);
  CHECK(town.log_in("ann").status == 401);
  CHECK(town.post("/auth/login", R"({"email":"ann@example.net","password":"correct horse"})").status == 200);
  CHECK(town.sign_up("ann").status == 201);
  for (int n = 0; n < 200 && at(town.get("/businesses/" + business + "/me", ann), "email") != "ann@example.net"; ++n) town.pass(1s);
  CHECK(at(town.get("/businesses/" + business + "/me", ann), "email") == "ann@example.net");
}

TEST_CASE("a deactivated account says so to who has its password alone, who takes it back") {
  Town town;
  const auto ann = at(town.sign_up("ann"), "access_token");
  CHECK(town.post("/auth/deactivate", R"({"password":"wrong"})", ann).status == 401);
  CHECK(town.post("/auth/deactivate", R"({"password":"correct horse"})", ann).status == 200);
  CHECK(town.get("/auth/me", ann).status == 401);
  CHECK(rule_of(town.log_in("ann")) == "/problems/account.deactivated");
  CHECK(rule_of(town.log_in("ann", "wrong")) == "/problems/auth.failed");
  CHECK(town.post("/auth/reactivate", R"({"email":"ann@example.org","password":"wrong"})").status == 401);
  const auto back = town.post("/auth/reactivate", R"({"email":"ann@example.org","password":"correct horse"})");
  CHECK(back.status == 200);
  CHECK(town.get("/auth/me", at(back, "access_token")).status == 200);
  CHECK(town.post("/auth/reactivate", R"({"email":"ann@example.org","password":"correct horse"})").status == 409);
}

TEST_CASE("a deleted account leaves its businesses, which keep an owner") {
  Town town;
  const auto olga = at(town.sign_up("olga"), "access_token"), zoe = at(town.sign_up("zoe"), "access_token");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", olga), "id");
  const auto invited = town.post("/businesses/" + business + "/team", R"({"email":"zoe@example.org","role":"agent"})", olga);
  REQUIRE(town.post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", zoe).status == 200);
  const auto refused = town.post("/auth/delete", R"({"password":"correct horse"})", olga);
  CHECK(refused.status == 409);
  CHECK(rule_of(refused) == "/problems/account.last_owner");
  CHECK(at(refused, "detail").find("Acme") != std::string::npos);
  CHECK(town.post("/auth/delete", R"({"password":"wrong"})", zoe).status == 401);
  CHECK(town.post("/auth/delete", R"({"password":"correct horse"})", zoe).status == 200);
  CHECK(town.get("/auth/me", zoe).status == 401);
  CHECK(rule_of(town.log_in("zoe")) == "/problems/auth.failed");
  const auto member = "/businesses/" + business + "/team/" + at(invited, "id");
  for (int n = 0; n < 20'000 && town.get(member, olga).status == 200; ++n) town.pass(1s);
  CHECK(town.get(member, olga).status == 404);
  CHECK(town.sign_up("zoe").status == 201);
}

TEST_CASE("a mail has the link while it is good, and none of one that is over") {
  Town town;
  const auto made = town.sign_up("ann");
  const auto id = at(made, "user.id");
  town.post("/auth/forgot-password", R"({"email":"ann@example.org"})");
  const auto written = [&](std::string_view message, std::int64_t n) {
    const email::Send errand{{}, std::string(message), {{"n", std::to_string(n), {}}}};
    effects::EffectRow row;
    row.about = {"account", *parse_uuid(id)};
    const auto reader = town.mill().snapshot();
    for (const auto& mail : identity::account_mails())
      if (mail.name == message) return mail.write({errand, row, Uuid{}, *reader, town.services(), "https://coffee.example.org"});
    return std::variant<Written, Moot>{Moot{"no such mail"}};
  };
  const auto text = [&](std::string_view message, std::int64_t n) {
    const auto out = written(message, n);
    return std::holds_alternative<Written>(out) ? std::get<Written>(out).text : std::get<Moot>(out).why;
  };
  CHECK(text("account.reset_password", 2).find("https://coffee.example.org/app/reset-password?token=" + town.link(TokenKind::reset_password, id, 2)) != std::string::npos);
  CHECK(text("account.verify_email", 1).find("https://coffee.example.org/app/verify-email?token=" + town.link(TokenKind::verify_email, id, 1)) != std::string::npos);
  CHECK(text("account.reset_password", 1) == "account.link_over");
  CHECK(text("account.confirm_change", 2) == "account.link_over");
  town.post("/auth/change-email", R"({"new_email":"ann@example.net","password":"correct horse"})", at(made, "access_token"));
  CHECK(text("account.confirm_change", 3).find("/app/verify-email?token=ec_") != std::string::npos);
  CHECK(text("account.confirm_new_email", 3).find("/app/verify-email?token=en_") != std::string::npos);
  town.pass(1h + 1s);
  CHECK(text("account.reset_password", 2) == "account.link_over");
}
