// What the house itself answers, of no context.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::core {

Module events();                               // GET /events: a business's history as public events

std::vector<Module> modules();

}  // namespace millrace::core
