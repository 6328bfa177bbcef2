// Bytes of the journal: a record that is read has been written just so, and a frame is one only where it was put. Checksums are made right
// first: rot that they find is not what is looked for here.
#include "schemas/journal/record.hpp"

#include "infra/segments/frame.hpp"
#include "schemas/journal/accept.hpp"
#include "tests/fuzz/target.hpp"

using namespace millrace;

namespace {

void a_record(Partition partition, std::string bytes) {
  if (bytes.size() >= 10) {
    const auto crc = crc32c(std::string_view(bytes).substr(8), crc32c(std::string_view(bytes).substr(0, 4)));
    for (int i = 0; i < 4; ++i) bytes[4 + i] = static_cast<char>(crc >> 8 * i);
    bytes[8] = static_cast<char>(partition), bytes[9] = 0;
  }
  const auto decoded = decode(partition, bytes);
  const auto* record = std::get_if<Record>(&decoded);
  if (!record) return;
  CLAIM(encode(partition, *record) == bytes);
  Accepted state;
  accept(state, partition, 0, *record, RecordBytes{bytes});
}

void frames(std::string_view bytes) {
  constexpr segments::Place place{7, 4096};
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (const auto frame = segments::frame_at(bytes, at, place)) {
      CLAIM(at + frame->bytes() <= bytes.size() && segments::claimed_bytes(bytes, at) == frame->bytes());
      at += frame->bytes();
      continue;
    }
    const auto next = segments::next_candidate(bytes, at + 1);
    if (next == std::string_view::npos) break;
    CLAIM(next > at && next < bytes.size());
    at = next;
  }
  std::string whole;
  segments::append_frame(whole, place, {segments::FrameKind::record, 3, 5, 0, bytes});
  const auto back = segments::frame_at(whole, 0, place);
  CLAIM(back && back->body == bytes && back->offset == 5);
  CLAIM(!segments::frame_at(whole, 0, {7, 4097}) && !segments::frame_at(whole, 0, {8, 4096}));
}

}  // namespace

void fuzz(std::string_view input) {
  if (input.empty()) return;
  const auto first = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  if (first < 128) a_record(first % partitions, std::string(input));
  else frames(input);
}
