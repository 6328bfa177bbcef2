#include <doctest/doctest.h>

#include <array>
#include <set>

#include "infra/crypto/random.hpp"

namespace millrace {
namespace {

struct Thing {};

std::int64_t ms_of(const Uuid& id) {
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[static_cast<std::size_t>(i)];
  return ms;
}

}  // namespace

TEST_CASE("the same seed gives the same bytes and another seed others") {
  SeededRandom a{1}, b{1}, c{2};
  const auto first = a.u64();
  CHECK(first == b.u64());
  CHECK(first != c.u64());
  CHECK(a.u64() != first);
}

TEST_CASE("the system's chance fills all it is asked for and does not repeat") {
  SystemRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.u64());
  CHECK(seen.size() == 1000);
  std::array<std::uint8_t, 512> bytes{};
  random.fill(bytes);
  CHECK(std::set<std::uint8_t>(bytes.end() - 256, bytes.end()).size() > 100);
}

TEST_CASE("new ids carry version, variant and the clock's millisecond") {
  SeededRandom random{3};
  Uuid7Source ids{random, [] { return at_micros(1'700'000'000'123'456); }};
  const Uuid id = ids.next();
  CHECK(ms_of(id) == 1'700'000'000'123);
  CHECK((id.bytes[6] >> 4) == 7);
  CHECK((id.bytes[8] >> 6) == 2);
  CHECK(ids.next<Thing>().value > id);
}

TEST_CASE("ids grow although the clock stands, goes back or is asked more often than a millisecond has room for") {
  SeededRandom random{4};
  std::int64_t now_us = 1'700'000'000'000'000;
  Uuid7Source ids{random, [&] { return at_micros(now_us); }};
  Uuid last = ids.next();
  for (int i = 0; i < 20'000; ++i) {
    if (i == 5'000) now_us -= 60'000'000;
    if (i == 10'000) now_us += 120'000'000;
    const Uuid next = ids.next();
    REQUIRE(next > last);
    last = next;
  }
  CHECK(ms_of(last) >= now_us / 1000);
  CHECK(ms_of(last) <= now_us / 1000 + 5);
}

}  // namespace millrace
