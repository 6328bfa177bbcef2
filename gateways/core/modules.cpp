#include "gateways/core/modules.hpp"

namespace millrace {

std::vector<Module> core::modules() { return {events()}; }

}  // namespace millrace
