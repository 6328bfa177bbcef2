// Memory holds keys and texts in plain: it goes into no file when the process crashes, and no other process of the same user may look
// into it. Nor may a debugger; who needs one is root.
#pragma once

namespace millrace {

void no_core_dumps();

}  // namespace millrace
