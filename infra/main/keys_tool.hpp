// millrace keys: changes the master key, hands out and opens the keys of a business.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_keys(const CliCommand& app, Run& run);

}  // namespace millrace
