// An errand whose name this release does not know: what came, to be said again as it came.
#pragma once

#include "domain/core/errand.hpp"

namespace millrace {

struct Unread {
  Uuid id{};                                   // its stream, if it names one: like every ask it begins with that
  std::string body;                            // JSON; personal text in it is sealed as it was
};
BOOST_DESCRIBE_STRUCT(Unread, (), (id, body))

// Null when it is known.
inline const Unread* unread(const AnyValue& value) {
  return value.type && value.type->shape == &shape_of<Unread>() ? static_cast<const Unread*>(value.value.get()) : nullptr;
}

}  // namespace millrace
