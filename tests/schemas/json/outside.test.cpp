// What comes from outside: members, each once, and their bounds.
#include <doctest/doctest.h>

#include "schemas/json/codec.hpp"
#include "schemas/json/schema.hpp"

using namespace millrace;

namespace {

struct Leaf {
  static constexpr Bounded bounds[] = {{"key", {1, 5}}, {"said", {1, 10}, By::rule}};
  std::string key;
  Time at{};
  std::optional<std::string> said;
};
BOOST_DESCRIBE_STRUCT(Leaf, (), (key, at, said))

struct Tree {
  static constexpr Bounded bounds[] = {{"leaves", {0, 2}}, {"tags", {0, 3}, By::edge, Bound{1, 4}}};
  Uuid id;
  std::vector<Leaf> leaves;
  std::vector<std::string> tags;
  std::optional<std::int64_t> n;
  std::optional<Personal<std::string>> text;
};
BOOST_DESCRIBE_STRUCT(Tree, (), (id, leaves, tags, n, text))

std::vector<std::string> wrong(const std::string& json, const std::vector<std::string_view>& also = {}) {
  const Document document{json};
  REQUIRE(document.fault() == Document::Fault::none);
  Tree tree;
  const Outside outside{.members = true, .also = also};
  std::vector<std::string> all;
  for (const auto& e : decode(shape_of<Tree>(), document.root(), &tree, nullptr, {"id"}, &outside).errors) all.push_back(e.pointer + " " + e.detail);
  return all;
}
std::string tree(const std::string& more) { return R"({"leaves":[],"tags":[])" + more + "}"; }
using Wrong = std::vector<std::string>;

}  // namespace

TEST_CASE("a member that an ask does not know is named by its pointer, wherever it stands") {
  CHECK(wrong(tree("")).empty());
  CHECK(wrong(tree(R"(,"x":1)")) == Wrong{"/x is not known here"});
  CHECK(wrong(tree(R"(,"id":"018f0000-0000-7000-8000-000000000000")")) == Wrong{"/id is not known here"});
  CHECK(wrong(tree(R"(,"a/b~c":1)")) == Wrong{"/a~1b~0c is not known here"});
  CHECK(wrong(tree(R"(,"password":1)"), {"password"}).empty());
  CHECK(wrong(R"({"tags":[],"leaves":[{"key":"a","at":"2026-01-01T00:00:00Z","who":{"x":[]}}]})") == Wrong{"/leaves/0/who is not known here"});
  const auto long_name = wrong(tree(",\"" + std::string(5'000, 'x') + "\":1"));
  REQUIRE(long_name.size() == 1);
  CHECK(long_name[0].size() < 200);
}
TEST_CASE("a member that comes twice is refused, whichever of them would have counted") {
  CHECK(wrong(tree(R"(,"n":1,"n":1)")) == Wrong{"/n comes twice"});
  CHECK(wrong(R"({"tags":[],"leaves":[{"key":"a","key":"b","at":"2026-01-01T00:00:00Z"}]})") == Wrong{"/leaves/0/key comes twice"});
}
TEST_CASE("values beyond their bounds are refused where they stand, a field's own before that of its kind") {
  const auto leaf = [](const std::string& key, const std::string& at, const std::string& more = "") {
    return R"({"tags":[],"leaves":[{"key":")" + key + R"(","at":")" + at + "\"" + more + "}]}";
  };
  CHECK(wrong(leaf("aaaaa", "0001-01-01T00:00:00Z")).empty());
  CHECK(wrong(leaf("äöüßé", "9999-12-31T23:59:59.999999Z")).empty());          // characters, not bytes
  CHECK(wrong(leaf("aaaaaa", "2026-01-01T00:00:00Z")) == Wrong{"/leaves/0/key has 1 to 5 characters"});
  CHECK(wrong(leaf("", "2026-01-01T00:00:00Z")).size() == 1);
  for (const auto* at : {"0000-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) CHECK_MESSAGE(wrong(leaf("a", at)).size() == 1, at);
  CHECK(wrong(leaf("a", "2026-01-01T00:00:00Z", R"(,"said":"much more than ten characters")")).empty());   // a rule says so
  CHECK(wrong(tree(R"(,"n":9007199254740991)")).empty());
  CHECK(wrong(tree(R"(,"n":9007199254740992)")) == Wrong{"/n must be from -9007199254740991 to 9007199254740991"});
  CHECK(wrong(tree(R"(,"n":-9223372036854775808)")).size() == 1);
  CHECK(wrong(tree(R"(,"n":1.5)")).size() == 1);
  CHECK(wrong(R"({"leaves":[],"tags":["a","b","c","d"]})") == Wrong{"/tags has 0 to 3 elements"});
  CHECK(wrong(R"({"leaves":[],"tags":["longer than its rule says"]})").empty());
  CHECK(wrong(tree(",\"text\":\"" + std::string(20'000, 'x') + "\"")).empty());
  CHECK(wrong(tree(",\"text\":\"" + std::string(20'001, 'x') + "\"")) == Wrong{"/text has 0 to 20000 characters"});
}
TEST_CASE("people write strings: text as the journal and the stores have it is not taken from outside") {
  CHECK(wrong(tree(R"(,"text":{"subject_id":"018f0000-0000-7000-8000-000000000000","text":"x"})")) == Wrong{"/text must be a string"});
}
TEST_CASE("what this house has written itself is read as it is, whatever a release of today would take") {
  const auto json = R"({"id":"018f0000-0000-7000-8000-000000000000","leaves":[{"key":"longer than five","at":"0000-01-01T00:00:00Z","said":null}],)"
                    R"("tags":["1","2","3","4"],"n":-9223372036854775808,"text":null,"of a later release":1})";
  CHECK_NOTHROW(from_json<Tree>(json));
}
TEST_CASE("the schema of a request shows every bound, and that nothing else is taken; other schemas do not") {
  const auto schema = json_schema(shape_of<Tree>(), Texts::asked, {"id"});
  for (const auto* part : {R"("key":{"type":"string","minLength":1,"maxLength":5})", R"("said":{"type":["string","null"],"minLength":1,"maxLength":10})",
                           R"("formatMinimum":"0001-01-01T00:00:00.000000Z")", R"("minItems":0,"maxItems":2)", R"("maxItems":3,"items":{"type":"string","minLength":1,"maxLength":4})",
                           R"("minimum":-9007199254740991)", R"("maxLength":20000)", R"("additionalProperties":false)"})
    CHECK_MESSAGE(schema.find(part) != std::string::npos, part << " in " << schema);
  for (const auto texts : {Texts::sealed, Texts::plain, Texts::shown}) CHECK(json_schema(shape_of<Tree>(), texts).find("max") == std::string::npos);
}
TEST_CASE("a body is nested at most 64 levels deep") {
  CHECK(Document{std::string(63, '[') + std::string(63, ']')}.fault() == Document::Fault::none);
  CHECK(Document{std::string(65, '[') + std::string(65, ']')}.fault() == Document::Fault::malformed);
  CHECK(Document{std::string(100'000, '[')}.fault() == Document::Fault::malformed);
}
