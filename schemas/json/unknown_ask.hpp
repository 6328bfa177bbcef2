// An ask or an errand whose name this release does not know: what came, to be said again as it came. A newer release has left it, and
// what holds it must be read whatever it holds: nobody puts it or carries it out until a release does that knows it.
#pragma once

#include "domain/core/fact.hpp"

namespace millrace {

struct UnknownAsk {
  Uuid id{};                                   // its stream, if it names one: like every ask it begins with that
  std::string body;                            // JSON; personal text in it is sealed as it was
};
BOOST_DESCRIBE_STRUCT(UnknownAsk, (), (id, body))

// Null when it is known.
inline const UnknownAsk* unknown_ask(const AnyValue& value) {
  return value.type && value.type->shape == &shape_of<UnknownAsk>() ? static_cast<const UnknownAsk*>(value.value.get()) : nullptr;
}

}  // namespace millrace
