// What somebody outside is asked to do, as a member of a fact: a wire name and a value, like a timer's ask. But a fact that holds one must
// be read whatever it holds, so a name that this release does not know is kept as it came.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

struct Errand : AnyValue {
  Errand() = default;
  Errand(AnyValue any) : AnyValue(std::move(any)) {}
};

// An ask by its shape; by its address the one that keeps what is unknown.
template <>
inline const Shape& shape_of<Errand>() {
  static const Shape& shape = detail::plain(Shape::Kind::ask, detail::LifeOf<Errand>::life);
  return shape;
}

}  // namespace millrace
