// `millrace audit verify`: holds a journal, or one proof, to heads that were signed earlier; beside a running server, or far from any.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_audit(const CliCommand& app, Run&);

}  // namespace millrace
