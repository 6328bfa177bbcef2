#include "infra/segments/segment.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace millrace::segments {
namespace {

constexpr std::uint32_t format = 1;
constexpr std::uint32_t trailer_magic = 0x4c534d52;     // "RMSL"
constexpr std::string_view suffix = ".segment";

}  // namespace

std::string segment_name(std::uint64_t number) { return fmt::format("{:010}{}", number, suffix); }

std::optional<std::uint64_t> segment_number(std::string_view name) {
  if (!name.ends_with(suffix)) return {};
  name.remove_suffix(suffix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) return {};
  return number;
}

void append_start(std::string& out, const Start& start) {
  std::string body;
  put(body, format);
  for (const auto first : start.first) put(body, first);
  append_frame(out, {start.number, 0}, {FrameKind::start, 0, static_cast<Offset>(start.number), start.before, body});
}

std::optional<Start> start_of(std::string_view bytes, std::uint64_t number) {
  const auto frame = frame_at(bytes, 0, {number, 0});
  if (!frame || frame->kind != FrameKind::start || frame->bytes() != start_bytes) return {};
  if (get<std::uint32_t>(frame->body, 0) != format) return {};
  Start start{number, frame->durable, {}};
  for (int p = 0; p < partitions; ++p) start.first[p] = get<Offset>(frame->body, 4 + 8 * p);
  return start;
}

std::string sealed_end(Place place, std::uint64_t count, const Index& index) {
  std::string body;
  for (const auto& positions : index) {
    put(body, static_cast<std::uint32_t>(positions.size()));
    for (const auto at : positions) put(body, at);
  }
  std::string out;
  append_frame(out, place, {FrameKind::index, 0, 0, count, body});
  const auto trailer = out.size();
  put(out, place.position);
  put(out, trailer_magic);
  put(out, crc32c(std::string_view{out}.substr(trailer)));
  return out;
}

std::optional<std::uint64_t> index_position(std::string_view trailer) {
  if (trailer.size() != trailer_bytes || get<std::uint32_t>(trailer, 8) != trailer_magic) return {};
  if (get<std::uint32_t>(trailer, 12) != crc32c(trailer.substr(0, 12))) return {};
  return get<std::uint64_t>(trailer, 0);
}

std::optional<Index> index_of(std::string_view bytes, Place place) {
  const auto frame = frame_at(bytes, 0, place);
  if (!frame || frame->kind != FrameKind::index) return {};
  Index index;
  std::size_t at = 0;
  for (auto& positions : index) {
    if (frame->body.size() - at < 4) return {};
    const std::size_t n = get<std::uint32_t>(frame->body, at);
    at += 4;
    if ((frame->body.size() - at) / 4 < n) return {};
    positions.reserve(n);
    for (std::size_t i = 0; i < n; ++i, at += 4) positions.push_back(get<std::uint32_t>(frame->body, at));
  }
  return index;
}

namespace {

// Looks at everything beyond the intact part.
void look_behind(std::string_view bytes, const Start& start, Walk& w) {
  const auto next = frame_at(bytes, w.end, {start.number, 0});
  const auto marked = next && next->kind == FrameKind::mark && next->durable == w.count;
  w.garbage = bytes.find_first_not_of('\0', marked ? w.end + next->bytes() : w.end) != bytes.npos;
  if (!w.garbage) return;
  for (auto at = next_candidate(bytes, w.end); at != bytes.npos; at = next_candidate(bytes, at + 1)) {
    const auto frame = frame_at(bytes, at, {start.number, 0});
    if (!frame) continue;
    if (frame->durable > w.count && !w.proof_of_rot) w.proof_of_rot = at;
    if (frame->kind == FrameKind::record && w.resume == 0) w.resume = at;
  }
}

}  // namespace

Walk walk(std::string_view bytes, const Start& start, const std::function<void(const Frame&, std::uint64_t)>& each,
          std::uint64_t from) {
  Walk w;
  w.ends = start.first;
  w.count = w.durable = start.before;
  w.end = from;
  std::vector<std::uint64_t> positions;
  for (;;) {
    const auto frame = frame_at(bytes, w.end, {start.number, 0});
    if (!frame) break;
    w.durable = std::max(w.durable, frame->durable);
    w.sealed = frame->kind == FrameKind::index;
    if (frame->kind != FrameKind::record || frame->offset != w.ends[frame->partition]) break;
    each(*frame, w.end);
    w.index[frame->partition].push_back(static_cast<std::uint32_t>(w.end));
    positions.push_back(w.end);
    ++w.ends[frame->partition];
    ++w.count;
    w.end += frame->bytes();
  }
  w.durable = std::min(w.durable, w.count);
  const auto proven = w.durable - start.before;
  w.unproven = proven == 0 ? 0 : proven < positions.size() ? positions[proven] : w.end;
  if (!w.sealed) look_behind(bytes, start, w);
  return w;
}

}  // namespace millrace::segments
