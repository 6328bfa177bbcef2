#include <doctest/doctest.h>

#include <deque>
#include <random>
#include <set>

#include "projections/core/publisher.hpp"
#include "tests/support/public_events.hpp"

namespace millrace {

namespace {

const Family messages = PublicEvents::house().of(&wire_type<message::Appended>())->type.family;
const Time first_day = *parse_rfc3339("2026-01-01T00:00:00Z");

// One partition's accepted records: record n is recorded in minute n; each says as many events as `says` tells.
struct History {
  std::vector<std::optional<Committed>> records;

  void add(int messages, int customers) {
    Committed c;
    c.partition = 3;
    c.offset = static_cast<Offset>(records.size());
    c.commit.ts = at(c.offset);
    for (int n = 0; n < messages; ++n) put(c, message::DeliveryChanged{});
    for (int n = 0; n < customers; ++n) put(c, customer::Tagged{});
    records.push_back(std::move(c));
  }
  void add_nothing() { records.emplace_back(); }       // a fence, or what was never accepted
  static Time at(Offset n) { return first_day + std::chrono::minutes{n}; }

 private:
  template <class Fact>
  static void put(Committed& c, Fact fact) {
    c.commit.facts.push_back({Fact::wire, {}, 1, c.commit.ts, Origin::live, {}});
    c.facts.push_back(AnyFact::of(std::move(fact)));
  }
};

// The public topics of that partition, as a broker keeps them.
struct Topics {
  std::vector<std::vector<EventId>> held = std::vector<std::vector<EventId>>(families());  // by family
  Publisher::Newest newest() const {
    Publisher::Newest n(families());
    for (std::size_t f = 0; f < families(); ++f)
      if (!held[f].empty()) n[f] = held[f].back();
    return n;
  }
};

// Reads on while there is room; what is to be sent.
std::vector<Event> read_on(Publisher& publisher, const History& history) {
  std::vector<Event> out;
  while (publisher.room() && publisher.next() < static_cast<Offset>(history.records.size())) {
    const auto at = publisher.next();
    const auto& record = history.records[static_cast<std::size_t>(at)];
    const bool wanted = record && publisher.wants(at, record->commit);
    for (auto& e : publisher.on_record(at, wanted ? &*record : nullptr)) out.push_back(std::move(e));
  }
  return out;
}

std::vector<EventId> all_of(const History& history, Family family) {
  std::vector<EventId> all;
  for (const auto& record : history.records)
    if (record)
      for (const auto& e : events_of(*record))
        if (e.type->family == family) all.push_back(e.id);
  return all;
}

// Whether what is held, without its repeats, is all in order.
std::vector<EventId> once(const std::vector<EventId>& held) {
  std::vector<EventId> first;
  std::set<EventId> known;
  for (const auto& id : held)
    if (known.insert(id).second) first.push_back(id);
  return first;
}

}  // namespace

TEST_CASE("publisher: begins behind the newest event of each topic, also in the middle of a record") {
  History history;
  history.add(2, 0);
  history.add(3, 2);
  history.add_nothing();
  history.add(1, 1);
  Publisher publisher;
  publisher.resume({EventId{3, 1, 1}, EventId{3, 0, 0}}, {});
  CHECK(publisher.next() == 0);                        // customers stand there
  const auto sent = read_on(publisher, history);
  std::vector<EventId> ids;
  for (const auto& e : sent) ids.push_back(e.id);
  CHECK(ids == std::vector<EventId>{{3, 1, 2}, {3, 1, 3}, {3, 1, 4}, {3, 3, 0}, {3, 3, 1}});
  CHECK(publisher.confirmed() == 1);
  for (const auto& e : sent) publisher.on_delivered(e.type->family);
  CHECK(publisher.confirmed() == 4);
  CHECK(publisher.on_its_way() == 0);
}

TEST_CASE("publisher: a message that was deleted before its turn came is published without its text") {
  Committed c;
  c.partition = 3;
  c.commit.ts = first_day;
  message::Appended said;
  said.text.value = "secret";
  c.commit.facts.push_back({message::Appended::wire, {}, 1, first_day, Origin::live, {}});
  c.facts.push_back(AnyFact::of(said));
  for (const bool gone : {false, true}) {
    Publisher publisher;
    publisher.resume({}, {});
    const auto sent = publisher.on_record(0, &c, [&](const Uuid&, const Uuid&) { return gone; });
    REQUIRE(sent.size() == 1);
    CHECK((sent[0].data.find("secret") == std::string::npos) == gone);
  }
}

TEST_CASE("publisher: what is older than the window is not published, even into an empty topic") {
  History history;
  for (int n = 0; n < 10; ++n) history.add(1, 0);
  const auto since = History::at(6);
  const auto first = first_since(since, 10, [](Offset n) { return std::optional{History::at(n)}; });
  CHECK(first == 6);
  Publisher publisher;
  publisher.resume({}, {since, 0});                    // a place too far back costs time, and publishes nothing more
  CHECK(read_on(publisher, history).size() == 4);
  publisher.resume({EventId{3, 2, 0}, {}}, {since, first});
  CHECK(publisher.next() == 6);
}

TEST_CASE("publisher: the window's first record is found among records that say no time") {
  for (Offset end = 0; end < 12; ++end)
    for (Offset silent = 0; silent <= end; ++silent)
      for (Offset since = 0; since <= end; ++since) {
        const auto found = first_since(History::at(since), end, [&](Offset n) {
          return n % (silent + 1) == 0 ? std::optional{History::at(n)} : std::nullopt;
        });
        // Nothing at or after it may be missed: all that say a time before it are older.
        CHECK(found <= since);
        for (Offset n = since - 1; n >= found; --n) CHECK(n % (silent + 1) != 0);
      }
}

TEST_CASE("publisher: no more is on its way than allowed, but for what one record says") {
  History history;
  for (int n = 0; n < 50; ++n) history.add(3, 0);
  Publisher publisher{10};
  publisher.resume({}, {});
  const auto sent = read_on(publisher, history);
  CHECK(sent.size() == 12);
  CHECK_FALSE(publisher.room());
  for (int n = 0; n < 3; ++n) publisher.on_delivered(messages);
  CHECK(publisher.room());
  CHECK(read_on(publisher, history).size() == 3);
}

TEST_CASE("publisher: whatever is lost on the way or in a crash, each topic ends with every event, in order but for repeats") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random{seed};
    History history;
    for (int n = 0; n < 60; ++n) random() % 5 ? history.add(random() % 3, random() % 3) : history.add_nothing();
    Topics topics;
    Publisher publisher{1 + random() % 20};
    publisher.resume(topics.newest(), {});
    std::vector<std::deque<EventId>> wire(families());   // sent, and not yet at the broker
    for (int turn = 0; turn < 5000; ++turn) {
      for (const auto& e : read_on(publisher, history)) wire[static_cast<std::size_t>(e.type->family)].push_back(e.id);
      const auto f = random() % families();
      if (turn < 4000 && random() % 40 == 0) {       // the connection breaks: some arrived, nobody was told
        for (auto& waiting : wire) {
          for (auto kept = random() % 3; kept-- && !waiting.empty(); waiting.pop_front())
            topics.held[static_cast<std::size_t>(&waiting - wire.data())].push_back(waiting.front());
          waiting.clear();
        }
        publisher.resume(topics.newest(), {});
      } else if (!wire[f].empty()) {
        topics.held[f].push_back(wire[f].front());
        wire[f].pop_front();
        publisher.on_delivered(static_cast<Family>(f));
      }
    }
    for (std::size_t f = 0; f < families(); ++f) CHECK(once(topics.held[f]) == all_of(history, static_cast<Family>(f)));
    CHECK(publisher.confirmed() == 60);
  }
}

}  // namespace millrace
