#include "infra/main/no_core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace millrace {

void no_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace millrace
