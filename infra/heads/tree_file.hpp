// The Merkle tree of one partition on the disk: the hashes of its leaves, and of the complete subtrees of 256, 65,536, … leaves above them, so
// that a proof reads a few hundred hashes however long the history is. It is derived: whatever is lost or damaged is made anew from the journal.
//
//   DIR/12.0   the leaves of partition 12, 32 bytes each, in order
//   DIR/12.1   the roots of each 256 of those; DIR/12.2 of each 256 of these; …
#pragma once

#include <memory>
#include <vector>

#include "infra/segments/files.hpp"
#include "schemas/journal/merkle.hpp"
#include "schemas/journal/record.hpp"

namespace millrace::heads {

// One at a time for a partition; not thread-safe. Throws std::system_error.
class TreeFile {
 public:
  // The directory is there.
  TreeFile(segments::Files&, const std::filesystem::path& directory, Partition);
  std::uint64_t size() const { return levels_.front().count(); }
  void add(const Digest& leaf);
  // Forgets what lies behind.
  void cut(std::uint64_t size);
  // Hands what was added over to the system. When it is on the disk nobody knows: whoever opens it next has to look.
  void write();
  Digest subtree(std::uint64_t n, int level) const;    // as merkle::Subtree has it, complete
  merkle::Subtree subtrees() const {
    return [this](std::uint64_t n, int level) { return subtree(n, level); };
  }

 private:
  struct Level {
    std::unique_ptr<segments::File> file;
    std::uint64_t written = 0;                         // hashes in the file
    std::string added = {};                            // not written yet
    std::uint64_t count() const { return written + added.size() / sizeof(Digest); }
    void write();
  };
  void add_to(std::size_t level, const Digest&);
  std::string hashes(std::size_t level, std::uint64_t from, std::uint64_t n) const;
  Level open(std::size_t level) const;

  segments::Files& files_;
  const std::filesystem::path directory_;
  const Partition partition_;
  std::vector<Level> levels_;
};

}  // namespace millrace::heads
