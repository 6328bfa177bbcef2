#include "gateways/later/modules.hpp"

#include "commands/later/asks.hpp"

namespace millrace {

std::vector<Module> later::modules() { return {{.name = "later", .write_side = commands::later(), .rules = {later::rule::unknown}}}; }

}  // namespace millrace
