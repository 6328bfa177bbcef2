#include "infra/runtime/house.hpp"

#include <algorithm>

namespace millrace {

std::vector<const AnyFold*> House::folds() const {
  auto all = write_side.folds;
  for (const auto& p : projections) all.push_back(p.fold);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void House::register_wires() const {
  for (const auto tell : write_side.wires) tell(Wires::house());
}

}  // namespace millrace
