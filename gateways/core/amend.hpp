// Amends: what the house itself asks at the start, for what earlier releases have left as this one would not (Module::amends).
#pragma once

#include "commands/core/command.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// The same command for the same occasion, whoever starts: it is done once.
Command by_the_house(const Uuid& tenant, AnyAsk, std::int64_t occasion);
template <class Ask>
Command by_the_house(const Uuid& tenant, Ask ask, std::int64_t occasion) {
  return by_the_house(tenant, AnyAsk::taken(ask), occasion);
}

}  // namespace millrace
