#include "projections/core/quarter.hpp"

#include <doctest/doctest.h>

using namespace millrace;

namespace {
Time at(const char* text) { return *parse_rfc3339(text); }
}  // namespace

TEST_CASE("a quarter begins with its first microsecond, before 1970 as well as after") {
  const std::vector<std::pair<const char*, std::string>> known{
      {"1970-01-01T00:00:00Z", "1970q1"}, {"2026-03-31T23:59:59.999999Z", "2026q1"}, {"2026-04-01T00:00:00Z", "2026q2"},
      {"2026-11-29T02:00:00Z", "2026q4"}, {"1969-12-31T23:59:59.999999Z", "1969q4"}, {"1900-01-01T00:00:00Z", "1900q1"}};
  for (const auto& [text, name] : known) {
    CAPTURE(text);
    const auto q = quarter_of(at(text));
    CHECK(quarter_name(q) == name);
    CHECK(begin_of(q) <= at(text));
    CHECK(at(text) < begin_of(q + 1));
    CHECK(quarter_of(begin_of(q)) == q);
  }
}

TEST_CASE("a key's quarter is that of the time in its UUIDv7, and its bounds are bounds of the bytes") {
  for (const auto* text : {"2026-01-01T00:00:00Z", "2026-03-31T23:59:59.999Z", "2024-07-15T12:00:00Z"}) {
    CAPTURE(text);
    const Key low{uuid7(at(text), 0, 0)}, high{uuid7(at(text), 0xfff, ~std::uint64_t{0})};
    const auto q = quarter_of(at(text));
    CHECK(quarter_of(low) == q);
    CHECK(quarter_of(high) == q);
    CHECK(first_key_of(q) <= low.bytes);
    CHECK(high.bytes < first_key_of(q + 1));
  }
}

TEST_CASE("what is no UUIDv7, or of no time that anybody knows, has no quarter") {
  auto random = uuid7(at("2026-01-01T00:00:00Z"), 0, 0);
  random.bytes[6] = 0x40;
  CHECK_FALSE(quarter_of(Key{random}));
  CHECK_FALSE(quarter_of(Key{std::string("tag")}));
  CHECK_FALSE(quarter_of(Key{std::string(32, 'x')}));
  Uuid far;
  far.bytes.fill(0xff);
  far.bytes[6] = 0x7f;
  CHECK_FALSE(quarter_of(Key{far}));
}
