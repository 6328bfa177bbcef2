// `millrace parked list` and `millrace parked retry [PROJECTION BUSINESS]`: which businesses a table of the running server has
// stopped taking facts of, and going on with them.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_parked(const CliCommand&, Run&);

}  // namespace millrace
