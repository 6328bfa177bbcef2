// The contexts of this program, by their areas: named here and nowhere else. Public topics are numbered, policies follow one another,
// in this order.
#include "gateways/connect/modules.hpp"
#include "gateways/core/modules.hpp"
#include "gateways/desk/modules.hpp"
#include "gateways/effects/modules.hpp"
#include "gateways/identity/modules.hpp"
#include "gateways/inbox/modules.hpp"
#include "gateways/later/modules.hpp"
#include "gateways/operations/modules.hpp"
#include "infra/runtime/house.hpp"

namespace millrace {

std::vector<Module> contexts() {
  std::vector<Module> all;
  for (const auto& area : {later::modules(), effects::modules(), identity::modules(), inbox::modules(), desk::modules(), operations::modules(), core::modules(), connect::modules()})
    all.insert(all.end(), area.begin(), area.end());
  return all;
}

}  // namespace millrace
