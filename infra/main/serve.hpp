// `millrace serve`: everything made, wired and taken down in order.
#pragma once

#include "infra/main/options.hpp"

namespace millrace {

// Runs until SIGTERM or SIGINT; 0 then. Throws WrongUse for what the caller must mend.
int serve(const ServeOptions&);

}  // namespace millrace
