// Second factors as they are asked for and shown, a session that steps up, and a business that asks for one.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "domain/core/text.hpp"
#include "infra/fido/passkeys.hpp"
#include "schemas/totp.hpp"
#include "tests/support/authenticator.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;
using millrace::testing::Authenticator;
using namespace std::chrono_literals;

namespace {

constexpr auto present_and_verified = Authenticator::present | Authenticator::verified;
const std::string origin = "https://desk.example.org", host = "desk.example.org";

struct Town : testing::Town {
  Town() : testing::Town(house()) { services().passkeys = &fido_passkeys(); }
  Response post(std::string path, std::string body = {}, std::string token = {}, std::string business = {}) {
    pass(1ms);                               // of two challenges of one moment one is good
    return ask({.method = "POST", .path = std::move(path), .body = std::move(body), .token = std::move(token), .business = std::move(business), .headers = {{"host", host}}});
  }
  Response get(std::string path, std::string token) { return ask({.method = "GET", .path = std::move(path), .token = std::move(token)}); }
  std::string sign_up(const std::string& name) {
    return at(post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}"), "access_token");
  }
  Response log_in(const std::string& name) { return post("/auth/login", R"({"email":")" + name + R"(@example.org","password":"correct horse"})"); }
  std::string code(const std::string& secret, int away = 0) { return totp_code(*base32_decode(secret), totp_step(services().now()) + away); }
  // The secret of an app that is set up.
  std::string with_totp(const std::string& token) {
    const auto secret = at(post("/auth/mfa/totp", "", token), "secret");
    REQUIRE(post("/auth/mfa/totp/confirm", R"({"code":")" + code(secret, -1) + "\"}", token).status == 200);
    return secret;
  }
  // What a page of the house sends when the authenticator has made a key.
  std::string registration(const Authenticator& a, const std::string& challenge, std::string_view type = "webauthn.create", const std::string& from = origin,
                           const std::string& rp_id = host, std::uint8_t flags = present_and_verified | Authenticator::credential) {
    const auto client = testing::client_data(type, challenge, from);
    return fmt::format(R"({{"name":"Key","transports":["usb","pigeon"],"client_data":"{}","authenticator_data":"{}"}})", base64url(client),
                       base64url(a.registration(rp_id, flags)));
  }
  Response with_passkey(const Authenticator& a, const std::string& token) {
    return post("/auth/passkeys", registration(a, at(post("/auth/passkeys/challenge", "", token), "challenge")), token);
  }
  struct Signing {
    std::string type = "webauthn.get", from = origin, rp_id = host;
    std::uint8_t flags = present_and_verified;
    std::uint32_t count = 1;
    bool cross_origin = false;
    std::string handle = {};
  };
  std::string signed_challenge(const Authenticator& a, const std::string& challenge, const Signing& how) {
    const auto client = testing::client_data(how.type, challenge, how.from, how.cross_origin);
    const auto data = a.authenticator_data(how.rp_id, how.flags, how.count);
    return fmt::format(R"({{"credential_id":"{}","client_data":"{}","authenticator_data":"{}","signature":"{}"{}}})", base64url(a.credential_id()), base64url(client),
                       base64url(data), base64url(a.sign(data, client)), how.handle.empty() ? "" : ",\"user_handle\":\"" + how.handle + '"');
  }
  Response second_step(const std::string& mfa_token, const std::string& member, const std::string& json) {
    return post("/auth/mfa", fmt::format(R"({{"mfa_token":"{}","{}":{}}})", mfa_token, member, json));
  }
};

std::string rule_of(const Response& response) { return at(response, "type"); }
std::string quoted(const std::string& text) { return '"' + text + '"'; }
bool has(const Response& response, std::string_view text) { return response.body.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a log-in with an app for codes takes two steps, and a code is good once") {
  Town town;
  const auto secret = town.with_totp(town.sign_up("ann"));
  const auto first = town.log_in("ann");
  CHECK(first.status == 200);
  CHECK(has(first, "\"mfa_required\":true"));
  CHECK(has(first, R"("methods":["totp","recovery_code"])"));
  CHECK(!has(first, "access_token"));
  const auto token = at(first, "mfa_token"), code = town.code(secret);
  const auto in = town.second_step(token, "code", quoted(code.substr(0, 3) + " " + code.substr(3)));
  CHECK(in.status == 200);
  CHECK(town.get("/auth/me", at(in, "access_token")).status == 200);
  CHECK(rule_of(town.second_step(token, "code", quoted(code))) == "/problems/auth.second_factor_wrong");
  CHECK(town.second_step(token, "code", quoted(town.code(secret, 1))).status == 200);      // drift of a clock
  CHECK(town.second_step(token, "code", quoted(town.code(secret, 2))).status == 401);
  CHECK(rule_of(town.second_step("mf_nothing", "code", quoted(code))) == "/problems/auth.mfa_token_over");
  CHECK(town.post("/auth/mfa", R"({"code":"123456"})").status == 422);
  CHECK(town.post("/auth/mfa", fmt::format(R"({{"mfa_token":"{}"}})", token)).status == 422);
  town.pass(5min + 1s);
  CHECK(rule_of(town.second_step(token, "code", quoted(town.code(secret)))) == "/problems/auth.mfa_token_over");
}

TEST_CASE("a new password ends a log-in that has begun with the old one") {
  Town town;
  const auto ann = town.sign_up("ann");
  const auto secret = town.with_totp(ann);
  const auto token = at(town.log_in("ann"), "mfa_token");
  REQUIRE(town.post("/auth/password", R"({"old_password":"correct horse","password":"battery staple"})", ann).status == 200);
  CHECK(rule_of(town.second_step(token, "code", quoted(town.code(secret)))) == "/problems/auth.mfa_token_over");
}

TEST_CASE("recovery codes are shown once, are good once each, and can be made anew") {
  Town town;
  const auto ann = town.sign_up("ann");
  const auto secret = at(town.post("/auth/mfa/totp", "", ann), "secret");
  const auto confirmed = town.post("/auth/mfa/totp/confirm", R"({"code":")" + town.code(secret) + "\"}", ann);
  const auto from = confirmed.body.find("[\"") + 2;
  const auto code = confirmed.body.substr(from, 19);
  CHECK(std::count(confirmed.body.begin(), confirmed.body.end(), '-') >= 30);
  CHECK(!has(town.get("/auth/mfa", ann), code));
  const auto token = at(town.log_in("ann"), "mfa_token");
  CHECK(town.second_step(token, "recovery_code", quoted(in_lower_case(code))).status == 200);
  CHECK(town.second_step(token, "recovery_code", quoted(code)).status == 401);
  CHECK(at(town.get("/auth/mfa", ann), "recovery_codes_left") == "9");
  const auto anew = town.post("/auth/mfa/recovery-codes", "", ann);
  CHECK(anew.status == 200);
  CHECK(has(anew, "recovery_codes"));
  CHECK(at(town.get("/auth/mfa", ann), "recovery_codes_left") == "10");
}

TEST_CASE("codes cannot be guessed: after a few the next has to wait, wherever it comes from") {
  Town town;
  const auto secret = town.with_totp(town.sign_up("ann"));
  const auto token = at(town.log_in("ann"), "mfa_token");
  int tried = 0;
  Response response;
  for (int n = 0; n < 20 && response.status != 429; ++n, ++tried)
    response = town.ask({.method = "POST", .path = "/auth/mfa", .body = fmt::format(R"({{"mfa_token":"{}","code":"{:06}"}})", token, n),
                         .from = fmt::format("198.51.100.{}", n)});
  CHECK(response.status == 429);
  CHECK(tried <= 8);
  CHECK(town.second_step(token, "code", quoted(town.code(secret))).status == 429);
  town.pass(20min);
  CHECK(town.second_step(at(town.log_in("ann"), "mfa_token"), "code", quoted(town.code(secret))).status == 200);
}

TEST_CASE("a passkey is registered, and logs in after the password and alone") {
  Town town;
  const Authenticator a;
  const auto ann = town.sign_up("ann");
  const auto added = town.with_passkey(a, ann);
  CHECK(added.status == 201);
  CHECK(has(added, "recovery_codes"));
  const auto shown = town.get("/auth/mfa", ann);
  CHECK(has(shown, R"("name":"Key")"));
  CHECK(has(shown, R"("methods":["passkey","recovery_code"])"));
  const auto token = at(town.log_in("ann"), "mfa_token");
  const auto challenge = town.post("/auth/mfa/challenge", fmt::format(R"({{"mfa_token":"{}"}})", token));
  CHECK(has(challenge, base64url(a.credential_id())));
  CHECK(has(challenge, R"("transports":["usb"])"));
  CHECK(at(challenge, "rp_id") == host);
  const auto first = town.signed_challenge(a, at(challenge, "challenge"), {});
  CHECK(town.second_step(token, "passkey", first).status == 200);
  CHECK(rule_of(town.second_step(token, "passkey", first)) == "/problems/auth.second_factor_wrong");     // its count has been
  const auto account = at(town.get("/auth/me", ann), "id");
  const auto handle = base64url(parse_uuid(account)->raw());
  const auto anybodys = at(town.post("/auth/mfa/challenge", "{}"), "challenge");
  const auto alone = town.signed_challenge(a, anybodys, {.count = 2, .handle = handle});
  const auto in = town.post("/auth/mfa", R"({"passkey":)" + alone + "}");
  CHECK(in.status == 200);
  CHECK(at(in, "user.id") == account);
  const auto bob = town.sign_up("bob");
  const auto bobs = base64url(parse_uuid(at(town.get("/auth/me", bob), "id"))->raw());
  const auto next = at(town.post("/auth/mfa/challenge", "{}"), "challenge");
  CHECK(town.post("/auth/mfa", R"({"passkey":)" + town.signed_challenge(a, next, {.count = 3, .handle = bobs}) + "}").status == 401);
  CHECK(town.post("/auth/mfa", R"({"passkey":)" + town.signed_challenge(a, next, {.count = 3}) + "}").status == 401);
}

TEST_CASE("a passkey's answer to another challenge, site, purpose or count is refused") {
  Town town;
  const Authenticator a, stranger;
  const auto ann = town.sign_up("ann");
  REQUIRE(town.with_passkey(a, ann).status == 201);
  const auto token = at(town.log_in("ann"), "mfa_token");
  const auto fresh = [&] { return at(town.post("/auth/mfa/challenge", fmt::format(R"({{"mfa_token":"{}"}})", token)), "challenge"); };
  const auto answer = [&](const std::string& challenge, const Town::Signing& how) { return town.second_step(token, "passkey", town.signed_challenge(a, challenge, how)).status; };
  REQUIRE(answer(fresh(), {.count = 5}) == 200);
  CHECK(answer(fresh(), {.from = "https://evil.example", .count = 6}) == 401);
  CHECK(answer(fresh(), {.from = "http://desk.example.org", .count = 6}) == 401);
  CHECK(answer(fresh(), {.rp_id = "evil.example", .count = 6}) == 401);
  CHECK(answer(fresh(), {.type = "webauthn.create", .count = 6}) == 401);
  CHECK(answer(fresh(), {.count = 6, .cross_origin = true}) == 401);
  CHECK(answer(fresh(), {.flags = Authenticator::present, .count = 6}) == 401);
  CHECK(answer(fresh(), {.flags = Authenticator::verified, .count = 6}) == 401);
  CHECK(answer(fresh(), {.count = 5}) == 401);
  CHECK(answer(fresh(), {.count = 4}) == 401);
  CHECK(answer(fresh(), {.count = 0}) == 401);
  CHECK(answer(base64url("a challenge of somebody else's"), {.count = 6}) == 401);
  CHECK(answer("", {.count = 6}) == 401);
  CHECK(answer(at(town.post("/auth/passkeys/challenge", "", ann), "challenge"), {.count = 6}) == 401);   // of a registration
  CHECK(town.second_step(token, "passkey", town.signed_challenge(stranger, fresh(), {.count = 6})).status == 401);
  const auto bob = town.sign_up("bob");
  CHECK(answer(at(town.post("/auth/step-up/challenge", "", bob), "challenge"), {.count = 6}) == 401);      // another account's
  const auto old = fresh();
  CHECK(answer(fresh(), {.count = 6}) == 200);
  CHECK(answer(old, {.count = 7}) == 410);                                                                 // a newer one has been answered
  const auto late = at(town.post("/auth/mfa/challenge", "{}"), "challenge");
  town.pass(5min + 1s);
  const auto again = at(town.log_in("ann"), "mfa_token");
  CHECK(town.second_step(again, "passkey", town.signed_challenge(a, late, {.count = 8})).status == 401);
}

TEST_CASE("no passkey is registered with another challenge, site or purpose, or without its person") {
  Town town;
  const Authenticator a;
  const auto ann = town.sign_up("ann"), bob = town.sign_up("bob");
  const auto fresh = [&] { return at(town.post("/auth/passkeys/challenge", "", ann), "challenge"); };
  const auto status = [&](const std::string& body) { return town.post("/auth/passkeys", body, ann).status; };
  CHECK(status(town.registration(a, fresh(), "webauthn.get")) == 422);
  CHECK(status(town.registration(a, fresh(), "webauthn.create", "https://evil.example")) == 422);
  CHECK(status(town.registration(a, fresh(), "webauthn.create", origin, "evil.example")) == 422);
  CHECK(status(town.registration(a, fresh(), "webauthn.create", origin, host, Authenticator::present | Authenticator::credential)) == 422);
  CHECK(status(town.registration(a, "AAAA")) == 422);
  CHECK(status(town.registration(a, at(town.post("/auth/passkeys/challenge", "", bob), "challenge"))) == 422);
  CHECK(status(R"({"name":"Key","transports":[],"client_data":"!","authenticator_data":"AAAA"})") == 422);
  const auto challenge = fresh();
  CHECK(status(town.registration(a, challenge)) == 201);
  CHECK(status(town.registration(Authenticator{second_factor::Algorithm::eddsa, "another credential"}, challenge)) == 410);
  CHECK(status(town.registration(a, fresh())) == 409);
  CHECK(status(town.registration(Authenticator{second_factor::Algorithm::eddsa, "another credential"}, fresh())) == 201);
}

TEST_CASE("what is dangerous wants a session that has shown lately who it is, by the strongest means") {
  Town town;
  const auto ann = town.sign_up("ann");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", ann), "id");
  const auto make_key = [&](const std::string& token) { return town.post("/api-keys", R"({"name":"Sync","scopes":["customers_view"]})", token, business); };
  CHECK(make_key(ann).status == 201);
  town.pass(10min + 1s);
  const auto refused = make_key(ann);
  CHECK(refused.status == 403);
  CHECK(rule_of(refused) == "/problems/auth.step_up_required");
  CHECK(town.get("/auth/me", ann).status == 200);
  CHECK(town.post("/auth/step-up", R"({"password":"wrong"})", ann).status == 401);
  CHECK(make_key(ann).status == 403);
  CHECK(town.post("/auth/step-up", R"({"password":"correct horse"})", ann).status == 200);
  CHECK(make_key(ann).status == 201);
  const auto secret = town.with_totp(ann);                 // whoever has set it up has shown it
  CHECK(make_key(ann).status == 201);
  town.pass(10min + 1s);
  CHECK(make_key(ann).status == 403);
  CHECK(rule_of(town.post("/auth/step-up", R"({"password":"correct horse"})", ann)) == "/problems/auth.second_factor_required");
  CHECK(town.post("/auth/step-up", R"({"code":")" + town.code(secret) + "\"}", ann).status == 200);
  CHECK(make_key(ann).status == 201);
  const auto bob = town.sign_up("bob");                    // whoever may not do it hears that, however long ago
  town.pass(10min + 1s);
  CHECK(make_key(bob).status == 404);
  CHECK(town.ask({"DELETE", "/auth/mfa/totp", {}, ann}).status == 403);
}

TEST_CASE("a session that was open before the account had a second factor has not shown it") {
  Town town;
  const auto ann = town.sign_up("ann"), phone = at(town.log_in("ann"), "access_token");
  town.with_totp(ann);
  CHECK(town.post("/auth/mfa/recovery-codes", "", phone).status == 403);
  CHECK(town.post("/auth/mfa/recovery-codes", "", ann).status == 200);
}

TEST_CASE("of a business that asks for a second factor, who has none is nobody until there is one") {
  Town town;
  const auto ann = town.sign_up("ann"), bob = town.sign_up("bob");
  const auto business = at(town.post("/businesses", R"({"name":"Acme"})", ann), "id");
  const auto invitation = at(town.post("/businesses/" + business + "/team", R"({"email":"bob@example.org","role":"agent"})", ann), "invitation_token");
  REQUIRE(town.post("/invitations/" + invitation + "/accept", "{}", bob).status == 200);
  const auto settings = [&](const std::string& body, const std::string& token) { return town.ask({"PATCH", "/businesses/" + business + "/settings", body, token}); };
  const auto me = [&](const std::string& token) { return town.get("/businesses/" + business + "/me", token); };
  CHECK(rule_of(settings(R"({"require_mfa":true})", ann)) == "/problems/business.own_factor_first");
  const auto secret = town.with_totp(ann);
  CHECK(settings(R"({"require_mfa":true})", ann).status == 200);
  CHECK(me(ann).status == 200);
  const auto shut_out = me(bob);
  CHECK(shut_out.status == 403);
  CHECK(rule_of(shut_out) == "/problems/auth.mfa_enrolment_required");
  const auto write = town.post("/tickets", R"({"subject":"Help"})", bob, business);
  CHECK(rule_of(write) == "/problems/auth.mfa_enrolment_required");
  CHECK(has(town.get("/businesses", bob), "\"require_mfa\":true"));
  CHECK(has(town.get("/auth/me", bob), "\"has_second_factor\":false"));
  CHECK(town.get("/businesses/" + business + "/me", town.sign_up("eve")).status == 404);      // it is not there for strangers
  town.with_totp(bob);
  CHECK(me(bob).status == 200);
  CHECK(town.post("/tickets", R"({"subject":"Help"})", bob, business).status == 201);
  const auto last = town.ask({"DELETE", "/auth/mfa/totp", {}, bob});
  CHECK(rule_of(last) == "/problems/second_factor.needed");
  CHECK(has(last, "Acme"));
  CHECK(settings(R"({"require_mfa":false})", ann).status == 200);
  CHECK(town.ask({"DELETE", "/auth/mfa/totp", {}, bob}).status == 200);
  CHECK(me(bob).status == 200);
}
