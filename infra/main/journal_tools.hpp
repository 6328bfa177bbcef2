// `millrace journal verify|doctor|cat`: they read the embedded journal, also beside a running server, and change nothing; `copy` moves it.
#pragma once

#include "infra/main/tool.hpp"

namespace millrace {

void add_journal_tools(const CliCommand&, Run&);

}  // namespace millrace
