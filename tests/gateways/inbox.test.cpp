#include <doctest/doctest.h>

#include "domain/core/id.hpp"
#include "tests/support/shop.hpp"

using namespace millrace;
using namespace millrace::testing;

TEST_CASE("a visitor writes, an agent answers, and each sees what is theirs to see") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto hello = shop.writes(zoe, "hello");
  CHECK(hello.status == 201);
  CHECK_FALSE(says(hello, "\"no\""));
  const auto talk = at(hello, "conversation_id");

  const auto answer = shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"hi Zoe"})", ann.token);
  CHECK(answer.status == 201);
  CHECK(at(answer, "text") == "hi Zoe");
  CHECK(at(answer, "member_id") == ann.id);
  CHECK(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"careful","kind":"note"})", ann.token).status == 201);

  const auto thread = shop.get("/conversations/" + talk + "/messages", ann.token);
  CHECK(thread.status == 200);
  CHECK(thread.body.find("hello") < thread.body.find("hi Zoe"));
  CHECK(thread.body.find("hi Zoe") < thread.body.find("careful"));
  CHECK(says(thread, "\"channel\":\"conversation:" + shop.business + ":" + talk + "\""));
  CHECK(says(thread, "\"member_name\":\"ann\""));

  const auto seen = shop.reads(zoe);
  CHECK(says(seen, "hi Zoe"));
  CHECK(says(seen, "\"agent\":{\"name\":\"ann\"}"));
  CHECK_FALSE(says(seen, "careful"));
  CHECK(says(seen, "\"channel\":\"visitor:" + shop.business + ":" + zoe.id + "\""));
}
TEST_CASE("the first page of a thread ends with what was said last, and the next one comes before it") {
  Shop shop;
  const auto zoe = shop.visitor("{}");
  std::string talk;
  for (const auto* text : {"one", "two", "three"}) talk = at(shop.writes(zoe, text), "conversation_id");
  const auto last = shop.ask({"GET", "/conversations/" + talk + "/messages", {}, shop.olga, shop.business, {}, {{"limit", "2"}}});
  CHECK_FALSE(says(last, "\"text\":\"one\""));
  CHECK(last.body.find("two") < last.body.find("three"));
  const auto before = shop.ask({"GET", "/conversations/" + talk + "/messages", {}, shop.olga, shop.business, {}, {{"limit", "2"}, {"cursor", at(last, "next_cursor")}}});
  CHECK(says(before, "\"text\":\"one\""));
  CHECK_FALSE(says(before, "\"text\":\"two\""));
  CHECK(says(before, "\"next_cursor\":null"));
}
TEST_CASE("unread falls by reading, and one's own messages never count") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto first = shop.writes(zoe, "one");
  const auto talk = at(first, "conversation_id");
  shop.writes(zoe, "two");
  CHECK(says(shop.get("/conversations/" + talk, ann.token), "\"unread\":2"));
  CHECK(says(shop.post("/messages/" + at(first, "id") + "/read", "{}", ann.token), "\"read_no\":1"));
  CHECK(says(shop.get("/conversations/" + talk, ann.token), "\"unread\":1"));
  shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"hi"})", ann.token);
  CHECK(says(shop.get("/conversations/" + talk, ann.token), "\"unread\":0"));
  CHECK(says(shop.get("/conversations/" + talk, shop.olga), "\"unread\":3"));
}
TEST_CASE("what a reader has already is not sent again, until something that it shows has changed") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = "/conversations/" + at(shop.writes(zoe, "hello"), "conversation_id");
  const auto read = [&](const std::string& path, const std::string& tag) {
    return shop.ask({"GET", path, {}, shop.olga, shop.business, {}, {}, {{"if-none-match", tag}}});
  };
  const auto tag_of = [](const Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "ETag") return value;
    return std::string();
  };
  const auto one = shop.get(talk, shop.olga), thread = shop.get(talk + "/messages", shop.olga);
  CHECK(tag_of(one).starts_with("\"v1."));
  CHECK(tag_of(thread).starts_with("W/\""));
  CHECK(read(talk, tag_of(one)).status == 304);
  CHECK(read(talk, tag_of(one)).body.empty());
  CHECK(read(talk + "/messages", tag_of(thread)).status == 304);
  CHECK(read("/conversations/" + to_string(shop.services().ids.next()), "*").status == 404);

  REQUIRE(shop.patch("/customers/" + zoe.id, R"({"name":"Zoe Two"})", shop.olga).status == 200);
  const auto renamed = read(talk, tag_of(one));                            // another stream's fact, of the same conversation's version
  CHECK(renamed.status == 200);
  CHECK(says(renamed, "Zoe Two"));
  CHECK(tag_of(renamed).starts_with("\"v1."));
  CHECK(read(talk + "/messages", tag_of(thread)).status == 304);           // the record before has moved its offset alone
  shop.writes(zoe, "and more");
  CHECK(read(talk + "/messages", tag_of(thread)).status == 200);
  const auto changed = shop.ask({"PATCH", talk + "/status", R"({"status":"solved"})", shop.olga, shop.business, {}, {}, {{"if-match", tag_of(renamed)}}});
  CHECK(changed.status == 200);                                            // still of that version
}
TEST_CASE("whoever may not see something hears no version of it, whatever the condition") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto nobody = to_string(shop.services().ids.next());
  const auto at_version = [&](std::string method, std::string path, std::string body, const char* tag) {
    return shop.ask({std::move(method), std::move(path), std::move(body), shop.olga, shop.business, {}, {}, {{"if-match", tag}}});
  };
  CHECK(at_version("PATCH", "/customers/" + nobody, R"({"name":"X"})", "\"v1\"").status == 404);
  CHECK(at_version("PATCH", "/conversations/" + nobody, R"({"subject":"X"})", "\"v1\"").status == 404);
  const auto stale = at_version("PATCH", "/customers/" + zoe.id, R"({"name":"X"})", "\"v99\"");
  CHECK(stale.status == 412);
}

TEST_CASE("a read across businesses waits for every position that it is given") {
  Shop shop;
  const auto renamed = shop.patch("/businesses/" + shop.business, R"({"name":"Acme Two"})", shop.olga);
  REQUIRE(renamed.status == 200);
  CHECK(says(shop.get("/businesses", shop.olga), "Acme Two"));
  const auto mark = shop.position.substr(0, shop.position.find('.') + 1);
  const auto ahead = [&](const std::string& position) {
    return static_cast<testing::Town&>(shop).ask({"GET", "/businesses", {}, shop.olga, {}, {}, {{"min_position", position}}, {{"prefer", "wait=0"}}}).status;
  };
  const auto own = shop.position.substr(mark.size(), shop.position.rfind('.') - mark.size());
  CHECK(ahead(mark + own + ".999999") == 400);         // nobody has been told of that
  CHECK(ahead(mark + "64.1") == 400);
}

TEST_CASE("a status answers itself, and a stale If-Match changes nothing") {
  Shop shop;
  const auto talk = at(shop.writes(shop.visitor(), "hello"), "conversation_id");
  const auto resolved = shop.patch("/conversations/" + talk + "/status", R"({"status":"solved"})", shop.olga);
  CHECK(resolved.status == 200);
  CHECK(at(resolved, "status") == "resolved");
  const auto stale = shop.ask({"PATCH", "/conversations/" + talk + "/status", R"({"status":"open"})", shop.olga, shop.business, {}, {}, {{"if-match", "\"v1\""}}});
  CHECK(stale.status == 412);
  CHECK(at(stale, "version") == "2");
  CHECK(shop.patch("/conversations/" + talk + "/status", R"({"status":"sideways"})", shop.olga).status == 422);
}
TEST_CASE("resolving over a message that the caller has not seen is refused, with the number of the newest") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "hello"), "conversation_id");
  shop.writes(zoe, "and my parcel?");
  const auto status = [&](const char* body) { return shop.patch("/conversations/" + talk + "/status", body, shop.olga); };
  const auto stale = status(R"({"status":"resolved","seen":1})");
  CHECK(stale.status == 409);
  CHECK(says(stale, "/problems/conversation.moved_on"));
  CHECK(says(stale, "number 2"));
  CHECK(at(stale, "newest") == "2");
  CHECK(status(R"({"status":"resolved","seen":2})").status == 200);
}
TEST_CASE("nobody has seen a message that has not been written") {
  Shop shop;
  const auto talk = at(shop.writes(shop.visitor(), "hello"), "conversation_id");
  const auto ahead = shop.patch("/conversations/" + talk + "/status", R"({"status":"resolved","seen":2})", shop.olga);
  CHECK(ahead.status == 422);
  CHECK(says(ahead, "/problems/conversation.seen_invalid"));
  CHECK(says(ahead, "\"pointer\":\"/seen\""));
  CHECK(at(ahead, "newest") == "1");
}
TEST_CASE("who lost a conversation does not hear again what was answered about it before") {
  Shop shop;
  const auto lim = shop.joined("lim", "limited_agent");
  const auto wrote = shop.writes(shop.visitor(), "my card number is 4000 1234");
  const auto talk = at(wrote, "conversation_id"), about = "/conversations/" + talk;
  const auto give = [&](const std::string& whom) { return shop.post(about + "/assign", R"({"member_id":)" + whom + "}", shop.olga); };
  REQUIRE(give("\"" + lim.id + "\"").status == 200);
  using Ask = testing::Town::Ask;
  const auto asked = [&](std::string method, std::string path, std::string body, std::string key) {
    return Ask{std::move(method), std::move(path), std::move(body), lim.token, shop.business, std::move(key)};
  };
  const auto own = at(shop.ask(asked("POST", "/messages", R"({"text":"Wrong.","conversation_id":")" + talk + "\"}", "k0")), "id");
  const std::vector<Ask> all{
      asked("POST", "/messages", R"({"text":"Noted.","conversation_id":")" + talk + "\"}", "k1"),
      asked("PATCH", about, R"({"subject":"Card"})", "k2"),
      asked("PATCH", about + "/status", R"({"status":"pending"})", "k3"),
      asked("POST", about + "/tags", R"({"tags":["card"]})", "k4"),
      asked("POST", "/messages/" + at(wrote, "id") + "/read", "{}", "k5"),
      asked("DELETE", "/messages/" + own, "", "k6"),
  };
  for (const auto& one : all) REQUIRE(shop.ask(one).status < 300);
  for (const auto& one : all) CHECK(shop.ask(one).status < 300);
  REQUIRE(give("null").status == 200);
  for (const auto& one : all) {
    CAPTURE(one.path);
    const auto refused = shop.ask(one);
    CHECK(refused.status == 404);
    CHECK(refused.content_type == "application/problem+json");
  }
  REQUIRE(give("\"" + lim.id + "\"").status == 200);
  for (const auto& one : all) CHECK(shop.ask(one).status < 300);
}
TEST_CASE("removing somebody twice with one key is one removal, although there is nobody any more") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const testing::Town::Ask remove{"DELETE", "/businesses/" + shop.business + "/team/" + ann.id, {}, shop.olga, {}, "gone"};
  const auto first = shop.ask(remove), again = shop.ask(remove);
  CHECK(first.status == 200);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
}
TEST_CASE("an agent's conversation on the widget is the visitor's own, and no account but the business's is taken") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto open = [&](const std::string& more) { return shop.post("/conversations", R"({"channel":"widget","customer_id":")" + zoe.id + "\"" + more + "}", shop.olga); };
  const auto foreign = open(R"(,"account_id":")" + to_string(shop.services().ids.next()) + "\"");
  CHECK(foreign.status == 422);
  CHECK(says(foreign, R"("pointer":"/account_id")"));
  const auto opened = open("");
  CHECK(opened.status == 201);
  CHECK(says(opened, "\"preview\":null"));
  CHECK(at(shop.writes(zoe, "hello"), "conversation_id") == at(opened, "id"));
  CHECK(open("").status == 409);
}
TEST_CASE("the preview of a conversation is the newest message that is left") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "one"), "conversation_id");
  const auto two = at(shop.writes(zoe, "two"), "id");
  CHECK(at(shop.get("/conversations/" + talk, shop.olga), "preview") == "two");
  CHECK(shop.ask({"DELETE", "/messages/" + two, {}, shop.olga, shop.business}).status == 200);
  CHECK(at(shop.get("/conversations/" + talk, shop.olga), "preview") == "one");
}
TEST_CASE("to nobody must be said, not left out") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto talk = at(shop.writes(shop.visitor(), "hello"), "conversation_id");
  const auto path = "/conversations/" + talk + "/assign";
  CHECK(shop.post(path, R"({"member_id":")" + ann.id + "\"}", shop.olga).status == 200);
  CHECK(shop.post(path, "{}", shop.olga).status == 422);
  CHECK(says(shop.get("/conversations/" + talk, shop.olga), "\"assigned_name\":\"ann\""));
  CHECK(shop.post(path, R"({"member_id":null})", shop.olga).status == 200);
  CHECK(shop.post(path, R"({"member_id":null})", ann.token).status == 403);
}
TEST_CASE("a limited agent reads what is assigned to it, and finds nothing else") {
  Shop shop;
  const auto bob = shop.joined("bob", "limited_agent");
  const auto first = shop.writes(shop.visitor(), "hello");
  const auto talk = at(first, "conversation_id");
  for (const auto& path : {"/conversations/" + talk, "/conversations/" + talk + "/messages", "/messages/" + at(first, "id")})
    CHECK(shop.get(path, bob.token).status == 404);
  CHECK(shop.post("/conversations/" + talk + "/assign", R"({"member_id":")" + bob.id + "\"}", shop.olga).status == 200);
  for (const auto& path : {"/conversations/" + talk, "/conversations/" + talk + "/messages", "/messages/" + at(first, "id")})
    CHECK(shop.get(path, bob.token).status == 200);
}
TEST_CASE("a customer is made, changed by merge patch, tagged and noted") {
  Shop shop;
  const auto made = shop.post("/customers", R"({"name":"Max","email":"max@example.org"})", shop.olga);
  CHECK(made.status == 201);
  CHECK(at(made, "email") == "max@example.org");
  const auto path = "/customers/" + at(made, "id");
  const auto changed = shop.patch(path, R"({"name":"Max M.","email":null})", shop.olga);
  CHECK(at(changed, "name") == "Max M.");
  CHECK(says(changed, "\"email\":null"));
  CHECK_FALSE(says(changed, "\"phone\""));
  CHECK(says(shop.post(path + "/tags", R"({"tags":["vip"]})", shop.olga), "\"tags\":[\"vip\"]"));
  const auto note = shop.post(path + "/notes", R"({"text":"pays late"})", shop.olga);
  CHECK(note.status == 201);
  const auto shown = shop.get(path, shop.olga);
  CHECK(at(shown, "name") == "Max M.");
  CHECK(says(shown, "\"text\":\"pays late\""));
  CHECK(says(shown, "\"channel\":\"customer:" + shop.business + ":" + at(made, "id") + "\""));
  CHECK(says(shop.get(path + "/notes", shop.olga), "pays late"));

  const auto opened = shop.post("/conversations", R"({"customer_id":")" + at(made, "id") + R"(","channel":"email","subject":"Your bill"})", shop.olga);
  CHECK(opened.status == 201);
  CHECK(at(opened, "subject") == "Your bill");
  CHECK(says(shop.get(path + "/conversations", shop.olga), at(opened, "id")));
}
TEST_CASE("a page of a customer's conversations says when one may have passed it by") {
  Shop shop;
  const auto max = at(shop.post("/customers", R"({"name":"Max"})", shop.olga), "id");
  std::vector<std::string> talks;
  for (int n = 0; n < 4; ++n)
    talks.push_back(at(shop.post("/conversations", R"({"customer_id":")" + max + R"(","channel":"email"})", shop.olga), "id"));
  const auto page = [&](const std::string& cursor) {
    std::vector<std::pair<std::string, std::string>> query{{"limit", "2"}};
    if (!cursor.empty()) query.emplace_back("cursor", cursor);
    return shop.ask({"GET", "/customers/" + max + "/conversations", {}, shop.olga, shop.business, {}, query});
  };
  const auto first = page({});
  CHECK(says(first, talks[3]));
  CHECK_FALSE(says(page(at(first, "next_cursor")), "\"moved\""));
  shop.post("/messages", R"({"conversation_id":")" + talks[0] + R"(","text":"hi"})", shop.olga);
  const auto second = page(at(first, "next_cursor"));
  CHECK_FALSE(says(second, talks[0]));
  CHECK(says(second, "\"moved\":true"));
  CHECK_FALSE(says(page({}), "\"moved\""));
}
TEST_CASE("a tag is one in every spelling, of customers and conversations, and goes by any") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = "/conversations/" + at(shop.writes(zoe, "hello"), "conversation_id") + "/tags", person = "/customers/" + zoe.id + "/tags";
  CHECK(says(shop.post(talk, R"({"tags":[" VIP ","vip"]})", shop.olga), R"("tags":["VIP"])"));
  CHECK(says(shop.post(person, R"({"tags":["vip","V.I.P."]})", shop.olga), R"("tags":["VIP","V.I.P."])"));
  CHECK(says(shop.post(person, R"({"tags":[],"remove":["Vip"]})", shop.olga), R"("tags":["V.I.P."])"));
  const auto nothing = shop.post(person, R"({"tags":["\u200b"]})", shop.olga);
  CHECK(nothing.status == 422);
  CHECK(says(nothing, "\"pointer\":\"/tags\""));
}
TEST_CASE("who is not a member finds no customer and no conversation of a business") {
  Shop shop;
  const auto eve = shop.person("eve");
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "hello"), "conversation_id");
  CHECK(shop.get("/customers/" + zoe.id, eve).status == 404);
  CHECK(shop.get("/conversations/" + talk + "/messages", eve).status == 404);
  CHECK(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"hi"})", eve).status == 404);
  CHECK(shop.get("/conversations/" + talk, zoe.token).status == 401);
}
TEST_CASE("history comes in once, resolved and read, at its own time") {
  Shop shop;
  const std::string body = R"({"channel":"twitter","conversations":[{"key":"7","messages":[)"
      R"({"key":"a","occurred_at":"2019-08-12T08:05:14Z","from":"client","author":"@zoe","text":"help"},)"
      R"({"key":"b","occurred_at":"2019-08-12T09:00:38Z","from":"agent","author":"AcmeCare","text":"on it"}]}]})";
  const auto taken = shop.post("/import/conversations", body, shop.olga);
  CHECK(taken.status == 201);
  CHECK(says(taken, "\"new\":2,\"known\":0"));
  CHECK(says(shop.post("/import/conversations", body, shop.olga), "\"new\":0,\"known\":2"));
  const auto ann = shop.joined("ann", "admin");
  CHECK(shop.post("/import/conversations", body, ann.token).status == 403);
}

TEST_CASE("a member that a command does not know changes nothing and is named, be it one that another command knows") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "hello"), "conversation_id");
  const auto patched = shop.patch("/conversations/" + talk, R"({"status":"resolved"})", shop.olga);
  CHECK(patched.status == 422);
  CHECK(says(patched, R"("pointer":"/status")"));
  const auto twice = shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"one","text":"two"})", shop.olga);
  CHECK(twice.status == 422);
  CHECK(says(twice, R"("pointer":"/text")"));
  const auto given = shop.post("/widget/" + shop.widget + "/messages", R"({"text":"hi","customer_id":")" + zoe.id + "\"}", zoe.token);
  CHECK(given.status == 422);
  CHECK(says(given, R"("pointer":"/customer_id")"));
  const auto nested = shop.post("/import/conversations", R"({"channel":"email","conversations":[{"key":"a","messages":[{"key":"1","occurred_at":"2020-01-01T00:00:00Z",)"
                                                         R"("from":"client","author":"Zoe","text":"hi","foo":1}]}]})", shop.olga);
  CHECK(nested.status == 422);
  CHECK(says(nested, R"("pointer":"/conversations/0/messages/0/foo")"));
  CHECK(shop.patch("/businesses/" + shop.business, R"({"name":"X","id":")" + shop.business + "\"}", shop.olga).status == 422);
  CHECK(shop.post("/auth/login", R"({"email":"olga@example.org","password":"correct horse","remember":true})").status == 422);
}
TEST_CASE("an internal note under the specification's name for it never reaches the customer") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = at(shop.writes(zoe, "hello"), "conversation_id");
  const auto note = shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"what a bore","is_internal_note":true})", shop.olga);
  CHECK(note.status == 201);
  CHECK(at(note, "kind") == "note");
  CHECK_FALSE(says(shop.reads(zoe), "bore"));
  const auto reply = shop.post("/messages", R"({"conversation_id":")" + talk + R"(","content":"hi Zoe","is_internal_note":false})", shop.olga);
  CHECK(at(reply, "kind") == "reply");
  CHECK(says(shop.reads(zoe), "hi Zoe"));
  const auto neither = shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"x","is_internal_note":"yes"})", shop.olga);
  CHECK(neither.status == 422);
  CHECK(says(neither, R"("pointer":"/is_internal_note")"));
  CHECK(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"x","content":"y"})", shop.olga).status == 422);
  CHECK(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"x","kind":"reply","is_internal_note":true})", shop.olga).status == 422);
}
TEST_CASE("a load of history that a rule refuses is told which message or conversation is meant") {
  Shop shop;
  const auto message = [](const std::string& more) { return R"({"key":"1","occurred_at":"2020-01-01T00:00:00Z","from":"client","author":"Zoe","text":"hi")" + more + "}"; };
  const auto loads = [&](const std::string& second, const std::string& more = "") {
    return shop.post("/import/conversations", R"({"channel":"email","conversations":[{"key":"a","messages":[)" + message("") + R"(]},{"key":"b","messages":[)" + message("") +
                                                  (second.empty() ? "" : "," + second) + "]}" + more + "]}", shop.olga);
  };
  const auto but = [&](const std::string& was, const std::string& is) {
    auto out = message("");
    out.replace(out.find("\"1\""), 3, "\"2\"");
    return was.empty() ? out : out.replace(out.find(was), was.size(), is);
  };
  const auto points = [&](const Response& refused, const std::string& code, const std::string& pointer) {
    CHECK(refused.status == 422);
    CHECK_MESSAGE(says(refused, "/problems/" + code), refused.body);
    CHECK_MESSAGE(says(refused, "\"pointer\":\"" + pointer + "\""), refused.body);
  };
  const std::string second = "/conversations/1/messages/1/";
  points(loads(but("2020", "2999")), "import.of_the_future", second + "occurred_at");
  points(loads(but("\"2\"", "\"1\"")), "import.key_twice", second + "key");
  points(loads(but("\"hi\"", "\" \"")), "import.empty", second + "text");
  points(loads(but("\"Zoe\"", "\"\"")), "import.bad_author", second + "author");
  points(loads(but("\"Zoe\"", "\"Zoe\",\"author_address\":\"nonsense\"")), "import.bad_author", second + "author_address");
  points(loads("", R"(,{"key":"b","messages":[)" + message("") + "]}"), "import.key_twice", "/conversations/2/key");
  points(loads("", R"(,{"key":"c","messages":[]})"), "import.empty", "/conversations/2/messages");
  points(loads("", R"(,{"key":"c","source":"a\nb","messages":[)" + message("") + "]}"), "import.source_invalid", "/conversations/2/source");
  CHECK(loads(but("", "")).status == 201);
}
TEST_CASE("history lies between 1900 and now, with five minutes for clocks that differ") {
  Shop shop;
  int n = 0;
  const auto loads = [&](const std::string& when) {
    return shop.post("/import/conversations", R"({"channel":"email","conversations":[{"key":"c)" + std::to_string(++n) + R"(","messages":[{"key":"1","occurred_at":")" +
                                                  when + R"(","from":"client","author":"Zoe","text":"hi"}]}]})", shop.olga);
  };
  const auto now = shop.services().now();
  CHECK(loads("1900-01-01T00:00:00Z").status == 201);
  CHECK(loads(to_rfc3339(now + std::chrono::minutes(5))).status == 201);
  CHECK(loads(to_rfc3339(now + std::chrono::minutes(6))).status == 422);
  for (const auto* when : {"0000-01-01T00:00:00Z", "1899-12-31T23:59:59.999999Z", "1900-01-01T00:00:00+00:01", "9999-12-31T23:59:59-23:59"}) {
    const auto refused = loads(when);
    CHECK_MESSAGE(refused.status == 422, when);
    CHECK_MESSAGE(says(refused, "/conversations/0/messages/0/occurred_at"), when);
  }
}
TEST_CASE("what a clock ahead of ours has stamped is not the preview for ever") {
  Shop shop;
  const auto late = to_rfc3339(shop.services().now() + std::chrono::minutes(4));
  REQUIRE(shop.post("/import/conversations", R"({"channel":"email","conversations":[{"key":"a","messages":[{"key":"1","occurred_at":")" + late +
                                                 R"(","from":"client","author":"Zoe","text":"imported"}]}]})", shop.olga).status == 201);
  const auto made = shop.get("/events", shop.olga);
  const auto id = made.body.find("\"conversation_id\":\"");
  REQUIRE(id != std::string::npos);
  const auto talk = made.body.substr(id + 19, 36);
  shop.pass(std::chrono::minutes(1));
  REQUIRE(shop.post("/messages", R"({"conversation_id":")" + talk + R"(","text":"since then"})", shop.olga).status == 201);
  CHECK(at(shop.get("/conversations/" + talk, shop.olga), "preview") == "since then");
}
TEST_CASE("a status is written in lower case, and who writes it otherwise is told what there is") {
  Shop shop;
  const auto path = "/conversations/" + at(shop.writes(shop.visitor(), "hello"), "conversation_id");
  const auto refused = shop.patch(path + "/status", R"({"status":"RESOLVED"})", shop.olga);
  CHECK(refused.status == 422);
  CHECK(says(refused, R"("pointer":"/status","detail":"must be one of open, pending, resolved, closed, archived, in lower case")"));
  const auto negative = shop.patch(path + "/status", R"({"status":"resolved","seen":-1})", shop.olga);
  CHECK(negative.status == 422);
  CHECK(says(negative, R"("pointer":"/seen")"));
}
TEST_CASE("null in a change of a member's access changes nothing, alone as well") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto path = "/businesses/" + shop.business + "/team/" + ann.id;
  const auto before = shop.get(path, shop.olga).body;
  for (const auto* nothing : {"{}", R"({"permissions":null})", R"({"role":null})"}) CHECK(shop.patch(path, nothing, shop.olga).status == 200);
  CHECK(shop.get(path, shop.olga).body == before);
}
TEST_CASE("what was assigned to somebody who is removed is nobody's, and what they wrote goes on naming them") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto conversation = at(shop.writes(zoe, "hello"), "conversation_id");
  const auto path = "/conversations/" + conversation;
  REQUIRE(shop.post(path + "/assign", R"({"member_id":")" + ann.id + "\"}", shop.olga).status == 200);
  REQUIRE(shop.post("/messages", R"({"conversation_id":")" + conversation + R"(","text":"hi"})", ann.token).status == 201);
  CHECK(at(shop.get(path, shop.olga), "assigned_to") == ann.id);
  REQUIRE(shop.ask({"PATCH", "/auth/me", R"({"name":"Anna"})", ann.token}).status == 200);
  CHECK(says(shop.get(path + "/messages", shop.olga), R"("member_name":"Anna")"));
  REQUIRE(shop.ask({"DELETE", "/businesses/" + shop.business + "/team/" + ann.id, {}, shop.olga}).status == 200);
  CHECK(says(shop.get(path, shop.olga), R"("assigned_to":null)"));
  const auto newest = [&](const std::string& channel) {
    const auto heard = shop.mill().snapshot()->feed(partition_of(*parse_uuid(shop.business)), channel, -1, 1'000);
    return heard.empty() ? std::string{} : heard.back().data;
  };
  CHECK(newest("inbox:" + shop.business).find(R"("assigned_to":null)") != std::string::npos);
  CHECK(newest("inbox:" + shop.business + ":" + ann.id).find(R"("op":"delete")") != std::string::npos);
  CHECK(newest("team:" + shop.business).find(R"("op":"delete")") != std::string::npos);
  CHECK(says(shop.get(path + "/messages", shop.olga), R"("member_name":"Anna")"));
  const auto again = shop.post("/businesses/" + shop.business + "/team", R"({"email":"ann@example.org","role":"agent"})", shop.olga);
  CHECK(at(again, "id") == ann.id);
  CHECK(says(shop.get(path + "/messages", shop.olga), R"("member_name":"Anna")"));
}
TEST_CASE("a conversation says how far its reader has read, and who wrote what it shows of itself") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto first = shop.writes(shop.visitor(), "one");
  const auto talk = "/conversations/" + at(first, "conversation_id");
  CHECK(at(shop.get(talk, ann.token), "read_no") == "0");
  CHECK(at(shop.get(talk, ann.token), "preview_author") == "customer");
  REQUIRE(shop.post("/messages/" + at(first, "id") + "/read", "{}", ann.token).status == 200);
  CHECK(at(shop.get(talk, ann.token), "read_no") == "1");
  CHECK(at(shop.get(talk, shop.olga), "read_no") == "0");
  REQUIRE(shop.post("/messages", R"({"conversation_id":")" + at(first, "conversation_id") + R"(","text":"two"})", ann.token).status == 201);
  CHECK(at(shop.get(talk, shop.olga), "preview_author") == "agent");
  const auto empty = shop.post("/conversations", R"({"customer_id":")" + shop.visitor().id + R"(","channel":"email"})", ann.token);
  CHECK(says(empty, "\"preview_author\":null"));
}
