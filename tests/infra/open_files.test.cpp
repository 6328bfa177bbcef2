#include "infra/main/open_files.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

using namespace millrace;

TEST_CASE("open files: connections leave 1,024 of the limit to everything else, or half of a small limit") {
  CHECK(connections_within(1'000'000, 16'384) == 16'384);
  CHECK(connections_within(RLIM_INFINITY, 16'384) == 16'384);
  CHECK(connections_within(17'000, 16'384) == 15'976);
  CHECK(connections_within(2'048, 16'384) == 1'024);
  CHECK(connections_within(1'024, 16'384) == 512);
  CHECK(connections_within(256, 16'384) == 128);
  CHECK(connections_within(0, 16'384) == 0);
}

TEST_CASE("open files: the limit is raised as far as it may be") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit low{before.rlim_max / 2, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
  CHECK(most_open_files() == before.rlim_max);
  rlimit after{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &before);
}
