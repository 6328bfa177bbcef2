#include "infra/main/findings.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>

namespace millrace {

bool Findings::of(const char* name, const std::function<void()>& check) {
  name_ = name;
  const auto before = wrong_;
  try {
    check();
  } catch (const std::exception& e) {
    say(Finding::wrong, e.what());
  }
  return wrong_ == before;
}

void Findings::say(Finding finding, const std::string& what) {
  static constexpr const char* words[] = {"ok", "skipped", "warning", "wrong"};
  fmt::print("{:<8} {:<14} {}\n", words[static_cast<int>(finding)], name_, what);
  warnings_ += finding == Finding::warning;
  wrong_ += finding == Finding::wrong;
}

void Findings::say_opened_by(const std::filesystem::path& master_key) {
  struct stat seen{};
  if (::stat(master_key.c_str(), &seen) != 0) return say(Finding::wrong, master_key.string() + " is gone");
  if (seen.st_mode & 077)
    return say(Finding::warning, fmt::format("others may read the master key: chmod 600 {}", master_key.string()));
  const auto age = std::chrono::system_clock::now() - std::chrono::system_clock::from_time_t(seen.st_mtime);
  say(Finding::ok, fmt::format("the master key {} opens them, {} days old by its file; keep a copy elsewhere, change it with millrace keys rotate", master_key.string(),
                               std::max<std::int64_t>(std::chrono::floor<std::chrono::days>(age).count(), 0)));
}

int Findings::sum() const {
  fmt::print("doctor: {} wrong, {} to be looked at\n", wrong_, warnings_);
  return wrong_ ? 1 : 0;
}

}  // namespace millrace
