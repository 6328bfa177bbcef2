#include "infra/segments/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace millrace::segments {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void failed(const char* what, const fs::path& path, int error = errno) {
  throw std::system_error(error, std::generic_category(), std::string{what} + " " + path.string());
}

struct Descriptor : Files::Held {
  Descriptor(const fs::path& path, int flags) : fd(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {
    if (fd < 0) failed("open", path);
  }
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() override { ::close(fd); }
  const int fd;
};

class DiskFile : public File {
 public:
  DiskFile(const fs::path& path, int flags) : path_(path), file_(path, flags) {}

  std::uint64_t size() const override {
    struct stat s;
    if (::fstat(file_.fd, &s) != 0) failed("fstat", path_);
    return static_cast<std::uint64_t>(s.st_size);
  }

  std::string read(std::uint64_t at, std::size_t n) const override {
    std::string out(n, '\0');
    std::size_t done = 0;
    while (done < n) {
      const auto got = ::pread(file_.fd, out.data() + done, n - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) failed("read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    out.resize(done);
    return out;
  }

  void write(std::uint64_t at, std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto put = ::pwrite(file_.fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) failed("write", path_, put < 0 ? errno : EIO);
      at += static_cast<std::uint64_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  void allocate(std::uint64_t size) override {
    if (const int error = ::posix_fallocate(file_.fd, 0, static_cast<off_t>(size))) failed("allocate", path_, error);
  }
  void truncate(std::uint64_t size) override {
    if (::ftruncate(file_.fd, static_cast<off_t>(size)) != 0) failed("truncate", path_);
  }
  void sync() override {
    if (::fdatasync(file_.fd) != 0) failed("fdatasync", path_);
  }

 private:
  fs::path path_;
  Descriptor file_;
};

class Disk : public Files {
 public:
  std::unique_ptr<File> open(const fs::path& path, Access access) override {
    const int flags = access == Access::read ? O_RDONLY : access == Access::write ? O_RDWR : O_RDWR | O_CREAT;
    return std::make_unique<DiskFile>(path, flags);
  }
  bool exists(const fs::path& path) override { return fs::exists(path); }
  std::vector<std::string> list(const fs::path& directory) override {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
  void make_directory(const fs::path& path) override { fs::create_directories(path); }
  void rename(const fs::path& from, const fs::path& to) override { fs::rename(from, to); }
  void remove(const fs::path& path) override { fs::remove(path); }
  void symlink(const fs::path& target, const fs::path& path) override {
    fs::remove(path);
    fs::create_symlink(target, path);
  }
  std::optional<fs::path> leads_to(const fs::path& path) override {
    if (!fs::is_symlink(path)) return {};
    return fs::read_symlink(path);
  }
  std::chrono::seconds age(const fs::path& path) override {
    return std::chrono::floor<std::chrono::seconds>(fs::file_time_type::clock::now() - fs::last_write_time(path));
  }
  void sync_directory(const fs::path& path) override {
    const Descriptor directory{path, O_RDONLY | O_DIRECTORY};
    if (::fsync(directory.fd) != 0) failed("fsync", path);
  }
  Space space(const fs::path& path) override {
    struct statvfs s;
    if (::statvfs(path.c_str(), &s) != 0) failed("statvfs", path);
    return {std::uint64_t{s.f_bavail} * s.f_frsize, std::uint64_t{s.f_blocks} * s.f_frsize};
  }
  std::unique_ptr<Held> lock(const fs::path& directory) override {
    auto held = std::make_unique<Descriptor>(directory, O_RDONLY | O_DIRECTORY);
    if (::flock(held->fd, LOCK_EX | LOCK_NB) == 0) return held;
    if (errno != EWOULDBLOCK) failed("flock", directory);
    return nullptr;
  }
};

}  // namespace

Files& disk() {
  static Disk instance;
  return instance;
}

void write_whole(Files& files, const fs::path& path, std::string_view contents) {
  auto draft = path;
  draft += ".new";
  const auto file = files.open(draft, Files::Access::create);
  file->truncate(0);
  file->write(0, contents);
  file->sync();
  files.rename(draft, path);
  files.sync_directory(path.parent_path());
}

void lead_to(Files& files, const fs::path& path, const fs::path& target) {
  auto draft = path;
  draft += ".new";
  files.symlink(target, draft);
  files.rename(draft, path);
  files.sync_directory(path.parent_path());
}

std::string read_whole(Files& files, const fs::path& path) {
  const auto file = files.open(path, Files::Access::read);
  return file->read(0, file->size());
}

}  // namespace millrace::segments
