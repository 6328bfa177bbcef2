// Where new identifiers come from: a port, because chance and clocks live outside. Decisions get it through
// their context.
#pragma once

#include "domain/core/id.hpp"

namespace millrace {

struct IdSource {
  virtual ~IdSource() = default;
  // Never given before; later calls give greater ids.
  virtual Uuid next() = 0;
  template <class T>
  Id<T> next() { return {next()}; }
};

}  // namespace millrace
