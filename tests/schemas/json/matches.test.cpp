// Digests that lookups compare: computed when text comes in or is opened, but not of what none of them compares.
#include <doctest/doctest.h>

#include "schemas/json/codec.hpp"
#include "tests/support/memory_vault.hpp"

using namespace millrace;

namespace {

struct Letter {
  static constexpr std::string_view never_compared[] = {"text"};
  Personal<std::string> from;
  Personal<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Letter, (), (from, text))

const Outside outside{};

Letter decoded(const std::string& json, const Sealing& sealing, const Outside* from) {
  const Document document{json};
  Letter letter{};
  CHECK(decode(shape_of<Letter>(), document.root(), &letter, &sealing, {}, from).ok());
  return letter;
}

}  // namespace

TEST_CASE("a match is computed of text that comes in and of text that is opened, but not where its struct says that nobody compares it") {
  MemoryVault vault;
  const auto key = vault.fresh_key().value();
  const Sealing sealing{vault, {}, {}, "letter.v1", [&](const Uuid&) { return key; }};
  const auto came = decoded(R"({"from":"Zoe","text":"hello"})", sealing, &outside);
  CHECK(came.from.match == match_of(vault, "Zoe"));
  CHECK(came.text.match.nil());
  std::string sealed;
  JsonWriter writer{sealed};
  encode(shape_of<Letter>(), &came, writer, &sealing);
  const auto opened = decoded(sealed, sealing, nullptr);
  CHECK(opened.text.value == "hello");
  CHECK(opened.from.match == came.from.match);
  CHECK(opened.text.match.nil());
}
