// The mill's standing: partitions, folds, and what of them goes no further.
#include "infra/mill/mill.hpp"

namespace millrace {

Mill::Standing Mill::standing() const {
  Standing all;
  for (const auto& [p, state] : states_) {
    Standing::Of one{p, owns(p), state.stored, {}, {}};
    if (state.stop) one.stopped = state.stop->why;
    if (state.stop && state.stop->at) one.at = state.stop->at->offset;
    all.partitions.push_back(std::move(one));
  }
  all.folds = parts_.store.progress();
  for (const auto& [where, why] : parts_.store.parked()) all.parked.push_back({where.first, where.second, why});
  return all;
}

}  // namespace millrace
