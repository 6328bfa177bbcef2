// `millrace backup`, `restore` and `backup-key`: an embedded journal and its keys, to a directory or a bucket and back.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_backup(const CliCommand&, Run&);

}  // namespace millrace
