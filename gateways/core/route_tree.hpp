// The routes of a house as a tree of path segments, so that finding one costs what its path is long, however many there are. A
// literal segment goes before a parameter: /conversations/search before /conversations/{id}; both before {name...}, which is all that is left
// of the path, if it is only at the end of a pattern. Pure; built once, then shared by threads.
#pragma once

#include <map>
#include <memory>

#include "gateways/core/route.hpp"

namespace millrace {

class RouteTree {
 public:
  // They outlive it, and stay where they are. Throws std::logic_error when two of them are the same.
  explicit RouteTree(const Routes& routes) : RouteTree({&routes}) {}
  explicit RouteTree(std::initializer_list<const Routes*> tables);

  struct Match {
    const Route* route = nullptr;                      // null: nothing takes that method there
    std::map<std::string, std::string> params = {};    // of the path: {id} → "…"
    // Without a route: the methods that the path takes, as the header has it, and those that pages of every site may use; empty: there
    // is no such path.
    std::string allow = {}, for_every_site = {};
  };
  // HEAD is answered by GET. `path` begins with '/' and is decoded.
  Match match(std::string_view method, std::string_view path) const;
  // Its route alone; null: nothing takes that method there.
  const Route* find(std::string_view method, std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, Node, std::less<>> literal;
    std::unique_ptr<Node> parameter;
    std::vector<const Route*> routes;                  // that end here
    std::vector<const Route*> rest;                    // that take whatever follows
  };
  struct Search;

  void add(const Route&);
  Node root_;
};

// Splits at '/', without the empty piece before the first.
std::vector<std::string_view> path_segments(std::string_view path);

}  // namespace millrace
