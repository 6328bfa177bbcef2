#include <doctest/doctest.h>

#include "schemas/json/node.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

struct Shop : testing::Town {
  Shop() : testing::Town(house()) {
    olga = person("olga");
    const auto made = ask({"POST", "/businesses", R"({"name":"Acme"})", olga});
    business = at(made, "id");
    widget = at(made, "widget_key");
  }
  std::string person(const std::string& name) {
    return at(ask({"POST", "/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}"}), "access_token");
  }
  std::string joined(const std::string& name, const std::string& role) {
    const auto token = person(name);
    const auto invited = ask({"POST", "/businesses/" + business + "/team", R"({"email":")" + name + R"(@example.org","role":")" + role + "\"}", olga, business});
    const auto accepted = ask({"POST", "/invitations/" + at(invited, "invitation_token") + "/accept", "{}", token});
    REQUIRE(accepted.status == 200);
    position = header(accepted, "Journal-Position");
    return token;
  }
  std::string visitor() {
    return at(ask({"POST", "/widget/" + widget + "/visitors", R"({"name":"Zoe"})", {}, {}, to_string(services().ids.next())}), "visitor_token");
  }
  Response writes(const std::string& token, const std::string& text) {
    auto said = ask({"POST", "/widget/" + widget + "/messages", R"({"text":")" + text + "\"}", token});
    REQUIRE(said.status == 201);
    position = header(said, "Journal-Position");
    return said;
  }
  Response events(const std::string& after = {}, const std::string& limit = {}, std::string token = {}) {
    Ask a{"GET", "/events", {}, token.empty() ? olga : token, business};
    a.query.emplace_back("min_position", position);
    if (!after.empty()) a.query.emplace_back("after", after);
    if (!limit.empty()) a.query.emplace_back("limit", limit);
    return ask(a);
  }
  static std::string header(const Response& r, std::string_view name) {
    for (const auto& [n, value] : r.headers)
      if (n == name) return value;
    return {};
  }
  std::string olga, business, widget, position;
};

struct Read { std::string id, type; };
std::vector<Read> read(const Response& r) {
  std::vector<Read> all;
  const Document page{r.body};
  REQUIRE(page.fault() == Document::Fault::none);
  page.root().elements([&](Node event) { all.push_back({std::string(event.find("id")->text()), std::string(event.find("type")->text())}); });
  return all;
}
// ?after= of the next page.
std::string next(const Response& r) {
  const auto link = Shop::header(r, "Link");
  const auto from = link.find("after=");
  return from == link.npos ? "" : link.substr(from + 6, link.find('&') - from - 6);
}

}  // namespace

TEST_CASE("events: a business reads what partners hear of it, page by page, from any position on") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "hello"), "conversation_id");
  const auto middle = shop.position;
  const auto note = shop.ask({"POST", "/messages", R"({"conversation_id":")" + talk + R"(","text":"careful","kind":"note"})", shop.olga, shop.business});
  CHECK(note.status == 201);
  shop.writes(zoe, "are you there?");

  const auto whole = shop.events();
  CHECK(whole.status == 200);
  CHECK(whole.content_type == "application/cloudevents-batch+json");
  CHECK(whole.body.find("careful") == std::string::npos);
  CHECK(whole.body.find("are you there?") != std::string::npos);
  CHECK(next(whole).empty());
  const auto all = read(whole);
  REQUIRE(all.size() == 4);
  CHECK(all[0].type == "com.millrace.customer.created.v1");
  CHECK(all[1].type == "com.millrace.conversation.opened.v1");
  CHECK(all[2].type == "com.millrace.message.appended.v1");

  std::vector<std::string> ids;
  std::string after;
  do {                                                 // a page may end in the middle of a record
    const auto page = shop.events(after, "1");
    for (const auto& e : read(page)) ids.push_back(e.id);
    after = next(page);
  } while (!after.empty() && ids.size() < 10);
  CHECK(ids.size() == 4);
  for (std::size_t n = 0; n < ids.size(); ++n) CHECK(ids[n] == all[n].id);

  const auto rest = read(shop.events(middle));
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].id == all[3].id);
  CHECK(read(shop.events(all[1].id)).size() == 2);
  const auto end = Shop::header(whole, "Journal-Position");
  CHECK(read(shop.events(end)).empty());
  shop.writes(zoe, "hello?");
  CHECK(read(shop.events(end)).size() == 1);
}

TEST_CASE("events: owner and admins read them, nobody else, and nobody another business's") {
  Shop shop;
  shop.writes(shop.visitor(), "hello");
  CHECK(shop.events({}, {}, shop.joined("ada", "admin")).status == 200);
  CHECK(shop.events({}, {}, shop.joined("mia", "manager")).status == 403);
  CHECK(shop.events({}, {}, shop.joined("ann", "agent")).status == 403);
  CHECK(shop.events({}, {}, shop.person("stranger")).status == 404);
  const auto other = shop.person("otto");
  const auto founded = shop.ask({"POST", "/businesses", R"({"name":"Other"})", other});
  const auto theirs = shop.ask({"GET", "/events", {}, other, at(founded, "id"), {}, {{"min_position", Shop::header(founded, "Journal-Position")}}});
  CHECK(theirs.status == 200);
  CHECK(theirs.body == "[]");
  CHECK(shop.ask({"GET", "/events", {}, {}, shop.business}).status == 401);
}

TEST_CASE("events: what is no position of this business, no limit and no parameter is refused") {
  Shop shop;
  shop.writes(shop.visitor(), "hello");
  for (const auto* wrong : {"x", "1", "64-0-0", "00000000.1.1", "1-2", "-5"}) CHECK_MESSAGE(shop.events(wrong).status == 400, wrong);
  for (const auto* wrong : {"0", "201", "x", "-1"}) CHECK_MESSAGE(shop.events({}, wrong).status == 400, wrong);
  CHECK(shop.ask({"GET", "/events", {}, shop.olga, shop.business, {}, {{"type", "x"}}}).status == 400);
  CHECK(shop.ask({"GET", "/events", {}, shop.olga, shop.business, {}, {{"cursor", "x"}}}).status == 400);
}

TEST_CASE("events: whoever asks for what comes after the end of the journal is told so, and is not answered with nothing") {
  Shop shop;
  shop.writes(shop.visitor(), "hello");
  const auto partition = std::to_string(partition_of(*parse_uuid(shop.business)));
  const auto mark = shop.position.substr(0, shop.position.find('.') + 1);
  for (const auto& after : {partition + "-999999-0", mark + partition + ".999999"}) {
    const auto ahead = shop.events(after);
    CHECK(ahead.status == 400);
    CHECK(ahead.body.find("/problems/events.beyond_the_end") != std::string::npos);
  }
  CHECK(shop.events(shop.position).status == 200);
}

TEST_CASE("events: the text of a message that has been deleted since is not said again") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto secret = shop.writes(zoe, "my card is 4111");
  shop.writes(zoe, "hello");
  const auto gone = shop.ask({"DELETE", "/messages/" + at(secret, "id"), {}, shop.olga, shop.business});
  REQUIRE(gone.status == 200);
  shop.position = Shop::header(gone, "Journal-Position");
  const auto whole = shop.events();
  CHECK(whole.body.find("4111") == std::string::npos);
  CHECK(whole.body.find("hello") != std::string::npos);
  CHECK(read(whole).size() == 5);
}
