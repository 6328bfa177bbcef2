#include <doctest/doctest.h>

#include "schemas/text/trace_context.hpp"

using namespace millrace;

TEST_CASE("traceparent: the example of the recommendation, there and back") {
  const std::string text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto context = parse_traceparent(text);
  REQUIRE(context);
  CHECK(trace_id(context->trace) == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(context->span == 0x00f067aa0ba902b7);
  CHECK(context->sampled);
  CHECK(traceparent(*context) == text);
  const auto kept_by_nobody = parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  REQUIRE(kept_by_nobody);
  CHECK_FALSE(kept_by_nobody->sampled);
}

TEST_CASE("traceparent: what W3C's own test suite has refused begins a trace anew") {
  // https://github.com/w3c/trace-context: test/test.py
  for (const auto* text : {"", "00-", "00-12345678901234567890123456789012-1234567890123456", "00-12345678901234567890123456789012-1234567890123456-1",
                           "00-12345678901234567890123456789012-1234567890123456-01.", "00-12345678901234567890123456789012-1234567890123456-01-what",
                           "ff-12345678901234567890123456789012-1234567890123456-01", ".0-12345678901234567890123456789012-1234567890123456-01",
                           "0.-12345678901234567890123456789012-1234567890123456-01", "000-12345678901234567890123456789012-1234567890123456-01",
                           "00-00000000000000000000000000000000-1234567890123456-01", "00-12345678901234567890123456789012-0000000000000000-01",
                           "00-.2345678901234567890123456789012-1234567890123456-01", "00-1234567890123456789012345678901.-1234567890123456-01",
                           "00-12345678901234567890123456789012-.234567890123456-01", "00-12345678901234567890123456789012-123456789012345.-01",
                           "00-12345678901234567890123456789012-1234567890123456-.0", "00-12345678901234567890123456789012-1234567890123456-0.",
                           "00-ABCDEF78901234567890123456789012-1234567890123456-01", "00-12345678901234567890123456789012-ABCDEF7890123456-01",
                           "cc-12345678901234567890123456789012-1234567890123456-01.what-the-future-will-be-like", "00 12345678901234567890123456789012-1234567890123456-01"})
    CHECK_MESSAGE(!parse_traceparent(text), text);
}

TEST_CASE("traceparent: of a later version the parts that are known are read") {
  for (const auto* text : {"cc-12345678901234567890123456789012-1234567890123456-01", "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like"}) {
    const auto context = parse_traceparent(text);
    REQUIRE(context);
    CHECK(trace_id(context->trace) == "12345678901234567890123456789012");
  }
}
