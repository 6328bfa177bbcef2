#include <doctest/doctest.h>

#include "gateways/core/entry.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::Town;

namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [n, value] : response.headers)
    if (n == name) return value;
  return {};
}

}  // namespace

TEST_CASE("a path says what can be done with it: to OPTIONS, and to a method that it does not take") {
  Town town{house()};
  const auto id = to_string(uuid7(Time{}, 1, 1));
  for (const auto& [path, allow] : {std::pair<std::string, std::string>{"/auth/signup", "POST, OPTIONS"},
                                    {"/conversations", "POST, GET, HEAD, OPTIONS"},
                                    {"/conversations/" + id, "GET, HEAD, PATCH, OPTIONS"},
                                    {"/widget/wk_x/visitors", "POST, OPTIONS"},
                                    {"/widget/wk_x/messages", "POST, GET, HEAD, OPTIONS"}}) {
    CAPTURE(path);
    const auto asked = town.ask({"OPTIONS", path});
    CHECK(asked.status == 204);
    CHECK(asked.body.empty());
    CHECK(header(asked, "Allow") == allow);
    for (const auto* method : {"PUT", "TRACE"}) {
      const auto refused = town.ask({method, path});
      CHECK(refused.status == 405);
      CHECK(header(refused, "Allow") == allow);
    }
  }
  CHECK(town.ask({"OPTIONS", "/nowhere"}).status == 404);
  CHECK(town.ask({"OPTIONS", "/widget/wk_x/nowhere"}).status == 404);
}

TEST_CASE("a browser's question whether a page may call the widget is answered for every site, and for no other path") {
  Town town{house()};
  const auto preflight = [&](std::string path) {
    return town.ask({.method = "OPTIONS", .path = std::move(path), .headers = {{"origin", "https://shop.example"}, {"access-control-request-method", "POST"}}});
  };
  CHECK(header(preflight("/widget/wk_x/messages"), "Access-Control-Allow-Origin") == "*");
  CHECK(header(preflight("/widget/wk_x/messages"), "Access-Control-Allow-Methods") == "POST, GET, HEAD");
  CHECK(header(preflight("/conversations"), "Access-Control-Allow-Origin").empty());
  CHECK(preflight("/widget/wk_x/nowhere").status == 404);
  CHECK(preflight("/widget/nope/nope").status == 404);
}
