#include "gateways/identity/modules.hpp"

namespace millrace {

std::vector<Module> identity::modules() { return {account(), session(), registration(), business(), member()}; }

}  // namespace millrace
