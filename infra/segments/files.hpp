// The file system as the journal needs it: a port, so that tests can cut the power. Failures throw std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::segments {

// An open file. Any thread may read; one at a time writes.
class File {
 public:
  virtual ~File() = default;
  virtual std::uint64_t size() const = 0;
  // Up to `n` bytes from there; fewer only at the end of the file.
  virtual std::string read(std::uint64_t at, std::size_t n) const = 0;
  virtual void write(std::uint64_t at, std::string_view) = 0;
  // Room on the disk for this size; what is new reads as zeros.
  virtual void allocate(std::uint64_t size) = 0;
  virtual void truncate(std::uint64_t size) = 0;
  // fdatasync: contents and size are on the disk. After a failure nobody knows what is, and asking again does not help.
  virtual void sync() = 0;
};

class Files {
 public:
  enum class Access { read, write, create };
  struct Space { std::uint64_t free; std::uint64_t total; };
  struct Held { virtual ~Held() = default; };          // let go when destroyed

  virtual ~Files() = default;
  virtual std::unique_ptr<File> open(const std::filesystem::path&, Access) = 0;
  virtual bool exists(const std::filesystem::path&) = 0;
  virtual std::vector<std::string> list(const std::filesystem::path& directory) = 0;     // names, sorted
  virtual void make_directory(const std::filesystem::path&) = 0;                         // and those above it
  virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual void remove(const std::filesystem::path&) = 0;
  // A name that leads to a file elsewhere: opening it, and asking whether it exists, is opening and asking for that one; all else is
  // about the name. Takes the place of what is there.
  virtual void symlink(const std::filesystem::path& target, const std::filesystem::path&) = 0;
  virtual std::optional<std::filesystem::path> leads_to(const std::filesystem::path&) = 0;      // nothing for a file that lies there
  virtual std::chrono::seconds age(const std::filesystem::path&) = 0;                           // since it was written last
  virtual void sync_directory(const std::filesystem::path&) = 0;
  virtual Space space(const std::filesystem::path&) = 0;
  // Exclusive among processes; null when somebody else holds it.
  virtual std::unique_ptr<Held> lock(const std::filesystem::path& directory) = 0;
};

// The real one.
Files& disk();

// Writes a small file so that after a crash it is there as a whole or not at all.
void write_whole(Files&, const std::filesystem::path&, std::string_view contents);
std::string read_whole(Files&, const std::filesystem::path&);
// The file gives way to a name that leads to `target`, a whole copy that is on its disk: after a crash it is there as the one or the other.
void lead_to(Files&, const std::filesystem::path&, const std::filesystem::path& target);

}  // namespace millrace::segments
