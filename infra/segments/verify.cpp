#include "infra/segments/verify.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "infra/segments/journal.hpp"

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr int looks = 5;                       // at the open segment: a running server may be writing to it

class Verifier {
 public:
  Verifier(Files& files, const fs::path& directory) : files_(files), directory_(directory) {
    report_.incarnation = incarnation_of(files, directory);
    acknowledged_ = acknowledged_in(files, directory, report_.incarnation);
  }

  Report run() {
    std::vector<std::uint64_t> numbers;
    for (const auto& name : files_.list(directory_))
      if (const auto number = segment_number(name)) numbers.push_back(*number);
    for (std::size_t i = 0; i < numbers.size() && !moved_on_; ++i) {
      for (auto n = i == 0 ? 1 : numbers[i - 1] + 1; n < numbers[i]; ++n)
        damaged(Damage::Kind::rot, n, 0, "the file is missing");
      const auto path = directory_ / segment_name(numbers[i]);
      if (const auto elsewhere = files_.leads_to(path); elsewhere && !files_.exists(path)) {
        damaged(Damage::Kind::rot, numbers[i], 0, "it has been moved to " + elsewhere->string() + ", which is not there");
        continue;
      }
      segment(numbers[i], i + 1 < numbers.size() ? std::optional{numbers[i + 1]} : std::nullopt);
    }
    if (last_is_sealed_ && !moved_on_ && !files_.exists(directory_ / segment_name(last_ + 1)))
      damaged(Damage::Kind::rot, last_ + 1, 0, "the file is missing");
    report_.ends = ends_;
    if (!acknowledged_ && report_.records > 0) report_.unwitnessed = why_not_known(files_, directory_);
    if (acknowledged_)
      if (const auto missing = shortfall(ends_, *acknowledged_, "the file acknowledged"); !missing.empty())
        report_.damage.push_back({Damage::Kind::lost, (directory_ / segment_name(std::max<std::uint64_t>(last_, 1))).string(), tail_, missing});
    return std::move(report_);
  }

 private:
  void damaged(Damage::Kind kind, std::uint64_t number, std::uint64_t position, std::string what, std::uint64_t intact_behind = 0) {
    report_.damage.push_back({kind, (directory_ / segment_name(number)).string(), position, std::move(what), intact_behind});
  }

  static std::uint64_t intact_records(std::string_view bytes, std::uint64_t number, std::size_t from) {
    std::uint64_t n = 0;
    for (auto at = next_candidate(bytes, from); at != bytes.npos;) {
      const auto frame = frame_at(bytes, at, {number, 0});
      n += frame && frame->kind == FrameKind::record;
      at = next_candidate(bytes, frame ? at + frame->bytes() - 1 : at + 1);
    }
    return n;
  }

  std::optional<Start> start_in(std::uint64_t number) {
    if (!files_.exists(directory_ / segment_name(number))) return {};
    const auto file = files_.open(directory_ / segment_name(number), Files::Access::read);
    return start_of(file->read(0, start_bytes), number);
  }

  // Read again while its end looks damaged, or while it looks prepared only: both change under a running server.
  std::string settled(std::uint64_t number) {
    for (int look = 1;; ++look) {
      auto bytes = read_whole(files_, directory_ / segment_name(number));
      const auto start = start_of(bytes, number);
      if (look == looks || (!start && bytes.find_first_not_of('\0') == bytes.npos)) return bytes;
      if (start && !walk(bytes, *start, [](const Frame&, std::uint64_t) {}).garbage) return bytes;
    }
  }

  void segment(std::uint64_t number, std::optional<std::uint64_t> following) {
    const auto next = following ? start_in(*following) : std::nullopt;       // if it has begun, this one is complete
    const auto bytes = settled(number);
    auto start = start_of(bytes, number);
    moved_on_ = start && not_begun_ == number;
    if (moved_on_) return;
    not_begun_ = next ? 0 : following.value_or(0);
    const bool empty = bytes.find_first_not_of('\0') == bytes.npos;
    const bool needed = next || last_is_sealed_;
    if (!start && empty && !needed) return;                            // prepared for later
    last_ = number;
    last_is_sealed_ = false;
    ++report_.segments;
    report_.bytes += bytes.size();
    std::uint64_t from = start_bytes;
    if (!start) {
      // Whatever lies behind the damaged first frame is looked at like anything else behind damage.
      start = Start{number, count_, ends_};
      from = 0;
    }
    if (start->before != count_ || start->first != ends_)
      damaged(Damage::Kind::rot, number, 0,
              fmt::format("{} records should lie before it, {} are intact", start->before, count_));
    ends_ = start->first;
    count_ = start->before;
    records(bytes, *start, from, next || (needed && from == 0));
  }

  void records(const std::string& bytes, Start start, std::uint64_t from, bool followed) {
    for (;;) {
      const auto w = walk(bytes, start, [&](const Frame& f, std::uint64_t) {
        report_.of[f.partition].take(f.partition, f.offset, f.body);
        ++report_.records;
      }, from);
      ends_ = w.ends;
      count_ = w.count;
      tail_ = w.end;
      last_is_sealed_ = w.sealed;
      const auto beyond = frame_at(bytes, w.end, {start.number, 0});
      if (w.sealed || (beyond && beyond->kind == FrameKind::mark) || (!w.garbage && from != 0)) return;
      if (w.resume != w.end) {
        const auto rot = w.proof_of_rot || followed;
        damaged(rot ? Damage::Kind::rot : Damage::Kind::torn, start.number, w.end,
                rot ? "acknowledged bytes are not intact" : "the last write did not finish",
                w.resume ? intact_records(bytes, start.number, w.end) : 0);
        if (!rot) return;
      }
      if (w.resume == 0) return;
      const auto frame = *frame_at(bytes, w.resume, {start.number, 0});
      auto& expected = ends_[frame.partition];
      if (frame.offset != expected)
        report_.of[frame.partition].fault(fmt::format("after record {} comes record {}", expected - 1, frame.offset));
      expected = frame.offset;
      start.first = ends_;
      start.before = count_;
      from = w.resume;
    }
  }

  Files& files_;
  const fs::path directory_;
  Report report_{};
  Ends ends_{};
  std::uint64_t count_ = 0;
  std::uint64_t last_ = 0;
  bool last_is_sealed_ = false;
  std::uint64_t tail_ = 0;                    // where the records of the last one end
  std::optional<Ends> acknowledged_;          // as of the beginning: what is read afterwards has at least that
  std::uint64_t not_begun_ = 0;               // this segment had not begun when the one before it was looked at
  bool moved_on_ = false;                     // and then did: a running server went on, what was seen is whole
};

}  // namespace

bool Report::ok() const {
  return std::all_of(damage.begin(), damage.end(), [](const Damage& d) { return d.kind == Damage::Kind::torn; }) &&
         std::all_of(of.begin(), of.end(), [](const PartitionReport& p) { return p.chain_ok; });
}

Report verify(Files& files, const fs::path& directory) { return Verifier{files, directory}.run(); }

void scan_all(Files& files, const fs::path& directory,
              const std::function<bool(Partition, Offset, std::string_view)>& each) {
  // Refuses what is not intact.
  const SegmentStore store{files, directory, incarnation_of(files, directory), SegmentStore::Purpose::looking};
  const auto ends = store.ends();
  bool goes_on = true;
  for (std::uint64_t number = 1; goes_on && number <= store.last(); ++number) {
    const auto path = directory / segment_name(number);
    const auto bytes = read_whole(files, path);
    const auto start = start_of(bytes, number);
    if (!start) throw Rot(path, 0, "no intact first frame");
    const auto w = walk(bytes, *start, [&](const Frame& f, std::uint64_t) {
      if (goes_on && f.offset < ends[f.partition]) goes_on = each(f.partition, f.offset, f.body);
    });
    if (goes_on && w.count < store.count_after(number)) throw Rot(path, w.end, "acknowledged bytes are not intact");
  }
}

}  // namespace millrace::segments
