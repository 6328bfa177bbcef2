// `millrace import conversations FILE`: real history in, through the running server, as the operator.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_import(const CliCommand&, Run&);

}  // namespace millrace
