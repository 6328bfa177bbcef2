// What the house itself answers and refuses by, of no context.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::core {

Module requests();                             // what any request may be refused by
Module http();                                 // before it is one
Module admin();                                // at the admin port
Module events();                               // GET /events: a business's history as public events

std::vector<Module> modules();

}  // namespace millrace::core
