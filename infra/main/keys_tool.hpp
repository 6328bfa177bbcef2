// millrace keys: changes the master key.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_keys(const CliCommand& app, Run& run);

}  // namespace millrace
