// Rows that readers share: nobody gets one that its own snapshot does not hold.
#include "projections/core/committed_rows.hpp"

#include <doctest/doctest.h>

namespace millrace {
namespace {

StampedRow row_at(Offset position) { return {std::make_shared<int>(0), {1, position}}; }

Offset found(CommittedRows& rows, std::uint64_t commit) {
  const auto row = rows.find("a", commit);
  return row ? row->stamp.position : -1;
}
void change(CommittedRows& rows, Offset position) {
  rows.committed([&](const CommittedRows::Each& each) { each("a", row_at(position)); });
}

}  // namespace

TEST_CASE("committed rows: what one reader has read another one gets, as long as nothing has changed it") {
  CommittedRows rows{8};
  CHECK(found(rows, 0) == -1);
  rows.put("a", row_at(7), 0);
  CHECK(found(rows, 0) == 7);
  rows.committed([](const CommittedRows::Each& each) { each("b", row_at(8)); });
  CHECK(found(rows, 1) == 7);
  CHECK(found(rows, 0) == 7);
}

TEST_CASE("committed rows: who has an older snapshot reads for itself what has changed since") {
  CommittedRows rows{8};
  rows.put("a", row_at(7), 0);
  change(rows, 9);
  CHECK(found(rows, 1) == 9);
  CHECK(found(rows, 0) == -1);
}

TEST_CASE("committed rows: what was read from an older snapshot than the newest is not taken") {
  CommittedRows rows{8};
  change(rows, 9);
  rows.put("a", row_at(7), 0);
  CHECK(found(rows, 0) == -1);
  CHECK(found(rows, 1) == -1);
  rows.put("a", row_at(9), 1);
  CHECK(found(rows, 1) == 9);
}

TEST_CASE("committed rows: a row that is not there is known, too, and all are forgotten when anything may have changed") {
  CommittedRows rows{8};
  rows.put("a", {}, 0);
  REQUIRE(rows.find("a", 0).has_value());
  CHECK(rows.find("a", 0)->row == nullptr);
  rows.committed();
  CHECK_FALSE(rows.find("a", 1).has_value());
}

}  // namespace millrace
