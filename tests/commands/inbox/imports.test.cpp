#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
using namespace std::chrono_literals;
using imports::From;
using imports::HistoricConversation;
using imports::HistoricMessage;

namespace {

const auto owner = staff(ann, Role::owner);
const auto once = start - 400 * 24h;

imports::HistoricMessage client(const std::string& key, Time at, const std::string& author, const std::string& text) {
  return {key, at, From::client, said(author), said(text)};
}
imports::HistoricMessage agent(const std::string& key, Time at, const std::string& author, const std::string& text) {
  return {key, at, From::agent, said(author), said(text)};
}
imports::Load load(int n, std::vector<imports::HistoricConversation> conversations) {
  return {named<Import>("import " + std::to_string(n)), Channel::twitter, std::move(conversations)};
}

}  // namespace

TEST_CASE("an imported conversation arrives resolved, at its recorded time, with its customer, participants and agents") {
  const auto zoe_id = fresh<Customer>(1);
  const auto id = fresh<Conversation>(2);
  const auto appended = [&](int n, std::int64_t no, message::Author author, std::optional<Personal<std::string>> name, const char* text, const char* key) {
    return message::Appended{fresh<Message>(n), id, zoe_id, no, author, {}, std::move(name), message::Kind::reply, about(zoe_id, text),
                             message::Delivery::sent, key};
  };
  auto story = inbox().given();
  story.as(owner).imported()
      .when(load(1, {{"7", {client("a", once, "@zoe", "help"), client("b", once + 1h, "@max", "me too"),
                            agent("c", once + 2h, "AcmeCare", "on it"), client("d", once + 3h, "@zoe", "thanks")}}}))
      .then(happened(once, customer::Created{zoe_id, customer::CameBy::import, about(zoe_id, "@zoe"), {}, {}, about(zoe_id, "@zoe")}),
            happened(once, conversation::Imported{id, zoe_id, Channel::twitter, "7"}),
            happened(once, appended(3, 1, message::Author::customer, {}, "help", "a")),
            happened(once + 1h, appended(4, 2, message::Author::participant, about(zoe_id, "@max"), "me too", "b")),
            happened(once + 2h, appended(5, 3, message::Author::agent, about(zoe_id, "AcmeCare"), "on it", "c")),
            happened(once + 3h, appended(6, 4, message::Author::customer, {}, "thanks", "d")),
            imports::Taken{named<Import>("import 1"), 1, 4, 0});
  CHECK(std::holds_alternative<Conversation::Resolved>(story.state(id)));
  for (const auto& entry : story.record().commit.facts) CHECK(entry.origin == Origin::import);
}
TEST_CASE("a conversation comes in parts, and message keys repeat across conversations") {
  auto story = inbox().given();
  story.as(owner).imported();
  story.when(load(1, {{"7", {client("a", once, "@zoe", "help")}}, {"8", {client("a", once, "@max", "help")}}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].new_messages == 2);
  story.when(load(2, {{"7", {client("a", once, "@zoe", "help"), agent("b", once + 1h, "AcmeCare", "on it")}}})).accepted();
  REQUIRE(story.facts<message::Appended>().size() == 1);
  CHECK(story.facts<message::Appended>()[0].no == 2);
  CHECK(story.facts<imports::Taken>()[0].conversations == 0);
  CHECK(story.facts<imports::Taken>()[0].known_messages == 1);
}
TEST_CASE("keys of two sources, or of two channels, never meet") {
  const std::vector<imports::HistoricConversation> talk_7{{"7", {client("a", once, "@zoe", "help")}}};
  auto story = inbox().given();
  story.as(owner).imported();
  story.when(load(1, talk_7)).accepted();
  auto by_email = load(2, talk_7);
  by_email.channel = Channel::email;
  auto from_zammad = load(3, talk_7), named_twitter = load(4, talk_7);
  from_zammad.source = "zammad";
  named_twitter.channel = Channel::email;
  named_twitter.source = "twitter";
  story.when(by_email).accepted();
  CHECK(story.facts<imports::Taken>()[0].new_messages == 1);
  CHECK_FALSE(story.facts<conversation::Imported>()[0].source);
  story.when(from_zammad).accepted();
  CHECK(story.facts<imports::Taken>()[0].new_messages == 1);
  CHECK(story.facts<conversation::Imported>()[0].source == "zammad");
  story.when(named_twitter).refused(imports::rule::import_other_channel);
  story.when(load(5, {{"7", {client("a", once, "@zoe", "help")}, "zammad"}, {"7", {client("a", once, "@zoe", "help")}, "freescout"}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].known_messages == 1);
  CHECK(story.facts<imports::Taken>()[0].new_messages == 1);
  story.when(load(6, {{"7", {client("a", once, "@zoe", "help")}, "two\nlines"}})).refused(imports::rule::import_source_invalid);
}
TEST_CASE("two people of one name in two conversations are two customers; in one conversation the name tells, in whatever case") {
  auto story = inbox().given();
  story.as(owner).imported();
  story.when(load(1, {{"7", {client("a", once, "Maria", "help"), client("b", once + 1h, "MARIA", "hello?")}}, {"8", {client("a", once, "Maria", "help")}}}))
      .accepted();
  CHECK(story.facts<customer::Created>().size() == 2);
  for (const auto& said : story.facts<message::Appended>()) CHECK(said.author == message::Author::customer);
  story.when(load(2, {{"7", {client("c", once + 2h, "Maria", "thanks"), client("d", once + 3h, "Max", "me too")}}})).accepted();
  CHECK(story.facts<customer::Created>().empty());
  CHECK(story.facts<message::Appended>()[0].author == message::Author::customer);
  CHECK(story.facts<message::Appended>()[1].author == message::Author::participant);
}
TEST_CASE("who has an id in the source, or an address anywhere, is one customer under whatever name") {
  const auto from = [](imports::HistoricMessage m, std::optional<Personal<std::string>> id, std::optional<Personal<std::string>> address = {}) {
    m.author_id = std::move(id);
    m.author_address = std::move(address);
    return m;
  };
  const auto maria = client("a", once, "Maria", "help"), m_lopez = client("a", once, "M. Lopez", "help");
  auto story = inbox().given();
  story.as(owner).imported();
  story.when(load(1, {{"7", {from(maria, said("u17"), said("maria@example.org"))}}, {"8", {from(m_lopez, said("u17"))}}, {"9", {from(maria, said("U17"))}}})).accepted();
  CHECK(story.facts<customer::Created>().size() == 2);
  const auto id = story.facts<conversation::Imported>()[0].customer_id;
  CHECK(story.facts<conversation::Imported>()[1].customer_id == id);
  CHECK(story.facts<customer::Created>()[0].email->value == "maria@example.org");
  auto elsewhere = load(2, {{"7", {from(m_lopez, said("u17"))}}, {"8", {from(m_lopez, {}, said("Maria@Example.org"))}}});
  elsewhere.source = "zammad";
  story.when(elsewhere).accepted();
  REQUIRE(story.facts<customer::Created>().size() == 1);
  CHECK(story.facts<conversation::Imported>()[0].customer_id != id);
  CHECK(story.facts<conversation::Imported>()[1].customer_id == id);
  auto more = client("b", once + 1h, "ml", "thanks"), somebody = client("c", once + 2h, "Maria", "me too");
  story.when(load(3, {{"7", {from(more, said("u17")), from(somebody, said("u18"))}}})).accepted();
  CHECK(story.facts<message::Appended>()[0].author == message::Author::customer);
  CHECK(story.facts<message::Appended>()[1].author == message::Author::participant);
}
TEST_CASE("who a conversation's customer is does not depend on how a file is cut into loads, and who began it is its customer") {
  const auto from = [](const char* name, std::optional<const char*> id, std::optional<const char*> address) {
    auto m = client("a", once, name, "help");
    if (id) m.author_id = said(*id);
    if (address) m.author_address = said(*address);
    return m;
  };
  const std::vector<imports::HistoricConversation> all{{"b1", {from("Xf", "9", {})}}, {"b2", {from("Xg", "9", "zz@example.org")}}, {"b3", {from("Xh", {}, "zz@example.org")}}};
  std::vector<std::size_t> whose[2];           // each conversation's customer, as the first conversation of that customer
  for (const bool in_one : {true, false}) {
    auto story = inbox().given();
    story.as(owner).imported();
    std::vector<Id<Customer>> customers;
    const auto take = [&](int n, const std::vector<imports::HistoricConversation>& some) {
      auto one = load(n, some);
      one.source = "crm";
      story.when(one).accepted();
      for (const auto& e : story.facts<conversation::Imported>()) customers.push_back(e.customer_id);
      for (const auto& e : story.facts<message::Appended>()) CHECK(e.author == message::Author::customer);
    };
    if (in_one) take(1, all);
    else for (int n = 0; n < 3; ++n) take(n + 1, {all[static_cast<std::size_t>(n)]});
    REQUIRE(customers.size() == 3);
    for (const auto& id : customers) whose[in_one].push_back(static_cast<std::size_t>(std::find(customers.begin(), customers.end(), id) - customers.begin()));
  }
  CHECK(whose[0] == whose[1]);
  CHECK(whose[0] == std::vector<std::size_t>{0, 0, 2});
}
TEST_CASE("who writes from an address that a member has given a customer is that customer; what a visitor claims is nobody's") {
  const auto max = named<Customer>("max"), eve = named<Customer>("eve");
  const auto from = [](const std::string& key, const std::string& author, const std::string& address) {
    auto m = client(key, once, author, "help");
    if (!address.empty()) m.author_address = said(address);
    return m;
  };
  auto story = inbox().given(customer::Created{zoe, customer::CameBy::agent, about(zoe, "Zoe Jones"), about(zoe, "Zoe@Example.org"), about(zoe, "+49 (0)30 1234-5")},
                             customer::Created{max, customer::CameBy::visitor, {}, about(max, "max@example.org")},
                             customer::Created{eve, customer::CameBy::agent, about(eve, "Eve"), about(eve, "old@example.org")},
                             customer::Changed{eve, {}, about(eve, "new@example.org"), about(eve, "030 99 88")});
  story.as(owner).imported();
  story.when(load(1, {{"1", {from("a", "zj", "0049 30 12345"), from("b", "zj", "")}}, {"2", {from("a", "@zoe", "zoe@example.ORG")}}, {"3", {from("a", "Max", "max@example.org")}},
                      {"4", {from("a", "E", "new@example.org")}}, {"5", {from("a", "E", "030-9988")}}, {"6", {from("a", "E", "old@example.org")}}}))
      .accepted();
  const auto talks = story.facts<conversation::Imported>();
  REQUIRE(talks.size() == 6);
  CHECK(talks[0].customer_id == zoe);
  CHECK(talks[1].customer_id == zoe);
  CHECK(talks[2].customer_id != max);
  CHECK(talks[3].customer_id == eve);
  CHECK(talks[4].customer_id == eve);
  CHECK(talks[5].customer_id != eve);
  for (const auto& m : story.facts<message::Appended>()) CHECK(m.author == message::Author::customer);
  story.when(load(2, {{"7", {from("a", "Ann", " \u202a+44 (0)20 7946 0000\u202c")}}, {"8", {from("a", "A. N.", "+442079460000")}}})).accepted();
  REQUIRE(story.facts<customer::Created>().size() == 1);
  CHECK(story.facts<customer::Created>()[0].phone->value == "+442079460000");
  CHECK_FALSE(story.facts<customer::Created>()[0].email);
}
TEST_CASE("keys, sources and authors are one in every spelling that looks the same, and are kept in one form") {
  auto story = inbox().given();
  story.as(owner).imported();
  auto first = client(" a\u200b", once, "\u200b Zoe\u0308 ", "help");
  first.author_id = said(" u1 ");
  story.when(load(1, {{" cafe\u0301 ", {first}, "zammad "}})).accepted();
  CHECK(story.facts<conversation::Imported>()[0].external_key == "café");
  CHECK(story.facts<conversation::Imported>()[0].source == "zammad");
  CHECK(story.facts<message::Appended>()[0].external_key == "a");
  CHECK(story.facts<customer::Created>()[0].name->value == "Zoë");
  CHECK(story.facts<customer::Created>()[0].author_id->value == "u1");
  story.when(load(2, {{"café", {client("a", once, "Zoë", "help")}, "zammad"}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].known_messages == 1);
  story.when(load(3, {{"8", {client("a", once, "@zoe", "1"), client("a ", once, "@zoe", "2")}}})).refused(imports::rule::import_key_twice)
      .when(load(3, {{"8", {client("a", once, "@zoe", "1")}}, {"8 ", {client("a", once, "@zoe", "2")}}})).refused(imports::rule::import_key_twice)
      .when(load(3, {{" ", {client("a", once, "@zoe", "1")}}})).refused(imports::rule::import_empty)
      .when(load(3, {{"8", {client("\u200b", once, "@zoe", "1")}}})).refused(imports::rule::import_empty);
}
TEST_CASE("two spellings that an earlier release took for two keys each go on finding their own") {
  const auto other = named<Conversation>("8");
  auto first = message::Appended{hello, talk, zoe, 1, message::Author::customer, {}, {}, message::Kind::reply, about(zoe, "help"), message::Delivery::sent, "a "};
  auto second = first;
  second.id = answer, second.conversation_id = other, second.external_key = "b";
  auto story = inbox().given(customer::Created{zoe, customer::CameBy::import, about(zoe, "@zoe"), {}, {}, about(zoe, "@zoe")},
                             conversation::Imported{talk, zoe, Channel::twitter, "7 "}, first, conversation::Imported{other, zoe, Channel::twitter, "7"}, second);
  story.as(owner).imported();
  story.when(load(1, {{"7 ", {client("a ", once, "@zoe", "help")}}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].known_messages == 1);
  story.when(load(2, {{"7", {client("b", once, "@zoe", "help")}}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].known_messages == 1);
}
TEST_CASE("what an earlier release has taken is known when it comes again as it was: a handle for an address, keys that differ at their ends") {
  const auto said_there = [](const char* id, std::int64_t no, const char* key) {
    return message::Appended{named<Message>(id), talk, zoe, no, message::Author::customer, {}, {}, message::Kind::reply, about(zoe, "help"), message::Delivery::sent, key};
  };
  auto story = inbox().given(customer::Created{zoe, customer::CameBy::import, about(zoe, "@zoe"), {}, {}, about(zoe, "@zoe"), {}, about(zoe, "@zoe")},
                             conversation::Imported{talk, zoe, Channel::twitter, "7"}, conversation::Imported{named<Conversation>("8"), zoe, Channel::twitter, "7 "},
                             said_there("1", 1, "a"), said_there("2", 2, "a "));
  story.as(owner).imported();
  auto first = client("a", once, "@zoe", "help"), second = client("a ", once, "@zoe", "help"), third = client("b", once, "@zoe", "help");
  first.author_address = second.author_address = third.author_address = said("@zoe");
  story.when(load(1, {{"7", {first, second}}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].known_messages == 2);
  CHECK(story.record().facts.size() == 1);
  story.when(load(2, {{"7", {first}}, {"7 ", {client("c", once, "@zoe", "help")}}})).accepted();
  CHECK(story.facts<imports::Taken>()[0].conversations == 0);
  // What is new is asked for more.
  story.when(load(3, {{"7", {first, third}}})).refused(imports::rule::import_bad_author)
      .when(load(3, {{"7", {first, second, client("a  ", once, "@zoe", "help")}}})).refused(imports::rule::import_key_twice)
      .when(load(3, {{"7", {first, first}}})).refused(imports::rule::import_key_twice);
}
TEST_CASE("a conversation comes in through one channel: the same key from another one is refused, so that nothing gets lost in it") {
  auto story = inbox().given();
  story.as(owner).imported();
  auto by_twitter = load(1, {{"7", {client("a", once, "@zoe", "help")}, "zammad"}}), by_email = load(2, {{"7", {client("a", once, "Max", "another")}, "zammad"}});
  by_email.channel = Channel::email;
  story.when(by_twitter).accepted().when(by_email).refused(imports::rule::import_other_channel);
  by_email.conversations[0].source = "zammad, mail";
  story.when(by_email).accepted();
  CHECK(story.facts<imports::Taken>()[0].new_messages == 1);
}
TEST_CASE("what a clock ahead of ours calls later than now has happened now, and stands before what is said next") {
  auto story = inbox().given();
  story.as(owner).imported().at(start + 1h).when(load(1, {{"7", {client("a", start + 1h + 4min, "@zoe", "help"), client("b", start + 1h + 3min, "@zoe", "hello?")}}})).accepted();
  const auto said = story.facts<message::Appended>();
  CHECK(said[0].external_key == "b");
  for (const auto& entry : story.record().commit.facts) CHECK(entry.occurred_at == start + 1h);
}
TEST_CASE("what an earlier release has imported stays known: conversations by their channel, customers by their name in them") {
  const auto other = named<Conversation>("8");
  auto first = message::Appended{hello, talk, zoe, 1, message::Author::customer, {}, {}, message::Kind::reply, about(zoe, "help"), message::Delivery::sent, "a"};
  auto second = first;
  second.id = answer, second.conversation_id = other;
  auto story = inbox().given(customer::Created{zoe, customer::CameBy::import, about(zoe, "@zoe"), {}, {}, about(zoe, "@zoe")},
                             conversation::Imported{talk, zoe, Channel::twitter, "7"}, first, conversation::Imported{other, zoe, Channel::twitter, "8"}, second);
  story.as(owner).imported()
      .when(load(1, {{"7", {client("a", once, "@zoe", "help")}}, {"8", {client("a", once, "@zoe", "help"), client("b", once, "@ZOE", "thanks")}}})).accepted();
  CHECK(story.facts<customer::Created>().empty());
  CHECK(story.facts<conversation::Imported>().empty());
  CHECK(story.facts<imports::Taken>()[0].known_messages == 2);
  REQUIRE(story.facts<message::Appended>().size() == 1);
  CHECK(story.facts<message::Appended>()[0].author == message::Author::customer);
}
TEST_CASE("messages that stand in a load in another order are numbered as they were written, and the first client is the customer") {
  auto story = inbox().given();
  story.as(owner).imported()
      .when(load(1, {{"7", {agent("c", once + 2h, "AcmeCare", "on it"), client("b", once + 1h, "@max", "me too"), client("a", once, "@zoe", "help")}}})).accepted();
  const auto said = story.facts<message::Appended>();
  REQUIRE(said.size() == 3);
  CHECK(said[0].external_key == "a");
  CHECK(said[0].no == 1);
  CHECK(said[0].author == message::Author::customer);
  CHECK(said[2].external_key == "c");
  CHECK(story.record().commit.facts[1].occurred_at == once);
}
TEST_CASE("reading what was imported late does not read what has been written since, which stands behind it") {
  auto story = inbox().given();
  const auto id = fresh<Conversation>(2);
  story.as(owner).imported().when(load(1, {{"7", {client("a", once, "@zoe", "help")}}})).accepted();
  story.live().when(message::Send{hello, id, said("now")}).accepted();
  story.imported().when(load(2, {{"7", {client("b", once + 1h, "@zoe", "late")}}})).accepted();
  const auto late = story.facts<message::Appended>().at(0);
  CHECK(late.no == 3);
  story.live().as(staff(bob, Role::agent)).when(read_marker::MarkRead{late.id}).then(read_by(bob, 1, id))
      .when(read_marker::MarkRead{late.id}).then()
      .when(read_marker::MarkRead{hello}).then(read_by(bob, 2, id));
}
TEST_CASE("a full load fits one record") {
  std::vector<imports::HistoricConversation> all;
  for (int n = 0; n < 24; ++n) all.push_back({std::to_string(n), {client("a", once, "@" + std::to_string(n), "x"), agent("b", once, "A", "y")}});
  all[0].messages.push_back(client("c", once, "@0", "z"));
  all[0].messages.push_back(client("d", once, "@0", "z"));
  auto story = inbox().given();
  story.as(owner).imported().when(load(1, all)).accepted();
  CHECK(story.record().facts.size() == 99);
  all.push_back({"24", {client("a", once, "@24", "x")}});
  story.when(load(2, all)).refused(imports::rule::import_too_much);
}
TEST_CASE("an import is refused as a whole") {
  auto story = inbox().given();
  story.imported().as(staff(bob, Role::admin)).when(load(1, {{"7", {client("a", once, "@zoe", "help")}}})).refused(imports::rule::import_denied);
  story.as(owner).when(load(1, {})).refused(imports::rule::import_empty)
      .when(load(1, {{"7", {}}})).refused(imports::rule::import_empty)
      .when(load(1, {{"", {client("a", once, "@zoe", "help")}}})).refused(imports::rule::import_empty)
      .when(load(1, {{"7", {client("a", once, "@zoe", "")}}})).refused(imports::rule::import_empty)
      .when(load(1, {{"7", {client("a", once, "@zoe", "\xe3\x80\x80 \n")}}})).refused(imports::rule::import_empty)
      .when(load(1, {{"7", {client("a", once, "", "help")}}})).refused(imports::rule::import_bad_author)
      .when(load(1, {{"7", {client("a", once, " \xc2\xa0", "help")}}})).refused(imports::rule::import_bad_author)
      .when(load(1, {{"7", {client("a", once, "zoe\nof Acme", "help")}}})).refused(imports::rule::import_bad_author)
      .when(load(1, {{"7", {client("a", once, "@zoe", "1"), client("a", once, "@zoe", "2")}}})).refused(imports::rule::import_key_twice)
      .when(load(1, {{"7", {client("a", once, "@zoe", "1")}}, {"7", {client("b", once, "@zoe", "2")}}})).refused(imports::rule::import_key_twice)
      .when(load(1, {{"7", {agent("a", once, "AcmeCare", "hello?")}}})).refused(imports::rule::import_without_customer)
      .when(load(1, {{"7", {client("a", start + 24h, "@zoe", "help")}}})).refused(imports::rule::import_of_the_future);
  std::vector<imports::HistoricMessage> many;
  for (int n = 0; n < 51; ++n) many.push_back(client(std::to_string(n), once, "@zoe", "x"));
  story.when(load(1, {{"7", many}})).refused(imports::rule::import_too_much);
  story.when(load(1, {{"7", {client("a", once, "@zoe", "help")}}})).accepted()
      .when(load(1, {{"7", {client("a", once, "@zoe", "help")}}})).refused(imports::rule::import_exists);
}
TEST_CASE("importing twice is importing once, however it is cut") {
  const bool holds = rc::check([] {
    const auto lengths = *rc::gen::container<std::vector<int>>(*rc::gen::inRange(1, 6), rc::gen::inRange(1, 6));
    std::vector<imports::HistoricConversation> all;
    std::int64_t messages = 0;
    for (std::size_t c = 0; c < lengths.size(); ++c) {
      imports::HistoricConversation one{std::to_string(c), {}};
      for (int m = 0; m < lengths[c]; ++m, ++messages)
        one.messages.push_back(client(std::to_string(m), once + m * 1min, "@" + std::to_string((static_cast<int>(c) + m) % 3), "x"));
      all.push_back(std::move(one));
    }
    auto story = inbox().given();
    story.as(owner).imported();
    story.when(load(1, all)).accepted();
    RC_ASSERT(story.facts<imports::Taken>()[0].new_messages == messages);
    int n = 1;
    for (const auto& c : all) {
      story.when(load(++n, {c})).accepted();
      RC_ASSERT(story.record().facts.size() == 1u);
      RC_ASSERT(story.facts<imports::Taken>()[0].known_messages == static_cast<std::int64_t>(c.messages.size()));
    }
  });
  CHECK(holds);
}
