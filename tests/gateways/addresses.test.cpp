// E-mail addresses and passwords as people type them, and accounts of releases that kept them as they came.
#include <doctest/doctest.h>

#include "commands/core/write_side_of.hpp"
#include "commands/identity/account/asks.hpp"
#include "infra/main/shared_addresses.hpp"
#include "schemas/json/codec.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

// What an earlier release wrote when somebody signed up: the address as it came, the hash of the password's bytes.
struct OldSignUp {
  static constexpr auto wire = "account.old_sign_up.v1";
  using Of = Account;
  Id<Account> id;
  Personal<std::string> email, password;
};
BOOST_DESCRIBE_STRUCT(OldSignUp, (), (id, email, password))

struct OldRelease : Decider {
  using Aggregates = List<>;
  using Asks = List<OldSignUp>;
  static Verdict on(const auto&, const OldSignUp& ask, const Context&) {
    return accept(account::SignedUp{ask.id, about(ask.id, ask.email), about(ask.id, ask.email.value), about(ask.id, ask.password)});
  }
};

House with_old_accounts() {
  auto all = house();
  all.write_side = join({all.write_side, write_side_of<OldRelease>()});
  return all;
}

struct Town : testing::Town {
  Town() : testing::Town(with_old_accounts()) {}
  Response post(std::string path, const std::string& body, std::string token = {}) { return ask({"POST", std::move(path), body, std::move(token)}); }
  Response sign_up(const std::string& email, const std::string& password = "correct horse", const std::string& name = "Ann") {
    return post("/auth/signup", R"({"email":")" + email + R"(","password":")" + password + R"(","name":")" + name + "\"}");
  }
  Response log_in(const std::string& email, const std::string& password = "correct horse") {
    return post("/auth/login", R"({"email":")" + email + R"(","password":")" + password + "\"}");
  }
  std::string signed_up_long_ago(const std::string& email, const std::string& password = "correct horse") {
    const Id<Account> id{services().ids.next()};
    Command command;
    command.id = services().ids.next();
    auto address = about(id, email);
    address.match = match_of(vault(), email);
    command.ask = AnyAsk::of(OldSignUp{id, std::move(address), about(id, "hash of " + password)});
    std::promise<Outcome> answered;
    mill().submit(std::move(command), [&](Outcome outcome) { answered.set_value(std::move(outcome)); });
    REQUIRE(std::holds_alternative<Done>(answered.get_future().get()));
    return to_string(id);
  }
};

}  // namespace

TEST_CASE("an address is one, however it is typed: it is shown in one form, taken once, and logs in in each") {
  Town town;
  const auto made = town.sign_up(" Ann@B\u00fccher.Example\u00a0");
  CHECK(made.status == 201);
  CHECK(at(made, "user.email") == "ann@xn--bcher-kva.example");
  for (const auto* spelling : {"ann@xn--bcher-kva.example", "ANN@BÜCHER.example", "\u200bann@bücher.example", "Ａnn@bu\u0308cher.example", "ann@bücher。example"}) {
    CAPTURE(spelling);
    CHECK(at(town.log_in(spelling), "user.id") == at(made, "user.id"));
    CHECK(at(town.sign_up(spelling), "type") == "/problems/account.email_taken");
  }
}

TEST_CASE("an address that is long for what does not show is the same address, or none") {
  Town town;
  CHECK(town.sign_up("victim@example.com").status == 201);
  CHECK(at(town.sign_up(std::string(2'000, ' ') + "ＶＩＣＴＩＭ@example.com"), "type") == "/problems/account.email_taken");
  std::string hyphens;
  for (int n = 0; n < 1'000; ++n) hyphens += "\u00ad";
  CHECK(town.sign_up("vic" + hyphens + "tim@example.com").status == 422);
}

TEST_CASE("letters beyond ASCII have no case in an address") {
  Town town;
  CHECK(at(town.sign_up("\u00c9lan@example.org"), "user.email") == "élan@example.org");
  CHECK(town.log_in("élan@EXAMPLE.org").status == 200);
  CHECK(at(town.sign_up("STRA\u1e9eE@example.org"), "user.email") == "strasse@example.org");
  CHECK(town.log_in("Straße@example.org").status == 200);
  CHECK(town.sign_up("\u0130stanbul@example.org").status == 201);
  CHECK(town.log_in("i\u0307stanbul@example.org").status == 200);
}

TEST_CASE("an account is found by its address whether a release kept it with \u00df or with ss, and nobody else signs up with it") {
  for (const auto* kept : {"gro\u00df@example.org", "gross@example.org"}) {
    CAPTURE(kept);
    Town town;
    const auto account = town.signed_up_long_ago(kept);
    for (const auto* typed : {"gro\u00df@example.org", "gross@example.org", "GRO\u1e9e@example.org"}) {
      CAPTURE(typed);
      CHECK(at(town.log_in(typed), "user.id") == account);
      CHECK(at(town.sign_up(typed), "type") == "/problems/account.email_taken");
    }
  }
}

TEST_CASE("what can be no address is refused by its place, wherever one is given") {
  Town town;
  const auto olga = at(town.sign_up("olga@example.org"), "access_token");
  const auto founded = town.post("/businesses", R"({"name":"Acme"})", olga);
  const auto business = at(founded, "id");
  std::string domain = "de";
  while (domain.size() < 253) domain = "d." + domain;
  for (const auto& wrong : {std::string("a@b..de"), std::string("a..b@c.de"), std::string(".a@b.de"), std::string("a@b.de."), std::string("a b@c.de"),
                            std::string(65, 'a') + "@b.de", "a@" + domain, std::string("\u200b"), std::string("nobody")}) {
    CAPTURE(wrong);
    const auto body = R"({"email":")" + wrong + "\"";
    const auto refused = [&](const Response& response) {
      CHECK(response.status == 422);
      CHECK(response.body.find("\"pointer\":\"/email\"") != std::string::npos);
    };
    refused(town.sign_up(wrong));
    refused(town.post("/businesses/" + business + "/team", body + R"(,"role":"agent"})", olga));
    refused(town.ask({"POST", "/customers", body + "}", olga, business}));
    refused(town.ask({"POST", "/widget/" + at(founded, "widget_key") + "/visitors", body + "}", {}, {}, to_string(town.services().ids.next())}));
    CHECK(town.log_in(wrong).status == 401);
  }
}

TEST_CASE("an invitation, a customer and a visitor have their address in the same form") {
  Town town;
  const auto olga = at(town.sign_up("olga@example.org"), "access_token");
  const auto founded = town.post("/businesses", R"({"name":"Acme"})", olga);
  const auto business = at(founded, "id"), team = "/businesses/" + business + "/team";
  CHECK(at(town.post(team, R"({"email":" Zoe@B\u00fccher.example","role":"agent"})", olga), "email") == "zoe@xn--bcher-kva.example");
  CHECK(at(town.post(team, R"({"email":"zoe@xn--bcher-kva.example","role":"agent"})", olga), "type") == "/problems/member.already_invited");
  CHECK(at(town.ask({"POST", "/customers", R"({"email":"ZO\u00cb@example.org ","name":"\u200bZoe\u0308 "})", olga, business}), "email") == "zoë@example.org");
}

TEST_CASE("an account of an earlier release logs in with its address as it was kept, and in every other spelling") {
  Town town;
  const auto id = town.signed_up_long_ago("\u00c9lan@B\u00fccher.example");
  for (const auto* spelling : {"\u00c9lan@B\u00fccher.example", "élan@xn--bcher-kva.example", " ÉLAN@bücher.example "})
    CHECK(at(town.log_in(spelling), "user.id") == id);
  CHECK(at(town.sign_up("élan@bücher.example"), "type") == "/problems/account.email_taken");
}

TEST_CASE("of two old accounts whose addresses are one each logs in with its own spelling, and the operator is shown them") {
  Town town;
  CHECK(shared_addresses(*town.mill().snapshot()).empty());
  const auto upper = town.signed_up_long_ago("\u00c9lan@example.org", "the first one"), lower = town.signed_up_long_ago("élan@example.org", "the other one");
  CHECK(at(town.log_in("\u00c9LAN@Example.org", "the first one"), "user.id") == upper);
  CHECK(at(town.log_in("élan@example.org", "the other one"), "user.id") == lower);
  CHECK(town.log_in("élan@example.org", "the first one").status == 401);
  CHECK(at(town.log_in(" élan@example.org", "the first one"), "user.id") == upper);
  const auto shared = shared_addresses(*town.mill().snapshot());
  REQUIRE(shared.size() == 1);
  CHECK(account_ids(shared[0]) == upper + ", " + lower);
}

TEST_CASE("a password is the same from every keyboard, and counted as it is hashed") {
  Town town;
  REQUIRE(town.sign_up("ann@example.org", "caf\u00e9 cr\u00e8me").status == 201);
  CHECK(town.log_in("ann@example.org", "cafe\u0301 cre\u0300me").status == 200);
  CHECK(town.log_in("ann@example.org", "caf\u00e9\u3000cr\u00e8me").status == 200);
  CHECK(town.log_in("ann@example.org", "Caf\u00e9 cr\u00e8me").status == 401);
  CHECK(town.log_in("ann@example.org", " caf\u00e9 cr\u00e8me").status == 401);
  std::string decomposed;
  for (int n = 0; n < 200; ++n) decomposed += "e\u0301";
  CHECK(town.sign_up("bob@example.org", decomposed).status == 201);
  CHECK(town.sign_up("eve@example.org", decomposed + "x").status == 422);
  CHECK(town.sign_up("eve@example.org", "e\u0301e\u0301e\u0301e\u0301").status == 422);
  CHECK(town.sign_up("eve@example.org", R"(correct\thorse)").status == 422);
}

TEST_CASE("a password of which an earlier release hashed the bytes is still right, and changing it makes it one for every keyboard") {
  Town town;
  town.signed_up_long_ago("ann@example.org", "cafe\u0301 cre\u0300me");
  const auto in = town.log_in("ann@example.org", "cafe\u0301 cre\u0300me");
  REQUIRE(in.status == 200);
  const auto token = at(in, "access_token");
  CHECK(town.post("/auth/password", "{\"old_password\":\"cafe\u0301 cre\u0300me\",\"password\":\"cre\u0300me caf\u00e9\"}", token).status == 200);
  CHECK(town.log_in("ann@example.org", "cr\u00e8me cafe\u0301").status == 200);
  town.signed_up_long_ago("tab@example.org", "correct\thorse");
  CHECK(town.log_in("tab@example.org", R"(correct\thorse)").status == 200);
}

TEST_CASE("a person and a business are called by what shows of their name") {
  Town town;
  const auto made = town.sign_up("ann@example.org", "correct horse", "\u200b Zoe\u0308 \u3000");
  CHECK(at(made, "user.name") == "Zo\u00eb");
  const auto founded = town.post("/businesses", "{\"name\":\" Pe\u00f1a y Cafe\u0301\u00a0\"}", at(made, "access_token"));
  CHECK(at(founded, "name") == "Peña y Café");
  CHECK(at(founded, "slug") == "pena-y-cafe");
  for (const auto* nothing : {"\u200b", "\u00a0", "\u3000\u2060"})
    CHECK(at(town.sign_up("zoe@example.org", "correct horse", nothing), "type") == "/problems/account.name_invalid");
}
