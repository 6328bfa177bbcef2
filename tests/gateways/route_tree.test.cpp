#include "gateways/core/route_tree.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "infra/runtime/house.hpp"

namespace millrace {

namespace {

Routes routes_of(std::initializer_list<std::pair<const char*, const char*>> lines) {
  Routes all;
  for (const auto& [method, pattern] : lines) all.push_back({method, pattern, {}, Scope::anonymous});
  return all;
}

bool is_parameter(std::string_view part) { return part.size() > 2 && part.front() == '{'; }

// The same by looking at every pattern: of those that fit, the one whose first difference is a literal.
RouteTree::Match scanned(const Routes& routes, std::string_view method, std::string_view path) {
  const auto parts = path_segments(path);
  RouteTree::Match best;
  std::vector<bool> best_shape;
  for (const auto& route : routes) {
    const auto pattern = path_segments(route.pattern);
    if (pattern.size() != parts.size()) continue;
    std::map<std::string, std::string> params;
    std::vector<bool> shape;                             // by segment: a parameter stands there
    bool fits = true;
    for (std::size_t i = 0; fits && i < parts.size(); ++i) {
      shape.push_back(is_parameter(pattern[i]));
      if (shape.back()) params[std::string(pattern[i].substr(1, pattern[i].size() - 2))] = parts[i];
      fits = shape.back() ? !parts[i].empty() : pattern[i] == parts[i];
    }
    if (!fits) continue;
    if (route.method != (method == "HEAD" ? "GET" : method)) {
      if (best.allow.find(route.method) == best.allow.npos)
        best.allow += (best.allow.empty() ? "" : ", ") + (route.method == "GET" ? std::string("GET, HEAD") : route.method);
    } else if (!best.route || shape < best_shape) {
      best.route = &route;
      best.params = std::move(params);
      best_shape = std::move(shape);
    }
  }
  if (best.route) best.allow.clear();
  return best;
}

void same(const Routes& routes, const RouteTree& tree, const std::string& method, const std::string& path) {
  const auto is = tree.match(method, path), should = scanned(routes, method, path);
  CAPTURE(method);
  CAPTURE(path);
  CHECK(is.route == should.route);
  CHECK(is.params == should.params);
  CHECK(is.allow == should.allow);
}

}  // namespace

TEST_CASE("route tree: a literal goes before a parameter, and a path of one method may be another route of the next") {
  const auto routes = routes_of({{"GET", "/talks"}, {"GET", "/talks/{id}"}, {"PATCH", "/talks/{id}"}, {"GET", "/talks/search"}, {"GET", "/talks/{talk}/messages"}});
  const RouteTree tree{routes};
  CHECK(tree.match("GET", "/talks/search").route->pattern == "/talks/search");
  CHECK(tree.match("GET", "/talks/7").params == std::map<std::string, std::string>{{"id", "7"}});
  CHECK(tree.match("PATCH", "/talks/search").params == std::map<std::string, std::string>{{"id", "search"}});
  CHECK(tree.match("GET", "/talks/search/messages").params == std::map<std::string, std::string>{{"talk", "search"}});
  CHECK(tree.match("HEAD", "/talks").route->pattern == "/talks");
  CHECK(tree.match("DELETE", "/talks/7").allow == "GET, HEAD, PATCH");
  for (const auto* path : {"/", "/talk", "/talks/", "/talks//messages", "/talks/7/messages/", "*", ""}) {
    CAPTURE(path);
    CHECK_FALSE(tree.match("GET", path).route);
    CHECK(tree.match("GET", path).allow.empty());
  }
}

TEST_CASE("route tree: two routes that are the same are a bug") {
  CHECK_THROWS_AS(RouteTree{routes_of({{"GET", "/talks/{id}"}, {"GET", "/talks/{talk}"}})}, std::logic_error);
}

TEST_CASE("route tree: it finds what looking at every pattern finds, for any table and any path") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::mt19937 random{seed};
    const auto one_of = [&](std::initializer_list<const char*> all) { return std::string(all.begin()[random() % all.size()]); };
    Routes routes;
    std::set<std::string> known;
    for (int n = 0; n < 30; ++n) {
      std::string pattern, shape;
      for (auto parts = 1 + random() % 4; parts > 0; --parts) {
        const auto part = one_of({"a", "b", "c", "{x}", "{y}"}) ;
        pattern += '/' + (part.front() == '{' ? part.substr(0, 2) + std::to_string(parts) + '}' : part);
        shape += '/' + (part.front() == '{' ? "{}" : part);
      }
      const auto method = one_of({"GET", "POST", "PATCH"});
      if (known.insert(method + shape).second) routes.push_back({method, pattern, {}, Scope::anonymous});
    }
    const RouteTree tree{routes};
    for (int n = 0; n < 100; ++n) {
      std::string path;
      for (auto parts = random() % 6; parts > 0; --parts) path += '/' + one_of({"a", "b", "c", "d", ""});
      same(routes, tree, one_of({"GET", "HEAD", "POST", "PATCH", "DELETE"}), path);
    }
  }
}

TEST_CASE("route tree: the same for the routes of the house, on paths made of their pieces") {
  const auto all = house();
  const RouteTree tree{all.routes};
  std::vector<std::string> pieces{"x", ""};
  for (const auto& route : all.routes)
    for (const auto part : path_segments(route.pattern))
      if (!is_parameter(part)) pieces.emplace_back(part);
  std::mt19937 random{7};
  for (const auto& route : all.routes)
    for (int n = 0; n < 20; ++n) {
      std::string path;
      for (const auto part : path_segments(route.pattern)) {
        const bool other = is_parameter(part) || random() % 8 == 0;
        path += '/' + (other ? pieces[random() % pieces.size()] : std::string(part));
      }
      for (const auto* method : {"GET", "HEAD", "POST", "PATCH", "DELETE"}) same(all.routes, tree, method, path);
    }
}

TEST_CASE("route tree: what takes all that is left of a path comes last") {
  const auto routes = routes_of({{"GET", "/app/{path...}"}, {"GET", "/app/known/{id}"}, {"GET", "/{id}"}, {"POST", "/app/known/{id}/do"}});
  const RouteTree tree{routes};
  CHECK(tree.find("GET", "/app/a") == &routes[0]);
  CHECK(tree.find("GET", "/app/a/b/c") == &routes[0]);
  CHECK(tree.find("GET", "/app/") == &routes[0]);
  CHECK(tree.find("GET", "/app/known/1") == &routes[1]);
  CHECK(tree.find("GET", "/app/known/1/do") == &routes[0]);
  CHECK(tree.find("GET", "/app") == &routes[2]);
  CHECK(tree.find("POST", "/app/a") == nullptr);
  CHECK(tree.match("POST", "/app/a").allow == "GET, HEAD");
  CHECK(tree.match("GET", "/app/a/b").params.empty());
}

}  // namespace millrace
