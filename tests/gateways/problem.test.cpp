#include "gateways/core/problem.hpp"

#include <doctest/doctest.h>

#include "gateways/core/etag.hpp"

using namespace millrace;

TEST_CASE("a problem document names its type, title, status, detail and the input at fault") {
  constexpr Rule rule{"input.invalid", Kind::invalid, "The input is not valid."};
  const auto r = problem(rule, "two \"fields\" are wrong", {{"/text", "is empty"}, {"/a~1b", "x\ny"}});
  CHECK(r.status == 422);
  CHECK(r.content_type == "application/problem+json");
  CHECK(r.body ==
        R"({"type":"/problems/input.invalid","title":"The input is not valid.","status":422,"detail":"two \"fields\" are wrong",)"
        R"("errors":[{"pointer":"/text","detail":"is empty"},{"pointer":"/a~1b","detail":"x\ny"}]})");
}

TEST_CASE("a rule becomes a problem with the status of its kind, and leaves out what is not there") {
  constexpr Rule rule{"conversation.not_open", Kind::conflict, "The conversation is not open."};
  const auto r = problem(rule);
  CHECK(r.status == 409);
  CHECK(r.body == R"({"type":"/problems/conversation.not_open","title":"The conversation is not open.","status":409})");
}

TEST_CASE("headers and parameters are found by name, the first one counts") {
  Request request;
  request.headers = {{"a", "1"}, {"b", "2"}, {"b", "3"}};
  request.query = {{"limit", "50"}};
  CHECK(request.header("b") == "2");
  CHECK(request.header("c").empty());
  CHECK(request.param("limit") == "50");
  CHECK(request.param("Limit").empty());
}

TEST_CASE("an ETag is the version and nothing but its one spelling is read back") {
  CHECK(etag(17) == "\"v17\"");
  CHECK(version_of("\"v17\"") == 17);
  CHECK(version_of("\"v0\"") == 0);
  CHECK(version_of(etag(9223372036854775807)) == 9223372036854775807);
  CHECK(etag(17, "x.y") == "\"v17.x.y\"");
  CHECK(version_of("\"v17.x.y\"") == 17);
  for (const char* bad : {"", "\"", "\"v\"", "v17", "\"17\"", "W/\"v17\"", "\"v-1\"", "\"v017\"", "\"v1 \"", "\"v9223372036854775808\"", "\"v1", "\"v+1\"", "\"v1.\"", "\"v.x\"", "\"vx.1\""}) {
    CAPTURE(bad);
    CHECK_FALSE(version_of(bad));
  }
}

TEST_CASE("If-Match takes a star or a list of tags; weak and foreign tags never match") {
  CHECK(parse_if_match("*")->matches(3));
  CHECK(parse_if_match("\"v3\"")->matches(3));
  CHECK_FALSE(parse_if_match("\"v3\"")->matches(4));
  CHECK(parse_if_match(" \"abc\" ,\t\"v4\",\"v3\" ")->matches(3));
  CHECK_FALSE(parse_if_match("W/\"v3\"")->matches(3));
  CHECK_FALSE(parse_if_match("\"a,b\"")->any);
  for (const char* bad : {"", "v3", "\"v3", "\"v3\",", ",\"v3\"", "\"v3\" \"v4\"", "*, \"v3\"", "W/", "\"a b\""}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_if_match(bad));
  }
}

TEST_CASE("an Idempotency-Key is taken quoted or bare, and is the same key either way") {
  CHECK(parse_idempotency_key("8e03978e-40d5-43dd-bc93-6894a57f9324") == "8e03978e-40d5-43dd-bc93-6894a57f9324");
  CHECK(parse_idempotency_key(" \"8e03978e-40d5-43dd-bc93-6894a57f9324\" ") == "8e03978e-40d5-43dd-bc93-6894a57f9324");
  CHECK(parse_idempotency_key(R"("a\"b\\c")") == R"(a"b\c)");
  CHECK(parse_idempotency_key(std::string(255, 'k')));
  for (const std::string& bad : {std::string(), std::string("\"\""), std::string(256, 'k'), std::string("a b"), std::string("\"a"), std::string("\"a\" b"),
                                 std::string("\"a\\"), std::string("\"\\n\""), std::string("k\xc3\xa4"), std::string("a\x01"), std::string("\"a b\"")}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_idempotency_key(bad));
  }
}

TEST_CASE("a problem points at the input that a rule calls invalid; other refusals have nothing to point at") {
  const auto pointed = [](std::string_view code, Kind kind, std::string_view pointer = {}) {
    const auto body = problem(Rule{code, kind, "Not so.", {}, pointer}).body;
    const auto at = body.find("\"pointer\":\"");
    return at == body.npos ? std::string("nothing") : body.substr(at + 11, body.find('"', at + 11) - at - 11);
  };
  CHECK(pointed("customer.email_invalid", Kind::invalid) == "/email");
  CHECK(pointed("message.text_invalid", Kind::invalid) == "/text");
  CHECK(pointed("tag.invalid", Kind::invalid, "/tags") == "/tags");
  CHECK(pointed("auth.refresh_token_invalid", Kind::unauthenticated) == "nothing");
  CHECK(pointed("import.empty", Kind::invalid) == "nothing");
}
