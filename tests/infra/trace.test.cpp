#include <doctest/doctest.h>

#include "infra/runtime/trace.hpp"

using namespace millrace;

TEST_CASE("trace: a hop is in the metrics under its name, and in no more than a tenth too high") {
  Metrics metrics{""};
  const Trace trace{metrics};
  trace.held(std::chrono::milliseconds{5});
  const auto text = metrics.text();
  CHECK(text.find("millrace_command_hop_seconds_count{hop=\"held\"} 1\n") != text.npos);
  CHECK(text.find("millrace_command_hop_seconds_count{hop=\"whole\"} 0\n") != text.npos);
  double most = 0;                                       // of the first bucket that holds it
  for (auto at = text.find("_bucket{hop=\"held\",le=\""); at != text.npos && most == 0; at = text.find("_bucket{hop=\"held\",le=\"", at + 1)) {
    const auto bound = text.find("le=\"", at) + 4, count = text.find("} ", at) + 2;
    if (std::stod(text.substr(count)) > 0) most = std::stod(text.substr(bound));
  }
  CHECK(most >= 0.005);
  CHECK(most <= 0.0055);
}
