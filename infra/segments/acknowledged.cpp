#include "infra/segments/acknowledged.hpp"

#include <sstream>

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t slots[] = {0, 4096};            // no two in one page
fs::path file_of(const fs::path& directory) { return directory / "acknowledged"; }

struct Kept { std::uint64_t number; Ends ends; };

std::optional<Kept> slot_at(const std::string& bytes, std::uint64_t at, const Uuid& incarnation) {
  const auto frame = frame_at(bytes, at, {0, 0});
  const auto whose = incarnation.raw();
  if (!frame || frame->kind != FrameKind::acknowledged || frame->body.size() != whose.size() + 8 * partitions || !frame->body.starts_with(whose)) return {};
  Kept kept{static_cast<std::uint64_t>(frame->offset), {}};
  for (std::size_t p = 0; p < partitions; ++p) kept.ends[p] = get<Offset>(frame->body, whose.size() + 8 * p);
  return kept;
}

// As an earlier release kept it.
std::optional<Kept> text_in(const std::string& bytes, const Uuid& incarnation) {
  const auto head = fmt::format("millrace acknowledged, format 1\nincarnation {}\n", to_string(incarnation));
  if (!bytes.starts_with(head)) return {};
  std::istringstream in{bytes.substr(head.size())};
  Kept kept{0, {}};
  for (auto& end : kept.ends)
    if (!(in >> end)) return {};
  return kept;
}

std::optional<Kept> newest_in(Files& files, const fs::path& directory, const Uuid& incarnation) {
  if (!files.exists(file_of(directory))) return {};
  const auto bytes = read_whole(files, file_of(directory));
  auto newest = text_in(bytes, incarnation);
  for (const auto at : slots)
    if (const auto kept = slot_at(bytes, at, incarnation); kept && (!newest || kept->number >= newest->number)) newest = kept;
  return newest;
}

}  // namespace

Lost::Lost(const fs::path& directory, const std::string& what)
    : runtime_error(fmt::format("the journal in {} has lost acknowledged records: {}. Nothing was changed; {}", directory.string(), what, lost_remedy)) {}

std::optional<Ends> acknowledged_in(Files& files, const fs::path& directory, const Uuid& incarnation) {
  const auto newest = newest_in(files, directory, incarnation);
  return newest ? std::optional{newest->ends} : std::nullopt;
}

std::string why_not_known(Files& files, const fs::path& directory) {
  return fmt::format("{} was not asked how far the journal was acknowledged: it is {}", file_of(directory).string(),
                     files.exists(file_of(directory)) ? "not intact, or another journal's" : "not there");
}

void Acknowledged::keep(const Ends& ends) {
  if (!number_) begin();
  const auto at = slots[number_ % std::size(slots)];
  std::string body{incarnation_.raw()}, bytes;
  for (const auto end : ends) put(body, end);
  append_frame(bytes, {0, at}, {FrameKind::acknowledged, 0, static_cast<Offset>(number_), 0, body});
  files_.open(file_of(directory_), Files::Access::create)->write(at, bytes);
}

void Acknowledged::sync() {
  files_.open(file_of(directory_), Files::Access::write)->sync();
  files_.sync_directory(directory_);
  ++number_;
}

// What an earlier process has left behind may be in the page cache only.
void Acknowledged::begin() {
  const auto newest = newest_in(files_, directory_, incarnation_);
  number_ = newest ? newest->number : 0;
  if (newest) sync();
  else ++number_;
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
