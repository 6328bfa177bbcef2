#include "infra/segments/acknowledged.hpp"

#include <sstream>

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view head = "millrace acknowledged, format 1\nincarnation ";
fs::path file_of(const fs::path& directory) { return directory / "acknowledged"; }

}  // namespace

Lost::Lost(const fs::path& directory, const std::string& what)
    : runtime_error(fmt::format("the journal in {} has lost acknowledged records: {}. Nothing was changed; {}", directory.string(), what, lost_remedy)) {}

std::optional<Ends> acknowledged_in(Files& files, const fs::path& directory, const Uuid& incarnation) {
  if (!files.exists(file_of(directory))) return {};
  const auto text = read_whole(files, file_of(directory));
  if (!text.starts_with(fmt::format("{}{}\n", head, to_string(incarnation)))) return {};
  std::istringstream in{text.substr(head.size() + to_string(incarnation).size())};
  Ends ends{};
  for (auto& end : ends)
    if (!(in >> end)) return {};
  return ends;
}

void keep_acknowledged(Files& files, const fs::path& directory, const Uuid& incarnation, const Ends& ends) {
  write_whole(files, file_of(directory), fmt::format("{}{}\n{}\n", head, to_string(incarnation), fmt::join(ends, " ")));
}

void forget_acknowledged(Files& files, const fs::path& directory) {
  if (files.exists(file_of(directory))) files.remove(file_of(directory));
}

std::string shortfall(const Ends& there, const Ends& known, std::string_view who) {
  Offset missing = 0;
  std::string first;
  for (Partition p = 0; p < partitions; ++p) {
    if (known[p] <= there[p]) continue;
    if (!missing) first = fmt::format("partition {} ends at {}, but {} knows of {}", p, there[p], who, known[p]);
    missing += known[p] - there[p];
  }
  return missing ? fmt::format("{} ({} records are missing in all)", first, missing) : "";
}

}  // namespace millrace::segments
