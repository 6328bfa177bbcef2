#include "gateways/effects/modules.hpp"

#include "gateways/effects/kinds.hpp"

namespace millrace {

std::vector<Module> effects::modules() {
  return {effect(), {.name = "effects/email", .effects = {email()}}, {.name = "effects/http_call", .effects = {http_call()}}};
}

}  // namespace millrace
