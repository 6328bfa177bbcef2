#include "gateways/connect/modules.hpp"

namespace millrace {

std::vector<Module> connect::modules() { return {connection(), delivery()}; }

}  // namespace millrace
