#include "infra/heads/tree_file.hpp"

#include <fmt/format.h>

#include <cstring>

namespace millrace::heads {

namespace {

constexpr int bits = 8;                                // of a level of files: each holds the roots of 256 of the one below
constexpr std::uint64_t tile = 1 << bits;
constexpr std::size_t written_at_once = 64 << 10;      // bytes

Digest hash_at(std::string_view hashes, std::size_t n) {
  Digest out;
  std::memcpy(out.data(), hashes.data() + n * sizeof(Digest), sizeof(Digest));
  return out;
}

// Of 2^k hashes.
Digest root_of(std::string_view hashes) {
  std::vector<Digest> row;
  for (std::size_t n = 0; n < hashes.size() / sizeof(Digest); ++n) row.push_back(hash_at(hashes, n));
  for (; row.size() > 1; row.resize(row.size() / 2))
    for (std::size_t n = 0; n < row.size() / 2; ++n) row[n] = merkle::node(row[2 * n], row[2 * n + 1]);
  return row.front();
}

}  // namespace

void TreeFile::Level::write() {
  if (added.empty()) return;
  file->write(written * sizeof(Digest), added);
  written += added.size() / sizeof(Digest);
  added.clear();
}

TreeFile::TreeFile(segments::Files& files, const std::filesystem::path& directory, Partition p) : files_(files), directory_(directory), partition_(p) {
  std::size_t level = 0;
  do levels_.push_back(open(level++));
  while (levels_.back().written >= tile);
  // A crash may have kept more of one file than of another.
  auto size = levels_.front().written;
  for (std::size_t k = 1; k < levels_.size(); ++k) size = std::min(size, ((levels_[k].written + 1) << bits * k) - 1);
  cut(size);
}

TreeFile::Level TreeFile::open(std::size_t level) const {
  const auto path = directory_ / fmt::format("{}.{}", partition_, level);
  auto file = files_.open(path, files_.exists(path) ? segments::Files::Access::write : segments::Files::Access::create);
  const auto written = file->size() / sizeof(Digest);
  return {std::move(file), written};
}

void TreeFile::add(const Digest& leaf) { add_to(0, leaf); }

void TreeFile::add_to(std::size_t level, const Digest& hash) {
  if (level == levels_.size()) levels_.push_back(open(level));
  auto& l = levels_[level];
  l.added.append(raw(hash));
  const auto count = l.count();
  if (count % tile == 0) add_to(level + 1, root_of(hashes(level, count - tile, tile)));
  if (auto& same = levels_[level]; same.added.size() >= written_at_once) same.write();
}

void TreeFile::cut(std::uint64_t size) {
  for (std::size_t k = 0; k < levels_.size(); ++k) {
    auto& l = levels_[k];
    l.write();
    l.written = std::min(l.written, size >> bits * k);
    l.file->truncate(l.written * sizeof(Digest));
  }
}

void TreeFile::write() {
  for (auto& l : levels_) l.write();
}

std::string TreeFile::hashes(std::size_t level, std::uint64_t from, std::uint64_t n) const {
  const auto& l = levels_.at(level);
  const auto on_disk = from < l.written ? std::min(n, l.written - from) : 0;
  auto out = on_disk ? l.file->read(from * sizeof(Digest), on_disk * sizeof(Digest)) : std::string{};
  if (on_disk < n) out.append(l.added, (from + on_disk - l.written) * sizeof(Digest), (n - on_disk) * sizeof(Digest));
  if (out.size() != n * sizeof(Digest)) throw std::system_error(std::make_error_code(std::errc::io_error), fmt::format("{}.{} is short", partition_, level));
  return out;
}

Digest TreeFile::subtree(std::uint64_t n, int level) const {
  const auto file = static_cast<std::size_t>(level / bits);
  const int above = level % bits;
  return root_of(hashes(file, n << above, std::uint64_t{1} << above));
}

}  // namespace millrace::heads
