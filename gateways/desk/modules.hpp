// What a desk has to do: tickets.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::desk {

Module ticket();

std::vector<Module> modules();

}  // namespace millrace::desk
