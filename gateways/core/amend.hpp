// Amends: what the house itself asks at the start, for what earlier releases have left as this one would not (Module::amends).
#pragma once

#include "commands/core/command.hpp"
#include "schemas/digest.hpp"

namespace millrace {

// The same command for the same occasion, whoever starts: it is done once.
template <class Ask>
Command by_the_house(const Uuid& tenant, Ask ask, std::int64_t occasion) {
  const auto digest = sha256("amend" + std::string(Ask::wire) + std::string(tenant.raw()) + std::string(ask.id.value.raw()), std::to_string(occasion));
  Command c;
  c.id = uuid_of(raw(digest));
  c.tenant = tenant;
  c.principal.kind = PrincipalKind::system;
  c.ask = AnyAsk::of(std::move(ask));
  return c;
}

}  // namespace millrace
