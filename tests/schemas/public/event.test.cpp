#include <doctest/doctest.h>

#include "domain/identity/business/facts.hpp"
#include "domain/inbox/read_marker/facts.hpp"
#include "schemas/json/node.hpp"
#include "schemas/json/wires.hpp"
#include "tests/support/public_events.hpp"

namespace millrace {

namespace {

const Time noon = *parse_rfc3339("2026-11-21T12:00:00Z");
template <class T>
Id<T> id_of(std::uint8_t n) {
  Id<T> id;
  id.value.bytes.fill(n);
  return id;
}
const auto zoe = id_of<Customer>(1);
const auto talk = id_of<Conversation>(2);
const auto hello = id_of<Message>(3);
const auto ann = id_of<Member>(4);

// A record as the mill reads it back: these facts, of one command of ann's.
template <class... Fact>
Committed record(const Fact&... facts) {
  Committed c;
  c.partition = 17;
  c.offset = 40'002;
  c.commit.tenant = id_of<Business>(9).value;
  c.commit.command = id_of<Business>(8).value;
  c.commit.ts = noon;
  c.commit.principal = {PrincipalKind::user, id_of<Business>(7).value};
  c.commit.member = ann.value;
  std::int64_t version = 0;
  (c.commit.facts.push_back({Fact::wire, facts.id.value, ++version, noon - std::chrono::hours{1}, Origin::live, {}}), ...);
  (c.facts.push_back(AnyFact::of(facts)), ...);
  return c;
}
message::Appended said(message::Kind kind, Personal<std::string> text) {
  return {hello, talk, zoe, 1, message::Author::agent, ann, {}, kind, std::move(text)};
}
std::string attribute(const Event& e, std::string_view name) {
  for (const auto& [n, value] : e.attributes())
    if (n == name) return value;
  return {};
}

}  // namespace

TEST_CASE("public events: a record says what its facts are outside, with ids that say where it stands") {
  const auto events = events_of(record(conversation::Opened{talk, zoe, {}, Channel::widget},
                                       read_marker::Moved{id_of<ReadMarker>(6), talk, ann, 1}, said(message::Kind::reply, about(zoe, "Grüße"))));
  REQUIRE(events.size() == 2);
  CHECK(attribute(events[0], "id") == "17-40002-0");
  CHECK(attribute(events[0], "type") == "com.millrace.conversation.opened.v1");
  CHECK(attribute(events[1], "id") == "17-40002-2");
  CHECK(attribute(events[1], "type") == "com.millrace.message.appended.v1");
  CHECK(attribute(events[1], "source") == "/businesses/" + to_string(id_of<Business>(9)) + "/messages/" + to_string(hello));
  CHECK(attribute(events[1], "subject") == to_string(hello));
  CHECK(attribute(events[1], "time") == "2026-11-21T11:00:00.000000Z");
  CHECK(attribute(events[1], "recordedtime") == "2026-11-21T12:00:00.000000Z");
  CHECK(attribute(events[1], "partitionkey") == to_string(id_of<Business>(9)));
  CHECK(attribute(events[1], "sequence") == "00000000000000000003");
  CHECK(attribute(events[1], "dataschema") == "https://millrace.com/schemas/com.millrace.message.appended.v1.json");
  CHECK(attribute(events[1], "authtype") == "user");
  CHECK(attribute(events[1], "authid") == to_string(ann));
  CHECK(topic_of(events[1].type->family) == "millrace.messages");
  const Document whole{events[1].structured()};
  REQUIRE(whole.fault() == Document::Fault::none);
  CHECK(whole.root().find("data")->find("text")->text() == "Grüße");
  CHECK(whole.root().find("specversion")->text() == "1.0");
  CHECK(whole.root().find("datacontenttype")->text() == "application/json");
}

TEST_CASE("public events: notes stay inside, those about customers too, and the text of the erased is null") {
  CHECK(events_of(record(said(message::Kind::note, about(zoe, "careful")))).empty());
  CHECK(events_of(record(customer::NoteAdded{zoe, id_of<CustomerNote>(5), ann, about(zoe, "careful")})).empty());
  CHECK(events_of(record(message::Deleted{hello, talk, 1, message::Kind::note})).empty());
  CHECK(events_of(record(message::Deleted{hello, talk, 1, message::Kind::reply})).size() == 1);
  auto gone = about(zoe, "");
  gone.erased = true;
  const auto events = events_of(record(said(message::Kind::reply, gone)));
  REQUIRE(events.size() == 1);
  CHECK(events[0].data.find("\"text\":null") != std::string::npos);
  const auto created = events_of(record(customer::Created{zoe, customer::CameBy::visitor, about(zoe, "Zoe"), gone}));
  REQUIRE(created.size() == 1);
  CHECK(topic_of(created[0].type->family) == "millrace.customers");
  CHECK(created[0].data.find("\"name\":\"Zoe\",\"email\":null") != std::string::npos);
}

TEST_CASE("public events: a message that has been deleted since is said without its text, under the same id") {
  const auto spoken = record(said(message::Kind::reply, about(zoe, "secret")));
  const auto events = events_of(spoken, [&](const Uuid& business, const Uuid& message) { return business == spoken.commit.tenant && message == hello.value; });
  REQUIRE(events.size() == 1);
  CHECK(events[0].id == events_of(spoken)[0].id);
  CHECK(events[0].data.find("\"text\":null") != std::string::npos);
  CHECK(events_of(spoken, [](const Uuid&, const Uuid&) { return false; })[0].data.find("secret") != std::string::npos);
}

TEST_CASE("public events: an id reads back as what it names, and nothing else does") {
  CHECK(parse_event_id("17-40002-3") == EventId{17, 40'002, 3});
  CHECK(to_string(EventId{0, 0, 0}) == "0-0-0");
  CHECK(EventId{1, 9, 3} < EventId{1, 10, 0});
  for (const auto* wrong : {"", "17", "17-1", "64-1-0", "-1-1-0", "17-01-0", "17-1-0-0", "17-1-x", "17--0", "17-1-", "99999999999-1-0"})
    CHECK_MESSAGE(!parse_event_id(wrong), wrong);
}

TEST_CASE("public events: a fact is told once, under one name, and a topic has one number") {
  PublicEvents events;
  events.add(events::message());
  events.add(events::conversation());
  events.add(events::customer());
  const auto known = events.all().size();
  events.add(events::message());                       // the same again is nothing
  CHECK(events.all().size() == known);
  CHECK(events.topics() == std::vector<std::string_view>{"messages", "customers"});
  for (const auto& event : events.all()) CHECK(events.topics().at(static_cast<std::size_t>(event.type.family)) == event.topic);
  auto other = events::customer().front();
  other.topic = "elsewhere";
  CHECK_THROWS_AS(events.add(other), std::logic_error);
  other.type.name = "com.millrace.other.v1";
  CHECK_THROWS_AS(events.add(other), std::logic_error);
  CHECK(events.of(&wire_type<read_marker::Moved>()) == nullptr);
}

TEST_CASE("public events: what withdraws is known by its name") {
  Wires::house().add(&wire_type<message::Deleted>());
  Wires::house().add(&wire_type<message::Appended>());
  CHECK(withdraws(message::Deleted::wire));
  CHECK_FALSE(withdraws(message::Appended::wire));
  CHECK_FALSE(withdraws("nothing.known.v1"));
}

}  // namespace millrace
