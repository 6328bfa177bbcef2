#include "infra/runtime/house_state.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/town.hpp"

using namespace millrace;

namespace fs = std::filesystem;

TEST_CASE("house state: every partition and every fold of the local store, as far as they have come") {
  testing::Town town{house()};
  CHECK(town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"}).status == 201);
  std::promise<bool> settled;
  town.mill().when_settled(partition_of({}), [&](bool there) { settled.set_value(there); });
  REQUIRE(settled.get_future().get());
  const RunningHouseState state{{town.mill(), nullptr, testing::Town::incarnation()}};
  const auto partitions = state.partitions();
  REQUIRE(partitions.size() == 64);
  const auto& directory = partitions[static_cast<std::size_t>(partition_of({}))];
  CHECK(directory.records >= 2);                           // its fence, and Ann
  for (const auto& one : partitions) {
    CHECK(one.owned);
    CHECK(one.records == one.folded);
    CHECK(one.lag == 0);
    CHECK_FALSE(one.owner);
    CHECK_FALSE(one.sql_folded);
    CHECK_FALSE(one.stopped);
  }
  const auto projections = state.projections();
  CHECK(projections.size() == house().folds().size());
  for (const auto& one : projections) {
    CHECK(one.serves);
    CHECK(one.lag == 0);
    CHECK(one.parked == 0);
  }
  CHECK(state.stopped().empty());
  CHECK(state.parked().empty());
  CHECK(state.postgres().state == "none");
  const auto journal = state.journal();
  CHECK(journal.kind == "kafka");
  CHECK_FALSE(journal.bytes);
  CHECK(journal.takes_records);
}

TEST_CASE("house state: segments are counted where they lie, and where their names lead") {
  const auto directory = fs::temp_directory_path() / ("millrace-segments-" + std::to_string(::getpid()));
  fs::create_directories(directory / "cold");
  std::ofstream{directory / "0000000002.segment"} << std::string(10'000, 'x');
  std::ofstream{directory / "cold" / "0000000001.segment"} << std::string(5'000, 'x');
  std::ofstream{directory / "meta"} << "x";
  fs::create_symlink(directory / "cold" / "0000000001.segment", directory / "0000000001.segment");
  testing::Town town{house()};
  const RunningHouseState state{{town.mill(), nullptr, testing::Town::incarnation(), directory}};
  const auto journal = state.journal();
  CHECK(journal.kind == "embedded");
  CHECK(journal.segments == 2);
  CHECK(journal.segments_elsewhere == 1);
  CHECK(journal.bytes >= 15'000);
  CHECK(journal.bytes < 100'000);
  CHECK(journal.free_bytes > 0);
  fs::remove_all(directory);
}
