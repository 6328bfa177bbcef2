// What is to happen later: timers, and handoffs to other tenants. They have no edge of their own.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::later {

std::vector<Module> modules();

}  // namespace millrace::later
