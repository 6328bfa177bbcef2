#include "gateways/core/modules.hpp"

#include "gateways/core/rules.hpp"

namespace millrace {

Module core::requests() {
  Module m{.name = "core/requests", .rules = {std::begin(rule::of_requests), std::end(rule::of_requests)}};
  m.rules.insert(m.rules.end(), std::begin(rule::of_commands), std::end(rule::of_commands));
  return m;
}
Module core::http() { return {.name = "core/http", .rules = {std::begin(rule::of_http), std::end(rule::of_http)}}; }
Module core::admin() { return {.name = "core/admin", .rules = {std::begin(rule::of_admin), std::end(rule::of_admin)}}; }

Module core::search() { return {.name = "core/search", .routes = {personal("search", millrace::search("/search", Scope::business))}}; }

std::vector<Module> core::modules() { return {requests(), http(), admin(), search(), events(), audit(), heads(), explanations()}; }

}  // namespace millrace
