#include "infra/objects/directory_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace millrace {

namespace fs = std::filesystem;

namespace {

constexpr const char* drafts_name = ".drafts";
constexpr auto draft_life = std::chrono::hours{24};

[[noreturn]] void fail(const char* what, const fs::path& path, int error = errno) {
  throw StoreTrouble(fmt::format("{}: cannot {} ({})", path.string(), what, std::generic_category().message(error)), error == ENOSPC || error == EDQUOT);
}

struct Descriptor {
  Descriptor(const fs::path& path, int flags) : fd(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  const int fd;
};

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const auto put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) fail("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void sync_directory(const fs::path& path) {
  const Descriptor directory{path, O_RDONLY | O_DIRECTORY};
  if (directory.fd < 0 || ::fsync(directory.fd) != 0) fail("sync", path);
}

// Those that are made are on the disk too.
void make_directories(const fs::path& path) {
  if (fs::exists(path)) return;
  if (const auto above = path.parent_path(); above != path) make_directories(above);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("make", path);
  sync_directory(path.parent_path());
}

}  // namespace

DirectoryStore::DirectoryStore(fs::path top) : top_(fs::absolute(std::move(top)).lexically_normal()) {
  std::error_code no;
  if (fs::exists(top_, no) && !fs::is_directory(top_, no)) throw StoreTrouble(top_.string() + " is no directory", false);
}

fs::path DirectoryStore::draft() {
  const auto directory = top_ / drafts_name;
  make_directories(directory);
  if (drafts_ == 0) tidy();
  return directory / fmt::format("{}.{}", ::getpid(), drafts_++);
}

void DirectoryStore::tidy() {
  std::error_code no;
  for (const auto& entry : fs::directory_iterator(top_ / drafts_name, no))
    if (fs::file_time_type::clock::now() - entry.last_write_time(no) > draft_life) fs::remove(entry.path(), no);
}

void DirectoryStore::put(const std::string& name, const Content& content) {
  check_object_name(name);
  const auto to = top_ / name, from = draft();
  make_directories(to.parent_path());
  try {
    const Descriptor file{from, O_WRONLY | O_CREAT | O_TRUNC};
    if (file.fd < 0) fail("make", from);
    for (std::uint64_t at = 0; at < content.size;) {
      const auto piece = content.read(at, piece_bytes);
      if (piece.empty()) throw StoreTrouble(name + ": what was to be put has become shorter", true);
      write_all(file.fd, piece, from);
      at += piece.size();
    }
    if (::fsync(file.fd) != 0) fail("sync", from);
    if (::rename(from.c_str(), to.c_str()) != 0) fail("write", to);
  } catch (...) {
    ::unlink(from.c_str());
    throw;
  }
  sync_directory(to.parent_path());
}

void DirectoryStore::get(const std::string& name, const std::function<void(std::string_view)>& each) {
  check_object_name(name);
  const auto path = top_ / name;
  const Descriptor file{path, O_RDONLY};
  if (file.fd < 0 && errno == ENOENT) throw NoObject(path.string());
  if (file.fd < 0) fail("open", path);
  std::string piece(piece_bytes, '\0');
  for (;;) {
    const auto got = ::read(file.fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path);
    if (got == 0) return;
    each({piece.data(), static_cast<std::size_t>(got)});
  }
}

std::vector<ObjectEntry> DirectoryStore::list(const std::string& prefix) {
  std::vector<ObjectEntry> out;
  const auto from = top_ / fs::path(prefix + "x").parent_path();       // the directory that holds all that begin so
  if (!fs::exists(from)) return out;
  try {
    for (auto at = fs::recursive_directory_iterator(from); at != fs::recursive_directory_iterator(); ++at) {
      if (at->path().filename().string().starts_with('.')) {
        at.disable_recursion_pending();
        continue;
      }
      if (!at->is_regular_file()) continue;
      auto name = at->path().lexically_relative(top_).generic_string();
      if (name.starts_with(prefix)) out.push_back({std::move(name), at->file_size()});
    }
  } catch (const fs::filesystem_error& e) {
    fail("list", from, e.code().value());
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

bool DirectoryStore::exists(const std::string& name) {
  check_object_name(name);
  return fs::exists(top_ / name);
}

void DirectoryStore::remove(const std::string& name) {
  check_object_name(name);
  if (::unlink((top_ / name).c_str()) != 0 && errno != ENOENT) fail("remove", top_ / name);
}

}  // namespace millrace
