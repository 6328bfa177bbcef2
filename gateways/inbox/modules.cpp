#include "gateways/inbox/modules.hpp"

namespace millrace {

std::vector<Module> inbox::modules() { return {message(), read_marker(), conversation(), customer(), widget(), imports(), privacy(), activity()}; }

}  // namespace millrace
