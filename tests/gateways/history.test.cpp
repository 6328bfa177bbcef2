// A business's history as its owner looks at it: resources as they were, events one by one and filtered, and what has come from what.
#include <doctest/doctest.h>

#include "infra/heads/keeper.hpp"
#include "infra/heads/verify.hpp"
#include "schemas/digest.hpp"
#include "schemas/journal/accept.hpp"
#include "schemas/json/node.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

std::string header(const Response& r, std::string_view name) {
  for (const auto& [n, value] : r.headers)
    if (n == name) return value;
  return {};
}
std::string problem_of(const Response& r) { return at(r, "type"); }
bool says(const Response& r, std::string_view part) { return r.body.find(part) != std::string::npos; }

// What an answer says but for where it goes on.
std::string without_live(std::string body) {
  const auto from = body.find(R"(,"live":{)");
  return from == body.npos ? body : body.erase(from, body.find('}', from) - from + 1);
}
std::string version_in(const Response& r) {
  const auto tag = header(r, "ETag");
  return tag.starts_with("\"v") ? tag.substr(0, tag.find('.')) : "";
}

// A small business whose every answer is remembered with the position at which it was true.
struct Shop : testing::Town {
  Shop() : testing::Town(house()) {
    olga = person("olga");
    const auto made = ask({"POST", "/businesses", R"({"name":"Acme"})", olga});
    business = at(made, "id");
    widget = at(made, "widget_key");
    position = header(made, "Journal-Position");
  }
  std::string person(const std::string& name) {
    const auto who = R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}";
    return at(ask({"POST", "/auth/signup", who}), "access_token");
  }
  struct Joined { std::string token, id; };
  Joined joined(const std::string& name, const std::string& role) {
    const auto token = person(name);
    const auto invited = done("POST", "/businesses/" + business + "/team", R"({"email":")" + name + R"(@example.org","role":")" + role + "\"}");
    const auto accepted = ask({"POST", "/invitations/" + at(invited, "invitation_token") + "/accept", "{}", token});
    REQUIRE(accepted.status == 200);
    position = header(accepted, "Journal-Position");
    return {token, at(invited, "id")};
  }
  std::string visitor() {
    const auto made = ask({"POST", "/widget/" + widget + "/visitors", R"({"name":"Zoe"})", {}, {}, to_string(services().ids.next())});
    position = header(made, "Journal-Position");
    return at(made, "visitor_token");
  }
  // A minute later, and it has to be taken.
  Response done(const std::string& method, const std::string& path, const std::string& body, std::string token = {}) {
    pass(std::chrono::minutes{1});
    ask({"POST", "/auth/step-up", R"({"password":"correct horse"})", token.empty() ? olga : token});     // some of it asks who is there, so long after the log-in
    auto response = ask({method, path, body, token.empty() ? olga : token, path.starts_with("/widget") ? "" : business});
    REQUIRE_MESSAGE(response.status / 100 == 2, path, ": ", response.body);
    position = header(response, "Journal-Position");
    return response;
  }
  using Query = std::vector<std::pair<std::string, std::string>>;
  Response get(const std::string& path, Query query = {}, std::string token = {}) {
    query.emplace_back("min_position", position);
    return ask({"GET", path, {}, token.empty() ? olga : token, business, {}, std::move(query)});
  }
  std::string olga, business, widget, position;
};

// Everything that can be had as it was, at every position that it has come to.
struct Remembered {
  struct Answer { std::string position; Time at; std::map<std::string, Response> said; };
  void note(Shop& shop, const std::vector<std::string>& paths) {
    Answer now{shop.position, shop.services().now(), {}};
    for (const auto& path : paths) now.said.emplace(path, shop.get(path));
    answers.push_back(std::move(now));
  }
  std::vector<Answer> answers;
};

}  // namespace

TEST_CASE("as of: whatever was answered at a position is answered as of it, and nothing before it was there") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto first = shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"Are you open?"})", zoe);
  const auto talk = "/conversations/" + at(first, "conversation_id");
  const auto whose = at(shop.get(talk), "customer_id");
  const auto customer = "/customers/" + whose;
  const auto ticket_made = shop.done("POST", "/tickets", R"({"subject":"The grinder","description":"It is loud","customer_id":")" + whose + "\"}");
  const auto ticket = "/tickets/" + at(ticket_made, "id");
  const std::vector<std::string> paths{talk, talk + "/messages", "/messages/" + at(first, "id"), customer, customer + "/notes", ticket, ticket + "/comments",
                                       "/businesses/" + shop.business + "/team/" + ann.id};
  Remembered past;
  const auto say = [&](const std::string& method, const std::string& path, const std::string& body, std::string token = {}) {
    auto response = shop.done(method, path, body, std::move(token));
    past.note(shop, paths);
    return response;
  };
  say("POST", talk + "/assign", R"({"member_id":")" + ann.id + "\"}");
  say("POST", "/messages", R"({"conversation_id":")" + at(first, "conversation_id") + R"(","text":"Until six.","kind":"reply"})", ann.token);
  say("PATCH", customer, R"({"name":"Zoe B."})");
  say("POST", customer + "/notes", R"({"text":"Likes oats"})", ann.token);
  say("PATCH", talk, R"({"subject":"Opening hours"})");
  say("POST", ticket + "/assign", R"({"member_id":")" + ann.id + "\"}");
  say("POST", ticket + "/comments", R"({"text":"We are coming"})", ann.token);
  const auto read = say("POST", "/widget/" + shop.widget + "/messages", R"({"text":"Thanks"})", zoe);
  say("POST", "/messages/" + at(read, "id") + "/read", "{}");
  shop.done("PATCH", "/auth/me", R"({"name":"Anna"})", ann.token);
  while (!says(shop.get(talk + "/messages"), "Anna")) {}         // the directory hands it over
  shop.position = header(shop.get(talk), "Journal-Position");
  past.note(shop, paths);
  say("PATCH", talk + "/status", R"({"status":"resolved"})", ann.token);
  say("POST", customer + "/notes", R"({"text":"Oats again"})");
  say("PATCH", ticket + "/status", R"({"status":"resolved"})", ann.token);
  say("PATCH", "/businesses/" + shop.business + "/team/" + ann.id, R"({"role":"manager"})");

  for (const auto& then : past.answers) {
    for (const auto& [path, was] : then.said) {
      CAPTURE(path);
      CAPTURE(then.position);
      REQUIRE(was.status == 200);
      const auto now = shop.get(path, {{"as_of", then.position}});
      CHECK(now.status == 200);
      CHECK(now.body == without_live(was.body));
      CHECK(version_in(now) == version_in(was));
      CHECK(header(now, "Journal-Position") == then.position);
      CHECK(shop.get(path, {{"as_of", to_rfc3339(then.at)}}).body == now.body);
    }
  }
  // When there was ann, and the customer had just been made.
  const auto link = header(shop.get("/events", {{"limit", "1"}}), "Link");
  const auto begun = link.substr(link.find("after=") + 6, link.find('&') - link.find("after=") - 6);
  for (const auto& path : paths) {
    const auto early = shop.get(path, {{"as_of", begun}});
    CHECK_MESSAGE(early.status == (path.find("/team/") != path.npos || path.starts_with(customer) ? 200 : 404), path);
    if (early.status == 404) CHECK(problem_of(early) == "/problems/as_of.not_there");
    CHECK(problem_of(shop.get(path, {{"as_of", "2020-01-01T00:00:00Z"}})) == "/problems/as_of.not_there");
    CHECK(shop.get(path, {{"as_of", "2999-01-01T00:00:00+02:00"}}).status == 200);
  }
}

TEST_CASE("as of: a thread is read page by page as it was, whatever has been said since") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto path = "/widget/" + shop.widget + "/messages";
  std::string talk, middle;
  for (int n = 0; n < 9; ++n) {
    talk = at(shop.done("POST", path, R"({"text":"said )" + std::to_string(n) + "\"}", zoe), "conversation_id");
    if (n == 4) middle = shop.position;
  }
  const auto first = shop.get("/conversations/" + talk + "/messages", {{"as_of", middle}, {"limit", "3"}});
  REQUIRE(first.status == 200);
  CHECK_FALSE(says(first, "said 5"));
  for (const auto* there : {"said 2", "said 3", "said 4"}) CHECK(says(first, there));
  CHECK_FALSE(says(first, R"("live":{)"));
  CHECK(header(first, "Link").find("as_of=") != std::string::npos);
  const auto second = shop.get("/conversations/" + talk + "/messages", {{"as_of", middle}, {"limit", "3"}, {"cursor", at(first, "next_cursor")}});
  CHECK(says(second, "said 0"));
  CHECK(says(second, "said 1"));
  CHECK(at(second, "next_cursor").empty());
  CHECK(at(shop.get("/conversations/" + talk, {{"as_of", middle}}), "total_messages") == "5");
}

TEST_CASE("as of: owner and admins look back, within what they may see now") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = "/conversations/" + at(shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"hello"})", zoe), "conversation_id");
  const auto then = shop.position;
  const auto ada = shop.joined("ada", "admin"), mia = shop.joined("mia", "manager"), ann = shop.joined("ann", "agent");
  CHECK(shop.get(talk, {{"as_of", then}}, ada.token).status == 200);
  for (const auto& token : {mia.token, ann.token}) CHECK(problem_of(shop.get(talk, {{"as_of", then}}, token)) == "/problems/permission.denied");
  CHECK(shop.get(talk, {{"as_of", then}}, shop.person("stranger")).status == 404);
  shop.done("PATCH", "/businesses/" + shop.business + "/team/" + ada.id, R"({"permissions":["conversations_view_assigned"]})");
  CHECK(problem_of(shop.get(talk, {{"as_of", then}}, ada.token)) == "/problems/conversation.not_found");
  const auto otto = shop.person("otto");
  const auto theirs = at(shop.ask({"POST", "/businesses", R"({"name":"Other"})", otto}), "id");
  CHECK(shop.ask({"GET", talk, {}, otto, theirs, {}, {{"as_of", "2999-01-01T00:00:00Z"}}}).status == 404);
}

TEST_CASE("as of: what is no position of this business is refused, and so is what cannot be had as it was") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto talk = "/conversations/" + at(shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"hello"})", zoe), "conversation_id");
  const auto mark = shop.position.substr(0, shop.position.find('.') + 1);
  const auto partition = std::to_string(partition_of(*parse_uuid(shop.business)));
  for (const auto& wrong : {std::string(), std::string("x"), std::string("yesterday"), std::string("2026-13-01T00:00:00Z"), std::string("00000000.1.1"), "1" + mark + partition + ".0"})
    CHECK_MESSAGE(problem_of(shop.get(talk, {{"as_of", wrong}})) == "/problems/as_of.malformed", wrong);
  for (const auto& beyond : {mark + partition + ".999999", partition + "-999999-0"})
    CHECK(problem_of(shop.get(talk, {{"as_of", beyond}})) == "/problems/as_of.beyond_the_end");
  CHECK(problem_of(shop.get(talk, {{"as_of", shop.position}, {"as_of", shop.position}})) == "/problems/query.repeated");
  for (const auto& list : std::vector<std::string>{"/businesses/" + shop.business + "/team", "/businesses/" + shop.business, "/businesses/" + shop.business + "/me", "/events"})
    CHECK_MESSAGE(problem_of(shop.get(list, {{"as_of", shop.position}})) == "/problems/list.unknown_filter", list);
}

TEST_CASE("as of: a text that has been deleted since is not shown as it was, nor one whose person has been erased") {
  Shop shop;
  const auto zoe = shop.visitor();
  const auto path = "/widget/" + shop.widget + "/messages";
  const auto secret = shop.done("POST", path, R"({"text":"my card is 4111"})", zoe);
  const auto talk = "/conversations/" + at(secret, "conversation_id");
  const auto then = shop.position;
  CHECK(says(shop.get(talk + "/messages", {{"as_of", then}}), "4111"));
  shop.done("POST", path, R"({"text":"hello"})", zoe);
  shop.done("DELETE", "/messages/" + at(secret, "id"), {});
  for (const auto& where : {talk, talk + "/messages", "/messages/" + at(secret, "id")}) {
    const auto was = shop.get(where, {{"as_of", then}});
    CHECK(was.status == 200);
    CHECK_FALSE(says(was, "4111"));
  }
  const auto customer = "/customers/" + at(shop.get(talk), "customer_id");
  shop.done("PATCH", customer, R"({"name":"Zoe B."})");
  CHECK(at(shop.get(customer, {{"as_of", then}}), "name") == "Zoe");
  const auto offset = std::atoll(then.substr(then.rfind('.') + 1).c_str());
  for (const auto& [subject, key] : shop.mill().record(partition_of(*parse_uuid(shop.business)), offset)->subject_keys) shop.vault().destroy(key);
  CHECK(at(shop.get(customer, {{"as_of", then}}), "name").empty());
}

// --- events ----------------------------------------------------------------------------------------------------------------

namespace {

std::vector<std::string> ids(const Response& r) {
  std::vector<std::string> all;
  const Document page{r.body};
  REQUIRE(page.fault() == Document::Fault::none);
  REQUIRE_MESSAGE(r.status == 200, r.body);
  page.root().elements([&](Node event) { all.emplace_back(event.find("id")->text()); });
  return all;
}
std::string next(const Response& r) {
  const auto link = header(r, "Link");
  const auto from = link.find("after=");
  return from == link.npos ? "" : link.substr(from + 6, link.find('&') - from - 6);
}
// All pages of it.
std::vector<std::string> all_of(Shop& shop, const Shop::Query& query, std::size_t most_pages = 100) {
  std::vector<std::string> all;
  std::string after;
  for (std::size_t n = 0; n < most_pages; ++n) {
    auto page = query;
    if (!after.empty()) page.emplace_back("after", after);
    const auto found = shop.get("/events", page);
    for (auto& id : ids(found)) all.push_back(std::move(id));
    after = next(found);
    if (after.empty()) return all;
  }
  FAIL("it does not end");
  return all;
}

}  // namespace

TEST_CASE("events: filtered by kind, what they are about, who and when, from either end") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto first = shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"hello"})", zoe);
  const auto talk = at(first, "conversation_id");
  const auto message = at(first, "id");
  const auto customer = at(shop.get("/conversations/" + talk), "customer_id");
  const auto noon = shop.services().now() + std::chrono::seconds{30};
  shop.done("POST", "/messages", R"({"conversation_id":")" + talk + R"(","text":"hi","kind":"reply"})", ann.token);
  shop.done("POST", "/conversations/" + talk + "/tags", R"({"tags":["urgent"]})");
  shop.done("POST", "/tickets", R"({"subject":"The grinder"})");

  const auto whole = shop.get("/events");
  std::vector<std::pair<std::string, std::string>> all;          // id, type
  std::map<std::string, std::pair<std::string, std::string>> more;   // id → subject, authid
  std::map<std::string, std::string> recorded;
  const Document page{whole.body};
  page.root().elements([&](Node e) {
    const auto text = [&](std::string_view name) { return e.find(name) ? std::string(e.find(name)->text()) : std::string(); };
    all.emplace_back(text("id"), text("type"));
    more[text("id")] = {text("subject"), text("authid")};
    recorded[text("id")] = text("recordedtime");
  });
  REQUIRE(all.size() == 7);                                      // customer, opened, two messages, tags, ticket and its clock
  const auto those = [&](const auto& wanted) {
    std::vector<std::string> some;
    for (const auto& [id, type] : all)
      if (wanted(id, type)) some.push_back(id);
    return some;
  };
  struct Case { Shop::Query query; std::vector<std::string> expected; };
  const std::vector<Case> cases{
      {{}, those([](auto&, auto&) { return true; })},
      {{{"kind", "message"}}, those([](auto&, auto& type) { return type.starts_with("com.millrace.message."); })},
      {{{"kind", "message.appended.v1"}}, those([](auto&, auto& type) { return type == "com.millrace.message.appended.v1"; })},
      {{{"kind", "com.millrace.ticket."}}, those([](auto&, auto& type) { return type.starts_with("com.millrace.ticket."); })},
      {{{"about", talk}}, those([&](auto& id, auto& type) { return more[id].first == talk || type.starts_with("com.millrace.message."); })},
      {{{"about", message}}, those([&](auto& id, auto&) { return more[id].first == message; })},
      {{{"person", ann.id}}, those([&](auto& id, auto&) { return more[id].second == ann.id; })},
      {{{"person", customer}}, those([&](auto& id, auto&) { return more[id].second == customer; })},
      {{{"since", to_rfc3339(noon)}}, those([&](auto& id, auto&) { return recorded[id] >= to_rfc3339(noon); })},
      {{{"until", to_rfc3339(noon)}}, those([&](auto& id, auto&) { return recorded[id] < to_rfc3339(noon); })},
      {{{"since", recorded[all[1].first]}, {"until", recorded[all[4].first]}}, those([&](auto& id, auto&) { return recorded[id] >= recorded[all[1].first] && recorded[id] < recorded[all[4].first]; })},
      {{{"since", "2999-01-01T00:00:00Z"}}, {}},
      {{{"until", "1999-01-01T00:00:00Z"}}, {}},
      {{{"kind", "message"}, {"person", ann.id}, {"since", to_rfc3339(noon)}}, those([&](auto& id, auto& type) { return more[id].second == ann.id && type.starts_with("com.millrace.message."); })}};
  for (const auto& c : cases) {
    CAPTURE(c.query.empty() ? "" : c.query.front().first + "=" + c.query.front().second);
    for (const auto* limit : {"1", "2", "200"}) {
      auto query = c.query;
      query.emplace_back("limit", limit);
      CHECK(all_of(shop, query) == c.expected);
      query.emplace_back("order", "desc");
      CHECK(all_of(shop, query) == std::vector<std::string>(c.expected.rbegin(), c.expected.rend()));
    }
  }
  // From a position, whole records: those before it when the newest come first.
  const auto position_after = [&](const std::string& id) { return shop.position.substr(0, shop.position.rfind('.') + 1) + id.substr(id.find('-') + 1, id.rfind('-') - id.find('-') - 1); };
  CHECK(ids(shop.get("/events", {{"after", position_after(all[4].first)}, {"order", "desc"}})) == std::vector<std::string>{all[3].first, all[2].first, all[1].first, all[0].first});
  CHECK(ids(shop.get("/events", {{"after", position_after(all[4].first)}, {"order", "asc"}})) == std::vector<std::string>{all[5].first, all[6].first});
}

TEST_CASE("events: a filter that cannot be one is refused") {
  Shop shop;
  shop.visitor();
  for (const auto& [name, value] : Shop::Query{{"kind", ""}, {"about", "x"}, {"person", ""}, {"since", "today"}, {"until", "0000-00-00"}, {"order", "down"}})
    CHECK_MESSAGE(problem_of(shop.get("/events", {{name, value}})) == "/problems/list.bad_filter", name, "=", value);
  CHECK(problem_of(shop.get("/events", {{"type", "message"}})) == "/problems/list.unknown_filter");
  for (const auto* unknown : {"mess", "session.opened.v1"}) CHECK(ids(shop.get("/events", {{"kind", unknown}})).empty());
}

TEST_CASE("events: a page looks at so many records and no more, and says where it goes on") {
  Shop shop;
  shop.visitor();
  for (int n = 0; n < 1'100; ++n) REQUIRE(shop.ask({"POST", "/customers", R"({"name":"Z"})", shop.olga, shop.business}).status == 201);
  shop.done("POST", "/tickets", R"({"subject":"The grinder"})");
  const auto first = shop.get("/events", {{"kind", "ticket.opened"}});
  CHECK(ids(first).empty());
  REQUIRE_FALSE(next(first).empty());
  CHECK(ids(shop.get("/events", {{"kind", "ticket.opened"}, {"after", next(first)}})).size() == 1);
  CHECK(all_of(shop, {{"kind", "ticket.opened"}, {"order", "desc"}}).size() == 1);
  CHECK(all_of(shop, {{"kind", "customer.created"}, {"limit", "200"}}).size() == 1'101);
}

TEST_CASE("events: one in full has its record, whose bytes make the next hash of the chain") {
  Shop shop;
  const auto zoe = shop.visitor();
  shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"hello"})", zoe);
  for (const auto& id : ids(shop.get("/events"))) {
    const auto full = shop.get("/events/" + id);
    REQUIRE(full.status == 200);
    CHECK(at(full, "event.id") == id);
    CHECK(at(full, "event.specversion") == "1.0");
    const auto partition = partition_of(*parse_uuid(shop.business));
    const auto offset = std::atoll(at(full, "record.offset").c_str());
    const auto bytes = shop.services().bytes(partition, offset);
    auto text = at(full, "record.bytes");
    while (text.ends_with('=')) text.pop_back();
    for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    CHECK(base64url_decode(text) == bytes);
    const auto commit = std::get<Commit>(std::get<Record>(decode(partition, bytes)));
    const auto hex = [](const Chain& chain) {
      std::string out;
      for (const auto byte : chain) (out += "0123456789abcdef"[byte >> 4]) += "0123456789abcdef"[byte & 15];
      return out;
    };
    CHECK(at(full, "chain.algorithm") == "SHA-256");
    CHECK(at(full, "chain.before") == hex(commit.prev_chain));
    CHECK(at(full, "chain.after") == hex(sha256(raw(commit.prev_chain), bytes)));
    CHECK(bytes.substr(static_cast<std::size_t>(std::atoll(at(full, "chain.before_at").c_str())), 32) == raw(commit.prev_chain));
    CHECK(at(full, "record.by.kind") == (at(full, "event.type") == "com.millrace.customer.created.v1" ? "anybody" : "visitor"));
    CHECK_FALSE(says(full, "hash of"));                          // no password, nor anything of the directory
  }
}

TEST_CASE("events: one that is no event of this business is not there, whoever asks for it") {
  Shop shop;
  shop.visitor();
  const auto mine = ids(shop.get("/events")).front();
  const auto ann = shop.joined("ann", "agent");
  const auto otto = shop.person("otto");
  const auto other = at(shop.ask({"POST", "/businesses", R"({"name":"Other"})", otto}), "id");
  for (const std::string where : {"/events/", "/explain/"}) {
    CHECK(shop.get(where + mine).status == 200);
    CHECK(shop.get(where + mine, {}, ann.token).status == 403);
    CHECK(shop.ask({"GET", where + mine, {}, otto, other}).status == 404);
    const auto record = mine.substr(0, mine.rfind('-') + 1);
    for (const auto& wrong : {std::string("x"), std::string("64-0-0"), record + "99", record + "x", mine.substr(0, mine.find('-')) + "-999999-0", mine.substr(0, mine.find('-')) + "-0-0"})
      CHECK_MESSAGE(problem_of(shop.get(where + wrong)) == "/problems/events.not_found", where, wrong);
  }
}

// --- explain ---------------------------------------------------------------------------------------------------------------

namespace {

// A graph by the ids of its nodes.
struct Graph {
  explicit Graph(const Response& r) : document(r.body) {
    REQUIRE_MESSAGE(r.status == 200, r.body);
    document.root().find("nodes")->elements([&](Node n) { nodes.emplace(n.find("id")->text(), n); });
    document.root().find("edges")->elements([&](Node e) {
      edges.emplace_back(e.find("from")->text(), e.find("kind")->text(), e.find("to")->text());
      CHECK(nodes.contains(std::get<0>(edges.back())));
      CHECK(nodes.contains(std::get<2>(edges.back())));
    });
  }
  std::string of(const std::string& id, std::string_view member) const {
    const auto found = nodes.at(id).find(member);
    return found && found->kind() == Node::Kind::text ? std::string(found->text()) : "";
  }
  // The only node for which that member says so.
  std::string where(std::string_view member, std::string_view value) const {
    std::string id;
    for (const auto& [at, node] : nodes)
      if (of(at, member) == value) {
        CHECK_MESSAGE(id.empty(), value, " stands twice");
        id = at;
      }
    REQUIRE_MESSAGE(!id.empty(), "nothing is ", value);
    return id;
  }
  bool leads(const std::string& from, std::string_view how, const std::string& to) const {
    return std::find(edges.begin(), edges.end(), std::tuple{from, std::string(how), to}) != edges.end();
  }
  Document document;
  std::map<std::string, Node> nodes;
  std::vector<std::tuple<std::string, std::string, std::string>> edges;
};
std::string record_of(const std::string& event) { return event.substr(0, event.rfind('-')); }

}  // namespace

TEST_CASE("explain: a request, its facts, the timer that one of them has set and what came of it, from either end") {
  Shop shop;
  shop.done("POST", "/tickets", R"({"subject":"The grinder","priority":"critical"})");
  const auto opened = ids(shop.get("/events", {{"kind", "ticket.opened"}})).front();
  const Graph waiting{shop.get("/explain/" + opened)};
  CHECK(waiting.document.root().find("event")->text() == opened);
  const auto timer = waiting.where("kind", "timer");
  CHECK(waiting.of(timer, "state") == "waiting");
  CHECK(waiting.leads(record_of(opened), "recorded", timer));
  CHECK(waiting.of(record_of(opened), "asks") == "ticket.open.v1");
  CHECK_FALSE(says(shop.get("/explain/" + opened), "grinder"));

  shop.pass(std::chrono::hours{2});
  std::vector<std::string> breached;
  for (int tries = 0; breached.empty(); ++tries) {
    REQUIRE(tries < 1'000'000);
    breached = ids(shop.ask({"GET", "/events", {}, shop.olga, shop.business, {}, {{"kind", "ticket.clock_breached"}}}));
  }
  for (const auto& event : {opened, breached.front()}) {
    const Graph graph{shop.get("/explain/" + event)};
    CHECK(graph.of(timer, "state") == "fired");
    CHECK(graph.leads(record_of(opened), "recorded", timer));
    CHECK(graph.leads(timer, "fired", record_of(breached.front())));
    CHECK(graph.leads(record_of(breached.front()), "recorded", breached.front()));
    CHECK(graph.of(breached.front(), "type") == "com.millrace.ticket.clock_breached.v1");
    CHECK(graph.document.root().find("truncated")->boolean() == false);
  }
}

TEST_CASE("explain: a timer that was taken back says by what, and an effect what it waits for") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto ticket = "/tickets/" + at(shop.done("POST", "/tickets", R"({"subject":"The grinder"})"), "id");
  shop.done("POST", ticket + "/assign", R"({"member_id":")" + ann.id + "\"}");
  shop.done("POST", ticket + "/comments", R"({"text":"We are coming"})", ann.token);
  const auto opened = ids(shop.get("/events", {{"kind", "ticket.opened"}})).front();
  const auto commented = ids(shop.get("/events", {{"kind", "ticket.commented"}})).front();
  const Graph graph{shop.get("/explain/" + opened)};
  const auto timer = graph.where("kind", "timer");
  CHECK(graph.of(timer, "state") == "cancelled");
  CHECK(graph.leads(record_of(commented), "cancelled", timer));
  CHECK_FALSE(graph.nodes.contains(commented));                  // what else it has done is none of this

  const auto assigned = ids(shop.get("/events", {{"kind", "ticket.assigned"}})).front();
  const Graph mail{shop.get("/explain/" + assigned)};
  const auto effect = mail.where("kind", "effect");
  CHECK(mail.of(effect, "asks") == "email.send.v1");
  CHECK(mail.of(effect, "state") == "waiting");
  CHECK(mail.leads(record_of(assigned), "recorded", effect));
}

TEST_CASE("explain: what the directory has handed over says so, and shows nothing of it") {
  Shop shop;
  const auto partition = std::to_string(partition_of(*parse_uuid(shop.business)));
  // The business's first record is what its founding has come to.
  std::string founded;
  for (Offset offset = 0; founded.empty(); ++offset) {
    REQUIRE(offset < 100);
    const auto id = partition + "-" + std::to_string(offset) + "-0";
    if (shop.get("/events/" + id).status == 200) founded = id;
  }
  CHECK(at(shop.get("/events/" + founded), "event.id").empty());               // it is not told outside
  const Graph graph{shop.get("/explain/" + founded)};
  const auto handoff = graph.where("kind", "handoff");
  CHECK(graph.leads(handoff, "committed", record_of(founded)));
  CHECK(graph.of(handoff, "position").empty());
  CHECK(graph.of(founded, "fact") == "business.founded.v1");
}

TEST_CASE("heads: an owner gets what is signed of the business's part of the journal, and proofs that hold without this house") {
  Shop shop;
  TemporaryDirectory home;
  Digest seed{};
  seed.fill(9);
  heads::Keeper keeper{{.directory = home.path / "heads", .published = home.path / "heads.ndjson", .now = [&] { return shop.services().now(); }}, shop.mill().journal(), seed};
  const auto proof = "/businesses/" + shop.business + "/audit/proof";
  const auto ann = shop.joined("ann", "agent");
  CHECK(shop.get("/heads").status == 503);             // nobody signs
  shop.services().heads = &keeper;
  const auto none = shop.get("/heads");
  CHECK(none.status == 200);
  CHECK(none.body == R"({"items":[]})");
  const auto audit = shop.get("/businesses/" + shop.business + "/audit");
  const Document entries{audit.body};
  int proven = 0;
  entries.root().find("items")->elements([&](Node entry) {
    const std::string id{entry.find("first_event")->text()};
    const auto answer = shop.get(proof, {{"id", id}});
    REQUIRE(answer.status == 200);
    const auto key = *heads::unhex(heads::key_in_proof(answer.body));
    CHECK(heads::fault_of_proof(answer.body, key) == "");
    CHECK(heads::fault_of_proof(answer.body, std::string(32, 'k')) != "");
    auto forged = answer.body;
    const auto at = forged.find("\"record\":\"") + 40;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    CHECK(heads::fault_of_proof(forged, key) != "");
    ++proven;
  });
  CHECK(proven > 2);
  const Document after{shop.get("/heads").body};
  std::vector<std::int64_t> sizes;
  after.root().find("items")->elements([&](Node head) { sizes.push_back(head.find("size")->integer()); });
  CHECK(sizes.size() == 1);                            // one head that holds them all
  const auto whole = std::to_string(sizes.front());
  CHECK(shop.get("/heads/proofs", {{"from", "1"}, {"to", whole}}).status == 200);
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"0", "1"}, {"2", "1"}, {"1", "100000"}, {"x", "1"}, {"", ""}})
    CHECK(shop.get("/heads/proofs", {{"from", from}, {"to", to}}).status == 400);
  for (const auto* id : {"", "nothing", "0000", "63-1-0"}) CHECK(shop.get(proof, {{"id", id}}).status == 404);
  for (const auto* path : {"/heads", "/heads/proofs"}) CHECK(shop.get(path, {}, ann.token).status == 403);
  CHECK(shop.get(proof, {}, ann.token).status == 403);
}

TEST_CASE("audit: every record of the business, the newest first, whose doing it was and what was decided") {
  Shop shop;
  const auto ann = shop.joined("ann", "agent");
  const auto zoe = shop.visitor();
  const auto said = shop.done("POST", "/widget/" + shop.widget + "/messages", R"({"text":"hello"})", zoe);
  shop.done("POST", "/conversations/" + at(said, "conversation_id") + "/tags", R"({"tags":["urgent"]})");
  shop.done("POST", "/messages", R"({"conversation_id":")" + at(said, "conversation_id") + R"(","text":"hi","kind":"note"})", ann.token);
  const auto path = "/businesses/" + shop.business + "/audit";
  struct Line { std::string action, person, position, facts; };
  const auto lines = [&](Shop::Query query) {
    std::vector<Line> all;
    for (std::string cursor; all.size() < 200;) {
      auto page = query;
      if (!cursor.empty()) page.emplace_back("cursor", cursor);
      const auto answer = shop.get(path, page);
      REQUIRE(answer.status == 200);
      const Document body{answer.body};
      body.root().find("items")->elements([&](Node e) {
        std::string facts;
        e.find("facts")->elements([&](Node fact) { facts += std::string(fact.text()) + ' '; });
        const auto id = e.find("by")->find("id");
        all.push_back({std::string(e.find("action")->text()), id && id->kind() == Node::Kind::text ? std::string(id->text()) : "", std::string(e.find("position")->text()), facts});
      });
      const auto next = body.root().find("next_cursor");
      if (next->kind() != Node::Kind::text) break;
      cursor = std::string(next->text());
    }
    return all;
  };
  const auto whole = lines({});
  REQUIRE(whole.size() >= 6);
  CHECK(whole.front().action == "message.send.v1");
  CHECK(whole.back().action == "business.found.v1");
  CHECK(whole.back().facts.starts_with("business.founded.v1 member.joined.v2 "));
  for (const auto* limit : {"1", "2", "200"}) {
    const auto again = lines({{"limit", limit}});
    REQUIRE(again.size() == whole.size());
    for (std::size_t n = 0; n < whole.size(); ++n) CHECK(again[n].position == whole[n].position);
  }
  const auto forwards = lines({{"order", "asc"}, {"limit", "2"}});
  REQUIRE(forwards.size() == whole.size());
  CHECK(forwards.front().position == whole.back().position);
  CHECK(lines({{"action", "member.invite"}}).size() == 1);
  CHECK(lines({{"action", "member.joined"}}).size() == 2);        // a fact's name, too
  CHECK(lines({{"action", "mem"}}).empty());
  for (const auto& line : lines({{"person", ann.id}})) CHECK(line.person == ann.id);
  CHECK_FALSE(lines({{"person", ann.id}}).empty());
  CHECK(shop.get(path, {{"person", "ann"}}).status == 400);
  CHECK(shop.get(path, {{"cursor", "somewhere"}}).status == 400);
  CHECK(shop.get(path, {{"kind", "message"}}).status == 400);
  CHECK(shop.get(path, {}, ann.token).status == 403);
}
