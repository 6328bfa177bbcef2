// What the bytes of one segment file say. Pure functions over bytes, shared by the journal, recovery and the verifier.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "infra/segments/frame.hpp"

namespace millrace::segments {

using Ends = std::array<Offset, partitions>;            // one past the newest record of each partition

// Where a segment stands in the journal: said by its first frame.
struct Start {
  std::uint64_t number = 0;                             // from 1
  std::uint64_t before = 0;                             // records of the whole journal in earlier segments
  Ends first{};                                         // the first offset of each partition that lies here or later
  bool operator==(const Start&) const = default;
};

inline constexpr std::uint64_t start_bytes = frame_header_bytes + 4 + 8 * partitions;

std::string segment_name(std::uint64_t number);         // "0000000001.segment"
std::optional<std::uint64_t> segment_number(std::string_view name);

void append_start(std::string& out, const Start&);
std::optional<Start> start_of(std::string_view bytes, std::uint64_t number);

// Position of every record, in the order of its partition.
using Index = std::array<std::vector<std::uint32_t>, partitions>;

// The index frame, to be written at `place`, and the trailer that finds it. `count`: records of the whole journal up
// to there.
std::string sealed_end(Place place, std::uint64_t count, const Index&);
inline constexpr std::uint64_t trailer_bytes = 16;
// Where the index frame of a sealed segment begins, from the last `trailer_bytes` of its file; nothing when it is not
// sealed.
std::optional<std::uint64_t> index_position(std::string_view trailer);
std::optional<Index> index_of(std::string_view frame_bytes, Place);

// How far the bytes of a segment continue the journal.
struct Walk {
  Index index;
  Ends ends{};
  std::uint64_t count = 0;                              // records of the whole journal up to `end`
  std::uint64_t end = 0;                                // one past the last intact record
  std::uint64_t durable = 0;                            // of those, how many are said to be on the disk
  std::uint64_t unproven = 0;                           // from here on bytes may be in the page cache only
  bool sealed = false;                                  // the index follows
  // What lies beyond `end`. Garbage alone is a torn tail: it was never acknowledged and may be cut. A frame that
  // knows of more durable records than are intact proves that acknowledged ones are damaged: rot.
  bool garbage = false;
  std::optional<std::uint64_t> proof_of_rot;            // the position of that frame
  std::uint64_t resume = 0;                             // the next intact record beyond the damage; 0: there is none
};

// `each` hears of every intact record in order. `start` is what the first frame says; who goes on behind damage says
// from where.
Walk walk(std::string_view bytes, const Start& start,
          const std::function<void(const Frame&, std::uint64_t position)>& each, std::uint64_t from = start_bytes);

}  // namespace millrace::segments
