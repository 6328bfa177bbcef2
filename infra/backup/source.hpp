// What is backed up of a data directory, read beside the server that serves it: the journal first, then the keys that its records name.
#pragma once

#include <filesystem>
#include <functional>

#include "infra/backup/manifest.hpp"
#include "infra/segments/files.hpp"

namespace millrace::backup {

// A segment as it is now, as far as it is intact.
struct Segment {
  std::uint64_t number = 0;
  std::string bytes;
  bool sealed = false;                                 // it no longer changes
};

class Source {
 public:
  // Throws segments::Missing, segments::Moved.
  explicit Source(std::filesystem::path data);

  const std::filesystem::path& data() const { return data_; }
  const Uuid& incarnation() const { return incarnation_; }
  // How many segments have begun by now.
  std::uint64_t segments() const;
  // One that no longer changes: its size and the SHA-256 of its last bytes, which name the records before them.
  struct Unchanging { std::int64_t bytes; std::string tail; };
  std::optional<Unchanging> unchanging(std::uint64_t number) const;
  // `last`: nothing follows it, so it ends where its records do.
  Segment segment(std::uint64_t number) const;
  // Throws Damaged when the journal that was read ends before what was acknowledged when this was made.
  void need_acknowledged(const Reports&) const;

  // Files beside it, without the journal: keys/… and files/….
  std::vector<std::string> other_files() const;
  // A file as it was at one moment: `each` may be called for some of it again, after `again`.
  void settled(const std::string& path, const std::function<void(std::string_view)>& each, const std::function<void()>& again) const;

 private:
  std::filesystem::path path_of(std::uint64_t number) const;

  const std::filesystem::path data_, journal_;
  const Uuid incarnation_;
  const std::optional<std::array<Offset, partitions>> acknowledged_;
};

std::string tail_of(std::string_view bytes);           // as Unchanging has it

}  // namespace millrace::backup
