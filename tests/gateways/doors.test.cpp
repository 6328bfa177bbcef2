// Every route before everybody who might knock: whoever does not belong to a business gets nothing of it and changes nothing in it, and whoever does may do
// what the rights say and no more. Made from the tables of routes, so that a new one is held to it without a word.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "gateways/core/dialect.hpp"
#include "gateways/core/route.hpp"
#include "gateways/core/rules.hpp"
#include "schemas/journal/record.hpp"
#include "schemas/rights.hpp"
#include "tests/support/city.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

constexpr std::string_view planted = "Zq7";        // in every name and text of the business that is knocked at

struct Knocker {
  std::string who, token, business;                // what it sends
};
struct Insider : Knocker {
  RightSet can;
};

std::string list_of(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "\"" : ",\"") + name + '"';
  return '[' + all + ']';
}

bool says(const Response& response, std::string_view part) { return response.body.find(part) != std::string::npos; }

class Street : public City {
 public:
  Street() {
    do ours = founded(fmt::format("olga{}", n), std::string(planted));
    while (partition_of(id(ours)) == Partition{0} && ++n);        // where accounts are: what happens there is not ours alone
    do theirs = founded(fmt::format("otto{}", n), "Other");
    while (partition_of(id(theirs)) == partition_of(id(ours)) && ++n);
    here = ours;
  }
  static Uuid id(const Place& place) { return *parse_uuid(place.business); }
  Offset records() { return mill().journal().end(partition_of(id(ours))); }

  Response knock(const Route& route, const Knocker& caller, const std::string& path, const std::string& body) {
    ++knocks;
    const auto from = fmt::format("10.{}.{}.7", knocks / 250, knocks % 250);       // each from elsewhere: this is not about limits
    return ask({route.method, path, body, caller.token, caller.business, to_string(services().ids.next()), {}, {}, from});
  }

  struct Joined { std::string token, id; };
  Joined joined(const Place& place, const std::string& name, const std::string& role) {
    const auto token = person(name);
    const auto invited = post("/businesses/" + place.business + "/team", R"({"email":")" + name + R"(@example.org","role":")" + role + "\"}", place.owner, place.business);
    REQUIRE_MESSAGE(invited.status == 201, invited.body);
    REQUIRE(post("/invitations/" + at(invited, "invitation_token") + "/accept", "{}", token).status == 200);
    return {token, at(invited, "id")};
  }
  std::string made_role(const Place& place, const std::string& name, const RightSet& rights) {
    const auto made = post("/businesses/" + place.business + "/roles", fmt::format(R"({{"name":"{} {}","permissions":{}}})", planted, name, list_of(rights.names())),
                           place.owner, place.business);
    REQUIRE_MESSAGE(made.status == 201, made.body);
    return at(made, "id");
  }
  std::string key(const Place& place, const RightSet& scopes, const std::string& by = {}) {
    const auto made = post("/api-keys", fmt::format(R"({{"name":"{} depot","scopes":{}}})", planted, list_of(scopes.names())), by.empty() ? place.owner : by, place.business);
    REQUIRE_MESSAGE(made.status == 201, made.body);
    last_key = at(made, "id");
    return at(made, "key");
  }
  std::string last_key;

  Place ours, theirs;
  int knocks = 0;

 private:
  int n = 0;
};

RightSet all_rights() {
  RightSet all;
  for (const auto& right : Rights::house().all()) all.add(right);
  return all;
}
RightSet all_but(const Route& route) { return route.needs ? all_rights().without(*route.needs) : all_rights(); }

// Who has nothing to look for in `ours`, whatever they hold.
std::vector<Knocker> outsiders(Street& street) {
  const auto& [ours, theirs] = std::tie(street.ours, street.theirs);
  std::vector<Knocker> all{{"nobody", "", ours.business}, {"a forger", "at.forged", ours.business}, {"a visitor", ours.visitor, ours.business},
                          {"another's visitor", theirs.visitor, ours.business}, {"another's owner", theirs.owner, ours.business}};
  const auto add = [&](const std::string& who, const std::string& token) { all.push_back({who, token, ours.business}); };
  add("a person of no business", street.person("pia"));
  for (const auto* role : {"admin", "manager", "agent", "limited_agent"}) add(std::string("another's ") + role, street.joined(street.theirs, std::string("their.") + role, role).token);
  add("another's key", street.key(theirs, all_rights()));
  const auto revoked = street.key(ours, all_rights());
  REQUIRE(street.ask({"DELETE", "/api-keys/" + street.last_key, {}, ours.owner, ours.business}).status == 200);
  add("a revoked key", revoked);

  const auto removed = street.joined(ours, "rosa", "admin");
  REQUIRE(street.ask({"DELETE", "/businesses/" + ours.business + "/team/" + removed.id, {}, ours.owner, ours.business}).status == 200);
  add("a removed admin", removed.token);
  const auto left = street.joined(ours, "lena", "admin");
  REQUIRE(street.ask({"DELETE", "/businesses/" + ours.business + "/team/" + left.id, {}, left.token, ours.business}).status == 200);
  add("an admin who has left", left.token);
  const auto out = street.joined(ours, "sara", "admin");
  REQUIRE(street.post("/auth/logout", "{}", out.token).status < 300);
  add("an admin who has signed out", out.token);
  const auto idle = street.joined(ours, "dora", "admin");
  REQUIRE(street.post("/auth/deactivate", R"({"password":"correct horse"})", idle.token).status < 300);
  add("an admin who is deactivated", idle.token);
  const auto invited = street.person("ida");
  REQUIRE(street.post("/businesses/" + ours.business + "/team", R"({"email":"ida@example.org","role":"admin"})", ours.owner, ours.business).status == 201);
  add("somebody who is only invited", invited);

  const auto maker = street.joined(ours, "mika", "admin");
  const auto made = street.key(ours, Rights::house().usual("admin"), maker.token);
  REQUIRE(street.ask({"DELETE", "/businesses/" + ours.business + "/team/" + maker.id, {}, ours.owner, ours.business}).status == 200);
  add("a key whose maker was removed", made);
  const auto withdrawn = street.person("wilma");
  const auto open = street.post("/businesses/" + ours.business + "/team", R"({"email":"wilma@example.org","role":"admin"})", ours.owner, ours.business);
  REQUIRE(street.ask({"DELETE", "/businesses/" + ours.business + "/team/" + at(open, "id"), {}, ours.owner, ours.business}).status == 200);
  add("one whose invitation was withdrawn", withdrawn);
  const auto gone = street.joined(ours, "greta", "admin");
  REQUIRE(street.post("/auth/delete", R"({"password":"correct horse"})", gone.token).status < 300);
  add("an account that is deleted", gone.token);
  const auto elsewhere = street.joined(ours, "elsa", "admin");
  REQUIRE(street.post("/businesses", R"({"name":"Elsewhere"})", elsewhere.token).status == 201);
  REQUIRE(street.ask({"DELETE", "/businesses/" + ours.business + "/team/" + elsewhere.id, {}, ours.owner, ours.business}).status == 200);
  add("a removed admin who owns another", elsewhere.token);
  add("who sends the widget's key", ours.widget);
  add("who sends an invitation", ours.invitation);
  add("who sends an id", ours.business);
  add("who sends half a key", made.substr(0, made.size() / 2));
  add("another's key of fewer scopes", street.key(theirs, Rights::house().usual("limited_agent")));
  return all;
}

std::vector<Insider> insiders(Street& street, const Route& route) {
  const auto& ours = street.ours;
  std::vector<Insider> all;
  const auto add = [&](const std::string& who, const std::string& token, const RightSet& can) { all.push_back({{who, token, ours.business}, can}); };
  const auto none = street.made_role(ours, "guests", {}), most = street.made_role(ours, "most", all_but(route));
  add("one of a role that may nothing", street.joined(ours, "nora", none).token, {});
  add("one of a role that may all but this", street.joined(ours, "mona", most).token, all_but(route));
  add("a key that may nothing of this", street.key(ours, all_but(route)), all_but(route));
  for (const auto* role : {"client", "member", "limited_agent", "agent", "manager", "admin", "owner"})
    add(role, street.joined(ours, std::string("our.") + role, role).token, Rights::house().usual(role));
  add("a key that may all", street.key(ours, all_rights()), all_rights());
  return all;
}

bool is_refusal(int status) { return status == 401 || status == 403 || status == 404; }

// A batch answers for each of its commands.
bool refuses(const Route& route, const Response& response) {
  return is_refusal(response.status) || (route.batch() && response.status == 200 && !says(response, "\"status\":2") && says(response, "\"status\":40"));
}

bool of_a_business(const Route& route) { return route.scope == Scope::business && !route.page() && !route.webhook(); }

}  // namespace

TEST_CASE("who does not belong to a business hears nothing of it and changes nothing in it, at any route") {
  Street street;
  const auto callers = outsiders(street);
  const auto before = street.records();
  auto nowhere = street.theirs;
  for (auto& [path, id] : nowhere.ids) id = to_string(street.services().ids.next());
  nowhere.business = street.ours.business;
  auto mixed = street.theirs;
  mixed.business = street.ours.business;
  int doors = 0;
  for (const auto& route : house().routes) {
    if (!of_a_business(route)) continue;
    ++doors;
    for (const auto& caller : callers)
      for (const auto& ids : {street.ours, mixed, nowhere}) {
        const auto path = City::path(route, ids);
        const auto response = street.knock(route, caller, path, street.body(route));
        const auto what = fmt::format("{} {} by {}: {} {}", route.method, path, caller.who, response.status, response.body.substr(0, 300));
        CHECK_MESSAGE(refuses(route, response), what);
        CHECK_MESSAGE(!says(response, planted), what);
      }
  }
  CHECK(street.records() == before);
  MESSAGE(doors << " routes, " << callers.size() << " callers, " << street.knocks << " knocks");
  CHECK(street.knocks >= 5'000);
}

TEST_CASE("nobody reaches into another business with ids of it, in the path or in the body") {
  Street street;
  const Knocker owner{"another's owner", street.theirs.owner, street.theirs.business};
  const auto before = street.records();
  auto crossed = street.ours;
  crossed.business = street.theirs.business;
  for (auto& [path, id] : std::map(crossed.ids))
    if (path.starts_with("/businesses/" + street.ours.business)) crossed.ids["/businesses/" + street.theirs.business + path.substr(path.rfind("/roles/"))] = id;
  for (const auto& route : house().routes) {
    if (!of_a_business(route)) continue;
    const auto judge = [&](const std::string& path, const std::string& body, bool refused) {
      const auto response = street.knock(route, owner, path, body);
      const auto what = fmt::format("{} {} {}: {} {}", route.method, path, body, response.status, response.body.substr(0, 300));
      CHECK_MESSAGE(!says(response, planted), what);
      CHECK_MESSAGE((response.status < 500 || (response.status == 503 && route.reads())), what);
      if (refused) CHECK_MESSAGE(response.status >= 400, what);
    };
    street.here = street.theirs;
    if (route.pattern.find("{id}") != std::string::npos) judge(City::path(route, crossed), street.body(route), true);
    const auto* command = route.command();
    if (!command) continue;
    for (const auto& field : command->ask->shape->fields) {
      const auto& shape = field.shape->kind == Shape::Kind::optional ? *field.shape->inner[0] : *field.shape;
      const auto given = given_by_route(*command);
      if (shape.kind != Shape::Kind::uuid || std::find(given.begin(), given.end(), field.name) != given.end()) continue;
      for (const auto& [path, id] : street.ours.ids)
        judge(City::path(route, street.theirs), street.body(*command->ask->shape, field.name, '"' + id + '"', given, command->beside), true);
    }
  }
  CHECK(street.records() == before);
  MESSAGE(street.knocks << " knocks");
}

TEST_CASE("who belongs to a business may do what the rights say, by role, by a role of the business's own and by key, and no more") {
  int knocks = 0, allowed = 0;
  for (const auto& route : house().routes) {
    if (!of_a_business(route) || !route.needs) continue;
    auto street = std::make_unique<Street>();
    auto callers = insiders(*street, route);
    for (std::size_t i = 0; i < callers.size(); ++i, ++knocks) {
      const auto caller = callers[i];
      const bool may = caller.can.has(*route.needs);
      const auto response = street->knock(route, caller, City::path(route, street->ours), street->body(route));
      const bool denied = says(response, dialect_of(route.media) ? rule::permission_denied.text : "/problems/permission.denied");
      const auto what = fmt::format("{} {} by {}: {} {}", route.method, route.pattern, caller.who, response.status, response.body.substr(0, 300));
      CHECK_MESSAGE(denied == !may, what);
      CHECK_MESSAGE(response.status != 401, what);
      allowed += may;
      if (route.reads() || response.status >= 300) continue;
      street = std::make_unique<Street>();                     // what one has done is nothing to the next
      callers = insiders(*street, route);
    }
  }
  MESSAGE(knocks << " knocks, " << allowed << " of them by who may");
  CHECK(knocks >= 400);
}
