// Preloaded into a program, this kills it at its DIES_AT-th step in the directory of keys: before it syncs, renames, links, removes or cuts a file there,
// or when a write has come half way.
#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

bool in_keys(const char* path) { return std::strstr(path, "/keys") != nullptr; }
bool in_keys(int fd) {
  char link[64], path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const auto n = ::readlink(link, path, sizeof path - 1);
  if (n <= 0) return false;
  path[n] = 0;
  return in_keys(path);
}

bool dies_now() {
  static std::atomic<long> left = std::getenv("DIES_AT") ? std::atol(std::getenv("DIES_AT")) : 0;
  return left.fetch_sub(1) == 1;
}

template <class Where>
void step(Where where) {
  if (in_keys(where) && dies_now()) ::raise(SIGKILL);
}

template <class Call>
Call* real(const char* name) { return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name)); }

ssize_t written(int fd, const void* bytes, std::size_t n, off_t at) {
  if (in_keys(fd) && dies_now()) {
    (void)::syscall(SYS_pwrite64, fd, bytes, n / 2, at);
    ::raise(SIGKILL);
  }
  return ::syscall(SYS_pwrite64, fd, bytes, n, at);
}

}  // namespace

extern "C" {
ssize_t pwrite(int fd, const void* bytes, std::size_t n, off_t at) { return written(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void* bytes, std::size_t n, off_t at) { return written(fd, bytes, n, at); }
int fsync(int fd) { return step(fd), real<int(int)>("fsync")(fd); }
int fdatasync(int fd) { return step(fd), real<int(int)>("fdatasync")(fd); }
int ftruncate(int fd, off_t size) noexcept { return step(fd), real<int(int, off_t)>("ftruncate")(fd, size); }
int rename(const char* from, const char* to) noexcept { return step(to), real<int(const char*, const char*)>("rename")(from, to); }
int link(const char* from, const char* to) noexcept { return step(to), real<int(const char*, const char*)>("link")(from, to); }
int unlink(const char* path) noexcept { return step(path), real<int(const char*)>("unlink")(path); }
int remove(const char* path) noexcept { return step(path), real<int(const char*)>("remove")(path); }
}
