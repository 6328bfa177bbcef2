#include "infra/backup/source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "infra/backup/sealed.hpp"
#include "infra/crypto/sha256.hpp"
#include "infra/segments/journal.hpp"

namespace millrace::backup {

namespace fs = std::filesystem;

using segments::disk;
using segments::Files;

namespace {

constexpr std::uint64_t tail_bytes = 4096;
constexpr int looks = 5;                               // at what another process is writing
constexpr std::size_t read_at_once = 1 << 20;

Uuid here(const fs::path& journal) {
  if (disk().exists(journal / "moved"))
    throw segments::Moved(fmt::format("the journal in {} has moved to {}: back up that one", journal.string(), segments::read_whole(disk(), journal / "moved")));
  return segments::incarnation_of(disk(), journal);
}

// Of a draft that is not yet what it will be.
bool draft(const fs::path& path) { return path.extension() == ".new"; }

Digest digest_of(segments::File& file, std::uint64_t size) {
  Sha256 hash;
  for (std::uint64_t at = 0; at < size; at += read_at_once) hash.add(file.read(at, std::min<std::uint64_t>(read_at_once, size - at)));
  return hash.digest();
}

}  // namespace

std::string tail_of(std::string_view bytes) { return hex(sha256(bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), tail_bytes)))); }

Source::Source(fs::path data)
    : data_(fs::absolute(std::move(data)).lexically_normal()),
      journal_(data_ / "journal"),
      incarnation_(here(journal_)),
      acknowledged_(segments::acknowledged_in(disk(), journal_, incarnation_)) {}

fs::path Source::path_of(std::uint64_t number) const { return journal_ / segments::segment_name(number); }

std::uint64_t Source::segments() const {
  std::uint64_t begun = 0;
  for (const auto& name : disk().list(journal_)) {
    const auto number = segments::segment_number(name);
    if (!number) continue;
    const auto file = disk().open(path_of(*number), Files::Access::read);
    if (!segments::start_of(file->read(0, segments::start_bytes), *number)) break;
    begun = *number;
  }
  return begun;
}

std::optional<Source::Unchanging> Source::unchanging(std::uint64_t number) const {
  const auto file = disk().open(path_of(number), Files::Access::read);
  const auto size = file->size();
  const auto end = file->read(size - std::min(size, tail_bytes), tail_bytes);
  if (!segments::index_position(end.substr(end.size() - std::min<std::size_t>(end.size(), segments::trailer_bytes)))) return {};
  return Unchanging{static_cast<std::int64_t>(size), tail_of(end)};
}

// A server that writes to it may have written half a frame, and may be sealing it: then it looks otherwise the next time.
Segment Source::segment(std::uint64_t number) const {
  for (int look = 1;; ++look) {
    const auto sealed = unchanging(number).has_value();
    auto bytes = segments::read_whole(disk(), path_of(number));
    const auto start = segments::start_of(bytes, number);
    if (sealed && start) return {number, std::move(bytes), true};
    const auto w = start ? segments::walk(bytes, *start, [](const segments::Frame&, std::uint64_t) {}) : segments::Walk{};
    if (start && !w.proof_of_rot) {
      bytes.resize(w.end);
      return {number, std::move(bytes), false};
    }
    if (look == looks) throw Damaged(fmt::format("{} is damaged at byte {}: millrace journal doctor says what to do; the backups before are as they were", path_of(number).string(), w.end));
  }
}

void Source::need_acknowledged(const Reports& reports) const {
  if (!acknowledged_) return;
  segments::Ends ends;
  for (Partition p = 0; p < partitions; ++p) ends[static_cast<std::size_t>(p)] = reports[static_cast<std::size_t>(p)].records;
  if (const auto missing = segments::shortfall(ends, *acknowledged_, "the file acknowledged"); !missing.empty())
    throw Damaged(fmt::format("the journal has lost acknowledged records: {}; the backups before are as they were: {}", missing, segments::lost_remedy));
}

std::vector<std::string> Source::other_files() const {
  std::vector<std::string> out;
  for (const auto* directory : {"keys", "files"}) {
    if (!fs::is_directory(data_ / directory)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(data_ / directory))
      if (entry.is_regular_file() && !draft(entry.path())) out.push_back(entry.path().lexically_relative(data_).generic_string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

// Read twice: what is the same both times was so in between. A key that is destroyed is overwritten where it stands, new ones are added.
void Source::settled(const std::string& path, const std::function<void(std::string_view)>& each, const std::function<void()>& again) const {
  const auto file = disk().open(data_ / path, Files::Access::read);
  for (int look = 1;; ++look) {
    const auto size = file->size();
    const auto before = digest_of(*file, size);
    Sha256 hash;
    for (std::uint64_t at = 0; at < size; at += piece_bytes) {
      const auto piece = file->read(at, std::min<std::uint64_t>(piece_bytes, size - at));
      hash.add(piece);
      each(piece);
    }
    if (hash.digest() == before) return;
    if (look == looks) throw std::runtime_error((data_ / path).string() + " changes faster than it can be read");
    again();
  }
}

}  // namespace millrace::backup
