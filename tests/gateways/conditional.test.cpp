#include "gateways/core/conditional.hpp"

#include <doctest/doctest.h>

#include "gateways/core/etag.hpp"

using namespace millrace;

namespace {

const Time noon = at_micros(1'795'000'000'000'000);

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers)
    if (header == name) return value;
  return {};
}
Response resource_at(std::int64_t version, std::string body) { return {200, {{"ETag", etag(version)}}, std::move(body)}; }
Request having(std::vector<std::string> tags) {
  Request request;
  for (auto& tag : tags) request.headers.emplace_back("if-none-match", std::move(tag));
  return request;
}
std::string tag_of(Response response, Time now = noon) { return header_of(validated(std::move(response), {}, now), "ETag"); }
int status_of(Response response, std::vector<std::string> tags) { return validated(std::move(response), having(std::move(tags)), noon).status; }

// {"text":"hi","offset":7}, of which the offset moves.
Response going_on_at(int offset) {
  auto response = resource_at(3, R"({"text":"hi","offset":)" + std::to_string(offset) + '}');
  response.offset = {22, response.body.size() - 23};
  return response;
}

}  // namespace

TEST_CASE("a resource's tag holds the version that If-Match takes, and changes with anything that is shown") {
  const auto tag = tag_of(resource_at(3, R"({"name":"Zoe"})"));
  CHECK(version_of(tag) == 3);
  CHECK(parse_if_match(tag)->matches(3));
  CHECK(tag == tag_of(resource_at(3, R"({"name":"Zoe"})")));
  CHECK(tag != tag_of(resource_at(3, R"({"name":"Ann"})")));               // joined when it was read
  CHECK(tag != tag_of(resource_at(4, R"({"name":"Zoe"})")));
}

TEST_CASE("a list's tag is weak, and changes with the items and with the way on") {
  const Response page{200, {}, R"({"items":[]})"};
  const auto tag = tag_of(page);
  CHECK(tag.starts_with("W/\""));
  CHECK_FALSE(version_of(tag));
  CHECK(tag != tag_of({200, {}, R"({"items":[1]})"}));
  CHECK(tag != tag_of({200, {{"Link", "<?cursor=x>; rel=\"next\""}}, R"({"items":[]})"}));
}

TEST_CASE("what is there already is answered 304, without a body, with the headers of the 200") {
  const auto first = validated(resource_at(3, "{}"), {}, noon);
  CHECK(first.status == 200);
  CHECK(first.body == "{}");
  CHECK(header_of(first, "Cache-Control") == "private, no-cache");
  CHECK(header_of(first, "Vary") == "Authorization, Cookie, Business-Id");
  const auto again = validated(resource_at(3, "{}"), having({header_of(first, "ETag")}), noon);
  CHECK(again.status == 304);
  CHECK(again.body.empty());
  for (const auto* name : {"ETag", "Cache-Control", "Vary"}) CHECK(header_of(again, name) == header_of(first, name));
}

TEST_CASE("If-None-Match takes a star, lists and several fields, and compares weakly") {
  const auto strong = tag_of(resource_at(3, "{}"));
  const Response page{200, {}, "[]"};
  const auto weak = tag_of(page);
  CHECK(status_of(resource_at(3, "{}"), {"*"}) == 304);
  CHECK(status_of(resource_at(3, "{}"), {"W/" + strong}) == 304);
  CHECK(status_of(page, {weak}) == 304);
  CHECK(status_of(page, {weak.substr(2)}) == 304);
  CHECK(status_of(page, {" \"a,b\" ,\tW/\"c\"," + weak + " "}) == 304);
  CHECK(status_of(page, {", ,\"a\",, " + weak}) == 304);
  CHECK(status_of(page, {std::string("\"a\""), weak}) == 304);
  CHECK(status_of(page, {"\"a\", W/\"b\""}) == 200);
  CHECK(status_of(resource_at(3, "{}"), {"\"v3\""}) == 200);               // a version alone tells nothing of what was shown
}

TEST_CASE("a malformed If-None-Match is as none") {
  const Response page{200, {}, "[]"};
  const auto tag = tag_of(page);
  const std::vector<std::string> malformed{"", tag.substr(3), "w/" + tag.substr(2), tag.substr(0, tag.size() - 1), "\"a\" " + tag, "*, " + tag, ",*", ","};
  for (const auto& bad : malformed) {
    CAPTURE(bad);
    CHECK(status_of(page, {bad}) == 200);
  }
}

TEST_CASE("where a snapshot goes on is no part of its tag, but for a day at most") {
  CHECK(going_on_at(7).body.substr(going_on_at(7).offset.at, going_on_at(7).offset.size) == "7");
  CHECK(tag_of(going_on_at(7)) == tag_of(going_on_at(4711)));
  CHECK(tag_of(going_on_at(7)) != tag_of(going_on_at(7), noon + std::chrono::days{1}));
  CHECK(tag_of(resource_at(3, "{}")) == tag_of(resource_at(3, "{}"), noon + std::chrono::days{1}));
}

TEST_CASE("a refusal, and what says about caches itself, stay as they are") {
  const Response refused{404, {}, "{}"}, own{200, {{"Cache-Control", "no-store"}}, "{}"};
  for (const auto& response : {refused, own}) {
    const auto after = validated(response, having({"*"}), noon);
    CHECK(after.status == response.status);
    CHECK(after.headers == response.headers);
    CHECK(after.body == response.body);
  }
}
