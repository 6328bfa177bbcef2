#include "commands/core/write_side_of.hpp"

namespace millrace {

WriteSide join(std::vector<WriteSide> sides) {
  WriteSide all;
  for (auto& side : sides) {
    all.folds.insert(all.folds.end(), side.folds.begin(), side.folds.end());
    all.asks.insert(all.asks.end(), side.asks.begin(), side.asks.end());
    all.policies.insert(all.policies.end(), side.policies.begin(), side.policies.end());
    all.wires.insert(all.wires.end(), side.wires.begin(), side.wires.end());
  }
  return all;
}

WriteSide detail::write_side_from(const AnyFold& (*const* folds)(), const Asked* asks, const Policy* policies, void (*const* wires)(Wires&)) {
  WriteSide side;
  for (; *folds; ++folds) side.folds.push_back(&(*folds)());
  for (; asks->ask; ++asks) side.asks.push_back({&asks->ask(), &asks->state(), asks->decide});
  for (; policies->fact; ++policies) side.policies.push_back({&policies->fact(), policies->decide});
  for (; *wires; ++wires) side.wires.push_back(*wires);
  return side;
}

}  // namespace millrace
