// Makes wire types; see fact.hpp. Wherever this is included, code is made for each fact and ask that is named there: once is enough.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

// `used`: others have only its declaration.
template <class T>
[[gnu::used, gnu::noinline]] const WireType& wire_type() {
  static const WireType type{T::wire, &shape_of<T>()};
  return type;
}

}  // namespace millrace
