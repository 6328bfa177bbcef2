// Who people are: accounts and their sessions, businesses and how they are registered, members.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::identity {

Module account();
Module session();
Module registration();
Module business();
Module member();

std::vector<Module> modules();

}  // namespace millrace::identity
