#include <doctest/doctest.h>

#include "tests/support/records.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

// While the last partition is being caught up with, another process writes to the first ones, and the news of it arrives.
struct Busy final : testing::MemoryJournal {
  explicit Busy(Listener& l) : MemoryJournal(testing::Town::incarnation(), l), listener(l) {}
  void scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const override {
    MemoryJournal::scan(p, from, each);
    if (p == partitions - 1 && !std::exchange(written, true)) const_cast<Busy*>(this)->write();
  }
  void write() {
    const auto other = uuid7(Time{}, 1, 1);
    std::vector<Stored> news;
    for (Partition p = 0; p < partitions - 1; ++p) {
      testing::ChainWriter writer{p, incarnation(), other};
      for (auto& bytes : {writer.fence({}), writer.noop(), writer.noop()}) {
        news.push_back({p, slip_in(p, bytes), bytes});
      }
    }
    listener.on_arrived(std::move(news));
  }
  Listener& listener;
  mutable bool written = false;
};

}  // namespace

TEST_CASE("what arrives between catching up and serving is heard by the store and the owner alike") {
  for (int n = 0; n < 20; ++n) {
    testing::Town town{house(), [](Journal::Listener& listener) { return std::make_unique<Busy>(listener); }};
    REQUIRE(town.ask({"POST", "/auth/signup", R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})"}).status == 201);
    REQUIRE(town.ask({"POST", "/auth/login", R"({"email":"ann@example.org","password":"correct horse"})"}).status == 200);
    REQUIRE(town.mill().figures().rejected == 0);
  }
}
