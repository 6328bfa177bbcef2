#include "infra/main/open_files.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace millrace {

std::size_t most_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const auto before = std::exchange(limit.rlim_cur, limit.rlim_max);
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : before;
}

std::size_t open_files() {
  std::error_code none;
  const std::filesystem::directory_iterator files{"/proc/self/fd", none};
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

int connections_within(std::size_t limit, int wanted) {
  const auto room = std::max(limit / 2, limit - std::min<std::size_t>(limit, 1024));
  return static_cast<int>(std::min(room, static_cast<std::size_t>(wanted)));
}

}  // namespace millrace
