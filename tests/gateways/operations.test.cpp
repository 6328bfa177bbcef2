// What the operator sees of the house, and nobody else; what pages tell of themselves, and what of it is kept.
#include <doctest/doctest.h>

#include "commands/effects/asks.hpp"
#include "gateways/core/amend.hpp"
#include "gateways/operations/house_state.hpp"
#include "gateways/operations/operator_account.hpp"
#include "gateways/operations/scrub.hpp"
#include "gateways/operations/telemetry.hpp"
#include "projections/effects/effects.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using namespace std::chrono_literals;
using millrace::testing::at;

namespace {

using operations::Vital;

struct TwoPartitions final : HouseState {
  std::vector<operations::PartitionState> partitions() const override { return {{0, true, {}, 12, 12, 0, 9, 3, {}}, {1, false, "http://b:1", 7, 5, 2, {}, {}, "no key"}}; }
  std::vector<operations::ProjectionState> projections() const override { return {{"tickets", operations::Store::sql, 2, 3, false, 100, 40, 60, 0}}; }
  std::vector<operations::StoppedPartition> stopped() const override { return {{1, 5, "no key"}}; }
  std::vector<operations::ParkedFold> parked() const override { return {{"tickets", operations::Store::local, Uuid{}, 0, {}, "boom"}}; }
  operations::JournalState journal() const override { return {"embedded", Uuid{}, 19, 4096, 1, 0, 1 << 20, {}, true}; }
  operations::PostgresState postgres() const override { return {"away", "gone", 7, 1}; }
};

constexpr const char* routes[] = {"/operator/partitions", "/operator/projections", "/operator/stopped", "/operator/effects", "/operator/journal", "/operator/telemetry"};

struct Place : testing::Town {
  Place() : testing::Town(house()) {
    services().state = &state;
    services().telemetry = &telemetry;
    master = sign_up(std::string(operator_email));
  }
  std::string sign_up(const std::string& email) {
    return at(ask({"POST", "/auth/signup", R"({"email":")" + email + R"(","password":"correct horse","name":"Somebody"})"}), "access_token");
  }
  Response get(std::string path, std::string token) { return ask({"GET", std::move(path), {}, std::move(token)}); }
  Response tell(std::string body, std::string token = {}, std::string from = "192.0.2.1") {
    return ask({.method = "POST", .path = "/telemetry", .body = std::move(body), .token = std::move(token), .from = std::move(from)});
  }
  TwoPartitions state;
  std::vector<std::string> logged;
  Telemetry telemetry{services().now(), {{}, [this](const operations::FaultShown& fault) { logged.push_back(fault.message); }}};
  std::string master;
};

bool has(const Response& response, std::string_view part) { return response.body.find(part) != response.body.npos; }

}  // namespace

TEST_CASE("operations: nobody but the operator sees how the house does, whatever else they may") {
  Place place;
  const auto olga = place.sign_up("olga@example.org");
  CHECK(place.ask({"POST", "/businesses", R"({"name":"Acme"})", olga}).status == 201);
  for (const auto* route : routes) {
    CAPTURE(route);
    CHECK(place.get(route, place.master).status == 200);
    const auto no = place.get(route, olga);
    CHECK(no.status == 403);
    CHECK(at(no, "type") == "/problems/operator.only");
    CHECK_FALSE(has(no, "tickets"));
    CHECK(place.get(route, {}).status == 401);
  }
  CHECK(has(place.get("/auth/me", place.master), R"("is_operator":true)"));
  CHECK(has(place.get("/auth/me", olga), R"("is_operator":false)"));
}

TEST_CASE("operations: an address that is spelt otherwise is the operator's, one that is like it is not") {
  Place place;
  CHECK(place.ask({"POST", "/auth/signup", R"({"email":"OPERATOR@millrace.localhost","password":"correct horse","name":"Eve"})"}).status == 409);
  CHECK(place.get("/operator/partitions", place.sign_up("operator@millrace.localhost.example")).status == 403);
}

TEST_CASE("operations: a session that is over sees nothing more") {
  Place place;
  CHECK(place.ask({"POST", "/auth/logout", "{}", place.master}).status == 200);
  CHECK(place.get("/operator/partitions", place.master).status == 401);
}

TEST_CASE("operations: partitions, projections, what is stopped and parked, the journal: as they are, and kept by nobody") {
  Place place;
  const auto partitions = place.get("/operator/partitions", place.master);
  CHECK(has(partitions, R"({"items":[{"partition":0,"owned":true,"owner":null,"records":12,"folded":12,"lag":0,"sql_folded":9,"sql_lag":3,"stopped":null},)"));
  CHECK(has(partitions, R"("owner":"http://b:1")"));
  CHECK(std::count(partitions.headers.begin(), partitions.headers.end(), std::pair<std::string, std::string>{"Cache-Control", "no-store"}) == 1);
  CHECK(has(place.get("/operator/projections", place.master), R"("name":"tickets","store":"sql","version":2,"generation":3,"serves":false,"records":100,"read":40,"lag":60)"));
  const auto stopped = place.get("/operator/stopped", place.master);
  CHECK(has(stopped, R"("partitions":[{"partition":1,"offset":5,"why":"no key"}])"));
  CHECK(has(stopped, R"("parked":[{"projection":"tickets","store":"local")"));
  CHECK(has(place.get("/operator/journal", place.master), R"("postgres":{"state":"away","why":"gone","lag":7,"parked":1})"));
  place.services().state = nullptr;
  CHECK(place.get("/operator/partitions", place.master).status == 404);
}

TEST_CASE("operations: effects that somebody has to look at are counted by business and kind; what goes on by itself is not") {
  Place place;
  const auto olga = place.sign_up("olga@example.org");
  const auto found = [&](const char* name) { return at(place.ask({"POST", "/businesses", R"({"name":")" + std::string(name) + "\"}", olga}), "id"); };
  const auto acme = found("Acme"), brand = found("Brand");
  const auto invite = [&](const std::string& business, int n) {
    CHECK(place.ask({"POST", "/businesses/" + business + "/team", R"({"email":"p)" + std::to_string(n) + R"(@example.org","role":"agent"})", olga}).status == 201);
  };
  for (int n = 0; n < 3; ++n) invite(acme, n);
  invite(brand, 3);
  CHECK(has(place.get("/operator/effects", place.master), R"({"items":[],"counted":0,"more":false})"));
  const auto say = [&](const Uuid& tenant, AnyAsk ask) {
    std::promise<Outcome> said;
    place.mill().submit(by_the_house(tenant, std::move(ask), 1), [&](Outcome outcome) { said.set_value(std::move(outcome)); });
    CHECK(std::holds_alternative<Done>(said.get_future().get()));
  };
  const auto settle = [&] {
    for (const auto& business : {acme, brand}) {
      std::promise<bool> one;
      place.mill().when_settled(partition_of(*parse_uuid(business)), [&](bool there) { one.set_value(there); });
      CHECK(one.get_future().get());
    }
  };
  settle();
  const auto tenant_of = [](const auto& listed) { return uuid_of(std::string_view(listed.place).substr(listed.place.size() - 32)); };
  auto waiting = place.mill().snapshot()->list(lookup_of<effects::Effects>(), effects::Effects::open, {},
                                                     {.prefix = effects::Effects::open_of("email.send.v1", effects::Stage::waiting)});
  std::erase_if(waiting, [&](const auto& listed) { return tenant_of(listed).nil(); });   // the directory asks olga whether the address is hers
  REQUIRE(waiting.size() == 4);
  int of_acme = 0;
  for (const auto& listed : waiting) {
    const auto tenant = tenant_of(listed);
    const auto id = static_cast<const effects::EffectRow*>(listed.row.row.get())->id;
    say(tenant, AnyAsk::of(effects::Start{id, 1, place.services().now() + 1min}));
    const bool mine = to_string(tenant) == acme;
    if (mine && of_acme++ == 0) say(tenant, AnyAsk::of(effects::MarkUnknown{id, 1, "no_result"}));
    else if (mine && of_acme == 3) say(tenant, AnyAsk::of(effects::Succeed{id, 1, {}, {}, {}}));
    else say(tenant, AnyAsk::of(effects::Fail{id, 1, "refused", {}, {}, {}, {}}));
  }
  settle();
  const auto stuck = place.get("/operator/effects", place.master);
  CHECK(has(stuck, R"({"business_id":")" + acme + R"(","kind":"email.send.v1","failed":1,"unknown":1,"oldest_at":")"));
  CHECK(has(stuck, R"({"business_id":")" + brand + R"(","kind":"email.send.v1","failed":1,"unknown":0,"oldest_at":")"));
  CHECK(has(stuck, R"("counted":3,"more":false)"));
  CHECK_FALSE(has(stuck, "@"));
}

TEST_CASE("telemetry: what pages measure is shown to the operator by place, within a tenth") {
  Place place;
  for (int n = 1; n <= 100; ++n)
    CHECK_FALSE(place.telemetry.take({"r1", std::vector<operations::Measured>{{Vital::LCP, n * 10, "/inbox"}, {Vital::CLS, 0, "/inbox"}}, {}}, {std::to_string(n), false}, place.services().now()));
  const auto shown = place.telemetry.shown();
  REQUIRE(shown.vitals.size() == 2);
  const auto& lcp = shown.vitals[0];
  CHECK(lcp.name == Vital::LCP);
  CHECK(lcp.route == "/inbox");
  CHECK(lcp.count == 100);
  CHECK(std::abs(lcp.p50 - 500) <= 50);
  CHECK(std::abs(lcp.p75 - 750) <= 75);
  CHECK(std::abs(lcp.p95 - 950) <= 95);
  CHECK(lcp.good_to == 2'500);
  CHECK(shown.vitals[1].p95 == 0);
  CHECK(has(place.get("/operator/telemetry", place.master), R"("vitals":[{"name":"LCP","route":"/inbox","count":100,)"));
}

TEST_CASE("telemetry: the same fault is one, counted; the log hears the first and each tenfold") {
  Place place;
  const std::string fault = R"j({"release":"r1","errors":[{"message":"x is undefined","stack":"Error\n at f (app-1a2b.js:1:234567)","route":"/inbox/$id"}]})j";
  for (int n = 0; n < 12; ++n) CHECK(place.tell(fault, {}, "198.51.100." + std::to_string(n)).status == 200);
  CHECK(place.tell(R"({"release":"r2","errors":[{"message":"x is undefined","route":"/inbox/$id"}]})").body == R"({"vitals":0,"errors":1})");
  const auto shown = place.telemetry.shown();
  REQUIRE(shown.errors.size() == 2);
  const auto& many = shown.errors[0].count == 12 ? shown.errors[0] : shown.errors[1];
  CHECK(many.count == 12);
  CHECK(many.stack == "Error\n at f (app-1a2b.js:1:234567)");
  CHECK(many.route == "/inbox/$id");
  CHECK(place.logged.size() == 3);
}

TEST_CASE("telemetry: it holds so much and no more; what has not been heard of for the longest goes") {
  Place place;
  auto now = place.services().now();
  const auto report = [](const std::string& name) {
    return operations::Report{"r", std::vector<operations::Measured>{{Vital::INP, 5, "/" + name}}, std::vector<operations::Fault>{{"fault " + name, {}, "/"}}};
  };
  const auto name = [](int n) { return std::string(1, static_cast<char>('a' + n / 26 % 26)) + static_cast<char>('a' + n % 26) + std::string(n / 676, 'z'); };
  for (int n = 0; n < 500; ++n) place.telemetry.take(report(name(n)), {std::to_string(n), false}, now += 1s);
  const auto shown = place.telemetry.shown();
  CHECK(shown.errors.size() == Telemetry::most_faults);
  CHECK(shown.vitals.size() == Telemetry::most_places);
  CHECK(shown.errors.front().message == "fault " + name(499));
  CHECK(shown.errors.back().message == "fault " + name(300));
}

TEST_CASE("telemetry: what goes wrong in the server is grouped and counted, with the newest trace, and without what may be about somebody") {
  using operations::Trouble;
  Telemetry telemetry{Time{}, {.release = [] { return std::string("1a2b3c4d"); }}};
  const Time start{10s};
  telemetry.take({Trouble::request, "no way for zoe@example.org", {}, "t1"}, start);
  telemetry.take({Trouble::request, "no way for yan@example.org", {}, "t2"}, start + 1s);
  telemetry.take({Trouble::answer, "/problems/internal", "GET /tickets/{id}", "t2"}, start + 2s);
  telemetry.take({Trouble::answer, "/problems/internal", "GET /customers/{id}", "t3"}, start + 3s);
  telemetry.take({Trouble::partition, "stopped: no key"}, start + 4s);
  const auto all = telemetry.shown().server_errors;
  REQUIRE(all.size() == 4);
  CHECK(all[0].kind == Trouble::partition);
  CHECK_FALSE(all[0].trace_id);
  CHECK(all[1].route == "GET /customers/{id}");
  CHECK(all[3].message == "no way for <email>");
  CHECK(all[3].count == 2);
  CHECK(all[3].trace_id == "t2");
  CHECK(all[3].release == "1a2b3c4d");
  CHECK(all[3].first_at == start);
  CHECK(all[3].last_at == start + 1s);
  auto now = start;
  for (int n = 0; n < 500; ++n) telemetry.take({Trouble::background, std::string("fault ") + static_cast<char>('a' + n % 26) + static_cast<char>('a' + n / 26)}, now += 10s);
  CHECK(telemetry.shown().server_errors.size() == Telemetry::most_faults);
}

TEST_CASE("telemetry: an answer of 5xx is told, by the type of its problem and its route; what a caller does wrong is not") {
  Place place;
  CHECK(place.ask({"POST", "/businesses", R"({"name":"Acme"})", place.master}).status == 201);
  const auto business = at(place.ask({"POST", "/businesses", R"({"name":"Brand"})", place.master}), "id");
  CHECK(place.ask({"GET", "/conversations", {}, place.master, business}).status == 503);
  CHECK(place.ask({"GET", "/conversations", {}, place.master, business}).status == 503);
  CHECK(place.ask({"POST", "/businesses", "{", place.master}).status == 400);
  const auto told = place.get("/operator/telemetry", place.master);
  const auto all = place.telemetry.shown().server_errors;
  REQUIRE(all.size() == 1);
  CHECK(all[0].kind == operations::Trouble::answer);
  CHECK(all[0].message == "/problems/postgres.not_configured");
  CHECK(all[0].route == "GET /conversations");
  CHECK(all[0].count == 2);
  CHECK(all[0].trace_id.value_or("").size() == 32);
  CHECK(has(told, R"("server_errors":[{"kind":"answer","message":"/problems/postgres.not_configured","route":"GET /conversations")"));
}

TEST_CASE("telemetry: a stranger tells so much a minute, somebody who is signed in more; others are not held up by it") {
  Place place;
  const std::string nothing = R"({"release":"r"})";
  for (int n = 0; n < Telemetry::of_stranger_a_minute; ++n) CHECK(place.tell(nothing).status == 200);
  const auto no = place.tell(nothing);
  CHECK(no.status == 429);
  CHECK(at(no, "type") == "/problems/limit.rate");
  CHECK(place.tell(nothing, "not a token").status == 429);
  CHECK(place.tell(nothing, place.master).status == 200);
  CHECK(place.tell(nothing, {}, "198.51.100.7").status == 200);
  CHECK(place.telemetry.shown().refused == 2);
  place.pass(1min);
  CHECK(place.tell(nothing).status == 200);
}

TEST_CASE("telemetry: a report is measured like any body") {
  Place place;
  const auto wrong = [&](const std::string& body, std::string_view pointer) {
    const auto no = place.tell(body, place.master);
    CHECK(no.status == 422);
    CHECK_MESSAGE(has(no, "\"pointer\":\"" + std::string(pointer) + "\""), no.body);
  };
  wrong("{}", "/release");
  wrong(R"({"release":"r","more":1})", "/more");
  wrong(R"({"release":"r","vitals":[{"name":"XYZ","value":1,"route":"/"}]})", "/vitals/0/name");
  wrong(R"({"release":"r","vitals":[{"name":"LCP","value":-1,"route":"/"}]})", "/vitals/0/value");
  wrong(R"({"release":"r","errors":[{"message":"","route":"/"}]})", "/errors/0/message");
  wrong(R"({"release":"r","errors":[{"message":")" + std::string(2'001, 'x') + R"(","route":"/"}]})", "/errors/0/message");
  CHECK(place.tell("{", place.master).status == 400);
  CHECK(place.ask({.method = "GET", .path = "/telemetry"}).status == 405);
}

TEST_CASE("telemetry: what may be about somebody is not kept") {
  const auto one = [](std::string_view text) { return scrubbed(text, 300, Lines::one); };
  CHECK(one("failed for zoe.lind+x@shop.example.org") == "failed for <email>");
  CHECK(one("GET /customers/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000?q=Zoe%20Lind&x=1 404") == "GET /customers/<id>? 404");
  CHECK(one("token vt_01a227f53db672edb1732e216361733d_01a227f5_1_526f81e2f91c79a0c4286da7199882c6") == "token <token>");
  CHECK(one("eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9 expired") == "<token> expired");
  CHECK(one("call 0171-2345678 now") == "call <number> now");
  CHECK(one(R"(Unexpected token 'H', "Hello Zoe, t"... is not valid JSON)") == R"(Unexpected token 'H', "<text>"... is not valid JSON)");
  CHECK(one("Cannot read properties of undefined (reading 'customer_id')") == "Cannot read properties of undefined (reading 'customer_id')");
  CHECK(one("it can't be, and doesn't matter") == "it can't be, and doesn't matter");
  CHECK(one("a\nb\x01" "c") == "a b c");
  CHECK(one("f@https://chat.example/assets/app-1a2b3c4d.js:1:234567") == "f@https://chat.example/assets/app-1a2b3c4d.js:1:234567");
  CHECK(scrubbed("Error: x\n    at f (https://h/assets/index-DkT4.js?v=2:10:54321)", 300, Lines::many) == "Error: x\n    at f (https://h/assets/index-DkT4.js?)");
  CHECK(scrubbed("äöüäöü", 4, Lines::one) == "äöü…");
  CHECK(scrubbed("äöüä", 4, Lines::one) == "äöüä");
}
