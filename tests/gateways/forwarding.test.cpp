#include <doctest/doctest.h>

#include "gateways/core/entry.hpp"
#include "infra/runtime/house.hpp"
#include "infra/http/server.hpp"
#include "infra/runtime/forwarder.hpp"
#include "tests/support/town.hpp"

#include <future>

using namespace millrace;
using millrace::testing::at;
using namespace std::chrono_literals;

namespace {

Request request_of(const std::vector<std::string>& lines, Request request) {
  request.headers.clear();
  for (const auto& line : lines) request.headers.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 2));
  return request;
}

const Caller zoe{{PrincipalKind::user, *parse_uuid("01900000-0000-7000-8000-0000000000aa")}, *parse_uuid("01900000-0000-7000-8000-0000000000bb"), {}};

Request a_command() {
  return {"POST", "/conversations/a b/assign", {{"x", "1&2"}},
          {{"content-type", "application/json"}, {"idempotency-key", "k-1"}, {"authorization", "Bearer secret"}, {"if-match", "\"v1\""}},
          R"({"member_id":null})", "127.0.0.1"};
}

}  // namespace

TEST_CASE("who has sent a request travels with it, and nothing of it can be changed on the way") {
  testing::Town town{house()};
  const auto& services = town.services();
  const auto sent = a_command();
  const auto lines = headers_to_forward(services, sent, zoe);
  const auto there = request_of(lines, sent);
  CHECK(there.header("authorization") == "");
  CHECK(there.header("idempotency-key") == "k-1");
  CHECK(there.header("if-match") == "\"v1\"");
  const auto caller = forwarded_caller(services, there);
  REQUIRE(caller);
  CHECK(caller->principal == zoe.principal);
  CHECK(caller->session == zoe.session);

  const auto refused = [&](auto change) {
    auto other = there;
    change(other);
    return !forwarded_caller(services, other);
  };
  CHECK(refused([](Request& r) { r.body += " "; }));
  CHECK(refused([](Request& r) { r.path += "s"; }));
  CHECK(refused([](Request& r) { r.query.clear(); }));
  CHECK(refused([](Request& r) { r.method = "PATCH"; }));
  CHECK(refused([](Request& r) { r.headers[2].second = "k-2"; }));
  CHECK(refused([](Request& r) { r.headers.emplace_back("business-id", "x"); }));
  CHECK(refused([](Request& r) { r.headers[0].second[3] ^= 1; }));
  CHECK(refused([](Request& r) { r.headers[0].second[0] = '3'; }));
  CHECK(refused([](Request& r) { r.headers[0].second = ""; }));
  town.pass(std::chrono::minutes{2});
  CHECK_FALSE(forwarded_caller(services, there));
}

TEST_CASE("a passed-on request is answered as if its sender had come here, and a forged one is not") {
  testing::Town town{house()};
  const auto signed_up = town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"});
  const auto token = at(signed_up, "access_token");
  const auto caller = std::get<Caller>(caller_of(town.services(), token));
  const Request founding{"POST", "/businesses", {}, {{"idempotency-key", "f-1"}, {"content-type", "application/json"}}, R"({"name":"Acme"})", ""};
  testing::Town::Ask ask{"POST", "/businesses", R"({"name":"Acme"})", {}, {}, "f-1"};
  const auto line = headers_to_forward(town.services(), founding, caller).at(0);
  ask.headers = {{std::string(forwarded_header), line.substr(line.find(':') + 2)}};
  const auto founded = town.ask(ask);
  CHECK(founded.status == 201);
  const auto again = town.ask({"POST", "/businesses", R"({"name":"Acme"})", token, {}, "f-1"});
  CHECK(again.body == founded.body);
  ask.body = R"({"name":"Evil"})";
  CHECK(town.ask(ask).status == 401);
}

TEST_CASE("the first use of a token tells the process that decides, from wherever it was used, and only while it matters") {
  testing::Town town{house()};
  const auto refresh = [&](const std::string& token) {
    return town.ask({"POST", "/auth/refresh", R"({"refresh_token":")" + token + "\"}"});
  };
  const auto signed_up = town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"});
  const auto first = at(signed_up, "refresh_token");
  const auto successor = refresh(first);
  const auto who = std::get<Services::SignedIn>(town.services().verify_access_token(at(successor, "access_token")));
  REQUIRE(who.refresh == 2);
  const auto tells = [&](std::int64_t n) { return house().first_use(*town.mill().snapshot(), who.session, n); };
  CHECK_FALSE(tells(1));
  CHECK(tells(3));                                       // rows of a process that follows may be behind
  const auto used = tells(2);
  REQUIRE(used);
  CHECK(at(refresh(first), "refresh_token") == at(successor, "refresh_token"));

  testing::Town::Ask ask{used->method, used->path, used->body};
  auto as_sent = *used;
  as_sent.headers.emplace_back("idempotency-key", ask.key = "k-1");
  const auto line = headers_to_forward(town.services(), as_sent, {{PrincipalKind::user, who.account}, who.session, {}}).at(0);
  ask.headers = {{std::string(forwarded_header), line.substr(line.find(':') + 2)}};
  CHECK(town.ask(ask).status == 200);
  CHECK_FALSE(tells(2));
  CHECK(at(refresh(first), "type") == "/problems/auth.token_reused");
}

TEST_CASE("a forwarder carries request and answer as they are, many at once, and says when nobody is there") {
  testing::Town town{house()};
  HttpOptions options;
  options.port = 0;
  HttpServer there{options, [](std::shared_ptr<const Request> r, HttpServer::Reply reply) {
    reply({r->method == "DELETE" ? 404 : 201, {{"ETag", "\"v7\""}, {"Journal-Position", "a.1.2"}}, target_of(*r) + "|" + r->body + "|" + std::string(r->header("idempotency-key")),
           "application/problem+json"});
  }, SocketHandler{}};
  Forwarder forwarder{town.services()};
  const auto carry = [&](const std::string& endpoint, Request request) {
    std::promise<Response> answered;
    forwarder.forward(endpoint, request, zoe, [&](Response r) { answered.set_value(std::move(r)); });
    return answered.get_future().get();
  };
  const auto here = "http://127.0.0.1:" + std::to_string(there.port());
  const auto answer = carry(here, a_command());
  CHECK(answer.status == 201);
  CHECK(answer.content_type == "application/problem+json");
  CHECK(answer.body == R"(/conversations/a%20b/assign?x=1%262|{"member_id":null}|k-1)");
  const auto header = [&](std::string_view name) {
    return std::count_if(answer.headers.begin(), answer.headers.end(), [&](const auto& h) { return h.first == name; });
  };
  CHECK(header("etag") == 1);
  CHECK(header("journal-position") == 1);
  CHECK(header("content-length") + header("date") + header("x-content-type-options") == 0);
  auto other = a_command();
  other.method = "DELETE";
  CHECK(carry(here, other).status == 404);

  std::atomic<int> good = 0;
  std::promise<void> all;
  for (int i = 0; i < 50; ++i)
    forwarder.forward(here, a_command(), zoe, [&](Response r) { if ((good += r.status == 201) == 50) all.set_value(); });
  all.get_future().wait();

  const auto nobody = carry("http://127.0.0.1:1", a_command());
  CHECK(nobody.status == 503);
  CHECK(at(nobody, "type") == "/problems/owner.away");
  CHECK(std::any_of(nobody.headers.begin(), nobody.headers.end(), [](const auto& h) { return h.first == "Retry-After"; }));
}
