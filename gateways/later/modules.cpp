#include "gateways/later/modules.hpp"

#include "commands/later/asks.hpp"
#include "projections/later/waiting.hpp"

namespace millrace {

std::vector<Module> later::modules() {
  return {{.name = "later", .write_side = commands::later(), .projections = {projections::waiting()}, .rules = {later::rule::unknown}}};
}

}  // namespace millrace
