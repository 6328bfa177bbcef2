// What earlier releases have left of conversations as this one would not (Module::amends).
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::inbox {

// Conversations that are still assigned to somebody who has left.
std::vector<Command> clear_desks(const Services&, const Reader&);

}  // namespace millrace::inbox
