#include "gateways/core/search.hpp"

#include <doctest/doctest.h>

#include "infra/runtime/house.hpp"
#include "projections/core/search.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

// What lists answer is made up here; that they answer so, system/21-search sees.
struct Asked {
  Asked() {
    auto request = std::make_shared<Request>();
    request->method = "GET";
    request->path = "/search";
    request->query = {{"q", "zoë & co"}};
    call.request = request;
    call.tenant = *parse_uuid(shop.business);
    lists = std::get<std::vector<Arrived>>(lists_to_search({&route, call}, all.routes));
  }
  std::size_t of(const std::string& pattern) const {
    for (std::size_t n = 0; n < lists.size(); ++n)
      if (lists[n].route->pattern == pattern) return n;
    FAIL(pattern);
    return 0;
  }
  std::vector<Response> answers() const {
    return std::vector<Response>(lists.size(), Response{200, {{"Journal-Position", "a.1.12"}}, R"({"items":[],"next_cursor":null})"});
  }

  const House all = house();
  Shop shop;
  Call call{shop.services(), nullptr};
  Route route = search("/search", Scope::business);
  std::vector<Arrived> lists;
};

}  // namespace

TEST_CASE("search: every list that can be searched is asked for a few, with the question as it is") {
  Asked asked;
  for (const auto* pattern : {"/conversations", "/messages", "/customers", "/tickets", "/businesses/{business_id}/team"}) {
    const auto& list = asked.lists[asked.of(pattern)].call;
    CHECK(list.request->param("q") == "zoë & co");
    CHECK(list.request->param("limit") == "5");
  }
  CHECK(asked.lists.size() == 5);
  CHECK(asked.lists[asked.of("/businesses/{business_id}/team")].call.request->path == "/businesses/" + asked.shop.business + "/team");
}

TEST_CASE("search: a group has its items, whether there are more, and where; of what may not be seen there is none") {
  Asked asked;
  auto answers = asked.answers();
  answers[asked.of("/customers")].body = R"({"items":[{"id":"c1"}],"next_cursor":"on","live":{}})";
  answers[asked.of("/messages")] = {403, {}, "{}"};
  answers[asked.of("/tickets")].headers = {{"Journal-Position", "a.1.9"}};
  const auto found = millrace::found(asked.call, asked.lists, answers);
  CHECK(found.status == 200);
  CHECK(says(found, R"({"name":"customers","href":"/customers?q=zo%C3%AB%20%26%20co","items":[{"id":"c1"}],"more":true})"));
  CHECK(says(found, R"("name":"conversations")"));
  CHECK_FALSE(says(found, R"("name":"messages")"));
  CHECK(found.headers == std::vector<std::pair<std::string, std::string>>{{"Journal-Position", "a.1.9"}});
}

TEST_CASE("search: what one list cannot answer just now is no empty group") {
  Asked asked;
  auto answers = asked.answers();
  answers[asked.of("/tickets")] = {503, {{"Retry-After", "5"}}, R"({"type":"/problems/postgres.away"})"};
  const auto found = millrace::found(asked.call, asked.lists, answers);
  CHECK(found.status == 503);
  CHECK(says(found, "postgres.away"));
}

TEST_CASE("search: it wants a question, of members, and a server with lists") {
  Shop shop;
  const auto ask = [&](const std::string& token, std::vector<std::pair<std::string, std::string>> query) {
    return shop.ask({"GET", "/search", {}, token, shop.business, {}, std::move(query)});
  };
  for (const auto& query : std::vector<std::vector<std::pair<std::string, std::string>>>{{}, {{"q", ""}}, {{"q", "x"}, {"limit", "9"}}, {{"q", "x"}, {"status", "open"}}})
    CHECK(ask(shop.olga, query).status == 400);
  CHECK(ask(shop.person("stranger"), {{"q", "x"}}).status == 404);
  const auto away = ask(shop.olga, {{"q", "zoe"}});
  CHECK(away.status == 503);
  CHECK(at(away, "type") == "/problems/postgres.not_configured");
}

TEST_CASE("search: the team is found by how names and addresses begin") {
  Shop shop;
  shop.joined("ann", "agent");
  shop.joined("bo", "agent");
  const auto found = [&](const std::string& q) {
    const auto page = shop.ask({"GET", "/businesses/" + shop.business + "/team", {}, shop.olga, shop.business, {}, {{"q", q}}});
    REQUIRE(page.status == 200);
    std::string names;
    for (const auto* name : {"olga", "ann", "bo"})
      if (says(page, "\"name\":\"" + std::string(name) + "\"")) (names += names.empty() ? "" : " ") += name;
    return names;
  };
  CHECK(found("AN") == "ann");
  CHECK(found("an example") == "ann");
  CHECK(found("bo@exam") == "bo");
  CHECK(found("example") == "olga ann bo");
  CHECK(found("") == "olga ann bo");
  CHECK(found("nn") == "");
  CHECK(found("ann bo") == "");
  const auto refused = [&](std::vector<std::pair<std::string, std::string>> query) {
    return shop.ask({"GET", "/businesses/" + shop.business + "/team", {}, shop.olga, shop.business, {}, std::move(query)}).status;
  };
  CHECK(refused({{"q", "?!"}}) == 400);
  CHECK(refused({{"q", "ann"}, {"sort", "name"}}) == 400);
  CHECK(refused({{"count", "true"}}) == 400);
  const auto one = shop.ask({"GET", "/businesses/" + shop.business + "/team", {}, shop.olga, shop.business, {}, {{"q", "example"}, {"limit", "2"}}});
  const auto rest = shop.ask({"GET", "/businesses/" + shop.business + "/team", {}, shop.olga, shop.business, {}, {{"q", "example"}, {"limit", "2"}, {"cursor", at(one, "next_cursor")}}});
  CHECK(says(one, "\"name\":\"ann\""));
  CHECK_FALSE(says(one, "\"name\":\"bo\""));
  CHECK(says(rest, "\"name\":\"bo\""));
  CHECK(says(rest, "\"next_cursor\":null"));
}

TEST_CASE("search: words begin words, whatever their accents and case, and stand anywhere where no spaces are") {
  const std::vector<std::string> texts{"Łukasz Żółć", "山田太郎", "anna.meier@bücher.example"};
  for (const auto* q : {"lukasz", "ZOL luk", "山田", "太郎", "anna mei", "meier@bucher", "ex", "l"}) CHECK_MESSAGE(begins_words(q, texts), q);
  for (const auto* q : {"ukasz", "lukasz zoe", "田郎", "eier"}) CHECK_MESSAGE(!begins_words(q, texts), q);
  CHECK_FALSE(begins_words("x", {}));
}
