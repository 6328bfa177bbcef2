#include "infra/crypto/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <system_error>

namespace millrace {
namespace {

constexpr std::size_t slot_bytes = 128, mac_bytes = 16, first_at = 4, id_at = 16, wrapped_at = 32, wrapped_bytes = 40;
constexpr std::size_t body_bytes = slot_bytes - mac_bytes;
constexpr std::string_view magic = "millrace keys 1\n";
constexpr std::size_t most_holes = 4096;  // more than an append has slots

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::system_error(errno, std::generic_category(), path.string() + ": cannot " + what);
}

void put(std::string& out, std::size_t at, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) out[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
}

std::uint32_t first_of(std::string_view slot) {
  std::uint32_t out = 0;
  for (int i = 3; i >= 0; --i)
    out = out << 8 | static_cast<unsigned char>(slot[first_at + static_cast<std::size_t>(i)]);
  return out;
}

std::string mac_of(const Digest& key, std::uint32_t number, std::string_view body) {
  std::string message(8, '\0');
  put(message, 0, number, 8);
  const Digest mac = hmac_sha256(raw(key), message.append(body));
  return std::string{raw(mac).substr(0, mac_bytes)};
}

std::string header_of(const Digest& key) {
  std::string out(body_bytes, '\0');
  magic.copy(out.data(), magic.size());
  return out + mac_of(key, 0, out);
}

bool genuine(const Digest& key, std::uint32_t number, std::string_view slot) {
  return equal_secrets(slot.substr(body_bytes), mac_of(key, number, slot.substr(0, body_bytes)));
}

void write_all(int file, std::string_view bytes, std::size_t at, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto n = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(path, "write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
    at += static_cast<std::size_t>(n);
  }
}

std::string read_some(int file, std::size_t at, std::size_t size, const std::filesystem::path& path) {
  std::string out(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const auto n = ::pread(file, out.data() + have, size - have, static_cast<off_t>(at + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(path, "read");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return out;
}

}  // namespace

void sync_directory(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) fail(directory, "open");
  const bool done = ::fsync(file) == 0;
  ::close(file);
  if (!done) fail(directory, "sync");
}

bool create_file(const std::filesystem::path& path, std::string_view contents) {
  auto draft = path;
  draft += fmt::format(".{}.new", ::getpid());
  ::unlink(draft.c_str());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail(draft, "create");
  try {
    write_all(file, contents, 0, draft);
    if (::fsync(file) != 0) fail(draft, "sync");
  } catch (...) {
    ::close(file);
    ::unlink(draft.c_str());
    throw;
  }
  ::close(file);
  const bool made = ::link(draft.c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(draft.c_str());
  errno = why;
  if (!made && why != EEXIST) fail(path, "create");
  sync_directory(path.parent_path());
  return made;
}

KeyFile::KeyFile(std::filesystem::path path, const Digest& mac_key, Mode mode, const Each& each)
    : path_(std::move(path)), mac_key_(mac_key), mode_(mode) {
  if (mode == Mode::write && !std::filesystem::exists(path_)) create_file(path_, header_of(mac_key));
  file_ = ::open(path_.c_str(), (mode == Mode::write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (file_ < 0) fail(path_, "open");
  try {
    if (mode == Mode::write) lock_or_refuse();
    check_header();
    load(each);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

KeyFile::~KeyFile() { ::close(file_); }

// Also of a file that another has just taken the place of (change_master_key): what was written to it would be lost.
void KeyFile::lock_or_refuse() {
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
    struct stat ours{}, there{};
    if (::fstat(file_, &ours) != 0 || ::stat(path_.c_str(), &there) != 0) fail(path_, "look at");
    if (ours.st_ino == there.st_ino && ours.st_dev == there.st_dev) return;
  } else if (errno != EWOULDBLOCK) {
    fail(path_, "lock");
  }
  throw VaultRefused(fmt::format("{} is in use by another millrace process: stop it, or choose another data directory",
                                 path_.string()));
}

bool KeyFile::is_under(const std::filesystem::path& path, const Digest& mac_key) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::string header(slot_bytes, '\0');
  const bool whole = ::pread(file, header.data(), slot_bytes, 0) == static_cast<ssize_t>(slot_bytes);
  ::close(file);
  return whole && header.starts_with(magic) && genuine(mac_key, 0, header);
}

void KeyFile::check_header() {
  const std::string header = read_some(file_, 0, slot_bytes, path_);
  if (header.size() < slot_bytes || !header.starts_with(magic))
    throw VaultRefused(fmt::format("{} is not a key file of millrace: restore it from the key backup",
                                   path_.string()));
  if (!genuine(mac_key_, 0, header))
    throw VaultRefused(fmt::format("{} was made under another master key: put back the right keys/master, or name its "
                                   "file in MILLRACE_MASTER_KEY_FILE", path_.string()));
}

// Each append is durable before the next begins, so only the slots of the last one may be missing or half
// written: a slot that is not genuine, with a genuine one of a later append behind it, was durable once and has
// been damaged.
void KeyFile::load(const Each& each) {
  std::vector<std::uint32_t> holes;
  std::uint32_t end = 1;
  for (std::uint32_t number = 1;;) {
    const std::string chunk = read_some(file_, number * slot_bytes, 4096 * slot_bytes, path_);
    for (std::size_t at = 0; at + slot_bytes <= chunk.size(); at += slot_bytes, ++number) {
      const std::string_view slot = std::string_view{chunk}.substr(at, slot_bytes);
      if (!genuine(mac_key_, number, slot)) {
        if (holes.size() < most_holes) holes.push_back(number);
        continue;
      }
      if (!holes.empty() && first_of(slot) > holes.front())
        throw VaultRefused(fmt::format("{} is damaged at byte {}: restore it from the key backup", path_.string(),
                                       holes.front() * slot_bytes));
      each(number, {static_cast<KeySlot::Kind>(slot[0]), uuid_of(slot.substr(id_at, 16)),
                    std::string{slot.substr(wrapped_at, wrapped_bytes)}});
      end = number + 1;
    }
    if (chunk.size() < 4096 * slot_bytes) break;
  }
  slots_ = end;
  while (!holes.empty() && holes.back() >= end) holes.pop_back();
  if (mode_ == Mode::write) mend(end, holes);
}

// What an append that was cut short has left was never given out: genuine slots stay, holes between them become
// void, the rest goes.
void KeyFile::mend(std::uint32_t end, std::span<const std::uint32_t> holes) {
  for (const auto hole : holes) write_at(hole, encode(hole, holes.front(), {}));
  if (::ftruncate(file_, static_cast<off_t>(end * slot_bytes)) != 0) fail(path_, "truncate");
  sync();
}

std::string KeyFile::encode(std::uint32_t number, std::uint32_t first, const KeySlot& slot) const {
  std::string out(body_bytes, '\0');
  out[0] = static_cast<char>(slot.kind);
  put(out, first_at, first, 4);
  slot.id.raw().copy(out.data() + id_at, 16);
  slot.wrapped.copy(out.data() + wrapped_at, wrapped_bytes);
  return out + mac_of(mac_key_, number, out);
}

void KeyFile::write_at(std::uint32_t slot, std::string_view bytes) {
  if (mode_ == Mode::read) throw std::logic_error("writing to a key file that was opened for reading");
  write_all(file_, bytes, std::size_t{slot} * slot_bytes, path_);
}

void KeyFile::sync() {
  if (::fdatasync(file_) == 0) return;
  broken_ = true;
  fail(path_, "sync");
}

std::uint32_t KeyFile::append(std::span<const KeySlot> slots) {
  if (broken_) throw std::system_error(EIO, std::generic_category(), path_.string() + ": failed before; start again");
  const std::uint32_t first = slots_;
  std::string bytes;
  bytes.reserve(slots.size() * slot_bytes);
  for (const KeySlot& slot : slots)
    bytes += encode(first + static_cast<std::uint32_t>(bytes.size() / slot_bytes), first, slot);
  try {
    write_at(first, bytes);
  } catch (const std::system_error&) {
    if (::ftruncate(file_, static_cast<off_t>(first * slot_bytes)) != 0) broken_ = true;
    throw;
  }
  sync();
  slots_ = first + static_cast<std::uint32_t>(slots.size());
  return first;
}

void KeyFile::overwrite(std::uint32_t slot, const KeySlot& with) {
  if (broken_) throw std::system_error(EIO, std::generic_category(), path_.string() + ": failed before; start again");
  write_at(slot, encode(slot, slot, with));
  sync();
}

}  // namespace millrace
