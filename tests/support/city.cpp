#include "tests/support/city.hpp"

#include <fmt/format.h>

#include "gateways/core/route.hpp"

namespace millrace::testing {

namespace {
using K = Shape::Kind;
std::string quoted(const std::string& text) { return '"' + text + '"'; }
}  // namespace

Place City::founded(const std::string& owner, const std::string& mark) {
  const auto say = [&](const char* body) { return fmt::format(fmt::runtime(body), mark); };
  Place p;
  p.owner = person(owner);
  const auto made = post("/businesses", say(R"({{"name":"{}"}})"), p.owner);
  p.business = at(made, "id");
  p.widget = at(made, "widget_key");
  const auto ask = [&](const std::string& path, const std::string& body) { return post(path, body, p.owner, p.business); };
  const auto asked = post("/widget/" + p.widget + "/visitors", say(R"({{"name":"{} Zoe"}})"));
  p.visitor = at(asked, "visitor_token");
  p.ids["/customers/"] = at(asked, "customer_id");
  const auto said = post("/widget/" + p.widget + "/messages", say(R"({{"text":"{} hi"}})"), p.visitor);
  p.ids["/messages/"] = at(said, "id");
  p.ids["/conversations/"] = at(said, "conversation_id");
  p.ids["/widget/"] = at(said, "id");
  p.ids["/tickets/"] = at(ask("/tickets", say(R"({{"subject":"{} hi"}})")), "id");
  const auto invited = ask("/businesses/" + p.business + "/team", R"({"email":"ann.of.)" + owner + R"(@example.org","role":"agent"})");
  p.ids["/businesses/"] = at(invited, "id");
  p.ids["/scim/v2/Users/"] = at(invited, "id");
  p.invitation = at(invited, "invitation_token");
  p.ids["/businesses/" + p.business + "/roles/"] = at(ask("/businesses/" + p.business + "/roles", say(R"({{"name":"{} shift","permissions":[]}})")), "id");
  p.ids["/api-keys/"] = at(ask("/api-keys", say(R"({{"name":"{} key","scopes":["customers_view"]}})")), "id");
  p.ids["/webhooks/"] = at(ask("/webhooks", say(R"({{"name":"{} hook","url":"https://example.org/hook","events":["*"]}})")), "id");
  p.ids["/auth/sessions/"] = at(Town::ask({"GET", "/auth/me", {}, p.owner}), "session_id");
  return p;
}

std::string City::person(const std::string& name, const std::string& from) {
  const auto body = R"({"email":")" + name + R"(@example.org","password":"correct horse","name":")" + name + "\"}";
  return at(Town::ask({.method = "POST", .path = "/auth/signup", .body = body, .from = from}), "access_token");
}

Response City::post(std::string path, std::string body, std::string token, std::string business) {
  return Town::ask({"POST", std::move(path), std::move(body), std::move(token), std::move(business), to_string(services().ids.next())});
}

std::string City::path(const Route& route, const Place& place) {
  auto path = route.pattern;
  const auto set = [&](const std::string& name, const std::string& value) {
    if (const auto found = path.find(name); found != path.npos) path.replace(found, name.size(), value);
  };
  set("{business_id}", place.business);
  set("{widget_key}", place.widget);
  set("{invitation}", place.invitation);
  for (auto at = place.ids.rbegin(); at != place.ids.rend(); ++at)      // the longest first
    if (path.starts_with(at->first)) set("{id}", at->second);
  return path;
}

std::string City::value(const Shape& shape, std::string_view name, std::int64_t size) {
  const auto n = static_cast<std::size_t>(size);
  switch (shape.kind) {
    case K::optional: return value(*shape.inner[0], name, size);
    case K::integer: return std::to_string(size);
    case K::boolean: return "true";
    case K::time: return quoted("2020-01-01T00:00:00Z");
    case K::enumeration: return quoted(std::string(shape.words.front()));
    case K::uuid: return quoted(name == "customer_id" ? here.ids["/customers/"] : name == "conversation_id" ? here.ids["/conversations/"] : to_string(services().ids.next()));
    case K::list: {
      std::string all;
      for (std::int64_t i = 0; i < size; ++i) all += (i ? "," : "") + element(*shape.inner[0], name, i);
      return '[' + all + ']';
    }
    case K::object: return body(shape, {}, {});
    default: break;
  }
  if (name.ends_with("password") && n <= 200) {              // not one of those that are guessed first
    std::string password;
    for (std::size_t i = 0; i < n; ++i) password += static_cast<char>('a' + i * (i + 7) * 5 % 26);
    return quoted(password);
  }
  if (name == "email" || name == "new_email" || name == "author_address") {
    if (n < 3) return quoted(std::string(n, 'a'));
    auto address = std::string(std::min<std::size_t>(64, n - 2), 'a') + '@';
    for (auto rest = n - address.size(); rest > 0; rest = n - address.size())
      address += rest > 63 ? std::string(std::min<std::size_t>(62, rest - 2), 'b') + '.' : std::string(rest, 'b');
    return quoted(address);
  }
  return quoted(std::string(n, name == "phone" ? '1' : 'x'));
}

std::string City::element(const Shape& shape, std::string_view name, std::int64_t i) {
  if (shape.kind == K::text) return quoted(fmt::format("e{}", i));
  if (shape.kind == K::object) return body(shape, "key", quoted(fmt::format("k{}", i)));
  return value(shape, name, 1);
}

std::string City::body(const Shape& shape, std::string_view field, const std::string& value, const std::vector<std::string_view>& without, const Shape* beside) {
  std::string all;
  for (const auto* of : {&shape, beside})
    for (const auto& f : of ? of->fields : std::vector<Field>{}) {
      if (of == &shape && std::find(without.begin(), without.end(), f.name) != without.end()) continue;
      if (f.name != field && f.shape->kind == K::optional) continue;
      all += fmt::format("{}\"{}\":{}", all.empty() ? "" : ",", f.name, f.name == field ? value : usual(f));
    }
  return '{' + all + '}';
}

std::string City::body(const Route& route) {
  if (const auto* batch = route.batch()) {
    const auto& action = batch->actions.front();
    std::string members;
    for (const auto& f : action.route->command()->ask->shape->fields)
      if (std::find(action.members.begin(), action.members.end(), f.name) != action.members.end())
        members += fmt::format("{}\"{}\":{}", members.empty() ? "" : ",", f.name, usual(f));
    return fmt::format(R"({{"ids":["{}"],"action":{{"{}":{{{}}}}}}})", here.ids["/conversations/"], action.name, members);
  }
  const auto* command = route.command();
  return command ? body(*command->ask->shape, {}, {}, given_by_route(*command), command->beside) : "";
}

std::string City::usual(const Field& f) {
  if (f.name == "email" || f.name == "new_email") return quoted(fmt::format("p{}@example.org", asked));
  if (f.name == "status" && f.shape->kind == K::text) return quoted("open");
  if (f.name == "role") return quoted("agent");
  if (f.name == "url") return quoted("https://example.org/hook");
  if (f.name == "events" && f.shape->inner[0]->kind == K::text) return "[\"*\"]";
  if (f.name == "scopes" || f.name == "permissions") return "[\"customers_view\"]";
  if (f.name.ends_with("password")) return quoted("correct horse");
  return value(*f.shape, f.name, f.shape->kind == K::list ? 1 : 5);
}

std::vector<std::string_view> given_by_route(const route::Command& command) {
  auto given = command.given;
  given.push_back("id");
  return given;
}

}  // namespace millrace::testing
