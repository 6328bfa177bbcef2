// Frames, the bytes of a segment file. Little-endian:
//   len u32 | crc32c u32 | magic u32 | kind u16 | partition u16 | offset i64 | durable u64 | body
// The checksum covers everything but itself, and where the frame lies (segment, position): a frame that strayed is
// none. `durable` counts the records of the whole journal that were on the disk when the frame was written. It is
// what tells a torn tail from rot: what a later frame calls durable can not have been torn.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/journal/record.hpp"

namespace millrace::segments {

enum class FrameKind : std::uint16_t {
  record = 1,
  mark = 2,          // ends the records while nothing follows; not synced, and overwritten by the next record
  start = 3,         // begins a segment: how many records lie before it, and the next offset of each partition
  index = 4,         // ends a sealed segment: where its records lie
  acknowledged = 5,  // of no segment: all of DIR/acknowledged
};

inline constexpr std::size_t frame_header_bytes = 32;

struct Place { std::uint64_t segment; std::uint64_t position; };

struct Frame {
  FrameKind kind;
  Partition partition;
  Offset offset;
  std::uint64_t durable;
  std::string_view body;
  std::uint64_t bytes() const { return frame_header_bytes + body.size(); }
};

void append_frame(std::string& out, Place, const Frame&);
// The frame at `from` of these bytes of a segment, of which the first lies at `place`; nothing when there is no
// intact one.
std::optional<Frame> frame_at(std::string_view bytes, std::size_t from, Place place);
// The length that the header at `from` claims, header included; 0 when there is no header.
std::uint64_t claimed_bytes(std::string_view bytes, std::size_t from);
// Where the next thing that looks like a frame begins; npos when there is none.
std::size_t next_candidate(std::string_view bytes, std::size_t from);

template <class T>
void put(std::string& out, T value) {
  char bytes[sizeof(T)];
  for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> 8 * i);
  out.append(bytes, sizeof(T));
}
template <class T>
T get(std::string_view bytes, std::size_t at) {        // the caller has checked that they are there
  std::uint64_t bits = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) bits = bits << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return static_cast<T>(bits);
}

}  // namespace millrace::segments
