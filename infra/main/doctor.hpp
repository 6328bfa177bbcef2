// `millrace doctor`: whether this machine and this data directory are fit to serve, and how to mend what is not. It may run beside the
// server; besides one small file, written and removed, it changes nothing.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_doctor(const CliCommand&, Run&);

}  // namespace millrace
