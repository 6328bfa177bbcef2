// The families of channels that the contexts declare, together.
#include <doctest/doctest.h>

#include <set>

#include "gateways/desk/modules.hpp"
#include "gateways/effects/modules.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/inbox/modules.hpp"

using namespace millrace;

namespace {

std::vector<Module> contexts() {
  std::vector<Module> all;
  for (auto modules : {identity::modules(), inbox::modules(), desk::modules(), effects::modules()})
    for (auto& m : modules) all.push_back(std::move(m));
  return all;
}

}  // namespace

TEST_CASE("a family carries what projections are of, and those that keep nothing carry nothing") {
  std::set<std::string> resources;
  for (const auto& module : contexts())
    for (const auto& projection : module.projections) resources.emplace(projection.resource);
  for (const auto& module : contexts())
    for (const auto& family : module.channels) {
      CHECK_MESSAGE(family.carries.empty() == family.ephemeral.has_value(), family.name.text());
      for (const auto resource : family.carries) CHECK_MESSAGE(resources.contains(std::string(resource)), resource);
    }
}

TEST_CASE("no channel is of two families") {
  std::set<std::string> shapes;
  for (const auto& module : contexts())
    for (const auto& family : module.channels) {
      std::string shape;                                 // with ids that have no name
      for (bool inside = false; const char c : family.name.text()) {
        if (c == '>') inside = false;
        if (!inside) shape += c;
        if (c == '<') inside = true;
      }
      CHECK_MESSAGE(shapes.insert(shape).second, family.name.text());
    }
}
