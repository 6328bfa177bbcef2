#include "infra/main/findings.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

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
  if (::stat(master_key.c_str(), &seen) == 0 && (seen.st_mode & 077))
    return say(Finding::warning, fmt::format("others may read the master key: chmod 600 {}", master_key.string()));
  say(Finding::ok, fmt::format("the master key {} opens them; keep a copy elsewhere", master_key.string()));
}

int Findings::sum() const {
  fmt::print("doctor: {} wrong, {} to be looked at\n", wrong_, warnings_);
  return wrong_ ? 1 : 0;
}

}  // namespace millrace
