// The bound that each field of a request shows is the one that it has: what lies just within is taken, what lies just beyond is
// refused where it stands. Of every route, so that a new field is held to it without a word.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <map>

#include "gateways/core/openapi.hpp"
#include "schemas/json/bounds.hpp"
#include "tests/support/town.hpp"

using namespace millrace;
using millrace::testing::at;

namespace {

using K = Shape::Kind;

std::string quoted(const std::string& text) { return '"' + text + '"'; }

struct City : testing::Town {
  City() : testing::Town(house()) {
    olga = person("olga");
    const auto made = post("/businesses", R"({"name":"Acme"})", olga);
    business = at(made, "id");
    widget = at(made, "widget_key");
    const auto asked = post("/widget/" + widget + "/visitors", "{}");
    visitor = at(asked, "visitor_token");
    ids["/customers/"] = at(asked, "customer_id");
    const auto said = post("/widget/" + widget + "/messages", R"({"text":"hi"})", visitor);
    ids["/messages/"] = at(said, "id");
    ids["/conversations/"] = at(said, "conversation_id");
    ids["/widget/"] = at(said, "id");
    ids["/tickets/"] = at(post("/tickets", R"({"subject":"hi"})", olga), "id");
    const auto invited = post("/businesses/" + business + "/team", R"({"email":"ann@example.org","role":"agent"})", olga);
    ids["/businesses/"] = at(invited, "id");
    invitation = at(invited, "invitation_token");
    ids["/auth/sessions/"] = at(ask({"GET", "/auth/me", {}, olga}), "session_id");
  }
  Response post(std::string path, std::string body, std::string token = {}) {
    return ask({"POST", std::move(path), std::move(body), std::move(token), business, to_string(services().ids.next())});
  }
  std::string person(const std::string& name) {
    return at(post("/auth/signup", R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}"), "access_token");
  }
  // Each from an address of its own: this is not about limits.
  Response request(const Route& route, const std::string& body) {
    auto path = route.pattern;
    const auto set = [&](const std::string& name, const std::string& value) {
      if (const auto found = path.find(name); found != path.npos) path.replace(found, name.size(), value);
    };
    set("{business_id}", business);
    set("{widget_key}", widget);
    set("{invitation}", invitation);
    for (const auto& [begin, id] : ids)
      if (path.starts_with(begin)) set("{id}", id);
    const bool none = route.scope == Scope::anonymous || route.scope == Scope::widget;
    const auto from = fmt::format("198.{}.{}.7", 18 + asked / 250, asked % 250);
    ++asked;
    return ask({route.method, path, body, none ? "" : route.scope == Scope::visitor ? visitor : olga, business, to_string(services().ids.next()), {}, {}, from});
  }
  // Something of that size that the field could be.
  std::string value(const Shape& shape, std::string_view name, std::int64_t size) {
    const auto n = static_cast<std::size_t>(size);
    switch (shape.kind) {
      case K::optional: return value(*shape.inner[0], name, size);
      case K::integer: return std::to_string(size);
      case K::boolean: return "true";
      case K::time: return quoted("2020-01-01T00:00:00Z");
      case K::enumeration: return quoted(std::string(shape.words.front()));
      case K::uuid: return quoted(name == "customer_id" ? ids["/customers/"] : name == "conversation_id" ? ids["/conversations/"] : to_string(services().ids.next()));
      case K::list: {
        std::string all;
        for (std::int64_t i = 0; i < size; ++i) all += (i ? "," : "") + element(*shape.inner[0], name, i);
        return '[' + all + ']';
      }
      case K::object: return body(shape, {}, {});
      default: break;
    }
    if (name == "email" || name == "author_address") {
      if (n < 3) return quoted(std::string(n, 'a'));
      auto address = std::string(std::min<std::size_t>(64, n - 2), 'a') + '@';
      for (auto rest = n - address.size(); rest > 0; rest = n - address.size())
        address += rest > 63 ? std::string(std::min<std::size_t>(62, rest - 2), 'b') + '.' : std::string(rest, 'b');
      return quoted(address);
    }
    return quoted(std::string(n, name == "phone" ? '1' : 'x'));
  }
  std::string element(const Shape& shape, std::string_view name, std::int64_t i) {
    if (shape.kind == K::text) return quoted(fmt::format("e{}", i));
    if (shape.kind == K::object) return body(shape, "key", quoted(fmt::format("k{}", i)));
    return value(shape, name, 1);
  }
  // A body with that value for that field, and something usual for the others that must be there.
  std::string body(const Shape& shape, std::string_view field, const std::string& value, const std::vector<std::string_view>& without = {},
                   const Shape* beside = nullptr) {
    std::string all;
    for (const auto* of : {&shape, beside})
      for (const auto& f : of ? of->fields : std::vector<Field>{}) {
        if (of == &shape && std::find(without.begin(), without.end(), f.name) != without.end()) continue;
        if (f.name != field && f.shape->kind == K::optional) continue;
        all += fmt::format("{}\"{}\":{}", all.empty() ? "" : ",", f.name, f.name == field ? value : usual(f));
      }
    return '{' + all + '}';
  }
  std::string usual(const Field& f) {
    if (f.name == "email") return quoted(fmt::format("p{}@example.org", asked));
    if (f.name == "status" && f.shape->kind == K::text) return quoted("open");
    if (f.name == "role") return quoted("agent");
    if (f.name.ends_with("password")) return quoted("correct horse");
    return value(*f.shape, f.name, f.shape->kind == K::list ? 1 : 5);
  }

  std::string olga, business, widget, visitor, invitation;
  std::map<std::string, std::string> ids;
  int asked = 0;
};

const Shape& plain(const Shape& shape) { return shape.kind == K::optional ? plain(*shape.inner[0]) : shape; }
Bound bound(const Field& f) { return f.bounded ? f.bounded->bound : *bound_of(plain(*f.shape)); }

// What is wrong with the bound of that field of a route.
struct Probe {
  City& city;
  const Route& route;
  std::function<std::string(const std::string& value)> with;   // the body
  std::string pointer;

  bool refused(const std::string& value) const {
    const auto response = city.request(route, with(value));
    return response.status == 422 && response.body.find("\"pointer\":\"" + pointer + '"') != std::string::npos;
  }
  void taken(const std::string& value) const {
    const auto response = city.request(route, with(value));
    CHECK(response.status < 500);
    CHECK_MESSAGE(response.status != 422, value.substr(0, 300) << " is refused: " << response.body);
  }
  void field(const Field& f) const {
    const auto& shape = plain(*f.shape);
    const auto [least, most] = bound(f);
    const auto of = [&](std::int64_t size) { return city.value(shape, f.name, size); };
    CAPTURE(route.method);
    CAPTURE(route.pattern);
    CAPTURE(pointer);
    if (f.name == "author_address") return;                    // looked at where somebody new is made of it, by a test of its own
    CHECK_MESSAGE(refused(of(most + 1)), "one more than " << most << " is taken");
    if (least > 0 || shape.kind == K::integer) CHECK_MESSAGE(refused(of(least - 1)), "one less than " << least << " is taken");
    const bool words = f.name == "status" || f.name == "priority" || f.name == "role" || f.name == "permissions";   // not of any letters
    if (words) return;
    taken(of(least));
    if (f.name != "seen") taken(of(most));                     // nobody has seen what has not been said
  }
};

bool bounded(const Field& f) {
  const auto kind = plain(*f.shape).kind;
  return kind == K::text || kind == K::personal || kind == K::integer || kind == K::list;
}

// Of an object, and of those in its lists.
void probe(City& city, const Route& route, const Shape& shape, const std::vector<std::string_view>& without, const Shape* beside,
           const std::function<std::string(const std::string&)>& around, const std::string& pointer) {
  for (const auto* of : {&shape, beside})
    for (const auto& f : of ? of->fields : std::vector<Field>{}) {
      if (!bounded(f) || (of == &shape && std::find(without.begin(), without.end(), f.name) != without.end())) continue;
      const auto with = [&, around](const std::string& value) { return around(city.body(shape, f.name, value, without, beside)); };
      const auto here = pointer + '/' + std::string(f.name);
      Probe{city, route, with, here}.field(f);
      if (const auto& list = plain(*f.shape); list.kind == K::list && list.inner[0]->kind == K::object)
        probe(city, route, *list.inner[0], {}, nullptr, [&](const std::string& one) { return with('[' + one + ']'); }, here + "/0");
    }
}

}  // namespace

TEST_CASE("what a request's schema bounds is taken up to its bounds and refused beyond, whichever rule says so") {
  City city;
  const auto all = house();
  for (const auto& route : all.routes) {
    const auto* command = route.command();
    if (!command) continue;
    auto without = command->given;
    without.push_back("id");
    probe(city, route, *command->ask->shape, without, command->beside, [](const std::string& body) { return body; }, "");
  }
}
TEST_CASE("the document asks for a member that must be there under any one of its names") {
  const auto document = openapi(house().routes, house().projections, house().rights);
  const auto holds = [&](const std::string& part) { CHECK_MESSAGE(document.find(part) != std::string::npos, part); };
  holds(R"("allOf":[{"oneOf":[{"required":["member_id"]},{"required":["assigned_to"]}]}])");
  holds(R"({"oneOf":[{"required":["text"]},{"required":["content"]}]},{"not":{"required":["kind","is_internal_note"]}})");
}
