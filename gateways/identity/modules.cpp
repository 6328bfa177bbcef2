#include "gateways/identity/modules.hpp"

namespace millrace {

std::vector<Module> identity::modules() {
  return {account(), session(), registration(), business(), member(), custom_role(), api_key(), second_factor(), oauth(), provisioning(), reads()};
}

}  // namespace millrace
