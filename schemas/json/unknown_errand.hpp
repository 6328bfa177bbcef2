// An errand whose name this release does not know: what came, to be said again as it came.
#pragma once

#include "domain/core/errand.hpp"

namespace millrace {

struct UnknownErrand {
  Uuid id{};                                   // its stream, if it names one: like every ask it begins with that
  std::string body;                            // JSON; personal text in it is sealed as it was
};
BOOST_DESCRIBE_STRUCT(UnknownErrand, (), (id, body))

// Null when it is known.
inline const UnknownErrand* unknown_errand(const AnyValue& value) {
  return value.type && value.type->shape == &shape_of<UnknownErrand>() ? static_cast<const UnknownErrand*>(value.value.get()) : nullptr;
}

}  // namespace millrace
