#include <doctest/doctest.h>
#include <rapidcheck.h>

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

TEST_CASE("who is a little ahead of its pace is told when its turn is, one after the other, and who is further ahead has none") {
  Rate rate{6};
  for (int n = 0; n < 6; ++n) CHECK(rate.book("a", noon, 25s).wait == Duration{});
  for (const auto wait : {10s, 20s}) {
    const auto turn = rate.book("a", noon, 25s);
    CHECK(turn.mine);
    CHECK(turn.wait == Duration{wait});
  }
  for (int n = 0; n < 3; ++n) {
    const auto turn = rate.book("a", noon, 25s);
    CHECK_FALSE(turn.mine);
    CHECK(turn.wait == Duration{30s});
  }
  CHECK(rate.take("a", noon) == Duration{30s});
  rate.give_back("a");                       // one that was held came to nothing
  CHECK(rate.book("a", noon, 25s).wait == Duration{20s});
  CHECK(rate.book("b", noon, {}).mine);
  CHECK(rate.book("a", noon + 30s, {}).mine);
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

namespace {

// Guesses as fast as they are let: whenever an address need not wait for an account, it tries it. How many were tried, and how long the person behind
// the account, who comes by now and then with the right password, has ever had to wait.
struct Siege {
  int tried = 0;
  Duration waited{};
  int refused = 0;
};
Siege besieged(Guesses& guesses, int addresses, int accounts, Duration lasts, const std::string& home) {
  Siege siege;
  for (auto now = noon; now < noon + lasts; now += 5s) {
    for (int a = 0; a < addresses; ++a)
      for (int who = 0; who < accounts; ++who) {
        const auto from = "address " + std::to_string(a), at = "account " + std::to_string(who);
        if (guesses.wait(from, at, now) > Duration{}) ++siege.refused;
        else guesses.heard(from, at, false, now), ++siege.tried;
      }
    if ((now - noon) % 600s != Duration{}) continue;
    siege.waited = std::max(siege.waited, guesses.wait(home, "account 0", now));
    if (guesses.wait(home, "account 0", now) == Duration{}) guesses.heard(home, "account 0", true, now);
  }
  return siege;
}

}  // namespace

TEST_CASE("brute force from one address: some hundreds of guesses a day at one account or at a thousand, and its person is not held up") {
  for (const int accounts : {1, 1'000}) {
    Guesses guesses;
    guesses.heard("home", "account 0", true, noon);
    const auto siege = besieged(guesses, 1, accounts, accounts == 1 ? Duration{24h} : Duration{20min}, "home");
    MESSAGE(accounts << " accounts: " << siege.tried << " tried, " << siege.refused << " refused");
    // 5 at once and one each 15 minutes, or 20 at once and one each 5 minutes, and those of the doublings.
    CHECK(siege.tried <= (accounts == 1 ? 5 + 11 + 24 * 4 : 20 + 10 + 4));
    CHECK(siege.waited == Duration{});
  }
}

TEST_CASE("brute force from a thousand addresses: an account is tried every thirty seconds, and its person gets in at once from where it has been before") {
  Guesses guesses;
  guesses.heard("home", "account 0", true, noon);
  const auto siege = besieged(guesses, 1'000, 1, 1h, "home");
  MESSAGE(siege.tried << " tried, " << siege.refused << " refused");
  CHECK(siege.tried <= 100 + 6 + 120);
  CHECK(siege.waited == Duration{});
  CHECK(guesses.wait("on a journey", "account 0", noon + 1h) <= Duration{30s});      // and within half a minute from elsewhere
  CHECK(guesses.wait("on a journey", "account 1", noon + 1h) == Duration{});         // and others do not hear of it
}

TEST_CASE("brute force that fills the memory of wrong guesses does not make the house forget who has signed in where") {
  Guesses guesses{1'000};
  guesses.heard("home", "ann", true, noon);
  for (int n = 0; n < 5'000; ++n) guesses.heard("address " + std::to_string(n), "ann", false, noon);
  CHECK(guesses.known("home", "ann"));
  CHECK(guesses.wait("home", "ann", noon) == Duration{});
  CHECK(guesses.wait("elsewhere", "ann", noon) == Duration{30s});
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

TEST_CASE("what is left of a rate is what can be taken, and all of it is there again when that is said") {
  Rate rate{6};
  CHECK(rate.left("a", noon).requests == 6);
  CHECK(rate.left("a", noon).until_whole == Duration{});
  for (int left = 5; left >= 0; --left) {
    CHECK_FALSE(rate.take("a", noon));
    CHECK(rate.left("a", noon).requests == left);
  }
  CHECK(rate.left("a", noon).until_whole == Duration{60s});
  CHECK(rate.left("a", noon + 25s).requests == 2);
  CHECK(rate.left("a", noon + 60s).requests == 6);
  CHECK_FALSE(rate.take("c", noon, 2));
  CHECK_FALSE(rate.take("c", noon, 2));
  CHECK(rate.take("c", noon, 2) == Duration{30s});
}

TEST_CASE("whatever comes, in no window is more let through than the burst and what the pace adds to it") {
  rc::check([] {
    const auto a_minute = *rc::gen::inRange(1, 200);
    Rate rate{a_minute};
    const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5'000));
    std::vector<Time> taken;
    auto now = noon;
    for (const auto gap : gaps) {
      now += std::chrono::milliseconds{gap};
      const auto left = rate.left("a", now).requests;
      const auto wait = rate.take("a", now);
      RC_ASSERT(!wait == (left > 0));
      if (!wait) taken.push_back(now);
    }
    for (std::size_t from = 0; from < taken.size(); ++from)
      for (std::size_t to = from; to < taken.size(); ++to)
        RC_ASSERT(double(to - from + 1) <= a_minute + double((taken[to] - taken[from]).count()) * a_minute / 60e6 + 1e-6);
  });
}
