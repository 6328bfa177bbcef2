// Facts and asks without their types: a pointer to the value and to the one description of its type.
#pragma once

#include "domain/core/list.hpp"
#include "domain/core/shape.hpp"

namespace millrace {

enum class Origin { live, import };
BOOST_DESCRIBE_ENUM(Origin, live, import)

// A fact or ask as it stands in the journal: its wire name, for ever, and its shape.
struct WireType {
  std::string_view wire;     // "conversation.assigned.v2"
  const Shape* shape;
};

template <class T>
const WireType& wire_type() {
  static const WireType type{T::wire, &shape_of<T>()};
  return type;
}

// Any fact or any ask. A value: copies share what can no longer change.
struct AnyValue {
  const WireType* type = nullptr;
  std::shared_ptr<const void> value;

  template <class T>
  static AnyValue of(T v) { return {&wire_type<T>(), std::make_shared<const T>(std::move(v))}; }
  // The value if it is a T, else nothing.
  template <class T>
  const T* as() const { return type == &wire_type<T>() ? static_cast<const T*>(value.get()) : nullptr; }
  // Every fact and every ask of an aggregate begins with the id of its stream.
  const Uuid& stream() const { return *static_cast<const Uuid*>(value.get()); }
};
using AnyFact = AnyValue;
using AnyAsk = AnyValue;

}  // namespace millrace
