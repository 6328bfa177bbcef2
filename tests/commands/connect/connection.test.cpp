#include <doctest/doctest.h>

#include "domain/connect/connection/errands.hpp"
#include "tests/support/inbox.hpp"

using namespace millrace;
using namespace millrace::spec;
namespace c = millrace::connection;
using message::Author;
using message::Delivery;
using namespace std::chrono_literals;

namespace {

const auto bot = named<Connection>("bot");
const Id<ChannelAccount> at_bot{bot.value};
const auto agent = staff(ann, Role::agent);
const auto owner = staff(bob, Role::owner);

c::Made tied(const std::string& account = "4711", const Id<Connection>& id = bot) {
  return {id, "telegram", "The bot", account, {}, about(id, R"({"bot_token":"4711:x"})")};
}
c::Connect tie(const std::string& account = "4711", const Id<Connection>& id = bot) {
  return {id, "telegram", "The bot", account, {}, about(id, R"({"bot_token":"4711:x"})")};
}
AnyFact subscribing(int n) { return effect({"integration", bot.value}, c::Subscribe{bot}, std::to_string(n)); }
AnyFact sending(const Id<Message>& id) { return effect({"conversation", talk.value}, c::Send{bot, id, zoe}, to_string(id)); }

message::Hear heard(const std::string& text, const Id<Message>& id = hello, const std::string& by = "1001") {
  message::Hear ask{id, bot, Channel::telegram, "telegram", said(by), said("Zoe  "), said("@zoe"), said("17"), start, said(text)};
  return ask;
}
customer::Identified identified(const Id<Customer>& id, const std::string& as = "1001") { return {id, "telegram", about(id, as), about(id, "@zoe")}; }
message::KnownAs known_as(const Id<Message>& id, const Id<Customer>& of) { return {id, bot, about(of, "17"), start}; }
message::Appended wrote_to_bot(const Id<Message>& id, const Id<Conversation>& in, const Id<Customer>& by, std::int64_t no, const std::string& text) {
  return {id, in, by, no, Author::customer, {}, {}, message::Kind::reply, about(by, text)};
}
conversation::Opened at_the_bot() { return {talk, zoe, at_bot, Channel::telegram}; }

}  // namespace

TEST_CASE("connections: one is made, and the provider is told where to deliver; an account is connected once") {
  auto story = inbox().given(founded(), joined(bob, Role::owner));
  story.as(owner).when(tie()).then(tied(), subscribing(1));
  story.when(tie("4711", named<Connection>("again"))).refused(c::rule::account_taken);
  story.when(tie()).refused(c::rule::connection_exists);
  story.when(c::End{bot}).then(c::Ended{bot}).when(c::End{bot}).then();
  story.when(tie("4711", named<Connection>("again"))).accepted();
}

TEST_CASE("connections: a name is one line, and without one it is called as its account") {
  auto story = inbox().given(founded());
  auto unnamed = tie();
  unnamed.name.reset();
  auto made = tied();
  made.name = "4711";
  story.as(owner).when(unnamed).then(made, subscribing(1));
  story.when(c::Change{bot, "  Two  "}).then(c::Renamed{bot, "Two"}).when(c::Change{bot, "Two"}).then();
  story.when(c::Change{bot, ""}).refused(c::rule::name_invalid).when(c::Change{bot, "a\nb"}).refused(c::rule::name_invalid);
  story.when(c::Change{named<Connection>("none"), "Two"}).refused(c::rule::no_such_connection);
}

TEST_CASE("connections: new credentials are of the same account, and the provider is told again") {
  auto story = inbox().given(founded(), tied(), c::HealthChanged{bot, c::Health::unauthorised, "telegram.unauthorised"});
  const auto fresh_token = about(bot, R"({"bot_token":"4711:y"})");
  story.as(owner).when(c::Change{bot, {}, "4712", fresh_token}).refused(c::rule::other_account);
  story.when(c::Change{bot, {}, "4711", fresh_token})
      .then(c::CredentialsChanged{bot, fresh_token}, c::HealthChanged{bot, c::Health::connecting, {}}, subscribing(2));
  story.as(spec::system()).when(c::ReportHealth{bot, c::Health::well, {}}).then(c::HealthChanged{bot, c::Health::well, {}}).when(c::ReportHealth{bot, c::Health::well, {}}).then();
  story.as(owner).when(c::ReportHealth{bot, c::Health::failing, "x"}).refused(c::rule::no_such_connection);
}

TEST_CASE("connections: one is paused and resumed, each once, also with new credentials; not one that has ended") {
  const auto paused = [](bool to) { return c::Change{bot, {}, {}, {}, to}; };
  auto story = inbox().given(founded(), tied());
  story.as(owner).when(paused(false)).then().when(paused(true)).then(c::Paused{bot}).when(paused(true)).then();
  auto other = c::Change{bot, "Two", "4711", about(bot, "{}"), false};
  story.when(other).then(c::Renamed{bot, "Two"}, c::Resumed{bot}, c::CredentialsChanged{bot, about(bot, "{}")}, subscribing(2));
  story.when(c::Change{named<Connection>("none"), {}, {}, {}, true}).refused(c::rule::no_such_connection);
  story.when(c::End{bot}).accepted().when(paused(true)).refused(c::rule::over);
}

TEST_CASE("channels: while one is paused a reply is asked to go out as ever, and what comes in is heard") {
  auto story = inbox().given(founded(), joined(ann), tied(), known(zoe), identified(zoe), at_the_bot(), c::Paused{bot});
  auto reply = replied(answer, 1, "hi");
  reply.delivery = Delivery::sending;
  story.as(agent).when(message::Send{answer, talk, said("hi")}).then(reply, read_by(ann, 1), sending(answer));
  story.as(spec::system()).when(heard("hello?")).then(wrote_to_bot(hello, talk, zoe, 2, "hello?"), known_as(hello, zoe));
}

TEST_CASE("connections: what a provider has sent is kept under the key of its day, also of one that has ended; nobody else says so") {
  auto story = inbox().given(founded(), tied(), c::Ended{bot});
  const auto day = named<DeliveryDay>("monday");
  const auto one = named<RawDelivery>("one");
  story.as(spec::system()).when(c::Deliver{day, one, bot, said("e30=")}).then(c::Delivered{day, one, bot, about(day, "e30=")}, timer(start + 1h + c::deliveries_kept, c::ForgetDay{day}));
  story.when(c::Deliver{day, named<RawDelivery>("two"), bot, said("e30=")}).then(c::Delivered{day, named<RawDelivery>("two"), bot, about(day, "e30=")});
  story.when(c::ForgetDay{day}).then(c::Forgotten{day}).when(c::ForgetDay{day}).then().when(c::Deliver{day, one, bot, said("e30=")}).then();
  story.as(owner).when(c::FinishForgetting{day}).refused(c::rule::by_a_provider);
  story.as(spec::system()).when(c::FinishForgetting{day}).then(c::Gone{day});
  inbox().given(founded(), tied()).as(owner).when(c::Deliver{day, one, bot, said("e30=")}).refused(c::rule::by_a_provider);
}

TEST_CASE("channels: who writes for the first time is a new customer with a conversation there; the next time the same one") {
  auto story = inbox().given(founded(), tied());
  const auto customer = fresh<Customer>();
  const auto id = fresh<Conversation>(2);
  story.as(spec::system()).when(heard("hello"))
      .then(customer::Created{customer, customer::CameBy::visitor, about(customer, "Zoe")}, identified(customer), conversation::Opened{id, customer, at_bot, Channel::telegram},
            wrote_to_bot(hello, id, customer, 1, "hello"), known_as(hello, customer));
  story.when(heard("me again", answer)).then(wrote_to_bot(answer, id, customer, 2, "me again"), known_as(answer, customer));
  story.when(heard("once more", answer)).then();          // what a rule refuses the house is heard, and nothing comes of it
}

TEST_CASE("channels: what is resolved there opens again, and somebody else is somebody else") {
  auto story = inbox().given(founded(), tied(), known(zoe), identified(zoe), at_the_bot(), conversation::Resolved{talk, {}});
  story.as(spec::system()).when(heard("it broke"))
      .then(conversation::Reopened{talk, zoe, at_bot, {}, conversation::Status::resolved}, wrote_to_bot(hello, talk, zoe, 1, "it broke"), known_as(hello, zoe));
  story.when(heard("hi", answer, "1002")).accepted();
  CHECK(story.facts<customer::Created>().size() == 1);
  CHECK(story.facts<conversation::Opened>().size() == 1);
}

TEST_CASE("channels: a picture needs no text, and says that it is one; nothing at all is no message") {
  auto story = inbox().given(founded(), tied(), known(zoe), identified(zoe), at_the_bot());
  auto picture = heard("");
  picture.content = "photo";
  story.as(spec::system()).when(picture).accepted();
  REQUIRE(story.facts<message::Appended>().size() == 1);
  CHECK(story.facts<message::Appended>()[0].content == "photo");
  story.when(heard("", answer)).then();
}

TEST_CASE("channels: nobody but a channel says what has come over it, and nothing comes over one that has ended") {
  auto story = inbox().given(founded(), tied());
  story.as(owner).when(heard("hello")).refused(message::rule::by_a_channel);
  inbox().given(founded(), tied(), c::Ended{bot}).as(spec::system()).when(heard("hello")).then();
}

TEST_CASE("channels: a reply goes out, a note does not; what has become of it is said once") {
  auto story = inbox().given(founded(), joined(ann), tied(), known(zoe), identified(zoe), at_the_bot());
  auto reply = replied(answer, 1, "hi");
  reply.delivery = Delivery::sending;
  story.as(agent).when(message::Send{answer, talk, said("hi")}).then(reply, read_by(ann, 1), sending(answer));
  story.when(message::Send{hello, talk, said("she is nice"), message::Kind::note}).accepted();
  CHECK(story.facts<effects::Requested>().empty());
  story.as(spec::system()).when(message::ReportSent{answer, bot, said("18")})
      .then(message::DeliveryChanged{answer, Delivery::sent, Delivery::sent, {}}, message::KnownAs{answer, bot, about(zoe, "18"), {}});
  story.as(owner).when(message::ReportSent{answer, bot, {}}).refused(message::rule::by_a_channel);
}

TEST_CASE("channels: a failure says why, and one for the credentials makes the connection unauthorised, once") {
  auto story = inbox().given(founded(), joined(ann), tied(), known(zoe), identified(zoe), at_the_bot());
  story.as(agent).when(message::Send{answer, talk, said("hi")}).accepted().when(message::Send{hello, talk, said("hello?")}).accepted();
  story.as(spec::system()).when(message::ReportUnsent{answer, bot, "telegram.unauthorised", true})
      .then(message::DeliveryChanged{answer, Delivery::failed, Delivery::failed, "telegram.unauthorised"}, c::HealthChanged{bot, c::Health::unauthorised, "telegram.unauthorised"});
  story.when(message::ReportUnsent{hello, bot, "telegram.unauthorised", true}).then(message::DeliveryChanged{hello, Delivery::failed, Delivery::failed, "telegram.unauthorised"});
  story.when(message::ReportUnsent{hello, bot, "telegram.unauthorised", true}).then();
}

TEST_CASE("channels: over a connection that has ended a reply fails at once") {
  auto story = inbox().given(founded(), joined(ann), tied(), known(zoe), identified(zoe), at_the_bot(), c::Ended{bot});
  auto reply = replied(answer, 1, "hi");
  reply.delivery = Delivery::sending;
  story.as(agent).when(message::Send{answer, talk, said("hi")})
      .then(reply, read_by(ann, 1), message::DeliveryChanged{answer, Delivery::failed, Delivery::failed, "connection.over"});
}
