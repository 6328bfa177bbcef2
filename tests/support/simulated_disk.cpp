#include "tests/support/simulated_disk.hpp"

#include <algorithm>
#include <system_error>

namespace millrace::testing {
namespace fs = std::filesystem;

constexpr std::uint64_t sector = 512;

class SimulatedFile : public segments::File {
 public:
  SimulatedFile(SimulatedDisk& disk, std::shared_ptr<SimulatedDisk::Inode> inode) : x_disk(disk), x_inode(std::move(inode)) {}

  std::uint64_t size() const override { return x_inode->cached.size(); }
  std::string read(std::uint64_t at, std::size_t n) const override {
    return at >= size() ? std::string{} : x_inode->cached.substr(at, n);
  }
  void write(std::uint64_t at, std::string_view bytes) override {
    // When the power goes in the middle, a part has reached the page cache, and from there any of it the disk.
    put(at, bytes);
    x_disk.step();
  }
  void allocate(std::uint64_t size) override {
    if (x_disk.x_full) throw std::system_error(ENOSPC, std::generic_category(), "allocate");
    resize(std::max<std::uint64_t>(size, x_inode->cached.size()));
  }
  void truncate(std::uint64_t size) override { resize(size); }
  void sync() override {
    x_disk.step();
    x_disk.sync(*x_inode);
  }

 private:
  void put(std::uint64_t at, std::string_view bytes) {
    auto& cached = x_inode->cached;
    if (cached.size() < at + bytes.size()) {
      cached.resize(at + bytes.size());
      x_inode->size_dirty = true;
    }
    std::copy(bytes.begin(), bytes.end(), cached.begin() + static_cast<std::ptrdiff_t>(at));
    for (auto s = at / sector; s * sector < at + bytes.size(); ++s) x_inode->dirty.insert(s);
  }
  void resize(std::uint64_t size) {
    const auto before = x_inode->cached.size();
    x_inode->cached.resize(size);
    x_inode->size_dirty = true;
    for (auto s = std::min<std::uint64_t>(before, size) / sector; s * sector < std::max<std::uint64_t>(before, size); ++s)
      x_inode->dirty.insert(s);
    x_disk.step();
  }

  SimulatedDisk& x_disk;
  std::shared_ptr<SimulatedDisk::Inode> x_inode;
};

void SimulatedDisk::step() {
  if (x_off || x_left == 0) {
    x_off = true;
    throw PowerIsOff("the power is off");
  }
  --x_left;
}

void SimulatedDisk::sync(Inode& inode) {
  ++x_syncs;
  const bool fails = x_failing_sync > 0 && --x_failing_sync == 0;
  if (!fails && !x_ignores_syncs) {
    inode.durable.resize(inode.cached.size());
    for (const auto s : inode.dirty)
      for (auto i = s * sector; i < std::min<std::uint64_t>((s + 1) * sector, inode.cached.size()); ++i)
        inode.durable[i] = inode.cached[i];
  }
  inode.dirty.clear();
  inode.size_dirty = false;
  if (fails) throw std::system_error(EIO, std::generic_category(), "fdatasync");
}

// Each sector that was not synced is the old one, the new one, a mixture, or has noise where the two differ. A sector
// that a failed sync took for clean stays the old one.
std::string SimulatedDisk::after_power_cut(const Inode& inode) {
  auto out = inode.durable;
  if (inode.size_dirty && x_random() % 2) out.resize(inode.cached.size());
  for (const auto s : inode.dirty) {
    const auto from = s * sector, to = std::min<std::uint64_t>((s + 1) * sector, std::min(out.size(), inode.cached.size()));
    const auto fate = x_random() % 5;
    const auto cut = from + x_random() % sector;
    for (auto i = from; i < to; ++i) {
      const auto is_new = fate == 1 || (fate == 2 && i < cut) || (fate == 3 && i >= cut);
      if (is_new) out[i] = inode.cached[i];
      else if (fate == 4 && out[i] != inode.cached[i]) out[i] = static_cast<char>(x_random());
    }
  }
  return out;
}

void SimulatedDisk::restore_power() {
  Names names = x_durable;
  for (const auto& [path, inode] : x_cached)
    if (!x_durable.contains(path) && x_random() % 2) names[path] = inode;           // a directory entry that was not synced
  for (const auto& [path, inode] : x_durable)
    if (!x_cached.contains(path) && x_random() % 2) names.erase(path);
  std::set<std::shared_ptr<Inode>> done;
  for (const auto& [path, inode] : names) {
    if (!done.insert(inode).second) continue;
    inode->cached = inode->durable = after_power_cut(*inode);
    inode->dirty.clear();
    inode->size_dirty = false;
  }
  x_cached = x_durable = names;
  x_locked.clear();
  x_off = false;
  x_left = ~std::uint64_t{0};
}

std::string SimulatedDisk::contents(const fs::path& path) const { return x_cached.at(path)->cached; }

void SimulatedDisk::replace(const fs::path& path, std::string contents) {
  auto& inode = *x_cached.at(path);
  inode.cached = inode.durable = std::move(contents);
  inode.dirty.clear();
}

std::unique_ptr<segments::File> SimulatedDisk::open(const fs::path& path, Access access) {
  auto known = x_cached.find(path);
  if (known == x_cached.end()) {
    if (access != Access::create) throw std::system_error(ENOENT, std::generic_category(), path.string());
    step();
    known = x_cached.emplace(path, std::make_shared<Inode>()).first;
  }
  return std::make_unique<SimulatedFile>(*this, known->second);
}

bool SimulatedDisk::exists(const fs::path& path) { return x_cached.contains(path); }

std::vector<std::string> SimulatedDisk::list(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& [path, inode] : x_cached)
    if (path.parent_path() == directory) names.push_back(path.filename().string());
  return names;
}

void SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
  step();
  x_cached[to] = x_cached.at(from);
  x_cached.erase(from);
}

void SimulatedDisk::remove(const fs::path& path) {
  step();
  x_cached.erase(path);
}

void SimulatedDisk::sync_directory(const fs::path& directory) {
  step();
  if (x_ignores_syncs) return;
  std::erase_if(x_durable, [&](const auto& entry) { return entry.first.parent_path() == directory; });
  for (const auto& [path, inode] : x_cached)
    if (path.parent_path() == directory) x_durable[path] = inode;
}

std::unique_ptr<segments::Files::Held> SimulatedDisk::lock(const fs::path& directory) {
  struct Lock : Held {
    Lock(SimulatedDisk& d, fs::path p) : disk(d), path(std::move(p)) {}
    ~Lock() override { disk.x_locked.erase(path); }
    SimulatedDisk& disk;
    fs::path path;
  };
  if (!x_locked.insert(directory).second) return nullptr;
  return std::make_unique<Lock>(*this, directory);
}

}  // namespace millrace::testing
