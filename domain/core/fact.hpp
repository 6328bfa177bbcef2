// Facts and asks without their types: a pointer to the value and to the one description of its type.
#pragma once

#include "domain/core/list.hpp"
#include "domain/core/shape.hpp"

namespace millrace {

enum class Origin { live, import };
BOOST_DESCRIBE_ENUM(Origin, live, import)

// The one description of a fact or an ask. It is made where its context erases its types (commands/core/write_side_of.hpp): whoever
// defines such types elsewhere includes wire_type.hpp.
template <class T>
[[gnu::used, gnu::noinline]] const WireType& wire_type();

template <class T>
AnyValue AnyValue::of(T v) {
  const auto& type = wire_type<T>();
  return {&type, type.shape->moved(v)};
}
template <class T>
const T* AnyValue::as() const {
  return type == &wire_type<T>() ? static_cast<const T*>(value.get()) : nullptr;
}

using AnyFact = AnyValue;
using AnyAsk = AnyValue;

}  // namespace millrace
