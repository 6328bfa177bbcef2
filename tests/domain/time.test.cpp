// Times as people and JSON have them (RFC 3339, UTC, microseconds).
#include "domain/core/time.hpp"

#include <doctest/doctest.h>

using namespace millrace;

TEST_CASE("time: microseconds since 1970 and their RFC 3339 text are one thing") {
  CHECK(to_rfc3339(at_micros(0)) == "1970-01-01T00:00:00.000000Z");
  CHECK(to_rfc3339(at_micros(1'795'282'740'000'123)) == "2026-11-21T17:39:00.000123Z");
  CHECK(to_rfc3339(at_micros(951'868'799'999'999)) == "2000-02-29T23:59:59.999999Z");
  CHECK(to_rfc3339(at_micros(-1)) == "1969-12-31T23:59:59.999999Z");
  CHECK(to_rfc3339(at_micros(253'402'300'799'999'999)) == "9999-12-31T23:59:59.999999Z");
  for (std::int64_t us = -60'000'000'000'000'000; us < 250'000'000'000'000'000; us += 86'399'123'457'913) {
    const auto text = to_rfc3339(at_micros(us));
    REQUIRE(text.size() == 27);
    const auto back = parse_rfc3339(text);
    REQUIRE(back.has_value());
    REQUIRE(micros(*back) == us);
  }
}

TEST_CASE("time: what no four digits can name still has the form of a time") {
  CHECK(to_rfc3339(at_micros(std::int64_t{400'000'000'000'000'000})).size() == 27);
  CHECK(to_rfc3339(at_micros(std::int64_t{-100'000'000'000'000'000})).size() == 27);
}
