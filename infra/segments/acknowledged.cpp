#include "infra/segments/acknowledged.hpp"

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr Place at_the_beginning{0, 0};
fs::path file_of(const fs::path& directory) { return directory / "acknowledged"; }

}  // namespace

Lost::Lost(const fs::path& directory, const std::string& what)
    : runtime_error(fmt::format("the journal in {} has lost acknowledged records: {}. Nothing was changed; {}", directory.string(), what, lost_remedy)) {}

std::optional<Ends> acknowledged_in(Files& files, const fs::path& directory, const Uuid& incarnation) {
  if (!files.exists(file_of(directory))) return {};
  const auto bytes = read_whole(files, file_of(directory));
  const auto frame = frame_at(bytes, 0, at_the_beginning);
  const auto whose = incarnation.raw();
  if (!frame || frame->kind != FrameKind::acknowledged || frame->body.size() != whose.size() + 8 * partitions || !frame->body.starts_with(whose)) return {};
  Ends ends{};
  for (std::size_t p = 0; p < partitions; ++p) ends[p] = get<Offset>(frame->body, whose.size() + 8 * p);
  return ends;
}

void keep_acknowledged(Files& files, const fs::path& directory, const Uuid& incarnation, const Ends& ends) {
  std::string body{incarnation.raw()}, bytes;
  for (const auto end : ends) put(body, end);
  append_frame(bytes, at_the_beginning, {FrameKind::acknowledged, 0, 0, 0, body});
  files.open(file_of(directory), Files::Access::create)->write(0, bytes);
}

void sync_acknowledged(Files& files, const fs::path& directory) {
  files.open(file_of(directory), Files::Access::write)->sync();
  files.sync_directory(directory);
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
