// Preloaded into a server, this lets the SYNC_FAILS-th fsync or fdatasync of a segment of the journal or of a file of keys fail as a disk does (EIO), once: what
// was written there since it was last synced is gone, as Linux drops pages that it could not write and says so only once (LWN, "PostgreSQL's fsync()
// surprise", 2018). Where nothing was written nothing is lost (a segment that is made ready), and `acknowledged` is no part of
// the truth: it tells less when it could not be kept.
#include <dlfcn.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

namespace {

struct Range { off_t at; std::size_t bytes; };
std::mutex mutex;
std::map<int, std::vector<Range>>& unsynced() {
  static auto* all = new std::map<int, std::vector<Range>>;
  return *all;
}

bool is_ours(int fd) {
  char link[64], path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const auto n = ::readlink(link, path, sizeof path - 1);
  if (n <= 0) return false;
  path[n] = 0;
  return std::strstr(path, ".segment") || std::strstr(path, "/keys/");
}

bool fails_now() {
  static std::atomic<long> left = std::getenv("SYNC_FAILS") ? std::atol(std::getenv("SYNC_FAILS")) : 0;
  return left.fetch_sub(1) == 1;
}

int call(const char* name, int fd) {
  if (!is_ours(fd)) return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(fd);
  std::vector<Range> lost;
  {
    const std::lock_guard lock(mutex);
    lost.swap(unsynced()[fd]);
  }
  if (lost.empty() || !fails_now()) return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(fd);
  static const char nothing[65536] = {};
  for (auto [at, bytes] : lost)
    for (std::size_t done = 0; done < bytes;) {
      const auto put = ::syscall(SYS_pwrite64, fd, nothing, bytes - done < sizeof nothing ? bytes - done : sizeof nothing, at + static_cast<off_t>(done));
      if (put <= 0) break;
      done += static_cast<std::size_t>(put);
    }
  errno = EIO;
  return -1;
}

ssize_t written(int fd, const void* bytes, std::size_t n, off_t at) {
  const auto put = ::syscall(SYS_pwrite64, fd, bytes, n, at);
  if (put > 0 && is_ours(fd)) {
    const std::lock_guard lock(mutex);
    unsynced()[fd].push_back({at, static_cast<std::size_t>(put)});
  }
  return put;
}

}  // namespace

extern "C" int fsync(int fd) { return call("fsync", fd); }
extern "C" int fdatasync(int fd) { return call("fdatasync", fd); }
extern "C" ssize_t pwrite(int fd, const void* bytes, std::size_t n, off_t at) { return written(fd, bytes, n, at); }
extern "C" ssize_t pwrite64(int fd, const void* bytes, std::size_t n, off_t at) { return written(fd, bytes, n, at); }
