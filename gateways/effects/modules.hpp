// What the house does to the world outside, as people see it, and the kinds that there are.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::effects {

Module effect();                               // the machine that is the same for all kinds: lists, trying again, giving up

std::vector<Module> modules();

}  // namespace millrace::effects
