#include "gateways/core/route_tree.hpp"

#include <algorithm>
#include <stdexcept>

namespace millrace {

namespace {

bool takes_rest(std::string_view part) { return part.ends_with("...}"); }

// "{id}" → "id"; nothing for a literal.
std::optional<std::string_view> parameter_in(std::string_view part) {
  if (part.size() < 3 || part.front() != '{') return {};
  return part.substr(1, part.size() - 2);
}

std::map<std::string, std::string> params_of(const Route& route, const std::vector<std::string_view>& path) {
  std::map<std::string, std::string> params;
  const auto parts = path_segments(route.pattern);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (const auto name = parameter_in(parts[i]); name && !takes_rest(parts[i])) params[std::string(*name)] = path[i];
  return params;
}

std::string methods_of(const std::vector<const Route*>& routes) {
  std::vector<std::string> methods;
  for (const auto* route : routes)
    if (std::find(methods.begin(), methods.end(), route->method) == methods.end()) methods.push_back(route->method);
  std::string all;
  for (const auto& method : methods) (all += all.empty() ? "" : ", ") += method == "GET" ? "GET, HEAD" : method;
  return all;
}

}  // namespace

std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    out.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

RouteTree::RouteTree(std::initializer_list<const Routes*> tables) {
  for (const auto* routes : tables)
    for (const auto& route : *routes) add(route);
}

void RouteTree::add(const Route& route) {
  auto* node = &root_;
  for (const auto part : path_segments(route.pattern)) {
    if (takes_rest(part)) return node->rest.push_back(&route);
    if (!parameter_in(part)) node = &node->literal[std::string(part)];
    else node = (node->parameter ? node->parameter : node->parameter = std::make_unique<Node>()).get();
  }
  for (const auto* other : node->routes)
    if (other->method == route.method) throw std::logic_error(route.method + " " + route.pattern + " is the same as " + other->pattern);
  node->routes.push_back(&route);
}

// Depth first, a literal before the parameter. A path that one branch has for other methods may be had by the next for this one.
struct RouteTree::Search {
  const std::string_view method;
  const std::vector<std::string_view> path;
  std::vector<const Route*> others = {};                 // of the path, with other methods

  const Route* in(const Node& node, std::size_t at = 0) {
    if (at == path.size()) {
      for (const auto* route : node.routes)
        if (route->method == method) return route;
      others.insert(others.end(), node.routes.begin(), node.routes.end());
      return nullptr;
    }
    if (const auto next = node.literal.find(path[at]); next != node.literal.end())
      if (const auto* found = in(next->second, at + 1)) return found;
    if (node.parameter && !path[at].empty())
      if (const auto* found = in(*node.parameter, at + 1)) return found;
    for (const auto* route : node.rest)
      if (route->method == method) return route;
    others.insert(others.end(), node.rest.begin(), node.rest.end());
    return nullptr;
  }
};

RouteTree::Match RouteTree::match(std::string_view method, std::string_view path) const {
  Search search{method == "HEAD" ? "GET" : method, path_segments(path)};
  if (const auto* route = search.in(root_)) return {route, params_of(*route, search.path)};
  auto& others = search.others;
  std::sort(others.begin(), others.end());               // as they stand in the table
  Match match{nullptr, {}, methods_of(others)};
  std::erase_if(others, [](const Route* route) { return route->sites != Sites::every; });
  match.for_every_site = methods_of(others);
  return match;
}

const Route* RouteTree::find(std::string_view method, std::string_view path) const {
  return Search{method == "HEAD" ? "GET" : method, path_segments(path)}.in(root_);
}

}  // namespace millrace
