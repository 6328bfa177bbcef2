// How many requests each may make, over a whole server without sockets: whoever asks too much waits, says so in the same words, and nobody else does.
#include "gateways/core/quotas.hpp"

#include <doctest/doctest.h>

#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;
using namespace std::chrono_literals;

namespace {

std::string header_of(const Response& response, std::string_view wanted) {
  for (const auto& [name, value] : response.headers)
    if (name == wanted) return value;
  return {};
}

}  // namespace

TEST_CASE("a person asks as often as the house allows, hears how they stand, and then when to come again") {
  Shop shop{QuotaOptions{10, 0, 0}};
  shop.pass(2min);
  const auto eve = shop.person("eve");
  for (int left = 9; left >= 0; --left) {
    const auto me = shop.get("/auth/me", eve);
    CHECK(me.status == 200);
    CHECK(header_of(me, "RateLimit-Policy") == "\"person\";q=10;w=60");
    CHECK(header_of(me, "RateLimit") == "\"person\";r=" + std::to_string(left) + ";t=" + std::to_string((10 - left) * 6));
  }
  const auto refused = shop.get("/auth/me", eve);
  CHECK(refused.status == 429);
  CHECK(at(refused, "type") == "/problems/limit.rate");
  CHECK(header_of(refused, "Retry-After") == "6");
  CHECK(header_of(refused, "RateLimit") == "\"person\";r=0;t=60");
  CHECK(shop.get("/auth/me", shop.olga).status == 200);
  CHECK(header_of(shop.get("/businesses", eve), "RateLimit") == "\"person\";r=9;t=6");      // of each route
  shop.pass(6s);
  CHECK(shop.get("/auth/me", eve).status == 200);
  CHECK(shop.get("/auth/me", eve).status == 429);
}

TEST_CASE("an API key has a limit of its own, or the house's; its business has one for all, and visitors take nothing of it") {
  Shop shop{QuotaOptions{10, 20, 0}};
  shop.pass(2min);
  const auto made = shop.post("/api-keys", R"({"name":"Sync","scopes":["customers_view"],"per_minute":3})", shop.olga);
  REQUIRE_MESSAGE(made.status == 201, made.body);
  shop.pass(2min);
  const auto ask = [&] { return shop.Town::ask({"GET", "/customers/" + at(made, "id"), {}, at(made, "key")}); };
  CHECK(ask().status == 404);
  CHECK(ask().status == 404);
  std::string policy;
  for (int n = 0; n < 3; ++n) policy = header_of(ask(), "RateLimit-Policy");
  CHECK(policy == "\"key\";q=3;w=60, \"business\";q=20;w=60");
  CHECK(ask().status == 429);
  CHECK(shop.get("/businesses/" + shop.business, shop.olga).status == 200);

  shop.pass(2min);
  const auto ann = shop.joined("ann", "agent"), bob = shop.joined("bob", "agent");
  shop.pass(2min);
  for (int n = 0; n < 10; ++n) CHECK(shop.get("/businesses/" + shop.business, ann.token).status == 200);
  for (int n = 0; n < 10; ++n) CHECK(shop.get("/businesses/" + shop.business, bob.token).status == 200);
  const auto refused = shop.get("/businesses/" + shop.business, shop.olga);
  CHECK(refused.status == 429);
  CHECK(header_of(refused, "RateLimit") == "\"person\";r=10;t=0, \"business\";r=0;t=60");    // it has cost her nothing
  const auto zoe = shop.visitor();
  CHECK(shop.writes(zoe, "hello").status == 201);
}

TEST_CASE("an address is bounded before anybody knows who asks there, and wrong tokens count") {
  Shop shop{QuotaOptions{0, 0, 30}};
  shop.pass(2min);
  const auto guess = [&](std::string from) { return shop.Town::ask({"GET", "/auth/me", {}, "mr_live_nonsense", {}, {}, {}, {}, std::move(from)}); };
  for (int n = 0; n < 30; ++n) CHECK(guess("192.0.2.9").status == 401);
  const auto refused = guess("192.0.2.9");
  CHECK(refused.status == 429);
  CHECK(header_of(refused, "Retry-After") == "2");
  CHECK(header_of(refused, "RateLimit-Policy") == "\"address\";q=30;w=60");
  CHECK(guess("192.0.2.10").status == 401);
}
