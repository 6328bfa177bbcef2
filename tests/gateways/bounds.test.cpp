// The bound that each field of a request shows is the one that it has: what lies just within is taken, what lies just beyond is
// refused where it stands. Of every route, so that a new field is held to it without a word.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "gateways/core/openapi.hpp"
#include "schemas/json/bounds.hpp"
#include "tests/support/city.hpp"

using namespace millrace;
using namespace millrace::testing;

namespace {

using K = Shape::Kind;

struct Asking : City {
  Asking() { here = founded("olga"); }
  // Each from an address of its own: this is not about limits.
  Response request(const Route& route, const std::string& body) {
    const bool none = route.scope == Scope::anonymous || route.scope == Scope::widget;
    const auto from = fmt::format("198.{}.{}.7", 18 + asked / 250, asked % 250);
    ++asked;
    // With a password somebody may lose it, or the account.
    const bool risky = !none && route.command()->tries_password;
    const auto token = none ? "" : route.scope == Scope::visitor ? here.visitor : risky ? person(fmt::format("una{}", asked), from) : here.owner;
    return ask({route.method, path(route, here), body, token, here.business, to_string(services().ids.next()), {}, {}, from});
  }
};

const Shape& plain(const Shape& shape) { return shape.kind == K::optional ? plain(*shape.inner[0]) : shape; }
Bound bound(const Field& f) { return f.bounded ? f.bounded->bound : *bound_of(plain(*f.shape)); }

// What is wrong with the bound of that field of a route.
struct Probe {
  Asking& city;
  const Route& route;
  std::function<std::string(const std::string& value)> with;   // the body
  std::string pointer;

  bool points_here(const Response& response) const {
    return response.status == 422 && response.body.find("\"pointer\":\"" + pointer + '"') != std::string::npos;
  }
  bool refused(const std::string& value) const { return points_here(city.request(route, with(value))); }
  void taken(const std::string& value) const {
    const auto response = city.request(route, with(value));
    CHECK(response.status < 500);
    // One of the bodies of a reset lacks the rest of it, and a token has to be one that was sent, however long it is.
    const bool fine = route.pattern == "/auth/reset-password" || route.pattern == "/auth/mfa" ? !points_here(response) : route.pattern == "/auth/verify-email" || response.status != 422;
    CHECK_MESSAGE(fine, value.substr(0, 300) << " is refused: " << response.body);
  }
  void field(const Field& f) const {
    const auto& shape = plain(*f.shape);
    const auto [least, most] = bound(f);
    const auto of = [&](std::int64_t size) { return city.value(shape, f.name, size); };
    CAPTURE(route.method);
    CAPTURE(route.pattern);
    CAPTURE(pointer);
    if (f.name == "author_address") return;                    // looked at where somebody new is made of it, by a test of its own
    if (route.pattern == "/auth/passkeys") return;             // what an authenticator has made is looked at first; so is that
    CHECK_MESSAGE(refused(of(most + 1)), "one more than " << most << " is taken");
    if (least > 0 || shape.kind == K::integer) CHECK_MESSAGE(refused(of(least - 1)), "one less than " << least << " is taken");
    const bool words = f.name == "status" || f.name == "priority" || f.name == "role" || f.name == "permissions" || f.name == "scopes" || f.name == "widget_origins" || f.name == "timezone" ||
                       f.name == "start" || f.name == "end" || f.name == "date" || f.name == "url" || f.name == "from_position" ||
                       (f.name == "events" && shape.inner[0]->kind == K::text);   // not of any letters
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
void probe(Asking& city, const Route& route, const Shape& shape, const std::vector<std::string_view>& without, const Shape* beside,
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
  Asking city;
  const auto all = house();
  for (const auto& route : all.routes) {
    const auto* command = route.command();
    if (!command || route.scope == Scope::house) continue;             // that one only the house itself asks
    probe(city, route, *command->ask->shape, given_by_route(*command), command->beside, [](const std::string& body) { return body; }, "");
  }
}
TEST_CASE("the document asks for a member that must be there under any one of its names") {
  const auto document = openapi(house().routes, house().projections, house().rights);
  const auto holds = [&](const std::string& part) { CHECK_MESSAGE(document.find(part) != std::string::npos, part); };
  holds(R"("allOf":[{"oneOf":[{"required":["member_id"]},{"required":["assigned_to"]}]}])");
  holds(R"({"oneOf":[{"required":["text"]},{"required":["content"]}]},{"not":{"required":["kind","is_internal_note"]}})");
}
