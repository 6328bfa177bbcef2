#include "infra/segments/frame.hpp"

namespace millrace::segments {
namespace {

constexpr std::string_view magic = "\xf5MR\xf6";         // never in UTF-8, so a search meets it in no text
constexpr std::size_t crc_at = 4, magic_at = 8, kind_at = 12, partition_at = 14, offset_at = 16, durable_at = 24;

std::uint32_t checksum(std::string_view frame, Place place) {
  char where[16];
  for (int i = 0; i < 8; ++i) {
    where[i] = static_cast<char>(place.segment >> 8 * i);
    where[8 + i] = static_cast<char>(place.position >> 8 * i);
  }
  return crc32c(frame.substr(magic_at), crc32c(frame.substr(0, crc_at), crc32c({where, 16})));
}

}  // namespace

void append_frame(std::string& out, Place place, const Frame& f) {
  const auto begin = out.size();
  put(out, static_cast<std::uint32_t>(f.body.size()));
  put(out, std::uint32_t{0});
  out += magic;
  put(out, static_cast<std::uint16_t>(f.kind));
  put(out, static_cast<std::uint16_t>(f.partition));
  put(out, f.offset);
  put(out, f.durable);
  out += f.body;
  const auto crc = checksum(std::string_view{out}.substr(begin), place);
  for (std::size_t i = 0; i < 4; ++i) out[begin + crc_at + i] = static_cast<char>(crc >> 8 * i);
}

std::uint64_t claimed_bytes(std::string_view bytes, std::size_t from) {
  if (from > bytes.size() || bytes.size() - from < frame_header_bytes) return 0;
  if (bytes.substr(from + magic_at, magic.size()) != magic) return 0;
  return frame_header_bytes + get<std::uint32_t>(bytes, from);
}

std::optional<Frame> frame_at(std::string_view bytes, std::size_t from, Place place) {
  const auto length = claimed_bytes(bytes, from);
  if (length == 0 || length > bytes.size() - from) return {};
  const auto frame = bytes.substr(from, length);
  if (get<std::uint32_t>(frame, crc_at) != checksum(frame, {place.segment, place.position + from})) return {};
  const auto kind = get<std::uint16_t>(frame, kind_at);
  const auto partition = get<std::uint16_t>(frame, partition_at);
  if (kind < static_cast<std::uint16_t>(FrameKind::record) || kind > static_cast<std::uint16_t>(FrameKind::acknowledged) || partition >= partitions) return {};
  return Frame{static_cast<FrameKind>(kind), partition, get<Offset>(frame, offset_at),
               get<std::uint64_t>(frame, durable_at), frame.substr(frame_header_bytes)};
}

std::size_t next_candidate(std::string_view bytes, std::size_t from) {
  const auto hit = bytes.find(magic, from + magic_at);
  return hit == bytes.npos ? hit : hit - magic_at;
}

}  // namespace millrace::segments
