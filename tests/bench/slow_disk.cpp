// Preloaded into a server, this makes every fsync and fdatasync take SLOW_DISK_US longer, as on a disk that is not virtual.
#include <dlfcn.h>
#include <time.h>

#include <cstdlib>

namespace {

void wait_as_a_disk_does() {
  static const long us = std::getenv("SLOW_DISK_US") ? std::atol(std::getenv("SLOW_DISK_US")) : 0;
  const timespec time{us / 1'000'000, us % 1'000'000 * 1000};
  ::nanosleep(&time, nullptr);
}

int call(const char* name, int fd) {
  wait_as_a_disk_does();
  return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(fd);
}

}  // namespace

extern "C" int fsync(int fd) { return call("fsync", fd); }
extern "C" int fdatasync(int fd) { return call("fdatasync", fd); }
