// `millrace rebuild PROJECTION`: asks the running server to build the next generation of a table beside the live one and to switch.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_rebuild(const CliCommand&, Run&);

}  // namespace millrace
