#include <doctest/doctest.h>

#include "gateways/core/limits.hpp"
#include "gateways/core/turns.hpp"

using namespace millrace;
using namespace std::chrono_literals;

namespace {

const Time noon = Time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}} + 12h;

std::string until_dry(auto& turns) {
  std::string order;
  while (auto job = turns.pop()) order += *job + ' ';
  return order;
}

}  // namespace

TEST_CASE("a rate is the generic cell rate algorithm: a burst, then an even pace, and what is refused costs nothing") {
  Rate rate{6};                              // T = 10 s, tau = 50 s
  for (int n = 0; n < 6; ++n) CHECK_FALSE(rate.take("a", noon));
  CHECK(rate.take("a", noon) == Duration{10s});
  CHECK(rate.take("a", noon + 9s) == Duration{1s});
  CHECK_FALSE(rate.take("a", noon + 10s));   // TAT is noon + 70 s
  CHECK(rate.take("a", noon + 10s) == Duration{10s});
  CHECK_FALSE(rate.take("a", noon + 25s));
  CHECK(rate.take("a", noon + 25s) == Duration{5s});
  CHECK_FALSE(rate.take("b", noon + 25s));
  for (int n = 0; n < 6; ++n) CHECK_FALSE(rate.take("a", noon + 10min));
  CHECK(rate.take("a", noon + 10min));
  Rate none{0};
  for (int n = 0; n < 1000; ++n) CHECK_FALSE(none.take("a", noon));
}

TEST_CASE("what is given back can be taken again, and no more than that") {
  Rate rate{6};
  for (int n = 0; n < 6; ++n) CHECK_FALSE(rate.take("a", noon));
  rate.give_back("a");
  rate.give_back("b");
  CHECK_FALSE(rate.take("a", noon));
  CHECK(rate.take("a", noon) == Duration{10s});
  for (int n = 0; n < 6; ++n) CHECK_FALSE(rate.take("b", noon));
  CHECK(rate.take("b", noon));
}

TEST_CASE("what is known of many callers is bounded: who has not been heard of for the longest is forgotten first") {
  Newest<int> newest{2};
  newest.at("a") = 1;
  newest.at("b") = 2;
  newest.at("a") = 3;
  newest.at("c") = 4;
  CHECK(newest.size() == 2);
  CHECK(newest.find("b") == nullptr);
  CHECK(*newest.find("a") == 3);
  CHECK(*newest.find("c") == 4);
}

TEST_CASE("wrong passwords from one address make that address wait longer each time, and nobody elsewhere") {
  Guesses guesses;
  auto now = noon;
  for (int n = 0; n < 5; ++n) {
    CHECK(guesses.wait("evil", "ann", now) == Duration{});
    guesses.heard("evil", "ann", false, now);
  }
  CHECK(guesses.wait("evil", "ann", now) == Duration{});
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s, 900s, 900s}) {
    guesses.heard("evil", "ann", false, now);
    CHECK(guesses.wait("evil", "ann", now) == Duration{wait});
    now += wait;
    CHECK(guesses.wait("evil", "ann", now) == Duration{});
  }
  CHECK(guesses.wait("home", "ann", now) == Duration{});
  guesses.heard("evil", "ann", false, now);
  CHECK(guesses.wait("evil", "ann", now + 61min) == Duration{});   // it is forgotten
  guesses.heard("evil", "ann", true, now);
  CHECK(guesses.wait("evil", "ann", now) == Duration{});
}

TEST_CASE("one address that tries many accounts waits, but not who has signed in from there before") {
  Guesses guesses;
  guesses.heard("office", "ann", true, noon);
  for (int n = 0; n < 30; ++n) guesses.heard("office", "account " + std::to_string(n), false, noon);
  CHECK(guesses.wait("office", "bob", noon) > Duration{});
  CHECK(guesses.wait("office", "ann", noon) == Duration{});
  CHECK(guesses.wait("home", "bob", noon) == Duration{});
}

TEST_CASE("many addresses that try one account make strangers wait a little, and not who has signed in before") {
  Guesses guesses;
  guesses.heard("home", "ann", true, noon);
  for (int n = 0; n < 200; ++n) guesses.heard("address " + std::to_string(n), "ann", false, noon);
  CHECK(guesses.wait("elsewhere", "ann", noon) == Duration{30s});
  CHECK(guesses.wait("home", "ann", noon) == Duration{});
  CHECK(guesses.wait("elsewhere", "bob", noon) == Duration{});
}

TEST_CASE("turns go round over the groups, then over the people of a group, whoever came first") {
  Turns<std::string> turns{{.in_all = 100, .of_group = 100, .of_person = 100}};
  for (const auto* job : {"a1", "a2", "a3"}) turns.push({"mill", "ann"}, job);
  turns.push({"mill", "bob"}, "b1");
  turns.push({"harbour", "zoe"}, "z1");
  turns.push({"harbour", "zoe"}, "z2");
  CHECK(until_dry(turns) == "a1 z1 b1 z2 a2 a3 ");
  CHECK_FALSE(turns.waiting());
}

TEST_CASE("every second turn is for those who are known, and the last quarter of the room") {
  Turns<std::string> turns{{.in_all = 8, .of_group = 4, .of_person = 2}};
  using Room = Turns<std::string>::Room;
  CHECK(turns.enter({"office", "ann"}) == Room::yes);
  CHECK(turns.enter({"office", "ann"}) == Room::yes);
  CHECK(turns.enter({"office", "ann"}) == Room::none_of_its_own);
  CHECK(turns.enter({"office", "bob"}) == Room::yes);
  CHECK(turns.enter({"office", "cy"}) == Room::none_of_its_own);
  CHECK(turns.enter({"office", "cy", true}) == Room::yes);
  CHECK(turns.enter({"home", "dan"}) == Room::yes);
  CHECK(turns.enter({"elsewhere", "eve"}) == Room::yes);
  CHECK(turns.enter({"there", "fay"}) == Room::none);
  CHECK(turns.enter({"there", "fay", true}) == Room::yes);
  turns.leave({"office", "bob"});
  CHECK(turns.entered() == 6);

  for (const auto* job : {"a", "b", "c"}) turns.push({job, "x"}, job);
  for (const auto* job : {"K", "L"}) turns.push({job, "x", true}, job);
  CHECK(until_dry(turns) == "K a L b c ");
}

TEST_CASE("a group runs no more at once than its share; what it may not run yet stays, and others go on") {
  Turns<std::string> turns{{.in_all = 100, .of_group = 100, .of_person = 100, .running_of_group = 2}};
  for (const auto* job : {"a1", "a2", "a3"}) turns.push({"mill", "ann"}, job);
  turns.push({"harbour", "zoe"}, "z1");
  CHECK(until_dry(turns) == "a1 z1 a2 ");
  CHECK(turns.waiting());
  turns.rest({"mill", "ann"});
  CHECK(until_dry(turns) == "a3 ");
  CHECK(turns.take_all().empty());
}
