// Filters and paths of SCIM as RFC 7644 (§3.4.2.2, figure 1 and 2; §3.5.2) has them, its own examples among them.
#include <doctest/doctest.h>

#include <map>

#include "gateways/identity/scim_filter.hpp"

using namespace millrace::scim;

namespace {

const std::map<std::string, Values> barbara{{"username", {{std::string("bjensen")}}}, {"name.familyname", {{std::string("O'Malley")}}},
                                            {"title", {{std::string("Boss")}}}, {"emails", {{std::string("babs@example.com"), std::string("b@jensen.org")}}},
                                            {"emails.value", {{std::string("babs@example.com"), std::string("b@jensen.org")}}}, {"emails.type", {{std::string("work")}}},
                                            {"active", {{true}}}, {"externalid", {{std::string("E-1")}, true}}, {"age", {{41.0}}},
                                            {"meta.lastmodified", {{std::string("2011-05-13T04:42:34Z")}}}};

bool holds(std::string_view text) {
  const auto filter = parse_filter(text);
  REQUIRE_MESSAGE(filter, text);
  return matches(*filter, [](const std::string& name) {
    const auto found = barbara.find(name);
    return found == barbara.end() ? Values{} : found->second;
  });
}
std::string again(std::string_view what, std::size_t times) {
  std::string all;
  for (std::size_t n = 0; n < times; ++n) all += what;
  return all;
}

}  // namespace

TEST_CASE("the examples of RFC 7644 hold of whom they are about") {
  for (const auto* text : {R"(userName eq "bjensen")", R"(name.familyName co "O'Malley")", R"(userName sw "B")", R"(urn:ietf:params:scim:schemas:core:2.0:User:userName sw "b")", "title pr",
                           R"(meta.lastModified gt "2011-05-13T04:42:33Z")", R"(meta.lastModified ge "2011-05-13T04:42:34Z")", R"(meta.lastModified lt "2012-05-13T04:42:34Z")",
                           R"(meta.lastModified le "2011-05-13T04:42:34Z")", R"(title pr or userType eq "Intern")", R"(title pr and active eq true)",
                           R"(title pr and (emails co "example.com" or emails.value co "example.org"))", R"(emails[type eq "work" and value co "@example.com"])",
                           R"(not (userType eq "Employee") and userName eq "BJENSEN")", R"(userType ne "Employee" and not (emails co "example.edu"))"})
    CHECK_MESSAGE(holds(text), text);
  for (const auto* text : {R"(userName eq "jensen")", R"(title pr and userType eq "Intern")", R"(not (title pr))", R"(active eq false)", R"(userType eq "Employee")", "userType pr",
                           R"(emails[type eq "home" and value co "@example.com"])", R"(userName ne "bjensen")", R"(emails ne "b@jensen.org")"})
    CHECK_MESSAGE(!holds(text), text);
}

TEST_CASE("`and` binds closer than `or`, and a bracket closer than both") {
  CHECK(holds(R"(title pr or title pr and active eq false)"));
  CHECK(!holds(R"((title pr or title pr) and active eq false)"));
  CHECK(holds(R"(active eq false and title pr or title pr)"));
}

TEST_CASE("words are of any case; texts are, unless their case matters") {
  CHECK(holds(R"(USERNAME EQ "BJensen" AND Active Eq True)"));
  CHECK(holds(R"(active eq "True")"));
  CHECK(holds(R"(externalId eq "E-1")"));
  CHECK(!holds(R"(externalId eq "e-1")"));
}

TEST_CASE("what is compared is JSON: escapes, numbers, null") {
  CHECK(holds(R"(name.familyName eq "O\u0027Malley")"));
  CHECK(!holds(R"(title eq "a \"quoted\" ] ) word")"));
  CHECK(holds("age gt 40.5 and age le 41"));
  CHECK(holds("userType eq null"));
  CHECK(holds("title ne null"));
  CHECK(!holds("title eq null"));
  CHECK(!holds(R"(age eq "41")"));
}

TEST_CASE("what is no filter is none") {
  for (const auto* text : {"", " ", "userName", "userName eq", R"(eq "a")", R"(userName eq 'a')", R"(userName like "a")", R"(userName eq "a" and)", R"(userName eq "a" or or title pr)",
                           R"((userName eq "a")", R"(userName eq "a"))", R"(userName eq "a" title pr)", R"(not userName eq "a")", R"(emails[type eq "work")", R"(emails[type[value pr]])", "emails[]",
                           R"(userName eq "a)", R"(userName eq "\ud800")", "userName eq tru", R"(.a pr)", R"(a. pr)", R"(userName eq {"a":1})", R"(userName eq ["a"])", "()"})
    CHECK_MESSAGE(!parse_filter(text), text);
}

TEST_CASE("a filter is bounded in length, in depth and in terms") {
  CHECK(parse_filter(again("(", filter_depth_at_most - 1) + "title pr" + again(")", filter_depth_at_most - 1)));
  CHECK(!parse_filter(again("(", filter_depth_at_most + 1) + "title pr" + again(")", filter_depth_at_most + 1)));
  CHECK(parse_filter("title pr" + again(" or title pr", filter_terms_at_most - 1)));
  CHECK(!parse_filter("title pr" + again(" or title pr", filter_terms_at_most)));
  const auto long_one = [](std::size_t bytes) { return "title eq \"" + std::string(bytes - 11, 'x') + '"'; };
  CHECK(parse_filter(long_one(filter_bytes_at_most)));
  CHECK(!parse_filter(long_one(filter_bytes_at_most + 1)));
  CHECK(!parse_filter(again("(", filter_bytes_at_most)));
}

TEST_CASE("a filter says what it asks for") {
  const auto filter = parse_filter(R"(emails[type eq "work"] or not (name.givenName pr))");
  REQUIRE(filter);
  CHECK(attributes_of(*filter) == std::vector<std::string>{"emails.type", "name.givenname"});
}

TEST_CASE("a path names an attribute, perhaps a part of those of its values that are meant") {
  const auto plain = parse_path("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName");
  REQUIRE(plain);
  CHECK(plain->attribute == "name.familyname");
  CHECK(!plain->where);
  const auto chosen = parse_path(R"(emails[type eq "work" and value ew "example.com"].value)");
  REQUIRE(chosen);
  CHECK(chosen->attribute == "emails");
  CHECK(chosen->part == "value");
  REQUIRE(chosen->where);
  CHECK(attributes_of(*chosen->where) == std::vector<std::string>{"type", "value"});
  for (const auto* text : {"", " ", "a b", "emails[", "emails[]", "emails[type eq]", R"(emails[type eq "work"].)", R"(emails[type eq "work"]x)", "a[b pr][c pr]", ".value"}) CHECK_MESSAGE(!parse_path(text), text);
}
