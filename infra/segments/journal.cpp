#include "infra/segments/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t look_at_space_after = 4 << 20;
constexpr std::string_view meta_head = "millrace journal, format 1\nincarnation ";

struct Full : std::runtime_error { using runtime_error::runtime_error; };

Options completed(Options o) {
  if (!o.fatal)
    o.fatal = [](const std::string& why) {
      fmt::print(stderr, "{}\n", why);
      std::abort();
    };
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
  write_whole(files, directory / "meta", fmt::format("{}{}\npartitions {}\n", meta_head, to_string(fresh), partitions));
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

void mark_moved(Files& files, const fs::path& directory, std::string_view where) {
  write_whole(files, directory / "moved", where);
}

SegmentJournal::SegmentJournal(Files& files, fs::path directory, const Uuid& fresh, Listener& listener, Options options)
    : x_files(files),
      x_directory(fs::absolute(directory)),
      x_listener(listener),
      x_options(completed(std::move(options))),
      x_held(hold(files, x_directory)),
      x_incarnation(known_or_new_incarnation(files, x_directory, fresh)),
      x_store(files, x_directory, SegmentStore::Purpose::serving),
      x_next(x_store.ends()),
      x_prepare_next(x_store.last() + 1) {
  x_read_only = too_little_space();
  if (x_options.threads == Options::Threads::none) return;
  x_committer = std::thread([this] { run_committer(); });
  x_keeper = std::thread([this] { run_keeper(); });
}

SegmentJournal::~SegmentJournal() {
  {
    const std::lock_guard lock{x_mutex};
    x_closing = true;
  }
  x_wake_committer.notify_all();
  if (x_committer.joinable()) x_committer.join();
  x_wake_keeper.notify_all();
  if (x_keeper.joinable()) x_keeper.join();
}

void SegmentJournal::append(Partition p, std::string bytes) {
  const auto room = x_options.segment_bytes - start_bytes - 2 * frame_header_bytes;
  if (bytes.size() > std::min<std::size_t>(max_record_bytes, room))
    throw std::length_error("a record of " + std::to_string(bytes.size()) + " bytes is too long for the journal");
  bool first;
  {
    const std::lock_guard lock{x_mutex};
    first = x_queue.empty();
    x_queue.push_back({p, -1, std::move(bytes)});
  }
  if (first) x_wake_committer.notify_one();
}

bool SegmentJournal::too_little_space() const {
  const auto [free, total] = x_files.space(x_directory);
  return free < std::max(x_options.low_water_bytes, total / 100 * x_options.low_water_percent);
}

// Looks again only while there is too little: otherwise the committer does, now and then.
bool SegmentJournal::read_only() const {
  if (x_read_only) x_read_only = too_little_space();
  return x_read_only;
}

void SegmentJournal::run_committer() {
  for (;;) {
    {
      std::unique_lock lock{x_mutex};
      x_wake_committer.wait(lock, [&] { return x_closing || !x_queue.empty(); });
      if (x_dead || (x_closing && x_queue.empty())) return;
    }
    while (commit()) {}
  }
}

void SegmentJournal::run_keeper() {
  for (;;) {
    {
      std::unique_lock lock{x_mutex};
      x_wake_keeper.wait(lock, [&] { return x_closing || x_tending; });
      if (x_closing || x_dead) return;
      x_tending = false;
    }
    tend();
  }
}

bool SegmentJournal::waits() const {
  const std::lock_guard lock{x_mutex};
  return !x_queue.empty();
}

bool SegmentJournal::commit() {
  if (x_dead) return false;
  auto group = next_group();
  if (group.empty()) return false;
  try {
    write(group);
    x_listener.on_appended(std::move(group));
    if (x_taken.empty() && !waits()) mark();
    if (x_unchecked_bytes > look_at_space_after) {
      x_unchecked_bytes = 0;
      x_read_only = too_little_space();
    }
  } catch (const Full& full) {
    fail_all(std::move(group), full.what());
  } catch (const std::exception& e) {
    die(e.what());
  }
  return !x_dead;
}

std::vector<Stored> SegmentJournal::next_group() {
  if (x_taken.empty()) {
    const std::lock_guard lock{x_mutex};
    x_taken.swap(x_queue);
    std::reverse(x_taken.begin(), x_taken.end());
  }
  const auto room = std::min<std::uint64_t>(x_options.group_bytes, x_options.segment_bytes - start_bytes);
  std::vector<Stored> group;
  for (std::uint64_t bytes = 0; !x_taken.empty();) {
    bytes += frame_header_bytes + x_taken.back().bytes.size();
    if (bytes > room && !group.empty()) break;
    group.push_back(std::move(x_taken.back()));
    x_taken.pop_back();
  }
  return group;
}

// One write, one sync. The records have their offsets then.
void SegmentJournal::write(std::vector<Stored>& group) {
  auto tail = x_store.tail();
  std::uint64_t bytes = 0;
  for (const auto& s : group) bytes += frame_header_bytes + s.bytes.size();
  x_buffer.clear();
  std::uint64_t from = tail.position;
  const bool begins = tail.segment == 0 || tail.position + bytes > tail.capacity;
  Start start{tail.segment, tail.count, x_next};
  if (begins) {
    auto next = take_prepared();
    start.number = next.number;
    tail = {next.number, start_bytes, x_options.segment_bytes, tail.count, std::move(next.file)};
    from = 0;
    append_start(x_buffer, start);
  }
  std::vector<std::pair<Partition, std::uint64_t>> positions;
  positions.reserve(group.size());
  for (auto& s : group) {
    s.offset = x_next[s.partition]++;
    const Place place{tail.segment, from + x_buffer.size()};
    positions.emplace_back(s.partition, place.position);
    append_frame(x_buffer, place, {FrameKind::record, s.partition, s.offset, tail.count, s.bytes});
  }
  tail.file->write(from, x_buffer);
  tail.file->sync();
  x_unchecked_bytes += x_buffer.size();
  if (begins) x_store.begin(start, tail.file, tail.capacity);
  x_store.grow(positions, from + x_buffer.size());
  if (!begins) return;
  {
    const std::lock_guard lock{x_mutex};
    x_tending = true;
  }
  x_wake_keeper.notify_one();
}

// Nothing was written, and nothing of what waits will be: each owner reads to the end and decides again.
void SegmentJournal::fail_all(std::vector<Stored> group, const std::string& why) {
  std::array<bool, partitions> concerned{};
  std::vector<Stored> queued;
  {
    const std::lock_guard lock{x_mutex};
    queued.swap(x_queue);
  }
  for (const auto* list : {&group, &x_taken, &queued})
    for (const auto& s : *list) concerned[s.partition] = true;
  x_taken.clear();
  x_read_only = true;
  for (int p = 0; p < partitions; ++p)
    if (concerned[p]) x_listener.on_append_failed(p, why);
}

// While nothing follows, this says that the last group is on the disk, so that damage to it is not taken for a torn
// tail. It is not synced: a process that dies leaves it behind, and after a power cut without it the rule for torn
// tails is right.
void SegmentJournal::mark() {
  const auto& tail = x_store.tail();
  if (tail.position + frame_header_bytes > tail.capacity) return;
  x_buffer.clear();
  append_frame(x_buffer, {tail.segment, tail.position}, {FrameKind::mark, 0, 0, tail.count, {}});
  tail.file->write(tail.position, x_buffer);
}

void SegmentJournal::die(const std::string& why) {
  x_dead = true;
  x_options.fatal(fmt::format("journal {}: {}. Whether the last records are on the disk is unknown, so this process ends; "
                              "the next start finds out.", x_directory.string(), why));
}

void SegmentJournal::prepare() {
  const auto path = x_directory / segment_name(x_prepare_next);
  std::shared_ptr<File> file = x_files.open(path, Files::Access::create);
  file->truncate(0);
  file->allocate(x_options.segment_bytes);
  file->sync();
  x_files.sync_directory(x_directory);
  x_prepared = Prepared{x_prepare_next++, std::move(file)};
}

SegmentJournal::Prepared SegmentJournal::take_prepared() {
  const std::lock_guard lock{x_preparing};
  if (!x_prepared) try {
      prepare();
    } catch (const std::system_error& e) {
      if (e.code() != std::errc::no_space_on_device && e.code().value() != EDQUOT) throw;
      throw Full(fmt::format("no room for another segment: {}", e.what()));
    }
  auto taken = std::move(*x_prepared);
  x_prepared.reset();
  return taken;
}

// Off the path of any answer: the next segment, the index of those that are full, their copies. A failure is said and
// tried again at the next occasion; no record depends on it.
void SegmentJournal::tend() {
  try {
    {
      const std::lock_guard lock{x_preparing};
      if (!x_prepared) prepare();
    }
    for (const auto number : x_store.unsealed()) x_store.seal(number);
    if (!x_options.archive.empty())
      for (const auto last = x_store.last(); x_archived + 1 < last; ++x_archived) archive(x_archived + 1);
  } catch (const std::exception& e) {
    x_options.warn(fmt::format("journal {}: {}", x_directory.string(), e.what()));
  }
}

void SegmentJournal::archive(std::uint64_t number) {
  x_files.make_directory(x_options.archive);
  const auto copy = x_options.archive / segment_name(number);
  if (!x_files.exists(x_options.archive / "meta"))
    write_whole(x_files, x_options.archive / "meta", read_whole(x_files, x_directory / "meta"));
  if (!x_files.exists(copy)) write_whole(x_files, copy, read_whole(x_files, x_directory / segment_name(number)));
}

}  // namespace millrace::segments
