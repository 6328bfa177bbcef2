#include "infra/backup/reader.hpp"

#include <fmt/format.h>

#include "infra/crypto/sha256.hpp"
#include "infra/segments/segment.hpp"

namespace millrace::backup {

namespace {

constexpr int tries = 3;

std::uint64_t count_in(const Reports& reports) {
  std::uint64_t sum = 0;
  for (const auto& r : reports) sum += static_cast<std::uint64_t>(r.records);
  return sum;
}

segments::Ends ends_of(const Reports& reports) {
  segments::Ends ends;
  for (Partition p = 0; p < partitions; ++p) ends[static_cast<std::size_t>(p)] = reports[static_cast<std::size_t>(p)].records;
  return ends;
}

}  // namespace

std::string fetched(ObjectStore& store, const std::string& name, std::size_t most) {
  for (int n = 1;; ++n) try {
      return get_whole(store, name, most);
    } catch (const StoreTrouble& trouble) {
      if (!trouble.again || n == tries) throw;
    }
}

std::vector<std::string> manifest_names(ObjectStore& store) {
  std::vector<std::string> out;
  for (auto& entry : store.list(manifests))
    if (time_of_manifest(entry.name)) out.push_back(std::move(entry.name));
  return out;
}

Manifest Reader::manifest(const std::string& name) {
  return manifest_of(name, open(name, fetched(store_, name, most_sealed(most_manifest_bytes)), ByPair{pair_}, most_manifest_bytes));
}

void Reader::file(const File& file, const std::function<void(std::string_view)>& each) {
  Sha256 hash;
  std::int64_t bytes = 0;
  for (const auto& name : file.pieces) try {
      const auto piece = open(name, fetched(store_, name, most_sealed(piece_bytes)), ByPair{pair_}, piece_bytes);
      hash.add(piece);
      bytes += static_cast<std::int64_t>(piece.size());
      each(piece);
    } catch (const WrongKey& e) {                      // the manifest has opened with it
      throw Damaged(fmt::format("{} is damaged: {}", name, e.what()));
    } catch (const NoObject& e) {
      throw Damaged(fmt::format("{} is not whole: {}", file.path, e.what()));
    }
  if (bytes != file.bytes || hex(hash.digest()) != file.sha256) throw Damaged(fmt::format("{} is not what was backed up: its objects are those of another one", file.path));
}

void fold_segment(Reports& reports, std::uint64_t number, std::string_view bytes) {
  const auto name = segments::segment_name(number);
  const auto start = segments::start_of(bytes, number);
  if (!start) throw Damaged(name + " has no intact first frame");
  if (start->before != count_in(reports) || start->first != ends_of(reports)) throw Damaged(name + " does not continue the segments before it");
  const auto w = segments::walk(bytes, *start, [&](const segments::Frame& f, std::uint64_t) {
    reports[f.partition].take(f.partition, f.offset, f.body);
  });
  if (w.proof_of_rot) throw Damaged(fmt::format("{} is damaged at byte {}", name, w.end));
  for (Partition p = 0; p < partitions; ++p)
    if (const auto& r = reports[static_cast<std::size_t>(p)]; !r.chain_ok) throw Damaged(fmt::format("{}: partition {}: {}", name, p, r.first_fault));
}

void check_stands(const Reports& reports, const Manifest& manifest) {
  if (stands_of(reports) != manifest.about.stands || static_cast<std::int64_t>(count_in(reports)) != manifest.about.records)
    throw Damaged("the journal does not end where the backup says, or under another chain");
}

void verify(Reader& reader, const Manifest& manifest, const std::function<void(const File&)>& progress) {
  Reports reports;
  for (const auto& file : manifest.files) {
    const auto number = segments::segment_number(std::filesystem::path(file.path).filename().string());
    const bool segment = file.path.starts_with("journal/") && number;
    std::string bytes;
    reader.file(file, [&](std::string_view piece) {
      if (segment) bytes += piece;
    });
    if (segment) fold_segment(reports, *number, bytes);
    if (progress) progress(file);
  }
  check_stands(reports, manifest);
}

}  // namespace millrace::backup
