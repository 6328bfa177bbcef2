#include "gateways/operations/modules.hpp"

namespace millrace {

std::vector<Module> operations::modules() { return {house(), telemetry()}; }

}  // namespace millrace
