// How the house does, for its operator: partitions, projections, what is stopped, parked or stuck, and what pages tell of themselves. There is
// nothing here that is decided: no facts, no asks.
#pragma once

#include "gateways/core/module.hpp"

namespace millrace::operations {

Module house();
Module telemetry();

std::vector<Module> modules();

}  // namespace millrace::operations
