#include "infra/segments/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr auto tend_every = std::chrono::seconds{5};
constexpr auto look_every = std::chrono::milliseconds{100};      // how much is on the disk, and how much room is left
constexpr std::string_view meta_head = "millrace journal, format 1\nincarnation ";

// There is no next segment, and nothing of the group has been written.
struct Full : std::runtime_error { using runtime_error::runtime_error; };

// No room, or no free descriptor; a disk that fails is another thing.
bool passes(int error) { return error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE; }

bool holds(Files& files, const fs::path& path, std::string_view bytes) {
  constexpr std::size_t piece = 1 << 20;
  const auto file = files.open(path, Files::Access::read);
  if (file->size() != bytes.size()) return false;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    if (file->read(at, piece) != bytes.substr(at, piece)) return false;
  return true;
}

Options completed(Options o) {
  if (!o.fatal)
    o.fatal = [](const std::string& why) {
      fmt::print(stderr, "{}\n", why);
      std::abort();
    };
  if (!o.cold.empty()) o.cold = fs::absolute(o.cold);
  if (!o.warn) o.warn = [](const std::string& what) { fmt::print(stderr, "{}\n", what); };
  return o;
}

std::unique_ptr<Files::Held> hold(Files& files, const fs::path& directory) {
  files.make_directory(directory);
  auto held = files.lock(directory);
  if (!held)
    throw InUse(fmt::format("The journal in {} is in use by another process. Stop that one, or give this one a data "
                            "directory of its own.", directory.string()));
  if (files.exists(directory / "moved"))
    throw Moved(fmt::format("The journal in {} has moved to {}. Serve that one.", directory.string(),
                            read_whole(files, directory / "moved")));
  return held;
}

Uuid known_or_new_incarnation(Files& files, const fs::path& directory, const Uuid& fresh) {
  const auto names = files.list(directory);
  const auto is_segment = [](const auto& name) { return segment_number(name).has_value(); };
  const auto begun = std::any_of(names.begin(), names.end(), is_segment);
  if (begun || files.exists(directory / "meta")) return incarnation_of(files, directory);
  name_journal(files, directory, fresh);
  files.sync_directory(directory.parent_path());
  return fresh;
}

}  // namespace

Uuid incarnation_of(Files& files, const fs::path& directory) {
  const auto path = directory / "meta";
  if (!files.exists(path))
    throw Missing(fmt::format("There is no journal in {}: {} is missing.", directory.string(), path.string()));
  const auto text = read_whole(files, path);
  const auto known = text.starts_with(meta_head);
  const auto id = known ? parse_uuid(std::string_view{text}.substr(meta_head.size(), 36)) : std::nullopt;
  if (!id) throw Rot(path, 0, "it names no incarnation");
  return *id;
}

void name_journal(Files& files, const fs::path& directory, const Uuid& incarnation) {
  write_whole(files, directory / "meta", fmt::format("{}{}\npartitions {}\n", meta_head, to_string(incarnation), partitions));
}

void mark_moved(Files& files, const fs::path& directory, std::string_view where) {
  write_whole(files, directory / "moved", where);
}

SegmentJournal::SegmentJournal(Files& files, fs::path directory, const Uuid& fresh, Listener& listener, Options options)
    : files_(files),
      directory_(fs::absolute(directory)),
      listener_(listener),
      options_(completed(std::move(options))),
      held_(hold(files, directory_)),
      incarnation_(known_or_new_incarnation(files, directory_, fresh)),
      store_(files, directory_, incarnation_, SegmentStore::Purpose::serving),
      next_(store_.ends()),
      prepare_next_(store_.last() + 1) {
  look_at_space();
  if (options_.threads == Options::Threads::none) return;
  committer_ = std::thread([this] { run_committer(); });
  keeper_ = std::thread([this] { run_keeper(); });
}

SegmentJournal::~SegmentJournal() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  wake_committer_.notify_all();
  if (committer_.joinable()) committer_.join();
  wake_keeper_.notify_all();
  if (keeper_.joinable()) keeper_.join();
  go_on();
  if (!dead_) sync_how_far();
}

void SegmentJournal::append(Partition p, std::string bytes) {
  const auto room = options_.segment_bytes - start_bytes - 2 * frame_header_bytes;
  if (bytes.size() > std::min<std::size_t>(max_record_bytes, room))
    throw std::length_error("a record of " + std::to_string(bytes.size()) + " bytes is too long for the journal");
  bool first;
  {
    const std::lock_guard lock{mutex_};
    first = queue_.empty();
    queue_.push_back({p, -1, std::move(bytes)});
  }
  if (first) wake_committer_.notify_one();
}

// By time, not by what was written: it is not only this process that fills the disk.
void SegmentJournal::look_at_space() try {
  const auto [free, total] = files_.space(directory_);
  too_little_space_ = free < std::max(options_.low_water_bytes, total / 100 * options_.low_water_percent);
} catch (const std::system_error&) {             // a disk that does not even say that takes nothing either
  too_little_space_ = true;
}

// Who could not append begins again when there is a segment to append to, not at once and in vain.
void SegmentJournal::reach_end(Partition, std::function<void()> done) {
  {
    const std::lock_guard lock{mutex_};
    if (stuck_ && !closing_) return held_back_.push_back(std::move(done));
  }
  done();
}

void SegmentJournal::go_on() {
  std::vector<std::function<void()>> held_back;
  {
    const std::lock_guard lock{mutex_};
    stuck_ = false;
    held_back.swap(held_back_);
  }
  for (const auto& done : held_back) done();
}

void SegmentJournal::run_committer() {
  for (;;) {
    {
      std::unique_lock lock{mutex_};
      wake_committer_.wait(lock, [&] { return closing_ || !queue_.empty(); });
      if (dead_ || (closing_ && queue_.empty())) return;
    }
    while (commit()) {}
  }
}

void SegmentJournal::run_keeper() {
  for (std::chrono::steady_clock::time_point tended{};;) {
    bool due;
    {
      std::unique_lock lock{mutex_};
      wake_keeper_.wait_for(lock, look_every, [&] { return closing_ || tending_; });
      if (closing_ || dead_) return;
      due = std::exchange(tending_, false) || std::chrono::steady_clock::now() - tended >= tend_every;
    }
    if (!due) {
      look_at_space();
      keep_how_far();
      continue;
    }
    tend();
    tended = std::chrono::steady_clock::now();
  }
}

bool SegmentJournal::waits() const {
  const std::lock_guard lock{mutex_};
  return !queue_.empty();
}

bool SegmentJournal::commit() {
  if (dead_) return false;
  auto group = next_group();
  if (group.empty()) return false;
  try {
    write(group);
    listener_.on_appended(std::move(group));
    if (taken_.empty() && !waits()) mark();
  } catch (const Full& full) {
    fail_all(std::move(group), full.what());
  } catch (const std::exception& e) {
    die(e.what());
  }
  return !dead_;
}

std::vector<Stored> SegmentJournal::next_group() {
  if (taken_.empty()) {
    const std::lock_guard lock{mutex_};
    taken_.swap(queue_);
    std::reverse(taken_.begin(), taken_.end());
  }
  const auto room = std::min<std::uint64_t>(options_.group_bytes, options_.segment_bytes - start_bytes);
  std::vector<Stored> group;
  for (std::uint64_t bytes = 0; !taken_.empty();) {
    bytes += frame_header_bytes + taken_.back().bytes.size();
    if (bytes > room && !group.empty()) break;
    group.push_back(std::move(taken_.back()));
    taken_.pop_back();
  }
  return group;
}

// One write, one sync. The records have their offsets then.
void SegmentJournal::write(std::vector<Stored>& group) {
  auto tail = store_.tail();
  std::uint64_t bytes = 0;
  for (const auto& s : group) bytes += frame_header_bytes + s.bytes.size();
  buffer_.clear();
  std::uint64_t from = tail.position;
  const bool begins = tail.segment == 0 || tail.position + bytes > tail.capacity;
  Start start{tail.segment, tail.count, next_};
  if (begins) {
    auto next = take_prepared();
    start.number = next.number;
    tail = {next.number, start_bytes, options_.segment_bytes, tail.count, std::move(next.file)};
    from = 0;
    append_start(buffer_, start);
  }
  std::vector<std::pair<Partition, std::uint64_t>> positions;
  positions.reserve(group.size());
  for (auto& s : group) {
    s.offset = next_[s.partition]++;
    const Place place{tail.segment, from + buffer_.size()};
    positions.emplace_back(s.partition, place.position);
    append_frame(buffer_, place, {FrameKind::record, s.partition, s.offset, tail.count, s.bytes});
  }
  tail.file->write(from, buffer_);
  tail.file->sync();
  if (begins) store_.begin(start, tail.file, tail.capacity);
  store_.grow(positions, from + buffer_.size());
  if (!begins) return;
  {
    const std::lock_guard lock{mutex_};
    tending_ = true;
  }
  wake_keeper_.notify_one();
}

// Nothing was written, and nothing of what waits will be: each owner reads to the end and decides again.
void SegmentJournal::fail_all(std::vector<Stored> group, const std::string& why) {
  std::array<bool, partitions> concerned{};
  std::vector<Stored> queued;
  {
    const std::lock_guard lock{mutex_};
    queued.swap(queue_);
    stuck_ = true;
  }
  for (const auto* list : {&group, &taken_, &queued})
    for (const auto& s : *list) concerned[s.partition] = true;
  taken_.clear();
  for (int p = 0; p < partitions; ++p)
    if (concerned[p]) listener_.on_append_failed(p, why);
}

// While nothing follows, this says that the last group is on the disk, so that damage to it is not taken for a torn
// tail. It is not synced: a process that dies leaves it behind, and after a power cut without it the rule for torn
// tails is right.
void SegmentJournal::mark() {
  const auto& tail = store_.tail();
  if (tail.position + frame_header_bytes > tail.capacity) return;
  buffer_.clear();
  append_frame(buffer_, {tail.segment, tail.position}, {FrameKind::mark, 0, 0, tail.count, {}});
  tail.file->write(tail.position, buffer_);
}

void SegmentJournal::die(const std::string& why) {
  dead_ = true;
  options_.fatal(fmt::format("journal {}: {}. Whether the last records are on the disk is unknown, so this process ends; "
                              "the next start finds out.", directory_.string(), why));
}

void SegmentJournal::prepare() {
  const auto path = directory_ / segment_name(prepare_next_);
  std::shared_ptr<File> file = files_.open(path, Files::Access::create);
  file->truncate(0);
  file->allocate(options_.segment_bytes);
  file->sync();
  files_.sync_directory(directory_);
  prepared_ = Prepared{prepare_next_++, std::move(file)};
}

SegmentJournal::Prepared SegmentJournal::take_prepared() {
  const std::lock_guard lock{preparing_};
  if (!prepared_) try {
      prepare();
    } catch (const std::system_error& e) {       // what was to be written is known not to be
      if (!passes(e.code().value())) throw;
      throw Full(fmt::format("there is no next segment: {}", e.what()));
    }
  auto taken = std::move(*prepared_);
  prepared_.reset();
  return taken;
}

// Off the path of any answer: the next segment, the index of those that are full, their copies, what is old. A failure is said once and
// tried again the next time; no record depends on it.
void SegmentJournal::tend() {
  look_at_space();
  try {
    {
      const std::lock_guard lock{preparing_};
      if (!prepared_) prepare();
    }
    if (stuck_) go_on();
    sync_how_far();
    for (const auto number : store_.unsealed()) store_.seal(number);
    if (!options_.archive.empty())
      for (const auto last = store_.last(); archived_ + 1 < last; ++archived_) archive(archived_ + 1);
    if (!options_.cold.empty()) move_next();
    trouble_.clear();
  } catch (const std::exception& e) {
    if (std::exchange(trouble_, e.what()) != trouble_) options_.warn(fmt::format("journal {}: {}", directory_.string(), trouble_));
  }
}

void SegmentJournal::keep_how_far() try {
  if (const auto ends = store_.ends(); ends != kept_) {
    acknowledged_.keep(ends);
    kept_ = ends;
  }
} catch (const std::exception&) {                // no room, mostly: an older one is as true, it only tells less
}

void SegmentJournal::sync_how_far() try {
  keep_how_far();
  if (synced_ == kept_) return;
  acknowledged_.sync();
  synced_ = kept_;
} catch (const std::exception&) {                // the same
}

void SegmentJournal::archive(std::uint64_t number) {
  files_.make_directory(options_.archive);
  const auto copy = options_.archive / segment_name(number);
  if (!files_.exists(options_.archive / "meta"))
    write_whole(files_, options_.archive / "meta", read_whole(files_, directory_ / "meta"));
  if (!files_.exists(copy)) write_whole(files_, copy, read_whole(files_, directory_ / segment_name(number)));
}

// The oldest segment that is still here, once it is old enough; one at a time, so that nothing else waits for long. What is there under
// its name already is a copy that a process has made and died, or another journal's, which must not be touched.
void SegmentJournal::move_next() {
  const auto last = store_.last();
  while (moved_ + 1 < last && files_.leads_to(directory_ / segment_name(moved_ + 1))) ++moved_;
  const auto number = moved_ + 1;
  if (number >= last || (!options_.archive.empty() && archived_ < number)) return;
  const auto path = directory_ / segment_name(number), copy = options_.cold / segment_name(number);
  if (files_.age(path) < options_.cold_after) return;
  const auto bytes = read_whole(files_, path);
  if (!files_.exists(copy)) write_whole(files_, copy, bytes);
  if (!holds(files_, copy, bytes))
    throw std::runtime_error(fmt::format("{} is not the segment of this journal: give each journal a --journal-cold of its own", copy.string()));
  files_.sync_directory(options_.cold);
  lead_to(files_, path, copy);
  store_.moved(number);
  moved_ = number;
}

}  // namespace millrace::segments
