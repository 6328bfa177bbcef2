// What customers and agents say to one another: conversations, messages, how far each has read, customers, the widget on web pages,
// and what is imported; and what members read of all that happens.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::inbox {

Module message();
Module read_marker();
Module conversation();
Module customer();
Module widget();
Module imports();
Module privacy();
Module activity();                             // GET /activity

std::vector<Module> modules();

}  // namespace millrace::inbox
