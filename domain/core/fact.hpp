// Facts and asks without their types: a pointer to the value and to the one description of its type.
#pragma once

#include "domain/core/list.hpp"
#include "domain/core/shape.hpp"

namespace millrace {

enum class Origin { live, import };
BOOST_DESCRIBE_ENUM(Origin, live, import)

template <class T>
const WireType& wire_type() {
  static const WireType type{T::wire, &shape_of<T>()};
  return type;
}

template <class T>
AnyValue AnyValue::of(T v) {
  return {&wire_type<T>(), std::make_shared<const T>(std::move(v))};
}
template <class T>
const T* AnyValue::as() const {
  return type == &wire_type<T>() ? static_cast<const T*>(value.get()) : nullptr;
}

using AnyFact = AnyValue;
using AnyAsk = AnyValue;

}  // namespace millrace
