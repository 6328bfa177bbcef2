#include "commands/core/context.hpp"

namespace millrace {

const void* Tenant::held(const AnyFold& fold, const Uuid& id, const void* none) const {
  return held_.emplace_back(detail::state_row(rows_, fold, id_, id, none)).get();
}

}  // namespace millrace
