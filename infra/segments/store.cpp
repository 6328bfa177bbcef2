#include "infra/segments/store.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t loaded_indexes = 32;             // at most; each is 4 bytes a record
constexpr std::size_t read_ahead = 256 * 1024;
constexpr std::size_t some_records = 32;
constexpr std::size_t usual_frame = 4096;
constexpr std::size_t widest_group = 2 << 20;           // a torn one reaches no farther
constexpr auto missing_remedy = " is missing. Restore it from the archive (serve --archive) or a backup.";

}  // namespace

Rot::Rot(const fs::path& file, std::uint64_t position, const std::string& what)
    : runtime_error(fmt::format("{} is damaged at byte {}: {}. Nothing was changed. Restore this file from the archive "
                                "(serve --archive) or a backup; `millrace journal doctor` says what else is affected.",
                                file.string(), position, what)) {}

SegmentStore::SegmentStore(Files& files, fs::path directory, const Uuid& incarnation, Purpose purpose)
    : files_(files), directory_(std::move(directory)), acknowledged_(acknowledged_in(files, directory_, incarnation)) {
  // Beside a running server a frame may be half written while it is read: what looks damaged then is not so the next
  // time.
  bool opened = false;
  for (int tries = purpose == Purpose::looking ? 5 : 1; !opened; --tries) try {
      open(purpose);
      opened = true;
    } catch (const std::runtime_error&) {        // Rot, Missing, Lost
      if (tries == 1) throw;
    }
}

fs::path SegmentStore::path_of(std::uint64_t number) const { return directory_ / segment_name(number); }

void SegmentStore::open(Purpose purpose) {
  segments_.clear();
  const auto prepared = find_segments(purpose);
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) open_earlier(segments_[i], segments_[i + 1]);
  if (segments_.empty()) need_acknowledged({});
  else open_last(purpose);
  for (const auto number : prepared) {
    const auto bytes = read_whole(files_, path_of(number));
    for (auto at = next_candidate(bytes, 0); at != bytes.npos; at = next_candidate(bytes, at + 1))
      if (const auto frame = frame_at(bytes, at, {number, 0}); frame && frame->durable > tail_.count)
        throw Rot(path_of(number), 0, fmt::format("no intact frame, but the one at byte {} is", at));
    if (purpose == Purpose::serving) files_.remove(path_of(number));
  }
  if (purpose == Purpose::serving && !prepared.empty()) files_.sync_directory(directory_);
}

// A segment counts from its first frame on; files behind the last such one were only prepared. Returns those.
std::vector<std::uint64_t> SegmentStore::find_segments(Purpose purpose) {
  std::vector<std::uint64_t> prepared;
  const auto access = purpose == Purpose::serving ? Files::Access::write : Files::Access::read;
  std::uint64_t expected = 1;
  for (const auto& name : files_.list(directory_)) {
    const auto number = segment_number(name);
    if (!number) continue;
    if (*number != expected) throw Missing(path_of(expected).string() + missing_remedy);
    ++expected;
    const auto elsewhere = files_.leads_to(path_of(*number));
    if (elsewhere && !files_.exists(*elsewhere))
      throw Missing(fmt::format("{} has been moved to {} (serve --journal-cold), and that is not there. Mount it, or restore it from the "
                                "archive or a backup.", path_of(*number).string(), elsewhere->string()));
    std::shared_ptr<File> file = files_.open(path_of(*number), elsewhere ? Files::Access::read : access);
    const auto start = start_of(file->read(0, start_bytes), *number);
    if (start && !prepared.empty())
      throw Rot(path_of(prepared.front()), 0, "no intact first frame, but a later segment has one");
    if (start) segments_.push_back({*start, std::move(file), 0, 0, false, nullptr, elsewhere.has_value()});
    else prepared.push_back(*number);
  }
  return prepared;
}

// All of an earlier segment is on the disk: the first frame of the next one says how much that is.
void SegmentStore::open_earlier(Segment& segment, const Segment& next) {
  segment.count = next.start.before;
  const auto size = segment.file->size();
  const auto index = index_position(segment.file->read(size - std::min(size, trailer_bytes), trailer_bytes));
  segment.sealed = index.has_value();
  if (index) segment.end = *index;
  else load_by_walking(segment, next.start.first);
}

void SegmentStore::load_by_walking(Segment& segment, const Ends& ends) const {
  const auto bytes = segment.file->read(0, segment.file->size());
  auto w = walk(bytes, segment.start, [](const Frame&, std::uint64_t) {});
  if (w.count != segment.count || w.ends != ends)
    throw Rot(path_of(segment.start.number), w.end,
              fmt::format("{} records should lie before the next segment, {} are intact", segment.count, w.count));
  segment.end = w.end;
  segment.index = std::make_shared<const Index>(std::move(w.index));
}

void SegmentStore::open_last(Purpose purpose) {
  auto& last = segments_.back();
  const auto bytes = last.file->read(0, last.file->size());
  auto w = walk(bytes, last.start, [](const Frame&, std::uint64_t) {});
  const auto path = path_of(last.start.number);
  if (const auto next = path_of(last.start.number + 1); w.sealed) {
    if (files_.exists(next)) throw Rot(next, 0, "no intact first frame, although the segment before it is full");
    throw Missing(next.string() + missing_remedy);
  }
  if (w.proof_of_rot)
    throw Rot(path, w.end, fmt::format("the frame at byte {} says that what was there had been synced", *w.proof_of_rot));
  need_acknowledged(w.ends);
  if (purpose == Purpose::serving) make_durable(bytes, w);
  open_ = std::move(w.index);
  ends_ = w.ends;
  tail_ = {last.start.number, w.end, std::max<std::uint64_t>(bytes.size(), w.end), w.count, last.file};
}

void SegmentStore::need_acknowledged(const Ends& there) const {
  if (!acknowledged_) return;
  if (const auto missing = shortfall(there, *acknowledged_, "the file acknowledged"); !missing.empty()) throw Lost(directory_, missing);
}

// Cuts a torn tail, whose frames might otherwise come to life behind later ones. Writes again what may have been in
// the page cache only, the emptiness behind the end included: after a failed sync the kernel takes such pages for
// clean, and a sync alone would not write them.
void SegmentStore::make_durable(const std::string& bytes, const Walk& w) {
  const auto& file = segments_.back().file;
  const auto dirty = bytes.find_last_not_of('\0') + 1;
  const auto wipe_to = std::max<std::uint64_t>(dirty, std::min<std::uint64_t>(bytes.size(), w.end + widest_group));
  file->write(w.unproven, bytes.substr(w.unproven, w.end - w.unproven) + std::string(wipe_to - w.end, '\0'));
  file->sync();
}

Offset SegmentStore::end(Partition p) const {
  const std::shared_lock lock{mutex_};
  return ends_[p];
}

Ends SegmentStore::ends() const {
  const std::shared_lock lock{mutex_};
  return ends_;
}

// Caller holds the lock, exclusively.
std::shared_ptr<const Index> SegmentStore::load_index(std::size_t i) const {
  auto& segment = segments_[i];
  if (segment.index) return segment.index;
  const auto size = segment.file->size();
  auto index = index_of(segment.file->read(segment.end, size - segment.end), {segment.start.number, segment.end});
  if (index) segment.index = std::make_shared<const Index>(std::move(*index));
  else load_by_walking(segment, segments_[i + 1].start.first);
  loaded_.push_back(i);
  if (loaded_.size() > loaded_indexes) {
    segments_[loaded_.front()].index = nullptr;
    loaded_.erase(loaded_.begin());
  }
  return segment.index;
}

// Where a record lies, and how far the next few of its partition stretch from there; nothing when there is none.
std::optional<SegmentStore::Found> SegmentStore::find(Partition p, Offset offset) const {
  const auto look = [&](auto& lock, bool may_load) -> std::optional<std::optional<Found>> {
    if (offset < 0 || offset >= ends_[p]) return std::optional<Found>{};
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), offset,
                                        [p](Offset o, const Segment& s) { return o < s.start.first[p]; });
    const auto i = static_cast<std::size_t>(after - segments_.begin()) - 1;
    const auto last = i + 1 == segments_.size();
    if (!last && !segments_[i].index && !may_load) return {};
    const auto index = last ? nullptr : segments_[i].index ? segments_[i].index : load_index(i);
    const auto& positions = (last ? open_ : *index)[p];
    const auto& segment = segments_[i];
    const auto nth = static_cast<std::size_t>(offset - segment.start.first[p]);
    if (nth >= positions.size())
      throw Rot(path_of(segment.start.number), segment.end, "its index names too few records");
    const auto file = segment.file;
    const auto number = segment.start.number;
    const auto from = positions[nth], to = positions[std::min(nth + some_records, positions.size() - 1)];
    lock.unlock();
    return Found{file, {number, from}, to - from + usual_frame};
  };
  {
    std::shared_lock lock{mutex_};
    if (auto found = look(lock, false)) return *found;
  }
  std::unique_lock lock{mutex_};
  return *look(lock, true);
}

Stored SegmentStore::stored_at(const Found& at, std::string_view bytes, Partition p, Offset offset) const {
  const auto frame = frame_at(bytes, 0, at.place);
  if (!frame || frame->kind != FrameKind::record || frame->partition != p || frame->offset != offset)
    throw Rot(path_of(at.place.segment), at.place.position,
              fmt::format("record {} of partition {} is not intact", offset, p));
  return {p, offset, std::string{frame->body}};
}

std::string SegmentStore::read(Partition p, Offset offset) const {
  std::string out;
  const auto at = find(p, offset);
  if (!at) return out;
  auto bytes = at->file->read(at->place.position, usual_frame);
  const auto length = std::min<std::uint64_t>(claimed_bytes(bytes, 0), frame_header_bytes + max_record_bytes);
  if (length > bytes.size()) bytes = at->file->read(at->place.position, length);
  return stored_at(*at, bytes, p, offset).bytes;
}

// Records of one partition that lie close together are read in one go, scattered ones one by one.
void SegmentStore::scan(Partition p, Offset from, const std::function<bool(const Stored&)>& each) const {
  std::string bytes;
  Place begin{0, 0};
  const auto stop = end(p);
  for (auto offset = std::max<Offset>(from, 0); offset < stop; ++offset) {
    const auto at = find(p, offset);
    const auto& place = at->place;
    const auto skip = place.position - begin.position;
    if (place.segment != begin.segment || skip >= bytes.size() || claimed_bytes(bytes, skip) == 0 ||
        claimed_bytes(bytes, skip) > bytes.size() - skip) {
      const auto want = at->stretch <= read_ahead ? at->stretch : usual_frame;
      bytes = at->file->read(place.position, want);
      const auto length = std::min<std::uint64_t>(claimed_bytes(bytes, 0), frame_header_bytes + max_record_bytes);
      if (length > bytes.size()) bytes = at->file->read(place.position, length);
      begin = place;
    }
    const auto within = place.position - begin.position;
    if (!each(stored_at(*at, std::string_view{bytes}.substr(within), p, offset))) return;
  }
}

void SegmentStore::begin(const Start& start, std::shared_ptr<File> file, std::uint64_t capacity) {
  const std::unique_lock lock{mutex_};
  if (!segments_.empty()) {
    auto& last = segments_.back();
    last.end = tail_.position;
    last.count = tail_.count;
    last.index = std::make_shared<const Index>(std::move(open_));
    loaded_.push_back(segments_.size() - 1);
  }
  open_ = {};
  segments_.push_back({start, file, 0, 0, false, nullptr});
  tail_ = {start.number, start_bytes, capacity, start.before, std::move(file)};
}

void SegmentStore::grow(const std::vector<std::pair<Partition, std::uint64_t>>& positions, std::uint64_t position) {
  const std::unique_lock lock{mutex_};
  for (const auto& [p, at] : positions) {
    open_[p].push_back(static_cast<std::uint32_t>(at));
    ++ends_[p];
  }
  tail_.position = position;
  tail_.count += positions.size();
}

std::vector<std::uint64_t> SegmentStore::unsealed() const {
  const std::shared_lock lock{mutex_};
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i)
    if (!segments_[i].sealed && !segments_[i].elsewhere) out.push_back(i + 1);
  return out;
}

std::uint64_t SegmentStore::last() const {
  const std::shared_lock lock{mutex_};
  return segments_.size();
}

std::uint64_t SegmentStore::count_after(std::uint64_t number) const {
  const std::shared_lock lock{mutex_};
  return number == segments_.size() ? tail_.count : segments_[number - 1].count;
}

// Idempotent: after a crash in the middle the segment does not end with its trailer and is sealed again.
void SegmentStore::seal(std::uint64_t number) {
  std::unique_lock lock{mutex_};
  const auto index = load_index(number - 1);
  const auto segment = segments_[number - 1];
  lock.unlock();
  const auto bytes = sealed_end({number, segment.end}, segment.count, *index);
  segment.file->write(segment.end, bytes);
  segment.file->truncate(segment.end + bytes.size());
  segment.file->sync();
  lock.lock();
  segments_[number - 1].sealed = true;
}

// Who is reading it keeps the file that was there.
void SegmentStore::moved(std::uint64_t number) {
  std::shared_ptr<File> file = files_.open(path_of(number), Files::Access::read);
  const std::unique_lock lock{mutex_};
  auto& segment = segments_[number - 1];
  segment.file = std::move(file);
  segment.elsewhere = true;
}

}  // namespace millrace::segments
