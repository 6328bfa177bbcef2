// Open files and connections share one limit. Connections leave enough of it, or the store and the journal could open no file
// when they have to and the process would end.
#pragma once

#include <cstddef>

namespace millrace {

// Raises the limit of this process as far as it may be raised (RLIMIT_NOFILE, the soft one to the hard one); returns what it is then.
std::size_t most_open_files();

// How many this process has open: to any other of its user /proc does not tell (no_core_dumps.hpp).
std::size_t open_files();

// How many connections there is room for, at most `wanted`: all but 1,024 of the limit, or half of a small one.
int connections_within(std::size_t limit, int wanted);

}  // namespace millrace
