// What the business is connected to: services that customers write over.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::connect {

Module connection();
Module delivery();

std::vector<Module> modules();

}  // namespace millrace::connect
