#include "gateways/desk/modules.hpp"

namespace millrace {

std::vector<Module> desk::modules() { return {ticket()}; }

}  // namespace millrace
