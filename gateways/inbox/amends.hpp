// What earlier releases have left as this one would not: asked by the house itself when it starts, and done once.
#pragma once

#include "commands/core/command.hpp"
#include "gateways/core/services.hpp"
#include "projections/core/reader.hpp"

namespace millrace::gateways {

// Conversations that are still assigned to somebody who has left, and members who are not called what their account is called, or
// whose own address their business does not know yet.
std::vector<Command> amends(const Services&, const Reader&);

}  // namespace millrace::gateways
