// The index of what waits: in the order in which it is due, and nothing else.
#include "projections/later/waiting.hpp"

#include <doctest/doctest.h>

#include "commands/later/asks.hpp"
#include "domain/later/state.hpp"
#include "tests/support/laws.hpp"
#include "tests/support/random_facts.hpp"

namespace millrace {

namespace {

const Time noon = at_micros(1'790'000'000'000'000);
const std::vector<const AnyFold*> all{&later::waiting(), &state_of<Timer>(), &state_of<Handoff>()};

void register_wires() {
  for (const auto tell : commands::later().wires) tell(Wires::house());
}

struct Store {
  Store() { register_wires(); }
  Folds folds{all};
  MemoryKeyValue below;
  LocalStore store{below, folds, {projections::waiting()}, noon};
  HistoryWriter writer;
  RandomValues ids{1};
  std::size_t given = 0;

  void say(const Uuid& tenant, const AnyFact& fact, Time at = noon) {
    writer.commit(tenant, {fact}, at, ids.fresh());
    for (; given < writer.history.size(); ++given) {
      const auto& r = writer.history[given];
      store.on_record(r.partition, r.offset, r.record, r.bytes, r.opened);
    }
    REQUIRE(store.commit());
  }
  later::DuePage due(later::What what, Time by, std::size_t most = 100, const std::string& after = {}) const {
    return later::due(*store.reader(), what, after, by, most);
  }
  // Keys of rows and of indexes.
  std::size_t kept() const {
    std::size_t n = 0;
    for (const auto kind : {"R", "X", "Y"})
      below.snapshot()->scan(kind, {}, false, [&](auto, auto) { return ++n; });
    return n;
  }
};

AnyAsk ask_about(const Uuid& id) { return AnyAsk::of(later::FinishHandoff{{id}, 1}); }

}  // namespace

TEST_CASE("waiting: live is a rebuild is any split into batches, the index too") {
  register_wires();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    check_laws(all, {projections::waiting()}, seed, 250);
  }
}

TEST_CASE("waiting: timers stand in the order of their deadlines, each once, whatever has been said of them") {
  Store s;
  RandomValues chance{7};
  const std::vector<Uuid> tenants{s.ids.fresh(), s.ids.fresh()};
  std::vector<Uuid> timers;
  for (int i = 0; i < 20; ++i) timers.push_back(s.ids.fresh());
  std::map<std::pair<Uuid, Uuid>, Time> model;
  for (int n = 0; n < 600; ++n) {
    const auto tenant = tenants[chance.below(2)], id = timers[chance.below(20)];
    const auto what = chance.below(4);
    if (what < 2) {
      const auto due = noon + Duration{static_cast<std::int64_t>(chance.below(50)) - 10};
      s.say(tenant, AnyFact::of(later::TimerSet{{id}, due, ask_about(id)}));
      model[{tenant, id}] = due;
    } else {
      s.say(tenant, what == 2 ? AnyFact::of(later::TimerFired{{id}}) : AnyFact::of(later::TimerCancelled{{id}}));
      model.erase({tenant, id});
    }
    std::vector<std::tuple<Time, Uuid, Uuid>> due, read;
    for (const auto& [at, when] : model) due.emplace_back(when, at.first, at.second);
    std::sort(due.begin(), due.end());
    std::string after;
    for (bool whole = false; !whole;) {                // a page at a time
      const auto page = s.due(later::What::timer, noon + std::chrono::hours{1}, 3, after);
      for (const auto& w : page.due) read.emplace_back(w.due, w.tenant_id, w.id);
      if (!page.due.empty()) after = page.due.back().place;
      whole = page.whole;
    }
    REQUIRE(read == due);
  }
}

TEST_CASE("waiting: a page ends with what is due by then, and says when the next is") {
  Store s;
  const auto tenant = s.ids.fresh(), early = s.ids.fresh(), late = s.ids.fresh();
  s.say(tenant, AnyFact::of(later::TimerSet{{late}, noon + std::chrono::hours{2}, ask_about(late)}));
  CHECK(s.due(later::What::timer, noon).due.empty());
  CHECK(s.due(later::What::timer, noon).next == noon + std::chrono::hours{2});
  s.say(tenant, AnyFact::of(later::TimerSet{{early}, noon, ask_about(early)}));
  const auto page = s.due(later::What::timer, noon);
  REQUIRE(page.due.size() == 1);
  CHECK(page.due[0].id == early);
  CHECK(page.due[0].tenant_id == tenant);
  CHECK(page.due[0].ask.as<later::FinishHandoff>()->id.value == early);
  CHECK(page.whole);
  CHECK(page.next == noon + std::chrono::hours{2});
  CHECK(s.due(later::What::timer, noon, 1).whole == false);
  CHECK_FALSE(s.due(later::What::timer, noon + std::chrono::hours{2}).next);
  CHECK(s.due(later::What::handoff, noon).due.empty());
}

TEST_CASE("waiting: what has fired or was cancelled leaves no row, and of a handoff stays where it was committed") {
  Store s;
  const auto tenant = s.ids.fresh(), other = s.ids.fresh(), fired = s.ids.fresh(), cancelled = s.ids.fresh(), handed = s.ids.fresh();
  s.say(tenant, AnyFact::of(later::TimerSet{{fired}, noon, ask_about(fired)}));
  s.say(tenant, AnyFact::of(later::TimerSet{{cancelled}, noon, ask_about(cancelled)}));
  CHECK(s.kept() == 8);
  s.say(tenant, AnyFact::of(later::TimerFired{{fired}}));
  s.say(tenant, AnyFact::of(later::TimerCancelled{{cancelled}}));
  CHECK(s.kept() == 0);
  s.say(tenant, AnyFact::of(later::HandoffRequested{{handed}, other, ask_about(handed)}));
  const auto page = s.due(later::What::handoff, Time::max());
  REQUIRE(page.due.size() == 1);
  CHECK(page.due[0].target_id == other);
  CHECK(page.due[0].due == noon);
  s.say(tenant, AnyFact::of(later::HandoffDone{{handed}, other, 42}));
  CHECK(s.due(later::What::handoff, Time::max()).due.empty());
  CHECK(s.kept() == 1);
}

}  // namespace millrace
