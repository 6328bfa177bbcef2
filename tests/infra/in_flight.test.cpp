#include "infra/runtime/in_flight.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "infra/crypto/random.hpp"

using namespace millrace;

namespace {

struct House {
  SeededRandom random{1};
  Uuid7Source ids{random, [] { return Time{}; }};
  InFlight in{{.person = 3, .business = 5, .all = 8}};
  std::deque<InFlight::Place> places;
  InFlight::Full ask(const Principal& who, const Uuid& business) { return in.enter(places.emplace_back(in, who, business)); }
  Principal person() { return {PrincipalKind::user, ids.next()}; }
};

using Full = InFlight::Full;

}  // namespace

TEST_CASE("in flight: a person has so many requests under way, then others go on and that one waits for an answer") {
  House h;
  const auto ann = h.person(), bob = h.person();
  const auto business = h.ids.next();
  for (int i = 0; i < 3; ++i) CHECK(h.ask(ann, business) == Full::no);
  CHECK(h.ask(ann, business) == Full::person);
  CHECK(h.ask(ann, h.ids.next()) == Full::person);
  CHECK(h.ask(bob, business) == Full::no);
  h.places.front().release();
  CHECK(h.ask(ann, business) == Full::no);
}

TEST_CASE("in flight: a business has so many, its visitors others than its people; the directory is no business, and the server has a bound") {
  House h;
  const auto business = h.ids.next();
  for (int i = 0; i < 5; ++i) CHECK(h.ask({PrincipalKind::visitor, h.ids.next()}, business) == Full::no);
  CHECK(h.ask({PrincipalKind::visitor, h.ids.next()}, business) == Full::business);
  CHECK(h.ask(h.person(), business) == Full::no);
  CHECK(h.ask({}, {}) == Full::no);
  CHECK(h.ask({}, {}) == Full::no);
  CHECK(h.ask({}, {}) == Full::all);
  CHECK(h.in.all() == 8);
  h.places.clear();
  CHECK(h.in.all() == 0);
}

TEST_CASE("in flight: what is many counts as many, all of them or none, until it is answered") {
  House h;
  const auto ann = h.person(), bob = h.person();
  const auto business = h.ids.next();
  InFlight::Place many{h.in, ann, business};
  CHECK(h.in.enter(many) == Full::no);
  CHECK(h.in.enter(many, 3) == Full::person);
  CHECK(h.in.all() == 1);
  CHECK(h.in.enter(many, 2) == Full::no);
  CHECK(h.in.all() == 3);
  CHECK(h.ask(ann, business) == Full::person);
  InFlight::Place others{h.in, bob, business};
  CHECK(h.in.enter(others, 3) == Full::business);
  CHECK(h.in.enter(others, 2) == Full::no);
  many.release();
  CHECK(h.in.all() == 2);
  CHECK(h.ask(ann, business) == Full::no);
}
